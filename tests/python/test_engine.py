"""python-engineio: the protocol below, alone."""

import queue
import unittest

import engineio

from support import DEADLINE, PING_INTERVAL, WAYS, InOrder, Server

MESSAGES = ["Ærø 漢字 🎈", b"\x00\x01\xff", "", b"", "x" * 900_000, bytes(700_000)]


def setUpModule():
    EngineCase.server = Server("WIGWAG_INTEROP_SERVER", "--ping-interval", PING_INTERVAL)
    (EngineCase.url,) = EngineCase.server.other_urls


def tearDownModule():
    EngineCase.server.stop()


class EngineCase(unittest.TestCase):
    server = None
    url = None


class Behaviours:
    """What holds over each transport."""

    def connect(self):
        transports, expected = WAYS[self.way]
        client, returned = InOrder(handle_sigint=False), queue.SimpleQueue()
        client.on("message", returned.put)
        client.connect(self.url, transports=transports)
        self.addCleanup(client.messages.put, None)
        self.addCleanup(client.disconnect)
        self.assertEqual(client.transport(), expected)
        return client, returned

    def test_messages_come_back_unchanged(self):
        client, returned = self.connect()
        for message in MESSAGES:
            client.send(message)
            self.assertEqual(returned.get(timeout=DEADLINE), message)

    def test_text_and_binary_keep_their_order(self):
        client, returned = self.connect()
        sent = [f"{number}" if number % 3 else bytes([number]) for number in range(200)]
        for message in sent:
            client.send(message)
        self.assertEqual([returned.get(timeout=DEADLINE) for _ in sent], sent)

    def test_the_client_leaves(self):
        client, _ = self.connect()
        reasons = queue.SimpleQueue()
        client.on("disconnect", reasons.put)
        client.disconnect()
        self.assertEqual(reasons.get(timeout=DEADLINE), engineio.Client.reason.CLIENT_DISCONNECT)


class OverPolling(Behaviours, EngineCase):
    way = "polling"


class OverWebSocket(Behaviours, EngineCase):
    way = "websocket"


class AfterAnUpgrade(Behaviours, EngineCase):
    way = "upgraded"

"""A second implementation of the client, python-socketio and python-engineio, over each transport."""

import os
import queue
import subprocess
import sys
import unittest

import engineio
import socketio

# How long anything may take before a test gives up on it. Nothing waits this long when all is well.
DEADLINE = 20

# What to ask for, and what a client that asks for it ends up with.
WAYS = {
    "polling": (["polling"], "polling"),
    "websocket": (["websocket"], "websocket"),
    "an upgraded connection": (["polling", "websocket"], "websocket"),
}

ADMITTED = {"user": "ada", "password": "open sesame"}

ARGUMENTS = (1, "Ærø 漢字 🎈", {"deep": [None, b"\x00\x01\xff", {"deeper": b""}]})

server = None
url = None
engine_url = None


def start(*options):
    """Starts the server; gives it and where it listens: Socket.IO, and Engine.IO alone."""
    binary = os.environ["WIGWAG_INTEROP_SERVER"]
    process = subprocess.Popen([binary, *options], stdout=subprocess.PIPE, text=True)
    # "listening on <url> and <url>"
    _, _, socket_url, _, engine_url = process.stdout.readline().split()
    return process, socket_url, engine_url


def stop(process):
    process.kill()
    process.wait()
    process.stdout.close()


def setUpModule():
    global server, url, engine_url
    server, url, engine_url = start()


def tearDownModule():
    stop(server)


class Threads(unittest.TestCase):
    """The clients for programs with threads."""

    def connect(self, way, namespace, auth=None):
        transports, expected = WAYS[way]
        client = socketio.SimpleClient(reconnection=False)
        self.addCleanup(client.disconnect)
        client.connect(url, namespace=namespace, auth=auth, transports=transports, wait_timeout=DEADLINE)
        self.assertEqual(client.transport, expected)
        return client

    def test_events_carry_arguments_and_binary_both_ways(self):
        for way in WAYS:
            with self.subTest(way):
                client = self.connect(way, "/untyped")
                self.assertEqual(client.receive(DEADLINE)[0], "auth")
                client.emit("message", ARGUMENTS)
                self.assertEqual(client.receive(DEADLINE), ["message-back", *ARGUMENTS])

    def test_acknowledgements_carry_arguments_and_binary_both_ways(self):
        for way in WAYS:
            with self.subTest(way):
                client = self.connect(way, "/untyped")
                answer = client.call("message-with-ack", ARGUMENTS, timeout=DEADLINE)
                self.assertEqual(tuple(answer), ARGUMENTS)

                client = self.connect(way, "/lab", ADMITTED)
                client.client.on("question", lambda text: f"{text} Yes.", namespace="/lab")
                question = (client.sid, "Well?", 1000 * DEADLINE)
                answer = client.call("interview", question, timeout=DEADLINE)
                self.assertEqual(answer, {"ok": True, "data": "Well? Yes."})

    def test_a_refusal_says_why(self):
        for way in WAYS:
            with self.subTest(way):
                refusals = queue.Queue()
                client = socketio.Client(reconnection=False)
                client.on("connect_error", refusals.put, namespace="/lab")
                with self.assertRaises(socketio.exceptions.ConnectionError):
                    auth = {"user": "eve", "password": "guess"}
                    client.connect(url, namespaces="/lab", auth=auth, transports=WAYS[way][0])
                refusal = refusals.get(timeout=DEADLINE)
                self.assertEqual(refusal["data"], {"code": "wrongPassword", "user": "eve"})

    def test_the_server_puts_the_client_out(self):
        for way in WAYS:
            with self.subTest(way):
                client = self.connect(way, "/lab", ADMITTED)
                reasons = queue.Queue()
                client.client.on("disconnect", reasons.put, namespace="/lab")
                client.emit("goodbye")
                self.assertEqual(reasons.get(timeout=DEADLINE), client.client.reason.SERVER_DISCONNECT)

    def test_engine_io_alone(self):
        for way, (transports, expected) in WAYS.items():
            with self.subTest(way):
                returned = queue.Queue()
                client = engineio.Client()
                client.on("message", returned.put)
                client.connect(engine_url, transports=transports)
                self.addCleanup(client.disconnect)
                self.assertEqual(client.transport(), expected)
                for message in ("Ærø", b"\x00\x01\xff", "x" * 900_000):
                    client.send(message)
                    self.assertEqual(returned.get(timeout=DEADLINE), message)


class Msgpack(unittest.TestCase):
    """The client with its parser for msgpack."""

    @classmethod
    def setUpClass(cls):
        cls.server, cls.url, _ = start("--msgpack")

    @classmethod
    def tearDownClass(cls):
        stop(cls.server)

    def test_events_and_acknowledgements_both_ways(self):
        for way, (transports, expected) in WAYS.items():
            with self.subTest(way):
                client = socketio.SimpleClient(reconnection=False, serializer="msgpack")
                self.addCleanup(client.disconnect)
                client.connect(self.url, namespace="/untyped", transports=transports, wait_timeout=DEADLINE)
                self.assertEqual(client.transport, expected)
                self.assertEqual(client.receive(DEADLINE), ["auth", {}])
                client.emit("message", ARGUMENTS)
                self.assertEqual(client.receive(DEADLINE), ["message-back", *ARGUMENTS])
                answer = client.call("message-with-ack", (2**64 - 1, -(2**63), 0.5), timeout=DEADLINE)
                self.assertEqual(tuple(answer), (2**64 - 1, -(2**63), 0.5))

    def test_one_namespace_is_left_and_others_live(self):
        client = socketio.Client(reconnection=False, serializer="msgpack")
        self.addCleanup(client.disconnect)
        client.connect(self.url, namespaces=["/untyped", "/annex"], transports=["websocket"], wait_timeout=DEADLINE)
        # Says that it leaves with `null` where there is no data.
        client._send_packet(client.packet_class(socketio.packet.DISCONNECT, namespace="/untyped"))
        self.assertEqual(client.call("shout", "hello", namespace="/annex", timeout=DEADLINE), "HELLO")


class Asyncio(unittest.IsolatedAsyncioTestCase):
    """The client for asyncio, whose transports are others."""

    async def test_events_and_acknowledgements_both_ways(self):
        for way, (transports, expected) in WAYS.items():
            with self.subTest(way):
                async with socketio.AsyncSimpleClient(reconnection=False) as client:
                    await client.connect(url, namespace="/untyped", transports=transports)
                    self.assertEqual(client.transport, expected)
                    self.assertEqual((await client.receive(DEADLINE))[0], "auth")
                    await client.emit("message", ARGUMENTS)
                    self.assertEqual(await client.receive(DEADLINE), ["message-back", *ARGUMENTS])
                    answer = await client.call("message-with-ack", ARGUMENTS, timeout=DEADLINE)
                    self.assertEqual(tuple(answer), ARGUMENTS)


if __name__ == "__main__":
    unittest.main(testRunner=unittest.TextTestRunner(stream=sys.stdout, verbosity=2))

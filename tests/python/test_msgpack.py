"""python-socketio with its parser for msgpack: the same behaviours, in another form."""

import socketio

import test_threads
from support import Server, ThreadsCase


def setUpModule():
    ThreadsCase.server = Server("WIGWAG_FIXTURE", "contract")


def tearDownModule():
    ThreadsCase.server.stop()


class MsgpackCase(ThreadsCase):
    path = "msgpack"

    def client(self, **options):
        return super().client(serializer="msgpack", **options)


class Behaviours(test_threads.Behaviours):
    def test_numbers_of_64_bits_come_back(self):
        numbers = (2**64 - 1, 2**63, -(2**63), 0.5, 1e300)
        self.assertEqual(self.connect().ask("echo", *numbers), numbers)

    def test_a_client_leaves_one_namespace_with_null_for_no_data(self):
        client = self.connect("/", "/custom")
        client._send_packet(client.packet_class(socketio.packet.DISCONNECT, namespace="/custom"))
        self.assertEqual(client.ask("echo", "still here"), "still here")


class OverPolling(Behaviours, MsgpackCase):
    way = "polling"


class OverWebSocket(Behaviours, MsgpackCase):
    way = "websocket"


class AfterAnUpgrade(Behaviours, MsgpackCase):
    way = "upgraded"

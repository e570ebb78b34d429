"""python-socketio against a namespace whose events a contract names."""

import socketio

from support import ARGUMENTS, DEADLINE, PING_INTERVAL, Server, ThreadsCase

ADMITTED = {"user": "ada", "password": "open sesame"}


def setUpModule():
    ThreadsCase.server = Server("WIGWAG_INTEROP_SERVER", "--ping-interval", PING_INTERVAL)


def tearDownModule():
    ThreadsCase.server.stop()


class Behaviours:
    """What holds over each transport."""

    def enter(self, client=None):
        return self.connect("/lab", client=client, auth=ADMITTED)

    def ask(self, client, event, *args):
        return client.ask(event, *args, namespace="/lab")

    def test_an_admitted_client_is_known_by_its_credentials(self):
        client = self.enter()
        self.assertEqual(self.ask(client, "whoami"), {"user": "ada", "socket": client.get_sid("/lab")})

    def test_a_refusal_has_the_data_of_the_contract(self):
        client = self.client()
        client.listen("connect_error", namespace="/lab")
        with self.assertRaises(socketio.exceptions.ConnectionError):
            self.connect("/lab", client=client, auth={"user": "eve", "password": "guess"})
        (refusal,) = client.receive("connect_error", "/lab")
        self.assertEqual(refusal["data"], {"code": "wrongPassword", "user": "eve"})

    def test_results_come_in_their_envelope(self):
        client = self.enter()
        self.assertEqual(self.ask(client, "divide", 12, 4), {"ok": True, "data": 3})
        error = {"code": "divisionByZero", "dividend": 12}
        self.assertEqual(self.ask(client, "divide", 12, 0), {"ok": False, "error": error})

    def test_an_invalid_payload_is_told_with_its_path(self):
        error = self.ask(self.enter(), "divide", "twelve", 4)["error"]
        self.assertEqual((error["code"], error["path"]), ("wigwag.invalid_payload", "[0]"))

    def test_a_handler_asks_its_own_client(self):
        client = self.client()
        client.on("question", lambda text: f"{text} Yes.", namespace="/lab")
        self.enter(client)
        asked = self.ask(client, "interview", client.get_sid("/lab"), "Well?", 1000 * DEADLINE)
        self.assertEqual(asked, {"ok": True, "data": "Well? Yes."})

    def test_files_go_both_ways(self):
        client = self.client()
        client.listen("file", namespace="/lab")
        self.enter(client)
        file = {"name": "a", "content": b"\x00\xff", "parts": [b"", b"part"]}
        client.emit("file:send", file, namespace="/lab")
        self.assertEqual(client.receive("file", "/lab"), (file,))
        receipt = self.ask(client, "upload", file)
        self.assertEqual(receipt, {"sizes": [2, 0, 4], "reversed": [b"\xff\x00", b"", b"trap"]})

    def test_a_namespace_without_a_contract_is_beside_it(self):
        client = self.client()
        client.listen("auth", "message-back", namespace="/untyped")
        self.connect("/lab", "/untyped", client=client, auth=ADMITTED)
        self.assertEqual(client.receive("auth", "/untyped"), (ADMITTED,))
        client.emit("message", ARGUMENTS, namespace="/untyped")
        self.assertEqual(client.receive("message-back", "/untyped"), ARGUMENTS)
        self.assertEqual(client.ask("message-with-ack", *ARGUMENTS, namespace="/untyped"), ARGUMENTS)


class OverPolling(Behaviours, ThreadsCase):
    way = "polling"


class OverWebSocket(Behaviours, ThreadsCase):
    way = "websocket"


class AfterAnUpgrade(Behaviours, ThreadsCase):
    way = "upgraded"

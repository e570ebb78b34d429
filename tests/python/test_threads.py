"""python-socketio for programs with threads, against the contract server."""

import queue

import requests
import socketio

from support import ARGUMENTS, CLIENT_LEFT, DEADLINE, Server, ThreadsCase

Reason = socketio.Client.reason


def setUpModule():
    ThreadsCase.server = Server("WIGWAG_FIXTURE", "contract")


def tearDownModule():
    ThreadsCase.server.stop()


class Behaviours:
    """What holds over each transport."""

    def test_both_sides_know_the_same_id_and_transport(self):
        client = self.connect()
        me = client.ask("whoami")
        self.assertEqual(me["id"], client.get_sid())
        self.assertNotEqual(me["id"], client.eio.sid)
        self.assertEqual(me["transport"], client.transport())

    def test_the_handshake_has_the_auth_object_the_query_and_the_headers(self):
        auth = {"user": "Ærø", "deep": [1]}
        client = self.connect(query="/?a=1%202&b=", auth=auth, headers={"X-Extra": "yes"})
        handshake = client.ask("whoami")["handshake"]
        self.assertEqual(handshake["auth"], auth)
        self.assertEqual(handshake["query"]["a"], "1 2")
        self.assertEqual(handshake["headers"]["x-extra"], "yes")

    def test_events_carry_any_arguments_both_ways(self):
        client = self.client()
        client.listen("echo")
        self.connect(client=client)
        client.emit("echo", ARGUMENTS)
        self.assertEqual(client.receive("echo"), ARGUMENTS)
        client.emit("echo")
        self.assertEqual(client.receive("echo"), ())

    def test_the_server_acknowledges_with_none_one_or_several_values(self):
        client = self.connect()
        self.assertIsNone(client.ask("echo"))
        self.assertEqual(client.ask("echo", ARGUMENTS[2]), ARGUMENTS[2])
        self.assertEqual(client.ask("echo", *ARGUMENTS), ARGUMENTS)

    def test_the_client_acknowledges_with_any_value(self):
        client = self.client()
        client.on("question", lambda question: {"answered": question})
        self.connect(client=client)
        for question in ["Well?", b"\x00\xff", [b"in", {"a": b"list"}], None]:
            answer = client.ask("ask", 1000 * DEADLINE, question)
            self.assertEqual(answer, {"ok": True, "answer": {"answered": question}})

    def test_the_first_of_several_values_is_the_answer(self):
        client = self.client()
        client.on("question", lambda question: (question, "and more", b"bytes"))
        self.connect(client=client)
        self.assertEqual(client.ask("ask", 1000 * DEADLINE, 7), {"ok": True, "answer": 7})

    def test_a_room_answers_the_server(self):
        clients = []
        for name in ["ada", "grace"]:
            client = self.client()
            client.on("question", lambda question, name=name: f"{name}: {question}")
            clients.append(self.connect(client=client))
            client.ask("join", f"{self.way} questions")
        asked = clients[0].ask("ask-room", f"{self.way} questions", 1000 * DEADLINE, "yes?")
        self.assertTrue(asked["ok"])
        self.assertEqual(sorted(asked["answers"]), ["ada: yes?", "grace: yes?"])

    def test_a_question_without_an_answer_times_out_on_the_server(self):
        client = self.client()
        asked, answered = queue.SimpleQueue(), queue.SimpleQueue()
        client.on("question", lambda question: asked.put(question) or answered.get(timeout=DEADLINE))
        self.connect(client=client)
        outcome = queue.SimpleQueue()
        client.emit("ask", (20, "Well?"), callback=outcome.put)
        self.assertEqual(asked.get(timeout=DEADLINE), "Well?")
        # The client handles the next message when it has answered, and the server has given up by then.
        client.emit("late-ack", (200, "gone by"), callback=outcome.put)
        other = self.connect()
        self.assertEqual(other.ask("late-ack", 100, 1), 1)
        answered.put("too late")
        self.assertEqual(outcome.get(timeout=DEADLINE), {"ok": False, "error": "timeout"})
        self.assertEqual(outcome.get(timeout=DEADLINE), "gone by")

    def test_an_acknowledgement_that_does_not_come_times_out(self):
        client = self.connect()
        with self.assertRaises(socketio.exceptions.TimeoutError):
            client.call("no-ack", "hello", timeout=0.05)
        self.assertEqual(client.ask("echo", "still here"), "still here")

    def test_a_late_acknowledgement_holds_nothing_up(self):
        client = self.connect()
        answers = queue.SimpleQueue()
        client.emit("late-ack", (100, "late"), callback=answers.put)
        client.emit("echo", "early", callback=answers.put)
        self.assertEqual([answers.get(timeout=DEADLINE) for _ in range(2)], ["early", "late"])

    def test_one_event_is_acknowledged_once(self):
        client = self.connect()
        answers = queue.SimpleQueue()
        client.emit("double-ack", callback=answers.put)
        client.ask("echo", "fence")
        self.assertEqual([answers.get() for _ in range(answers.qsize())], [1])

    def test_a_burst_of_the_client_stays_in_order(self):
        client = self.client()
        client.listen("echo")
        self.connect(client=client)
        sent = [(number, bytes([number % 256]) if number % 5 == 0 else "text") for number in range(300)]
        for args in sent:
            client.emit("echo", args)
        self.assertEqual([client.receive("echo") for _ in sent], sent)

    def test_a_burst_of_the_server_stays_in_order(self):
        client = self.client()
        client.listen("item")
        self.connect(client=client)
        self.assertEqual(client.ask("burst", 300, 10), 300)
        self.assertEqual(client.so_far("item"), [(number, "x" * 10) for number in range(300)])

    def test_a_burst_of_binary_stays_in_order(self):
        client = self.client()
        client.listen("item-bin")
        self.connect(client=client)
        self.assertEqual(client.ask("burst-bin", 300, 3), 300)
        self.assertEqual(client.so_far("item-bin"), [(number, bytes([number % 256] * 3)) for number in range(300)])

    def test_a_large_message_comes_back(self):
        client = self.connect()
        for large in ["x" * 700_000, bytes(700_000)]:
            self.assertEqual(client.ask("echo", large), large)

    def test_volatile_events_hold_nothing_up(self):
        client = self.client()
        client.listen("v", "after")
        self.connect(client=client)
        client.emit("volatile", 50)
        self.assertEqual(client.receive("after"), (50,))
        numbers = [number for (number,) in client.so_far("v")]
        self.assertEqual(numbers, sorted(set(numbers)))

    def test_namespaces_share_a_connection_and_keep_their_events_apart(self):
        client = self.client()
        for namespace in ["/", "/custom"]:
            client.listen("echo", namespace=namespace)
        self.connect("/", "/custom", client=client)
        self.assertNotEqual(client.get_sid(), client.get_sid("/custom"))
        for namespace in ["/", "/custom"]:
            self.assertEqual(client.ask("whoami", namespace=namespace)["nsp"], namespace)
            client.emit("echo", (namespace, b"bytes"), namespace=namespace)
            self.assertEqual(client.receive("echo", namespace), (namespace, b"bytes"))
            self.assertEqual(client.so_far("echo"), [])

    def test_an_admitted_client_is_welcomed(self):
        client = self.client()
        client.listen("welcome", namespace="/auth")
        self.connect("/auth", client=client, auth={"token": "let-me-in", "user": "ada"})
        self.assertEqual(client.receive("welcome", "/auth"), ({"user": "ada", "nsp": "/auth"},))

    def test_a_refusal_has_a_message_and_data(self):
        client = self.client()
        client.listen("connect_error", namespace="/auth")
        with self.assertRaisesRegex(socketio.exceptions.ConnectionError, "/auth"):
            self.connect("/auth", client=client, auth={"token": "guess"})
        data = {"code": 4401, "retry": False, "details": ["token"]}
        self.assertEqual(client.receive("connect_error", "/auth"), ({"message": "not authorized", "data": data},))

    def test_an_unknown_namespace_is_refused(self):
        client = self.client()
        client.listen("connect_error", namespace="/nowhere")
        with self.assertRaises(socketio.exceptions.ConnectionError):
            self.connect("/", "/nowhere", client=client)
        self.assertEqual(client.receive("connect_error", "/nowhere"), ({"message": "Invalid namespace"},))

    def test_a_namespace_may_take_its_time(self):
        client = self.connect("/slow", "/custom", auth={"delay": 100})
        self.assertEqual(client.ask("echo", "in", namespace="/slow"), "in")

    def test_a_contract_is_for_this_client_too(self):
        client = self.client()
        client.listen("moved", namespace="/typed")
        self.connect("/typed", client=client)
        self.assertEqual(client.ask("add", 1, 2.5, namespace="/typed"), 3.5)
        self.assertEqual(client.ask("greet", {"name": "Ada"}, namespace="/typed"), {"greeting": "Hello Ada"})
        self.assertEqual(client.ask("upload", b"some bytes", namespace="/typed")["len"], 10)
        client.emit("move", {"dx": 1, "dy": 2}, namespace="/typed")
        self.assertEqual(client.receive("moved", "/typed"), ({"x": 1, "y": 2},))

    def test_rooms_are_joined_and_left(self):
        client = self.connect()
        self.assertEqual(client.ask("join", ["b", "a"]), ["a", "b"])
        self.assertEqual(client.ask("leave", "a"), ["b"])
        self.assertEqual(client.ask("whoami")["rooms"], sorted(["b", client.get_sid()]))

    def test_broadcasts_reach_whom_they_are_for(self):
        clients, room = [], f"{self.way} news"
        for rooms in [[room], [room], [room, f"not {room}"], []]:
            client = self.client()
            client.listen("news")
            clients.append(self.connect(client=client))
            client.ask("join", rooms)
        speaker = clients[0]
        news = [{"title": "Ærø", "picture": b"\x00\xff"}]
        speaker.ask("to", {"rooms": room, "except": [f"not {room}"]}, "news", [1, *news])
        speaker.ask("to", {"scope": "server", "rooms": [room]}, "news", [2, *news])
        for client in clients:
            client.ask("echo", "fence")
        heard = [[number for number, *_ in client.so_far("news")] for client in clients]
        self.assertEqual(heard, [[2], [1, 2], [2], []])

    def test_data_is_kept_for_a_socket(self):
        client = self.connect()
        client.ask("set", "color", {"name": "red"})
        client.ask("join", f"{self.way} data")
        members = client.ask("fetch", f"{self.way} data")
        self.assertEqual([member["data"] for member in members], [{"color": {"name": "red"}}])

    def test_the_client_leaves(self):
        client = self.client()
        client.listen("disconnect")
        self.connect(client=client, auth={"tag": self.id()})
        client.disconnect()
        self.assertEqual(client.receive("disconnect"), (Reason.CLIENT_DISCONNECT,))
        self.assertIn(self.server.departure(self.id()), CLIENT_LEFT)

    def test_the_server_puts_the_client_out_of_one_namespace(self):
        client = self.client()
        client.listen("disconnect", namespace="/custom")
        self.connect("/", "/custom", client=client, auth={"tag": self.id()})
        client.emit("bye", False, namespace="/custom")
        self.assertEqual(client.receive("disconnect", "/custom"), (Reason.SERVER_DISCONNECT,))
        self.assertEqual(self.server.departure(self.id()), "server namespace disconnect")
        self.assertEqual(client.ask("echo", "still here"), "still here")

    def test_the_server_puts_the_client_out_of_all_namespaces(self):
        client = self.client()
        for namespace in ["/", "/custom"]:
            client.listen("disconnect", namespace=namespace)
        self.connect("/", "/custom", client=client)
        client.emit("bye", True)
        for namespace in ["/", "/custom"]:
            self.assertEqual(client.receive("disconnect", namespace), (Reason.SERVER_DISCONNECT,))

    def test_a_handler_that_panics_takes_nobody_with_it(self):
        client = self.connect()
        client.emit("boom")
        self.assertEqual(client.ask("echo", "alive"), "alive")


class Defaults(Behaviours):
    """What holds where packets have their usual form."""

    def test_a_session_lives_from_ping_to_ping(self):
        client = self.connect(path="fast")
        # Longer than the server would wait for three pongs.
        self.assertEqual(client.ask("late-ack", 1700, "alive"), "alive")


class Return(Defaults):
    """What holds where a WebSocket ends without a word. A polling client of this library takes the server's close for the last word."""

    def test_a_client_that_is_cut_off_comes_back_under_another_id(self):
        client = self.client(reconnection=True, reconnection_delay=0.01)
        client.listen("connect", "disconnect")
        self.connect(client=client, auth={"tag": self.id()})
        self.assertEqual(client.receive("connect"), ())
        first = client.get_sid()
        client.emit("drop")
        client.receive("disconnect")
        self.assertEqual(self.server.departure(self.id()), "forced close")
        self.assertEqual(client.receive("connect"), ())
        self.assertNotEqual(client.get_sid(), first)
        self.assertEqual(client.ask("whoami")["id"], client.get_sid())


class OverPolling(Defaults, ThreadsCase):
    way = "polling"


class OverWebSocket(Return, ThreadsCase):
    way = "websocket"


class AfterAnUpgrade(Return, ThreadsCase):
    way = "upgraded"


class Requests(ThreadsCase):
    """What the HTTP side of a session looks like."""

    way = "polling"

    def test_a_session_has_a_cookie_where_that_is_wanted(self):
        with requests.Session() as http:
            client = self.connect(client=self.client(http_session=http), path="cookie")
            self.assertEqual(http.cookies["io"], client.eio.sid)

    def test_large_answers_are_compressed_and_read(self):
        with requests.Session() as http:
            codings = queue.SimpleQueue()
            http.hooks["response"].append(lambda answer, **_: codings.put(answer.headers.get("Content-Encoding")))
            client = self.connect(client=self.client(http_session=http))
            self.assertEqual(client.ask("echo", "x" * 2000), "x" * 2000)
            self.assertIn("gzip", [codings.get() for _ in range(codings.qsize())])

    def test_a_page_of_another_origin_is_refused_where_origins_are_guarded(self):
        self.connect(path="guarded", headers={"Origin": "http://allowed.test"})
        with self.assertRaises(socketio.exceptions.ConnectionError):
            self.connect(path="guarded", headers={"Origin": "http://foreign.test"})

    def test_a_server_without_websocket_is_not_asked_to_upgrade(self):
        client = self.client()
        client.connect(self.server.url, socketio_path="polling", wait_timeout=DEADLINE)
        self.assertEqual(client.transport(), "polling")
        self.assertEqual(client.ask("whoami")["transport"], "polling")

    def test_a_server_without_polling_is_reached_by_websocket_alone(self):
        with self.assertRaises(socketio.exceptions.ConnectionError):
            self.connect(path="ws")
        client = self.client()
        client.connect(self.server.url, socketio_path="ws", transports=["websocket"], wait_timeout=DEADLINE)
        self.assertEqual(client.ask("echo", "here"), "here")

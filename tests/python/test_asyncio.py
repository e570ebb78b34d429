"""python-socketio for asyncio, whose transports are others, against the contract server."""

import asyncio
import unittest

import socketio

from support import ARGUMENTS, CLIENT_LEFT, DEADLINE, WAYS, Server

Reason = socketio.AsyncClient.reason


def setUpModule():
    AsyncioCase.server = Server("WIGWAG_FIXTURE", "contract")


def tearDownModule():
    AsyncioCase.server.stop()


class Client(socketio.AsyncClient):
    """A client that keeps what it gets."""

    def __init__(self, **options):
        super().__init__(**{"reconnection": False, "handle_sigint": False, **options})
        self.inboxes = {}

    def listen(self, *events, namespace="/"):
        """Keeps these events from now on."""
        for event in events:
            inbox = self.inboxes.setdefault((namespace, event), asyncio.Queue())

            async def keep(*args, inbox=inbox):
                await inbox.put(args)

            self.on(event, keep, namespace=namespace)

    async def receive(self, event, namespace="/"):
        """The arguments of the next event of this name."""
        return await asyncio.wait_for(self.inboxes[namespace, event].get(), DEADLINE)

    def so_far(self, event, namespace="/"):
        """The arguments of all events of this name that have come and not been received."""
        inbox = self.inboxes[namespace, event]
        return [inbox.get_nowait() for _ in range(inbox.qsize())]

    async def ask(self, event, *args, namespace="/"):
        """Emits, and waits for the acknowledgement."""
        return await self.call(event, args, namespace=namespace, timeout=DEADLINE)


class AsyncioCase(unittest.IsolatedAsyncioTestCase):
    """Tests with clients for asyncio, each of which connects in one way."""

    way = "websocket"
    server = None

    def client(self, **options):
        client = Client(**options)
        self.addAsyncCleanup(client.shutdown)
        return client

    async def connect(self, *namespaces, client=None, path="socket.io", **options):
        """A client that has joined the namespaces; the main one if none is named."""
        client = client or self.client()
        transports, expected = WAYS[self.way]
        await client.connect(
            self.server.url,
            namespaces=list(namespaces) or ["/"],
            transports=transports,
            socketio_path=path,
            wait_timeout=DEADLINE,
            **options,
        )
        self.assertEqual(client.transport(), expected)
        return client


class Behaviours:
    """What holds over each transport."""

    async def test_both_sides_know_the_same_id_and_transport(self):
        client = await self.connect(auth={"user": "ada"})
        me = await client.ask("whoami")
        self.assertEqual(me["id"], client.get_sid())
        self.assertEqual(me["transport"], client.transport())
        self.assertEqual(me["handshake"]["auth"], {"user": "ada"})

    async def test_events_carry_any_arguments_both_ways(self):
        client = self.client()
        client.listen("echo")
        await self.connect(client=client)
        await client.emit("echo", ARGUMENTS)
        self.assertEqual(await client.receive("echo"), ARGUMENTS)

    async def test_acknowledgements_carry_any_values_both_ways(self):
        client = self.client()

        async def answer(question):
            return {"answered": question}

        client.on("question", answer)
        await self.connect(client=client)
        self.assertEqual(await client.ask("echo", *ARGUMENTS), ARGUMENTS)
        for question in ["Well?", [b"\x00\xff", {"a": b""}]]:
            asked = await client.ask("ask", 1000 * DEADLINE, question)
            self.assertEqual(asked, {"ok": True, "answer": {"answered": question}})

    async def test_a_question_without_an_answer_times_out_on_the_server(self):
        client = self.client()
        answered = asyncio.Event()

        async def hesitate(_question):
            await answered.wait()

        client.on("question", hesitate)
        await self.connect(client=client)
        self.assertEqual(await client.ask("ask", 20, "Well?"), {"ok": False, "error": "timeout"})
        answered.set()

    async def test_many_questions_of_the_client_are_open_at_a_time(self):
        client = await self.connect()
        values = list(range(50))
        answers = await asyncio.gather(*(client.ask("late-ack", 50 - value, value) for value in values))
        self.assertEqual(answers, values)

    async def test_bursts_of_the_server_stay_in_order(self):
        client = self.client()
        client.listen("item", "item-bin")
        await self.connect(client=client)
        self.assertEqual(await client.ask("burst", 300, 10), 300)
        self.assertEqual(client.so_far("item"), [(number, "x" * 10) for number in range(300)])
        self.assertEqual(await client.ask("burst-bin", 300, 3), 300)
        self.assertEqual(client.so_far("item-bin"), [(number, bytes([number % 256] * 3)) for number in range(300)])

    async def test_a_burst_of_the_client_stays_in_order(self):
        client = self.client()
        client.listen("echo")
        await self.connect(client=client)
        sent = [(number, bytes([number % 256]) if number % 5 == 0 else "text") for number in range(300)]
        for args in sent:
            await client.emit("echo", args)
        self.assertEqual([await client.receive("echo") for _ in sent], sent)

    async def test_namespaces_share_a_connection_and_keep_their_events_apart(self):
        client = self.client()
        for namespace in ["/", "/custom"]:
            client.listen("echo", namespace=namespace)
        await self.connect("/", "/custom", client=client)
        for namespace in ["/", "/custom"]:
            await client.emit("echo", (namespace, b"bytes"), namespace=namespace)
            self.assertEqual(await client.receive("echo", namespace), (namespace, b"bytes"))
            self.assertEqual(client.so_far("echo"), [])

    async def test_a_refusal_has_a_message_and_data(self):
        client = self.client()
        client.listen("connect_error", namespace="/auth")
        with self.assertRaisesRegex(socketio.exceptions.ConnectionError, "/auth"):
            await self.connect("/auth", client=client, auth={"token": "guess"})
        data = {"code": 4401, "retry": False, "details": ["token"]}
        self.assertEqual(
            await client.receive("connect_error", "/auth"), ({"message": "not authorized", "data": data},)
        )

    async def test_broadcasts_reach_all_others(self):
        room = f"{self.way} news"
        clients = []
        for _ in range(5):
            client = self.client()
            client.listen("news")
            clients.append(await self.connect(client=client))
        await asyncio.gather(*(client.ask("join", room) for client in clients))
        await asyncio.gather(
            *(client.ask("to", {"rooms": room}, "news", [number, b"\x00"]) for number, client in enumerate(clients))
        )
        await asyncio.gather(*(client.ask("echo", "fence") for client in clients))
        for number, client in enumerate(clients):
            heard = sorted(args for args in client.so_far("news"))
            self.assertEqual(heard, [(other, b"\x00") for other in range(5) if other != number])

    async def test_the_client_leaves(self):
        client = await self.connect(auth={"tag": self.id()})
        await client.disconnect()
        departure = await asyncio.to_thread(self.server.departure, self.id())
        self.assertIn(departure, CLIENT_LEFT)

    async def test_the_server_puts_the_client_out_of_one_namespace(self):
        client = self.client()
        client.listen("disconnect", namespace="/custom")
        await self.connect("/", "/custom", client=client)
        await client.emit("bye", False, namespace="/custom")
        self.assertEqual(await client.receive("disconnect", "/custom"), (Reason.SERVER_DISCONNECT,))
        self.assertEqual(await client.ask("echo", "still here"), "still here")

    async def test_a_session_lives_from_ping_to_ping(self):
        client = await self.connect(path="fast")
        # Longer than the server would wait for three pongs.
        self.assertEqual(await client.ask("late-ack", 1700, "alive"), "alive")

    async def test_a_simple_client_is_enough(self):
        async with socketio.AsyncSimpleClient(reconnection=False) as client:
            transports, expected = WAYS[self.way]
            await client.connect(self.server.url, transports=transports, wait_timeout=DEADLINE)
            self.assertEqual(client.transport, expected)
            await client.emit("echo", ARGUMENTS)
            self.assertEqual(await client.receive(DEADLINE), ["echo", *ARGUMENTS])
            self.assertEqual(await client.call("echo", "hello", timeout=DEADLINE), "hello")


class OverPolling(Behaviours, AsyncioCase):
    way = "polling"


class OverWebSocket(Behaviours, AsyncioCase):
    way = "websocket"


class AfterAnUpgrade(Behaviours, AsyncioCase):
    way = "upgraded"


class Connections(AsyncioCase):
    """What is about WebSockets, or about many clients."""

    async def test_a_client_that_is_cut_off_comes_back_under_another_id(self):
        client = self.client(reconnection=True, reconnection_delay=0.01)
        client.listen("connect", "disconnect")
        await self.connect(client=client)
        await client.receive("connect")
        first = client.get_sid()
        await client.emit("drop")
        await client.receive("disconnect")
        await client.receive("connect")
        self.assertNotEqual(client.get_sid(), first)
        self.assertEqual((await client.ask("whoami"))["id"], client.get_sid())

    async def test_compressed_messages_go_both_ways(self):
        client = self.client(websocket_extra_options={"compress": 15})
        await self.connect(client=client, path="deflate")
        self.assertEqual(client.eio.ws.compress, 15)
        for large in ["x" * 5000, b"\x00" * 5000]:
            self.assertEqual(await client.ask("echo", large), large)

    async def test_an_offer_of_compression_is_declined_where_it_is_off(self):
        client = self.client(websocket_extra_options={"compress": 15})
        await self.connect(client=client)
        self.assertEqual(client.eio.ws.compress, 0)
        self.assertEqual(await client.ask("echo", "x" * 5000), "x" * 5000)

    async def test_many_clients_upgrade_at_a_time(self):
        self.way = "upgraded"
        clients = await asyncio.gather(*(self.connect() for _ in range(30)))
        answers = await asyncio.gather(*(client.ask("echo", client.get_sid()) for client in clients))
        self.assertEqual(answers, [client.get_sid() for client in clients])
        self.assertEqual(len(set(answers)), 30)

"""Servers and clients for every test of this folder."""

import json
import os
import queue
import subprocess
import threading
import time
import unittest
import urllib.parse
import urllib.request

import engineio
import socketio

# How long anything may take before a test gives up on it. Nothing waits this long when all is well.
DEADLINE = 20

# A client that polls and leaves may forget to say so, and then waits for the server's next ping. In milliseconds.
PING_INTERVAL = "2000"

# How many packets an answer to a polling client may have. The library takes 16 for an attack; the protocol knows no limit.
engineio.payload.Payload.max_decode_packets = 10_000

# What to ask for, and what a client that asks for it ends up with.
WAYS = {
    "polling": (["polling"], "polling"),
    "websocket": (["websocket"], "websocket"),
    "upgraded": (["polling", "websocket"], "websocket"),
}

# The library may close the connection before it has written that it leaves the namespaces; over polling it then writes nothing at all.
CLIENT_LEFT = ["client namespace disconnect", "transport close", "ping timeout"]

# Arguments of many kinds, with binary at several depths.
ARGUMENTS = (1, "Ærø 漢字 🎈", {"deep": [None, b"\x00\x01\xff", {"deeper": b""}]}, False, [])


class Server:
    """A program in a process of its own, which says where it listens: the one that a variable names."""

    def __init__(self, variable, *arguments, **environment):
        defaults = {"HOST": "127.0.0.1", "PORT": "0", "RUST_BACKTRACE": "0"}
        environment = {**os.environ, **defaults, **environment}
        command = [os.environ[variable], *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        # "listening on <url>", and perhaps "and <url>"
        words = self.process.stdout.readline().split()
        self.url, *self.other_urls = (word for word in words if word.startswith("http:"))

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def departure(self, tag):
        """The reason for which the socket with this tag has left the contract server, as soon as it has."""
        give_up_at = time.monotonic() + DEADLINE
        while time.monotonic() < give_up_at:
            query = urllib.parse.urlencode({"tag": tag})
            with urllib.request.urlopen(f"{self.url}/contract/log?{query}", timeout=DEADLINE) as answer:
                for record in json.load(answer):
                    if record["event"] == "disconnect":
                        return record["reason"]
        raise TimeoutError(f"{tag} does not leave")


class InOrder(engineio.Client):
    """Handles one message after the other.

    The library handles each in a thread of its own, where an attachment may overtake its packet. What is to be seen here is the order
    of the server.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.messages = queue.SimpleQueue()
        threading.Thread(target=self.handle_messages, daemon=True).start()

    def handle_messages(self):
        while message := self.messages.get():
            self.handlers["message"](*message)

    def _trigger_event(self, event, *args, run_async=False, **options):
        if event == "message" and run_async:
            return self.messages.put(args)
        return super()._trigger_event(event, *args, run_async=run_async, **options)


class Client(socketio.Client):
    """A client for threads that keeps what it gets."""

    def __init__(self, **options):
        super().__init__(**{"reconnection": False, "handle_sigint": False, **options})
        self.inboxes = {}

    def _engineio_client_class(self):
        return InOrder

    def listen(self, *events, namespace="/"):
        """Keeps these events from now on."""
        for event in events:
            inbox = self.inboxes.setdefault((namespace, event), queue.SimpleQueue())
            self.on(event, lambda *args, inbox=inbox: inbox.put(args), namespace=namespace)

    def receive(self, event, namespace="/"):
        """The arguments of the next event of this name."""
        return self.inboxes[namespace, event].get(timeout=DEADLINE)

    def so_far(self, event, namespace="/"):
        """The arguments of all events of this name that have come and not been received."""
        inbox = self.inboxes[namespace, event]
        return [inbox.get() for _ in range(inbox.qsize())]

    def ask(self, event, *args, namespace="/"):
        """Emits, and waits for the acknowledgement."""
        return self.call(event, args, namespace=namespace, timeout=DEADLINE)

    def end(self):
        self.shutdown()
        self.eio.messages.put(None)


class ThreadsCase(unittest.TestCase):
    """Tests with clients for threads, each of which connects in one way to one server."""

    way = "websocket"
    path = "socket.io"
    server = None

    def client(self, **options):
        client = Client(**options)
        self.addCleanup(client.end)
        return client

    def connect(self, *namespaces, client=None, path=None, query="", **options):
        """A client that has joined the namespaces; the main one if none is named."""
        client = client or self.client()
        transports, expected = WAYS[self.way]
        client.connect(
            self.server.url + query,
            namespaces=list(namespaces) or ["/"],
            transports=transports,
            socketio_path=path or self.path,
            wait_timeout=DEADLINE,
            **options,
        )
        self.assertEqual(client.transport(), expected)
        return client

//! What a client costs in memory while nothing happens, by what the allocator has given out: the same on every run.
//!
//! Its own test program, because it counts what the whole process has allocated. Clients are plain sockets of the system, which
//! allocate nothing.

#![expect(clippy::expect_used, reason = "a test fails where it cannot go on")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use peak_alloc::PeakAlloc;
use tokio::runtime::Handle;
use wigwag::Io;
use wigwag::socket::{Event, Socket};
use wigwag_tests::harness::{Handlers, RawPolling, TestServer, echo, eventually, masked};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// Enough that what is allocated once, and how full tables are, weigh little.
const CLIENTS: usize = 500;

/// How many events a client has under way at a time.
const BURST: usize = 8;

/// What an idle client may cost, in bytes. A tenth more than it does: whoever makes a session larger should know.
const WEBSOCKET_MAX: usize = 2_850;
const POLLING_MAX: usize = 2_230;
const NAMESPACE_MAX: usize = 1_190;
const ROOM_MAX: usize = 385;
/// What may be left of a burst of events when the next heartbeat is through.
const LEFT_MAX: usize = 64;

const REQUEST: &str = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n\
    host: test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
    sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// A client that keeps nothing.
struct Client(TcpStream);

impl Client {
    fn join(address: SocketAddr) -> Self {
        let mut client = Self(TcpStream::connect(address).expect("the server listens"));
        client.0.write_all(REQUEST.as_bytes()).expect("the server reads");
        client.reads("}");
        client.send("40");
        client.reads("}");
        client
    }

    fn send(&mut self, packet: &str) {
        self.0.write_all(&masked(0x81, packet.as_bytes())).expect("the server reads");
    }

    /// Reads until what has come ends like this.
    fn reads(&mut self, end: &str) {
        let (mut bytes, mut len) = ([0; 16 * 1024], 0);
        while !bytes[..len].ends_with(end.as_bytes()) {
            let n = self.0.read(&mut bytes[len..]).expect("the server writes");
            assert!(n > 0, "the server hung up");
            len += n;
        }
    }
}

async fn handle(socket: Socket, event: Event) {
    if event.name() == "join" {
        let _ = socket.join("room");
    }
    echo(socket, event).await;
}

/// What the process holds when only the sessions' tasks run, beside the one that accepts.
async fn at_rest(sessions: usize) -> usize {
    let tasks = || Handle::current().metrics().num_alive_tasks();
    eventually("the connections' tasks to end", || tasks() <= sessions + 1).await;
    ALLOCATED.current_usage()
}

fn each(before: usize, after: usize) -> usize {
    after.saturating_sub(before) / CLIENTS
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn idle_clients_cost_little() {
    let io = Io::builder()
        .namespace("/", Handlers::new().event(handle))
        .namespace("/other", Handlers::new())
        .build()
        .expect("a valid configuration");
    let server = TestServer::start(&io).await;
    drop(Client::join(server.address()));
    server.has_sessions(0).await;

    let empty = at_rest(0).await;
    let mut clients = Vec::with_capacity(CLIENTS);
    let with_list = at_rest(0).await;
    clients.extend((0..CLIENTS).map(|_| Client::join(server.address())));
    let open = at_rest(CLIENTS).await;
    let websocket = each(with_list, open);

    let text = "x".repeat(1024);
    for client in &mut clients {
        for _ in 0..BURST {
            client.send(&format!(r#"427["echo","{text}"]"#));
        }
        client.send(r#"428["echo"]"#);
        client.reads("438[]");
        client.send("3");
    }
    drop(text);
    let left = open + LEFT_MAX * CLIENTS;
    eventually("the heartbeats", || ALLOCATED.current_usage() <= left).await;

    let before = at_rest(CLIENTS).await;
    for client in &mut clients {
        client.send("40/other,");
        client.reads("}");
    }
    let namespace = each(before, at_rest(CLIENTS).await);

    let before = at_rest(CLIENTS).await;
    for client in &mut clients {
        client.send(r#"427["join"]"#);
        client.reads("437[]");
    }
    let room = each(before, at_rest(CLIENTS).await);

    drop(clients);
    server.has_sessions(0).await;
    let before = at_rest(0).await;
    for _ in 0..CLIENTS {
        drop(RawPolling::join(&server).await);
    }
    let polling = each(before.max(empty), at_rest(CLIENTS).await);

    eprintln!(
        "websocket {websocket}, another namespace {namespace}, a room {room}, polling {polling} bytes"
    );
    assert!(websocket <= WEBSOCKET_MAX, "an idle WebSocket client costs {websocket} bytes");
    assert!(namespace <= NAMESPACE_MAX, "another namespace costs {namespace} bytes");
    assert!(room <= ROOM_MAX, "a room costs {room} bytes");
    assert!(polling <= POLLING_MAX, "an idle polling client costs {polling} bytes");
}

//! Engine.IO alone, without Socket.IO on top.

use std::io::ErrorKind;

use tokio::net::TcpStream;
use wigwag::Config;
use wigwag::engine::{CloseReason, Connection, EngineServer, Message, SessionHandler};
use wigwag_tests::harness::{
    Entries, Journal, RawPolling, RawWebSocket, TestServer, closed, journal, masked, within,
};

/// Sends every message back, except `bye`, after which it closes, and writes down why sessions end.
struct Echo {
    connection: Connection,
    journal: Journal,
}

impl SessionHandler for Echo {
    fn message(&mut self, message: Message) {
        self.connection.send(&message);
        if matches!(&message, Message::Text(text) if text == "bye") {
            self.connection.close();
        }
    }

    fn closed(&mut self, reason: CloseReason) {
        self.journal.write(match reason.description() {
            Some(description) => format!("{reason}: {description}"),
            None => reason.to_string(),
        });
    }
}

async fn start() -> (EngineServer, TestServer, Entries) {
    let (journal, entries) = journal();
    let engine = EngineServer::new(Config::new(), move |connection, _| Echo {
        connection,
        journal: journal.clone(),
    });
    let engine = engine.unwrap();
    let server = TestServer::start_engine(&engine).await;
    (engine, server, entries)
}

#[tokio::test]
async fn messages_travel_over_polling() {
    let (_engine, server, _entries) = start().await;
    let client = RawPolling::open(&server).await;
    client.send("4hello\x1ebAQID\x1e4\x1e4wörld").await;
    assert_eq!(client.poll().await, "4hello\x1ebAQID\x1e4\x1e4wörld");
}

#[tokio::test]
async fn messages_travel_over_websocket() {
    let (_engine, server, _entries) = start().await;
    let mut client = server.websocket().await;
    client.send("4hello").await;
    assert_eq!(client.text().await, "4hello");
    client.send_binary(&[1, 2, 3]).await;
    assert_eq!(client.binary().await, [1, 2, 3]);
    client.send("bAQID").await;
    assert_eq!(client.binary().await, [1, 2, 3]);
    client.send("4").await;
    assert_eq!(client.text().await, "4");
    client.send_binary(&[]).await;
    assert_eq!(client.binary().await, [0; 0]);
}

#[tokio::test]
async fn messages_keep_their_order_across_an_upgrade() {
    let (_engine, server, _entries) = start().await;
    let client = RawPolling::open(&server).await;
    client.send("41\x1e42\x1ebAw==").await;
    let mut websocket = client.upgrade().await;
    websocket.send("44").await;
    assert_eq!(websocket.text().await, "41");
    assert_eq!(websocket.text().await, "42");
    assert_eq!(websocket.binary().await, [3]);
    assert_eq!(websocket.text().await, "44");
}

#[tokio::test]
async fn close_lets_what_was_sent_before_it_through() {
    let (_engine, server, mut entries) = start().await;
    let mut websocket = server.websocket().await;
    websocket.send("4bye").await;
    assert_eq!(websocket.text().await, "4bye");
    websocket.closes().await;
    assert_eq!(entries.next().await, "forced close");

    let polling = RawPolling::open(&server).await;
    polling.send("4bye\x1e4late").await;
    assert_eq!(entries.next().await, "forced close");
    assert_eq!(polling.poll().await, "4bye");
    assert_eq!(polling.poll().await, "6\x1e1");
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn application_is_told_what_happened() {
    let cases = [
        (masked(0x81, b"1"), "transport close"),
        (masked(0x88, b""), "transport close"),
        (masked(0x81, b"2"), "transport error: invalid heartbeat direction"),
        (masked(0x81, b"x"), "parse error"),
        (masked(0x81, b"4\xff"), "transport error: invalid UTF-8 sequence"),
        (masked(0x82, &[0; 1_000_001]), "transport error: max payload size exceeded"),
        (masked(0xc1, b""), "transport error: websocket protocol error"),
    ];
    for (frame, reason) in cases {
        let (_engine, server, mut entries) = start().await;
        let mut client = server.websocket().await;
        client.write(&frame).await;
        assert_eq!(entries.next().await, reason);
        server.has_sessions(0).await;
    }
}

#[tokio::test]
async fn application_is_told_of_faulty_requests() {
    let (_engine, server, mut entries) = start().await;
    let client = RawPolling::open(&server).await;
    let first = client.start_post_in_flight().await;
    assert_eq!(client.post("4").await.status_and_body(), (400, ""));
    assert_eq!(entries.next().await, "transport error: data request overlap from client");
    drop(first);

    let client = RawPolling::open(&server).await;
    drop(client.start_post_in_flight().await);
    let reason = "transport error: data request connection closed prematurely";
    assert_eq!(entries.next().await, reason);

    let client = RawPolling::open(&server).await;
    let head = "content-type: application/octet-stream\r\ncontent-length: 0\r\n\r\n";
    assert_eq!(client.start_post(head).await.response().await.status_and_body(), (400, ""));
    assert_eq!(entries.next().await, "transport error: invalid content");
}

#[tokio::test]
async fn server_closes_all_sessions() {
    let (engine, server, mut entries) = start().await;
    let websocket = server.websocket().await;
    let _polling = RawPolling::open(&server).await;
    assert_eq!(engine.sessions(), 2);
    let see_close = |mut client: RawWebSocket| async move {
        assert_eq!(client.next().await, closed());
        client.write(&masked(0x88, b"")).await;
    };
    let closing = async { tokio::join!(engine.close(), see_close(websocket)) };
    within("the server to close", closing).await;
    assert_eq!(entries.so_far(), ["server shutting down", "server shutting down"]);
    assert_eq!(engine.sessions(), 0);
    // Its own listener ends with it.
    let refused = within("an answer", TcpStream::connect(server.address())).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

//! The names of events: those that the protocol keeps for itself, and those that only sound so.

use wigwag::{AckError, EncodeError};
use wigwag_tests::harness::{Handlers, TestServer, journal, within};

const RESERVED: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

const CONFUSING: [&str; 8] =
    ["", "connection", "error", "message", "ping", "reconnect", "__proto__", "constructor"];

#[tokio::test]
async fn reserved_names_are_not_emitted() {
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    let socket = sockets.next().await;
    let everybody = socket.namespace().everybody();
    for name in RESERVED {
        socket.emit(name, &());
        socket.emit_volatile(name, &());
        everybody.emit(name, &());
        let refused = Err(AckError::Encode(EncodeError::ReservedEventName));
        let answer = within("an answer", socket.emit_with_ack::<(), _>(name, &())).await;
        assert_eq!(answer, refused, "{name}");
        let mut answers = everybody.emit_with_ack::<(), _>(name, &());
        assert_eq!(within("an answer", answers.next()).await.unwrap().1, refused, "{name}");
    }
    socket.emit("end", &());
    assert_eq!(client.text().await, r#"42["end"]"#);
}

#[tokio::test]
async fn names_that_only_sound_reserved_are_ordinary() {
    let (journal, mut entries) = journal();
    let (handlers, mut sockets) = Handlers::recording(&journal).hand_over_sockets();
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    let socket = sockets.next().await;
    for name in CONFUSING {
        client.send(&format!(r#"427["{name}",1]"#)).await;
        assert_eq!(client.text().await, "437[1]", "{name}");
        socket.emit(name, &(2,));
        assert_eq!(client.text().await, format!(r#"42["{name}",2]"#));
    }
    for name in CONFUSING {
        assert_eq!(entries.next().await, format!("event {name} 1"));
    }
}

#[tokio::test]
async fn c9_numbers_are_names() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (mut client, _) = server.join().await;
    assert_eq!(entries.next().await, "connected");
    client.send("427[1,2]").await;
    assert_eq!(client.text().await, "437[2]");
    assert_eq!(entries.next().await, "event 1 2");
}

//! Who ends what: the packets of a disconnection and the reason that handlers are given.

use wigwag::{Config, Io};
use wigwag_tests::harness::{
    Entries, Handlers, Journal, RawPolling, TestServer, closed, echo, hide_sid, journal, masked,
};

/// Does what the event is named after, and writes down why sockets leave.
fn obeying(journal: &Journal) -> Handlers {
    let journal = journal.clone();
    Handlers::new()
        .event(|socket, event| async move {
            match event.name() {
                "disconnect me" => socket.disconnect(),
                "disconnect all of me" => socket.disconnect_client(),
                "close my connection" => socket.connection().close(),
                _ => echo(socket, event).await,
            }
        })
        .disconnect(move |socket, reason| {
            journal.write(format!("{} {reason}", socket.namespace_name()));
            std::future::ready(())
        })
}

async fn start() -> (TestServer, Entries) {
    let (journal, entries) = journal();
    let io = Io::builder()
        .namespace("/", obeying(&journal))
        .namespace("/admin", obeying(&journal))
        .build()
        .unwrap();
    (TestServer::start_behind_axum(&io, axum::Router::new()).await, entries)
}

#[tokio::test]
async fn disconnected_socket_is_told_and_its_connection_stays() {
    let (server, mut entries) = start().await;
    let mut client = server.websocket().await;
    let first = client.join("40").await;
    client.join("40/admin,").await;
    client.send(r#"42["disconnect me"]"#).await;
    assert_eq!(client.text().await, "41");
    assert_eq!(entries.next().await, "/ server namespace disconnect");
    client.send(r#"42/admin,0["ping"]"#).await;
    assert_eq!(client.text().await, "43/admin,0[]");
    let second = client.join("40").await;
    assert_ne!(first, second);
    client.send(r#"42/admin,["disconnect me"]"#).await;
    assert_eq!(client.text().await, "41/admin,");
    assert_eq!(entries.next().await, "/admin server namespace disconnect");
    assert_eq!(server.sessions(), 1);
}

#[tokio::test]
async fn disconnected_client_is_told_in_each_namespace_before_the_connection_ends() {
    let (server, mut entries) = start().await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.join("40/admin,").await;
    client.send(r#"42/admin,["disconnect all of me"]"#).await;
    let mut farewells = [client.text().await, client.text().await];
    farewells.sort();
    assert_eq!(farewells, ["41", "41/admin,"]);
    client.closes().await;
    let mut reasons = [entries.next().await, entries.next().await];
    reasons.sort();
    assert_eq!(reasons, ["/ server namespace disconnect", "/admin server namespace disconnect"]);
    server.has_sessions(0).await;
}

#[tokio::test]
async fn disconnected_polling_client_is_told_before_the_session_ends() {
    let (server, mut entries) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"42["disconnect all of me"]"#).await;
    assert_eq!(client.poll().await, "41");
    assert_eq!(client.poll().await, "6\x1e1");
    assert_eq!(entries.next().await, "/ server namespace disconnect");
    server.has_sessions(0).await;
}

#[tokio::test]
async fn pending_get_brings_the_farewell_of_a_disconnected_client() {
    let (server, _entries) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    let mut get = client.start_get_in_session(&server).await;
    client.send(r#"42["disconnect all of me"]"#).await;
    assert_eq!(get.response().await.status_and_body(), (200, "41"));
    assert_eq!(client.poll().await, "6\x1e1");
    server.has_sessions(0).await;
}

#[tokio::test]
async fn what_was_sent_before_a_disconnection_arrives_and_nothing_after_it() {
    let handlers = Handlers::new().event(|socket, mut event| async move {
        let ack = event.take_ack().unwrap();
        socket.emit("before", &());
        socket.disconnect();
        socket.emit("after", &());
        let _ = ack.send(&());
        socket.disconnect();
        assert!(!socket.is_connected());
    });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    client.send(r#"420["go"]"#).await;
    assert_eq!(client.text().await, r#"42["before"]"#);
    assert_eq!(client.text().await, "41");
    client.send("40").await;
    assert_eq!(hide_sid(&client.text().await), r#"40{"sid":"SID"}"#);
}

#[tokio::test]
async fn events_behind_one_that_disconnects_are_dropped() {
    let (journal, mut entries) = journal();
    let handlers = Handlers::recording(&journal).event(move |socket, event| {
        journal.write(format!("event {}", event.name()));
        socket.disconnect();
        std::future::ready(())
    });
    let server = TestServer::with(handlers).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send("42[\"a\"]\x1e42[\"b\"]\x1e42[\"c\"]").await;
    assert_eq!(client.poll().await, "41");
    client.send("40").await;
    client.poll().await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event a");
    assert_eq!(entries.next().await, "disconnect server namespace disconnect");
    assert_eq!(entries.next().await, "connected");
}

#[tokio::test]
async fn what_was_on_its_way_when_the_server_put_a_client_out_is_ignored() {
    let (server, mut entries) = start().await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.join("40/admin,").await;
    client.send(r#"42["disconnect me"]"#).await;
    assert_eq!(client.text().await, "41");
    assert_eq!(entries.next().await, "/ server namespace disconnect");
    client.send(r#"420["late"]"#).await;
    client.send("430[]").await;
    client.send(r#"451-["late",{"_placeholder":true,"num":0}]"#).await;
    client.send_binary(&[1]).await;
    client.send("41").await;
    client.send(r#"42/admin,0["ping"]"#).await;
    assert_eq!(client.text().await, "43/admin,0[]");
    // A client that joins again and leaves by itself has nothing on its way.
    client.join("40").await;
    client.send("41").await;
    client.send(r#"42["late"]"#).await;
    client.closes().await;
}

#[tokio::test]
async fn rooms_can_be_asked_for_until_the_disconnecting_handlers_are_done() {
    let (journal, mut entries) = journal();
    let afterwards = journal.clone();
    let handlers = Handlers::new()
        .connected(|socket| async move {
            socket.join("kitchen");
            socket.join("cellar");
            socket.leave("cellar");
        })
        .disconnecting(move |socket, reason| {
            let mut rooms: Vec<_> = socket.rooms().iter().map(ToString::to_string).collect();
            rooms.sort_by_key(String::len);
            journal.write(format!("disconnecting {reason}: {}", rooms.join(" ")));
            std::future::ready(())
        })
        .disconnect(move |socket, reason| {
            afterwards.write(format!("disconnect {reason}: {:?}", socket.rooms()));
            std::future::ready(())
        });
    let server = TestServer::with(handlers).await;
    let (mut client, id) = server.join().await;
    client.send("41").await;
    let left = format!("disconnecting client namespace disconnect: kitchen {id}");
    assert_eq!(entries.next().await, left);
    assert_eq!(entries.next().await, "disconnect client namespace disconnect: []");
}

/// What a client that has joined both namespaces does, and the reason that both are given.
#[tokio::test]
async fn end_of_a_websocket_has_a_reason() {
    let cases: [(&[u8], &str); 6] = [
        (&masked(0x81, b"1"), "transport close"),
        (&masked(0x88, b"\x03\xe8"), "transport close"),
        (&masked(0x81, b"2"), "transport error"),
        (&masked(0x81, b"x"), "parse error"),
        (&masked(0x81, b"42{}"), "forced close"),
        (&masked(0x81, b"40"), "forced server close"),
    ];
    for (bytes, reason) in cases {
        let (server, mut entries) = start().await;
        let mut client = server.websocket().await;
        client.join("40").await;
        client.join("40/admin,").await;
        client.write(bytes).await;
        let mut reasons = [entries.next().await, entries.next().await];
        reasons.sort();
        assert_eq!(reasons, [format!("/ {reason}"), format!("/admin {reason}")]);
        server.has_sessions(0).await;
    }
}

#[tokio::test]
async fn client_that_leaves_is_the_reason_in_that_namespace_alone() {
    let (server, mut entries) = start().await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.join("40/admin,").await;
    client.send("41").await;
    assert_eq!(entries.next().await, "/ client namespace disconnect");
    client.send("41/admin,").await;
    assert_eq!(entries.next().await, "/admin client namespace disconnect");
    assert_eq!(server.sessions(), 1);
    drop(client);
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn client_that_left_all_namespaces_is_told_nothing_when_the_connection_ends() {
    let (journal, mut entries) = journal();
    let config = Config::new().max_http_buffer_size(100);
    let server = TestServer::with_config(config, obeying(&journal)).await;
    let (mut client, _) = server.join().await;
    client.send("41").await;
    assert_eq!(entries.next().await, "/ client namespace disconnect");
    client.send("7").await;
    assert_eq!(client.next().await, closed());
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn connection_that_the_application_closes_is_closed_without_a_word_in_any_namespace() {
    let (server, mut entries) = start().await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.join("40/admin,").await;
    client.send(r#"42["close my connection"]"#).await;
    client.closes().await;
    assert_eq!(entries.next().await, "/ forced close");
    assert_eq!(entries.next().await, "/admin forced close");
}

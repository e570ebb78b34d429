//! Clients that do not read.

use std::time::Duration;

use wigwag::{Binary, Config};
use wigwag_tests::harness::{
    Entries, Handlers, Incoming, RawPolling, Sockets, TestServer, echo, journal, masked, text,
    within,
};

/// A server that keeps at most 1 MB for one client, its sockets, and what their handlers see.
async fn start() -> (TestServer, Sockets, Entries) {
    let (journal, entries) = journal();
    let (handlers, sockets) = Handlers::recording(&journal).event(echo).hand_over_sockets();
    let config = Config::new().outbox_bytes_max(1_000_000);
    (TestServer::with_config(config, handlers).await, sockets, entries)
}

#[tokio::test]
async fn websocket_client_that_never_reads_is_closed_and_others_are_not() {
    let (server, mut sockets, mut entries) = start().await;
    let (_stuck, _) = server.join().await;
    let (mut reader, _) = server.join().await;
    let stuck = sockets.next().await;
    let page = "x".repeat(500_000);
    // The buffers of the operating system take some megabytes before ours has to.
    for _ in 0..1000 {
        stuck.emit("page", &(&page,));
        reader.send(r#"420["still here"]"#).await;
        assert_eq!(reader.text().await, "430[]");
        if server.sessions() == 1 {
            break;
        }
    }
    assert_eq!(server.sessions(), 1, "500 MB are kept for nobody");
    assert_eq!(server.stats().outbox_overflows, 1);
    assert_eq!(entries.next().await, "disconnect transport error");
    assert!(!stuck.is_connected());
    reader.send(r#"420["still here"]"#).await;
    assert_eq!(reader.text().await, "430[]");
}

#[tokio::test]
async fn broadcast_closes_who_never_reads_and_reaches_the_others() {
    let (server, mut sockets, mut entries) = start().await;
    let (_stuck, _) = server.join().await;
    let (mut reader, _) = server.join().await;
    let (_speaker, _) = server.join().await;
    sockets.next().await;
    sockets.next().await;
    let speaker = sockets.next().await;
    let page = "x".repeat(500_000);
    let expected = format!(r#"42["page","{page}"]"#);
    while server.sessions() == 3 {
        speaker.broadcast().emit("page", &(&page,));
        assert!(reader.text().await == expected);
    }
    assert_eq!(entries.next().await, "disconnect transport error");
    speaker.broadcast().emit("page", &(&page,));
    assert!(reader.text().await == expected);
}

#[tokio::test]
async fn polling_client_that_never_polls_is_closed() {
    let (server, mut sockets, mut entries) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    let socket = sockets.next().await;
    let page = "x".repeat(400_000);
    socket.emit("page", &(&page,));
    socket.emit("page", &(&page,));
    // What was in time is not taken back.
    assert_eq!(client.poll().await.len(), 2 * (page.len() + 13) + 1);
    for _ in 0..3 {
        socket.emit("page", &(&page,));
    }
    assert_eq!(entries.next().await, "disconnect transport error");
    server.has_sessions(0).await;
}

#[tokio::test]
async fn websocket_client_that_takes_nothing_for_too_long_is_closed() {
    let (journal, mut entries) = journal();
    let (handlers, mut sockets) = Handlers::recording(&journal).hand_over_sockets();
    let config = Config::new().write_timeout(Duration::from_millis(50));
    let server = TestServer::with_config(config, handlers).await;
    let (_stuck, _) = server.join().await;
    let socket = sockets.next().await;
    let page = "x".repeat(500_000);
    let stuck = async {
        loop {
            socket.emit("page", &(&page,));
            if server.stats().write_timeouts > 0 {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    within("the write timeout", stuck).await;
    assert_eq!(entries.next().await, "disconnect transport error");
    server.has_sessions(0).await;
    // The peer is not waited for: it would not read a close frame either.
    server.has_stats("the end of the session", |stats| stats.ending == 0).await;
    assert_eq!(server.stats().write_timeouts, 1);
    assert_eq!(server.stats().outbox_overflows, 0);
}

#[tokio::test]
async fn packet_above_the_bound_closes_its_receiver() {
    let (server, mut sockets, mut entries) = start().await;
    let (client, _) = server.join().await;
    let socket = sockets.next().await;
    socket.emit("page", &("x".repeat(1_000_000),));
    client.closes().await;
    assert_eq!(entries.next().await, "disconnect transport error");
}

#[tokio::test]
async fn attachments_count_and_are_never_parted_from_their_packet() {
    let (server, mut sockets, mut entries) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    let socket = sockets.next().await;
    let blob = Binary::from(vec![0; 600_000]);
    socket.emit("fits", &(&blob,));
    assert!(
        client.poll().await.starts_with("451-[\"fits\",{\"_placeholder\":true,\"num\":0}]\x1eb")
    );
    socket.emit("does not", &(&blob, &blob));
    assert_eq!(entries.next().await, "disconnect transport error");
    let unknown = r#"{"code":1,"message":"Session ID unknown"}"#;
    assert_eq!(client.get().await.status_and_body(), (400, unknown));
}

#[tokio::test]
async fn pings_of_a_client_that_does_not_read_cost_nothing() {
    let (server, _sockets, _entries) = start().await;
    let (mut client, _) = server.join().await;
    // One answer is owed for all the pings that came meanwhile, RFC 6455 §5.5.3.
    let pings: Vec<u8> = (0..1000).flat_map(|_| masked(0x89, &[7; 125])).collect();
    for _ in 0..100 {
        client.write(&pings).await;
    }
    client.send(r#"420["fence"]"#).await;
    loop {
        match client.next().await {
            Incoming::Pong(payload) => assert_eq!(payload, [7; 125]),
            other => break assert_eq!(other, text("430[]")),
        }
    }
}

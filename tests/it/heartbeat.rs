//! Pings of the server, pongs of the client, and what happens without them.

use std::time::Duration;

use wigwag::Config;
use wigwag_tests::harness::{
    Entries, Handlers, RawPolling, TestServer, closed, echo, journal, masked, text, within,
};

const INTERVAL: Duration = Duration::from_millis(100);

/// A server that pings every 100 ms, and what its handlers see.
async fn start(timeout: Duration) -> (TestServer, Entries) {
    let (journal, entries) = journal();
    let config = Config::new().ping_interval(INTERVAL).ping_timeout(timeout);
    let server = TestServer::with_config(config, Handlers::recording(&journal)).await;
    (server, entries)
}

/// Short enough to be waited for, long enough for a machine that is busy with something else.
const SHORT: Duration = Duration::from_millis(400);

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn websocket_client_that_answers_pings_stays() {
    let (server, mut entries) = start(LONG).await;
    let (mut client, _) = server.join().await;
    for _ in 0..5 {
        assert_eq!(client.text().await, "2");
        client.send("3").await;
    }
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.text().await, "430[]");
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event ping");
}

#[tokio::test]
async fn polling_client_that_answers_pings_stays() {
    let (server, mut entries) = start(LONG).await;
    let (client, _) = RawPolling::join(&server).await;
    for _ in 0..5 {
        assert_eq!(client.poll().await, "2");
        client.send("3").await;
    }
    client.send(r#"42["ping"]"#).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event ping");
}

#[tokio::test]
async fn pongs_that_nobody_asked_for_do_no_harm() {
    let (server, _entries) = start(LONG).await;
    let (mut client, _) = server.join().await;
    for _ in 0..3 {
        client.send("3").await;
        client.send("3").await;
        assert_eq!(client.text().await, "2");
        client.send("3").await;
        client.send("3extra").await;
    }
    assert_eq!(client.text().await, "2");
}

#[tokio::test]
async fn next_ping_waits_for_the_pong() {
    let (server, _entries) = start(LONG).await;
    let (mut client, _) = server.join().await;
    assert_eq!(client.text().await, "2");
    // Three intervals, told by another client's pings, pass without a second ping.
    let (mut clock, _) = server.join().await;
    for _ in 0..3 {
        assert_eq!(clock.text().await, "2");
        clock.send("3").await;
    }
    client.send(r#"420["still here"]"#).await;
    assert_eq!(client.text().await, "430[]");
    client.send("3").await;
    assert_eq!(client.text().await, "2");
}

#[tokio::test]
async fn websocket_client_without_pongs_is_closed() {
    let (server, mut entries) = start(SHORT).await;
    let (mut client, _) = server.join().await;
    assert_eq!(client.text().await, "2");
    assert_eq!(client.next().await, closed());
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "disconnect ping timeout");
    server.has_sessions(0).await;
}

#[tokio::test]
async fn polling_client_without_pongs_is_closed() {
    let (server, mut entries) = start(SHORT).await;
    let (client, _) = RawPolling::join(&server).await;
    assert_eq!(client.poll().await, "2");
    let farewell = client.get().await;
    // Only a test that was held up for long finds the session gone already.
    let unknown = r#"{"code":1,"message":"Session ID unknown"}"#;
    assert!([(200, "1"), (400, unknown)].contains(&farewell.status_and_body()), "{farewell:?}");
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "disconnect ping timeout");
    server.has_sessions(0).await;
}

#[tokio::test]
async fn client_that_opens_a_session_and_goes_leaves_nothing_behind() {
    let (server, _entries) = start(SHORT).await;
    RawPolling::open(&server).await;
    let (client, _) = RawPolling::join(&server).await;
    drop(client);
    assert_eq!(server.sessions(), 2);
    server.has_sessions(0).await;
}

#[tokio::test]
async fn messages_do_not_replace_pongs() {
    let (server, mut entries) = start(SHORT).await;
    let (mut client, _) = server.join().await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(client.text().await, "2");
    let keep_busy = async {
        loop {
            // The server may have had enough in this moment.
            let _ = client.try_write(&masked(0x81, br#"420["busy"]"#)).await;
            if client.next().await != text("430[]") {
                break;
            }
        }
    };
    within("the server to have had enough", keep_busy).await;
    while let entry = entries.next().await
        && entry != "disconnect ping timeout"
    {
        assert_eq!(entry, "event busy");
    }
}

#[tokio::test]
async fn ping_that_was_sent_over_polling_can_be_answered_over_websocket() {
    let (server, mut entries) = start(LONG).await;
    let (client, _) = RawPolling::join(&server).await;
    assert_eq!(client.poll().await, "2");
    let mut websocket = client.upgrade().await;
    websocket.send("3").await;
    assert_eq!(websocket.text().await, "2");
    assert_eq!(entries.next().await, "connected");
}

#[tokio::test]
async fn ping_that_is_outstanding_during_an_upgrade_must_be_answered() {
    let (server, mut entries) = start(2 * SHORT).await;
    let (client, _) = RawPolling::join(&server).await;
    assert_eq!(client.poll().await, "2");
    let mut websocket = client.upgrade().await;
    assert_eq!(websocket.next().await, closed());
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "disconnect ping timeout");
}

#[tokio::test]
async fn session_that_joins_no_namespace_in_time_is_closed() {
    let config = Config::new().connect_timeout(SHORT);
    let server = TestServer::with_config(config, Handlers::new()).await;
    server.websocket().await.closes().await;
    let polling = RawPolling::open(&server).await;
    let farewell = polling.poll().await;
    assert!(["1", "6\x1e1"].contains(&&*farewell), "{farewell}");
    server.has_sessions(0).await;
}

#[tokio::test]
async fn session_whose_connect_handler_hangs_is_closed() {
    let (journal, mut entries) = journal();
    let config = Config::new().connect_timeout(SHORT);
    let handlers = Handlers::recording(&journal).connect(|_, _| std::future::pending());
    let server = TestServer::with_config(config, handlers).await;
    let mut client = server.websocket().await;
    client.send("40").await;
    client.closes().await;
    server.has_sessions(0).await;
    // Who was never admitted never leaves.
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn session_that_was_refused_everywhere_is_closed() {
    let config = Config::new().connect_timeout(SHORT);
    let handlers =
        Handlers::new().connect(|_, _| async { Err(wigwag::socket::Refusal::new("not you")) });
    let server = TestServer::with_config(config, handlers).await;
    let mut client = server.websocket().await;
    client.send("40").await;
    assert_eq!(client.text().await, r#"44{"message":"not you"}"#);
    client.closes().await;
}

/// A server that pings for the first time when a session should have joined long ago.
async fn start_with_connect_timeout(handlers: Handlers) -> TestServer {
    let config = Config::new().connect_timeout(SHORT).ping_interval(3 * SHORT);
    TestServer::with_config(config, handlers).await
}

#[tokio::test]
async fn session_that_has_joined_may_stay_without_a_namespace() {
    let server = start_with_connect_timeout(Handlers::new().event(echo)).await;
    let (mut client, _) = server.join().await;
    client.send("41").await;
    assert_eq!(client.text().await, "2");
}

#[tokio::test]
async fn session_that_the_server_puts_out_at_once_has_joined_in_time() {
    let handlers = Handlers::new().connected(|socket| async move { socket.disconnect() });
    let server = start_with_connect_timeout(handlers).await;
    let (mut client, _) = server.join().await;
    assert_eq!(client.text().await, "41");
    assert_eq!(client.text().await, "2");
}

//! The end of a server, and of sessions whose handlers are still at work.

use std::task::Poll;

use wigwag::Io;
use wigwag_tests::harness::{
    Entries, Gate, Handlers, Incoming, Journal, RawPolling, RawWebSocket, TestServer, closed,
    journal, within,
};

const UNKNOWN_SID: &str = r#"{"code":1,"message":"Session ID unknown"}"#;

/// Events and the end wait at the gate, and say when they begin and when they are done.
fn held_up(journal: &Journal, gate: &Gate) -> Handlers {
    let (events, event_gate) = (journal.clone(), gate.clone());
    let (ends, end_gate) = (journal.clone(), gate.clone());
    Handlers::new()
        .event(move |_, event| {
            let (journal, gate) = (events.clone(), event_gate.clone());
            async move {
                journal.write(format!("{} begins", event.name()));
                gate.pass().await;
                journal.write(format!("{} is done", event.name()));
            }
        })
        .disconnect(move |_, reason| {
            let (journal, gate) = (ends.clone(), end_gate.clone());
            async move {
                journal.write(format!("disconnect begins: {reason}"));
                gate.pass().await;
                journal.write("disconnect is done");
            }
        })
}

async fn start() -> (Io, TestServer, Gate, Entries) {
    let (journal, entries) = journal();
    let gate = Gate::new();
    let io = Io::builder().namespace("/", held_up(&journal, &gate)).build().unwrap();
    let server = TestServer::start_behind_axum(&io, axum::Router::new()).await;
    (io, server, gate, entries)
}

#[tokio::test]
async fn closing_a_server_without_sessions_is_done_at_once() {
    let io = Io::builder().build().unwrap();
    within("the server to close", io.close()).await;
}

#[tokio::test]
async fn clients_of_a_server_that_closes_are_told_by_their_transports_alone() {
    let (io, server, gate, mut entries) = start().await;
    let (websocket, _) = server.join().await;
    let (polling, _) = RawPolling::join(&server).await;
    let (idle, _) = RawPolling::join(&server).await;
    let mut get = polling.start_get_in_session(&server).await;
    (0..3).for_each(|_| gate.open());
    let closing = async { tokio::join!(io.close(), websocket.closes()) };
    within("the server to close", closing).await;
    assert_eq!(get.response().await.status_and_body(), (200, "1"));
    assert_eq!(idle.get().await.status_and_body(), (400, UNKNOWN_SID));
    assert_eq!(server.sessions(), 0);
    let mut seen = entries.so_far();
    seen.sort();
    let mut expected = vec!["disconnect begins: server shutting down"; 3];
    expected.extend(["disconnect is done"; 3]);
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn close_waits_for_the_last_handler() {
    let (io, server, gate, mut entries) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"42["slow"]"#).await;
    assert_eq!(entries.next().await, "slow begins");
    let mut close = std::pin::pin!(io.close());
    let polled = std::future::poll_fn(|cx| Poll::Ready(close.as_mut().poll(cx))).await;
    assert!(polled.is_pending());
    gate.open();
    assert_eq!(entries.next().await, "slow is done");
    assert_eq!(entries.next().await, "disconnect begins: server shutting down");
    // The id is forgotten; who waits for the end must not be told yet.
    server.has_sessions(0).await;
    let polled = std::future::poll_fn(|cx| Poll::Ready(close.as_mut().poll(cx))).await;
    assert!(polled.is_pending());
    gate.open();
    within("the server to close", close).await;
    assert_eq!(entries.so_far(), ["disconnect is done"]);
}

#[tokio::test]
async fn server_that_closes_takes_no_more_sessions() {
    let (io, server, gate, mut entries) = start().await;
    let (client, _) = server.join().await;
    let mut close = std::pin::pin!(io.close());
    let polled = std::future::poll_fn(|cx| Poll::Ready(close.as_mut().poll(cx))).await;
    assert!(polled.is_pending());
    assert_eq!(entries.next().await, "disconnect begins: server shutting down");
    let polling = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n";
    for request in [polling, &RawWebSocket::request("EIO=4&transport=websocket")] {
        let mut http = server.http().await;
        http.write(request).await;
        assert_eq!(http.response().await.status_and_body(), (503, ""), "{request}");
    }
    gate.open();
    within("the server to close", async { tokio::join!(close, client.closes()) }).await;
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn client_that_does_not_answer_the_close_frame_does_not_hold_the_server_up() {
    let (io, server, gate, _entries) = start().await;
    let (mut client, _) = server.join().await;
    gate.open();
    within("the server to close", io.close()).await;
    assert_eq!(client.next().await, closed());
    assert_eq!(client.next().await, Incoming::End);
}

#[tokio::test]
async fn closing_twice_is_no_mistake() {
    let (io, server, gate, _entries) = start().await;
    let (client, _) = server.join().await;
    gate.open();
    let closing = async { tokio::join!(io.close(), io.close(), client.closes()) };
    within("both to close", closing).await;
    within("the server to close again", io.close()).await;
}

#[tokio::test]
async fn shutdown_overtakes_a_disconnection_that_waits_for_its_client() {
    let io = Io::builder()
        .namespace(
            "/",
            Handlers::new().event(|socket, _| async move { socket.disconnect_client() }),
        )
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    // A polling client that never fetches its farewell.
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"42["go"]"#).await;
    assert_eq!(server.sessions(), 1);
    within("the server to close", io.close()).await;
}

#[tokio::test]
async fn shutdown_overtakes_a_disconnection_of_the_same_moment() {
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let io = Io::builder().namespace("/", handlers).build().unwrap();
    let server = TestServer::start(&io).await;
    let (_client, _) = RawPolling::join(&server).await;
    sockets.next().await.disconnect_client();
    within("the server to close", io.close()).await;
}

#[tokio::test]
async fn handler_in_progress_is_done_before_the_disconnect_handler_runs_once() {
    let (_io, server, gate, mut entries) = start().await;
    let (mut client, _) = server.join().await;
    client.send(r#"42["first"]"#).await;
    client.send(r#"42["second"]"#).await;
    client.send("41").await;
    client.send("1").await;
    client.closes().await;
    assert_eq!(entries.next().await, "first begins");
    gate.open();
    assert_eq!(entries.next().await, "first is done");
    // What came before the end is still handled.
    assert_eq!(entries.next().await, "second begins");
    gate.open();
    assert_eq!(entries.next().await, "second is done");
    // Leaving came first; the end of the connection adds nothing.
    assert_eq!(entries.next().await, "disconnect begins: client namespace disconnect");
    gate.open();
    assert_eq!(entries.next().await, "disconnect is done");
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn client_that_hangs_up_does_not_cut_its_handlers_short() {
    let (_io, server, gate, mut entries) = start().await;
    let (mut client, _) = server.join().await;
    client.send(r#"42["slow"]"#).await;
    assert_eq!(entries.next().await, "slow begins");
    client.reset();
    server.has_sessions(0).await;
    gate.open();
    assert_eq!(entries.next().await, "slow is done");
    assert_eq!(entries.next().await, "disconnect begins: transport close");
    gate.open();
    assert_eq!(entries.next().await, "disconnect is done");
}

#[tokio::test]
async fn session_that_has_said_farewell_is_unknown_while_its_handlers_finish() {
    let (_io, server, gate, mut entries) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    client.send("42/elsewhere,[\"a violation\"]").await;
    assert_eq!(entries.next().await, "disconnect begins: forced server close");
    assert_eq!(client.poll().await, "6\x1e1");
    assert_eq!(client.get().await.status_and_body(), (400, UNKNOWN_SID));
    assert_eq!(client.post("42[\"late\"]").await.status_and_body(), (400, UNKNOWN_SID));
    assert_eq!(server.sessions(), 0);
    gate.open();
    assert_eq!(entries.next().await, "disconnect is done");
}

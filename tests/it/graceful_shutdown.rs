//! A server that shuts down without cutting anybody off, as long as it has the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use wigwag::engine::{CloseReason, Connection, EngineServer, Message, SessionHandler};
use wigwag::{Config, Io, Shutdown};
use wigwag_tests::harness::{
    Entries, Gate, Handlers, Incoming, RawPolling, RawWebSocket, TestServer, closed, echo,
    eventually, journal, masked, within,
};

const HANDSHAKE: &str = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n";

/// A request of a session that there is not.
const UNKNOWN: &str =
    "GET /socket.io/?EIO=4&transport=polling&sid=nobody HTTP/1.1\r\nhost: test\r\n\r\n";

/// More time than any test has.
fn long() -> Shutdown {
    Shutdown::within(Duration::from_secs(3_600))
}

/// A server whose handlers of `slow` wait at the gate and then acknowledge.
async fn start() -> (Io, TestServer, Gate, Entries) {
    start_with(Config::new()).await
}

async fn start_with(config: Config) -> (Io, TestServer, Gate, Entries) {
    let (journal, entries) = journal();
    let gate = Gate::new();
    let handlers = Handlers::recording(&journal).event({
        let gate = gate.clone();
        move |socket, event| {
            let (journal, gate) = (journal.clone(), gate.clone());
            async move {
                journal.write(format!("{} begins", event.name()));
                if event.name() == "slow" {
                    gate.pass().await;
                }
                journal.write(format!("{} is done", event.name()));
                echo(socket, event).await;
            }
        }
    });
    let io = Io::builder().config(config).namespace("/", handlers).build().unwrap();
    let server = TestServer::start_behind_axum(&io, axum::Router::new()).await;
    (io, server, gate, entries)
}

/// Polls the future once, which has not ended by then.
async fn begin(future: &mut (impl Future + Unpin)) {
    let polled = std::future::poll_fn(|cx| Poll::Ready(std::pin::Pin::new(&mut *future).poll(cx)));
    assert!(polled.await.is_pending());
}

#[tokio::test]
async fn server_without_sessions_is_shut_down_at_once() {
    let io = Io::builder().build().unwrap();
    let report = within("the server to shut down", io.shutdown(long())).await;
    assert_eq!((report.closed, report.aborted, report.unfinished), (0, 0, 0));
}

#[tokio::test]
async fn idle_sessions_are_closed_in_order() {
    let (io, server, _gate, mut entries) = start().await;
    let (websocket, _) = server.join().await;
    let (polling, _) = RawPolling::join(&server).await;
    let mut get = polling.start_get_in_session(&server).await;
    let shutdown = async { tokio::join!(io.shutdown(long()), websocket.closes()) };
    let (report, ()) = within("the server to shut down", shutdown).await;
    assert_eq!(get.response().await.status_and_body(), (200, "1"));
    assert_eq!((report.closed, report.aborted, report.unfinished), (2, 0, 0));
    assert_eq!(server.stats().closed.server_shutting_down, 2);
    let mut expected = vec!["connected"; 2];
    expected.extend(["disconnect server shutting down"; 2]);
    let mut seen = entries.so_far();
    seen.sort();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn what_was_received_is_handled_and_answered_first() {
    let (io, server, gate, mut entries) = start().await;
    let (mut client, _) = server.join().await;
    client.send(r#"421["slow"]"#).await;
    client.send(r#"422["next"]"#).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    // What comes behind it has been read by now.
    client.write(&masked(0x89, b"")).await;
    assert_eq!(client.next().await, Incoming::Pong(Vec::new()));
    let mut shutdown = Box::pin(io.shutdown(long()));
    begin(&mut shutdown).await;
    gate.open();
    assert_eq!(client.text().await, "431[]");
    assert_eq!(client.text().await, "432[]");
    let shutdown = async { tokio::join!(shutdown, client.closes()) };
    let (report, ()) = within("the server to shut down", shutdown).await;
    assert_eq!((report.closed, report.aborted, report.unfinished), (1, 0, 0));
    let expected =
        ["slow is done", "next begins", "next is done", "disconnect server shutting down"];
    assert_eq!(entries.so_far(), expected);
}

#[tokio::test]
async fn post_in_hand_is_taken_to_its_end() {
    let (io, server, gate, mut entries) = start_with(Config::new().handler_queue_max(1)).await;
    let (client, _) = RawPolling::join(&server).await;
    let events = "42[\"slow\"]\x1e42[\"a\"]\x1e42[\"b\"]\x1e423[\"c\"]";
    let head = format!("content-length: {}\r\n\r\n", events.len());
    let mut post = client.start_post(&(head + events)).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    let mut shutdown = Box::pin(io.shutdown(long().spread(Duration::ZERO)));
    begin(&mut shutdown).await;
    gate.open();
    assert_eq!(client.poll().await, "433[]");
    assert_eq!(client.poll().await, "6\x1e1");
    assert_eq!(post.response().await.status_and_body(), (200, "ok"));
    let report = within("the server to shut down", shutdown).await;
    assert_eq!((report.closed, report.aborted, report.unfinished), (1, 0, 0));
    assert_eq!(entries.so_far().last().unwrap(), "disconnect server shutting down");
}

#[tokio::test]
async fn packets_of_a_post_that_was_taken_are_handled_and_those_of_a_later_one_are_not() {
    let (io, server, gate, mut entries) = start().await;
    let (client, _) = RawPolling::join(&server).await;
    client.send("421[\"slow\"]\x1e422[\"next\"]").await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    let mut shutdown = Box::pin(io.shutdown(long()));
    begin(&mut shutdown).await;
    // Its turn has come when messages are of no use any more.
    server.has_stats("the turn of the session", |stats| stats.retiring == 1).await;
    let mut late = client.start_post("content-length: 12\r\n\r\n423[\"late\"] ").await;
    server.has_waiting_requests(1).await;
    gate.open();
    assert_eq!(client.poll().await, "431[]\x1e432[]");
    assert_eq!(client.poll().await, "6\x1e1");
    assert_eq!(late.response().await.status_and_body(), (200, "ok"));
    let report = within("the server to shut down", shutdown).await;
    assert_eq!((report.closed, report.aborted, report.unfinished), (1, 0, 0));
    let expected =
        ["slow is done", "next begins", "next is done", "disconnect server shutting down"];
    assert_eq!(entries.so_far(), expected);
}

#[tokio::test]
async fn handler_that_waits_for_its_client_still_hears_it() {
    let (journal, mut entries) = journal();
    let handlers = Handlers::recording(&journal).event({
        move |socket, _| {
            let journal = journal.clone();
            async move {
                let answer = socket.emit_with_ack::<String, _>("ask", &()).await;
                journal.write(format!("answer {answer:?}"));
            }
        }
    });
    let io = Io::builder().namespace("/", handlers).build().unwrap();
    let server = TestServer::start(&io).await;
    let (mut client, _) = server.join().await;
    client.send(r#"42["go"]"#).await;
    assert_eq!(client.text().await, r#"420["ask"]"#);
    let mut shutdown = Box::pin(io.shutdown(long()));
    begin(&mut shutdown).await;
    server.has_stats("the turn of the session", |stats| stats.retiring == 1).await;
    // An event is too late, an acknowledgement is not.
    client.send(r#"42["late"]"#).await;
    client.send(r#"430["here"]"#).await;
    let shutdown = async { tokio::join!(shutdown, client.closes()) };
    let (report, ()) = within("the server to shut down", shutdown).await;
    assert_eq!((report.closed, report.aborted, report.unfinished), (1, 0, 0));
    let expected = ["connected", r#"answer Ok("here")"#, "disconnect server shutting down"];
    assert_eq!(entries.so_far(), expected);
}

#[tokio::test]
async fn handshakes_are_refused_from_the_first_moment_on() {
    let (io, server, _gate, _entries) = start().await;
    let (mut client, _) = server.join().await;
    let closing = io.engine().closing();
    let mut shutdown = Box::pin(io.shutdown(long().spread(Duration::from_secs(3_600))));
    begin(&mut shutdown).await;
    within("the server to say so", closing).await;
    within("the server to say so again", io.engine().closing()).await;
    for request in [HANDSHAKE, &RawWebSocket::request("EIO=4&transport=websocket")] {
        let mut http = server.http().await;
        http.write(request).await;
        assert_eq!(http.response().await.status_and_body(), (503, ""), "{request}");
    }
    assert_eq!(server.stats().refused.shutting_down, 2);
    // The turn of this session has not come.
    client.send(r#"427["still here"]"#).await;
    assert_eq!(client.text().await, "437[]");
    assert_eq!(server.sessions(), 1);
}

#[tokio::test]
async fn connections_are_needed_for_as_long_as_somebody_polls() {
    let (io, server, _gate, _entries) = start().await;
    let (polling, _) = RawPolling::join(&server).await;
    let (_websocket, _) = server.join().await;
    let mut shutdown = Box::pin(io.shutdown(long().spread(Duration::from_secs(3_600))));
    begin(&mut shutdown).await;
    let mut accepting_ends = Box::pin(io.engine().accepting_ends());
    begin(&mut accepting_ends).await;
    // One that moves to a WebSocket has its connection.
    let _upgraded = polling.upgrade().await;
    within("the last that polls", accepting_ends).await;
    assert_eq!(server.sessions(), 2);
}

#[tokio::test]
async fn client_that_polls_hears_the_end_of_a_server_with_its_own_listener() {
    let (journal, mut entries) = journal();
    let gate = Gate::new();
    let handlers = Handlers::recording(&journal).event({
        let gate = gate.clone();
        move |socket, event| {
            let (journal, gate) = (journal.clone(), gate.clone());
            async move {
                journal.write("begins");
                gate.pass().await;
                echo(socket, event).await;
            }
        }
    });
    let io = Io::builder().namespace("/", handlers).build().unwrap();
    let server = TestServer::start(&io).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"421["slow"]"#).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "begins");
    let mut shutdown = Box::pin(io.shutdown(long()));
    begin(&mut shutdown).await;
    server.has_stats("the turn of the session", |stats| stats.retiring == 1).await;
    gate.open();
    // Each of these requests has a connection of its own.
    assert_eq!(client.poll().await, "431[]");
    assert_eq!(client.poll().await, "6\x1e1");
    let report = within("the server to shut down", shutdown).await;
    assert_eq!((report.closed, report.aborted, report.unfinished), (1, 0, 0));
}

#[tokio::test]
async fn deadline_cuts_off_what_is_left() {
    let (io, server, gate, mut entries) = start().await;
    let (mut client, _) = server.join().await;
    // A client that never fetches its goodbye.
    let (_polling, _) = RawPolling::join(&server).await;
    client.send(r#"421["slow"]"#).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    let shutdown = io.shutdown(Shutdown::within(Duration::from_millis(50)));
    let (report, ()) =
        within("the deadline", async { tokio::join!(shutdown, client.closes()) }).await;
    assert_eq!((report.closed, report.aborted, report.unfinished), (0, 1, 1));
    assert_eq!(entries.next().await, "disconnect server shutting down");
    assert_eq!(server.sessions(), 0);
    assert_eq!(server.stats().ending, 1);
    gate.open();
    within("the last handler", io.close()).await;
    assert_eq!(entries.so_far(), ["slow is done", "disconnect server shutting down"]);
}

#[tokio::test]
async fn client_that_does_not_answer_the_close_frame_has_little_time_after_the_deadline() {
    let (io, server, _gate, _entries) = start().await;
    let (mut client, _) = server.join().await;
    let report = within("the server to shut down", io.shutdown(Shutdown::within(Duration::ZERO)));
    let report = report.await;
    assert_eq!((report.closed, report.aborted, report.unfinished), (0, 1, 0));
    assert_eq!(client.next().await, closed());
    assert_eq!(client.next().await, Incoming::End);
}

#[tokio::test]
async fn shutdown_that_nobody_waits_for_goes_on() {
    let (io, server, gate, mut entries) = start().await;
    let (mut client, _) = server.join().await;
    client.send(r#"421["slow"]"#).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    {
        let mut shutdown = Box::pin(io.shutdown(long()));
        begin(&mut shutdown).await;
    }
    gate.open();
    assert_eq!(client.text().await, "431[]");
    client.closes().await;
    server.has_stats("the end", |stats| stats.sessions + stats.ending == 0).await;
    assert_eq!(entries.so_far(), ["slow is done", "disconnect server shutting down"]);
}

#[tokio::test]
async fn earlier_of_two_deadlines_counts() {
    let (io, server, gate, mut entries) = start().await;
    let (mut client, _) = server.join().await;
    client.send(r#"421["slow"]"#).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    let mut patient = Box::pin(io.shutdown(long()));
    begin(&mut patient).await;
    let hasty = io.shutdown(Shutdown::within(Duration::from_millis(50)));
    let (hasty, ()) = within("the deadline", async { tokio::join!(hasty, client.closes()) }).await;
    assert_eq!((hasty.closed, hasty.aborted, hasty.unfinished), (0, 0, 1));
    gate.open();
    let patient = within("the last handler", patient).await;
    assert_eq!((patient.closed, patient.aborted, patient.unfinished), (0, 1, 0));
    assert_eq!(entries.so_far(), ["slow is done", "disconnect server shutting down"]);
}

#[tokio::test]
async fn close_overtakes_a_shutdown() {
    let (io, server, _gate, mut entries) = start().await;
    let (client, _) = server.join().await;
    let mut shutdown = Box::pin(io.shutdown(long().spread(Duration::from_secs(3_600))));
    begin(&mut shutdown).await;
    let closing = async { tokio::join!(io.close(), shutdown, client.closes()) };
    let ((), report, ()) = within("the server to close", closing).await;
    assert_eq!((report.closed, report.aborted, report.unfinished), (0, 1, 0));
    assert_eq!(entries.so_far(), ["connected", "disconnect server shutting down"]);
}

/// Counts how often a session is opened and told that it is over.
struct Counted {
    n_closed: Arc<AtomicUsize>,
}

impl SessionHandler for Counted {
    fn message(&mut self, _: Message) {}

    fn poll_work(&mut self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }

    fn closed(&mut self, _: CloseReason) {
        self.n_closed.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn sessions_that_are_being_opened_are_refused_or_closed() {
    let (n_opened, n_closed) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let engine = EngineServer::new(Config::new(), {
        let (n_opened, n_closed) = (Arc::clone(&n_opened), Arc::clone(&n_closed));
        move |_: Connection, _| {
            n_opened.fetch_add(1, Ordering::SeqCst);
            Counted { n_closed: Arc::clone(&n_closed) }
        }
    });
    let engine = engine.unwrap();
    let server = TestServer::start_engine(&engine).await;
    let mut clients = Vec::new();
    for index in 0..40 {
        // Its first answer shows that the server has accepted it: what it leaves with the system is nobody's.
        let mut http = server.http().await;
        http.write(UNKNOWN).await;
        assert_eq!(http.response().await.status, 400);
        let websocket = RawWebSocket::request("EIO=4&transport=websocket");
        clients.push(tokio::spawn(async move {
            http.write(if index % 2 == 0 { HANDSHAKE } else { &websocket }).await;
            // A client that went with its answer would end its session by itself.
            (http.response().await.status, http)
        }));
    }
    eventually("some sessions", || n_opened.load(Ordering::SeqCst) > 5).await;
    let report = engine.shutdown(Shutdown::within(Duration::from_millis(50))).await;
    let mut n_refused = 0;
    for client in clients {
        let (status, _) = client.await.unwrap();
        n_refused += usize::from(status == 503);
    }
    let n_opened = n_opened.load(Ordering::SeqCst);
    assert_eq!(n_opened + n_refused, 40);
    assert_eq!(n_closed.load(Ordering::SeqCst), n_opened);
    assert_eq!(report.closed + report.aborted, n_opened);
    assert_eq!(report.unfinished, 0);
    assert_eq!(engine.sessions(), 0);
}

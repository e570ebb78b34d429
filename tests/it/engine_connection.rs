//! What an application knows of a session, and what it can wait for, without Socket.IO on top.

use std::time::Duration;

use tokio::sync::mpsc;
use wigwag::engine::{
    CloseReason, Connection, EngineServer, Message, ReadyState, SessionEnded, SessionHandler,
};
use wigwag::{Config, TransportName};
use wigwag_tests::harness::{
    Entries, Journal, RawPolling, TestServer, closed, eventually, hide_sid, journal, masked, within,
};

/// Writes down whatever it is told.
struct Recording(Journal);

impl SessionHandler for Recording {
    fn message(&mut self, message: Message) {
        self.0.write(format!("message {}", message.as_text().unwrap_or("binary")));
    }

    fn heartbeat(&mut self, round_trip: Option<Duration>) {
        self.0.write(if round_trip.is_some() { "heartbeat" } else { "stray heartbeat" });
    }

    fn upgrading(&mut self, to: TransportName) {
        self.0.write(format!("upgrading to {to}"));
    }

    fn upgraded(&mut self, to: TransportName) {
        self.0.write(format!("upgraded to {to}"));
    }

    fn closed(&mut self, reason: CloseReason) {
        self.0.write(format!("closed {reason}"));
    }
}

struct Sessions {
    server: TestServer,
    connections: mpsc::UnboundedReceiver<Connection>,
    entries: Entries,
}

impl Sessions {
    async fn start(config: Config) -> Self {
        let (journal, entries) = journal();
        let (sender, connections) = mpsc::unbounded_channel();
        let engine = EngineServer::new(config, move |connection, _| {
            // A test that is over does not mind.
            let _ = sender.send(connection);
            Recording(journal.clone())
        });
        Self { server: TestServer::start_engine(&engine.unwrap()).await, connections, entries }
    }

    async fn next(&mut self) -> Connection {
        within("a session", self.connections.recv()).await.unwrap()
    }
}

/// A future that is running: what it waits for has begun.
async fn begun<F>(future: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    let mut future = Box::pin(future);
    let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx))).await;
    assert!(polled.is_pending(), "nothing to wait for");
    tokio::spawn(future)
}

#[tokio::test]
async fn connection_says_what_it_is() {
    let mut sessions = Sessions::start(Config::new()).await;
    let client = RawPolling::open(&sessions.server).await;
    let connection = sessions.next().await;
    assert_eq!(connection.id(), client.sid());
    assert_eq!(connection.protocol(), 4);
    assert_eq!(connection.transport(), TransportName::Polling);
    assert_eq!(connection.ready_state(), ReadyState::Open);
    assert!(connection.is_open());
    assert!(!connection.is_upgrading() && !connection.is_upgraded());
    assert_eq!(connection.close_reason(), None);

    let _websocket = sessions.server.websocket().await;
    let connection = sessions.next().await;
    assert_eq!(connection.transport(), TransportName::WebSocket);
    assert!(!connection.is_upgraded());
}

#[tokio::test]
async fn connection_keeps_its_secret_to_itself() {
    let mut sessions = Sessions::start(Config::new()).await;
    let _client = RawPolling::open(&sessions.server).await;
    let connection = sessions.next().await;
    assert_eq!(
        format!("{connection:?}"),
        "Connection { transport: Polling, ready_state: Open, .. }"
    );
}

#[tokio::test]
async fn application_follows_an_upgrade() {
    let mut sessions = Sessions::start(Config::new()).await;
    let client = RawPolling::open(&sessions.server).await;
    let connection = sessions.next().await;
    let upgraded = begun({
        let connection = connection.clone();
        async move { connection.upgraded().await }
    });
    let upgraded = upgraded.await;

    let mut websocket = client.open_websocket().await;
    websocket.send("2probe").await;
    assert_eq!(websocket.text().await, "3probe");
    assert!(connection.is_upgrading() && !connection.is_upgraded());
    websocket.send("x").await;
    assert_eq!(websocket.next().await, closed());
    eventually("the attempt to be given up", || !connection.is_upgrading()).await;
    assert_eq!(connection.transport(), TransportName::Polling);
    assert!(!upgraded.is_finished());

    let mut websocket = client.upgrade().await;
    assert_eq!(within("the upgrade", upgraded).await.unwrap(), Ok(()));
    assert!(connection.is_upgraded() && !connection.is_upgrading());
    assert_eq!(connection.transport(), TransportName::WebSocket);
    websocket.send("4done").await;
    let mut told = Vec::new();
    for _ in 0..4 {
        told.push(sessions.entries.next().await);
    }
    let expected = [
        "upgrading to websocket",
        "upgrading to websocket",
        "upgraded to websocket",
        "message done",
    ];
    assert_eq!(told, expected);
    assert_eq!(connection.upgraded().await, Ok(()), "a WebSocket carries the session");
}

#[tokio::test]
async fn waiting_for_an_upgrade_ends_with_the_session() {
    let mut sessions = Sessions::start(Config::new()).await;
    let client = RawPolling::open(&sessions.server).await;
    let connection = sessions.next().await;
    let upgraded = begun({
        let connection = connection.clone();
        async move { connection.upgraded().await }
    });
    let upgraded = upgraded.await;
    client.send("1").await;
    assert_eq!(within("the end", upgraded).await.unwrap(), Err(SessionEnded));
}

#[tokio::test]
async fn application_hears_the_heartbeat() {
    let config = Config::new().ping_interval(Duration::from_millis(10));
    let mut sessions = Sessions::start(config).await;
    let mut client = sessions.server.websocket().await;
    assert_eq!(client.text().await, "2");
    client.send("3").await;
    assert_eq!(sessions.entries.next().await, "heartbeat");

    let mut sessions = Sessions::start(Config::new()).await;
    let client = RawPolling::open(&sessions.server).await;
    client.send("3").await;
    assert_eq!(sessions.entries.next().await, "stray heartbeat");
}

#[tokio::test]
async fn drained_waits_until_a_get_has_taken_everything() {
    let mut sessions = Sessions::start(Config::new()).await;
    let client = RawPolling::open(&sessions.server).await;
    let connection = sessions.next().await;
    assert_eq!(within("nothing", connection.drained()).await, Ok(()));
    assert_eq!(connection.buffered_bytes(), 0);

    connection.send("one");
    connection.send(vec![1, 2, 3]);
    assert!(connection.buffered_bytes() >= 7);
    let drained = begun({
        let connection = connection.clone();
        async move { connection.drained().await }
    });
    let drained = drained.await;
    // The session's task has looked at it by the time that it has taken this.
    client.send("4fence").await;
    assert!(!drained.is_finished());
    assert_eq!(client.poll().await, "4one\x1ebAQID");
    assert_eq!(within("the drain", drained).await.unwrap(), Ok(()));
    assert_eq!(connection.buffered_bytes(), 0);
}

#[tokio::test]
async fn sender_that_awaits_the_drain_stays_below_the_bound() {
    let config = Config::new().outbox_bytes_max(100_000);
    let mut sessions = Sessions::start(config).await;
    let mut client = sessions.server.websocket().await;
    let connection = sessions.next().await;
    let sending = tokio::spawn(async move {
        for number in 0..200 {
            connection.send(format!("{number}{}", "x".repeat(60_000)));
            connection.drained().await?;
        }
        Ok::<_, SessionEnded>(connection)
    });
    for number in 0..200 {
        assert!(client.text().await.starts_with(&format!("4{number}x")));
    }
    assert!(within("the sender", sending).await.unwrap().unwrap().is_open());
}

#[tokio::test]
async fn waiting_for_the_drain_ends_with_the_session() {
    let mut sessions = Sessions::start(Config::new()).await;
    let client = RawPolling::open(&sessions.server).await;
    let connection = sessions.next().await;
    connection.send("never fetched");
    let drained = begun({
        let connection = connection.clone();
        async move { connection.drained().await }
    });
    let drained = drained.await;
    client.send("1").await;
    assert_eq!(within("the end", drained).await.unwrap(), Err(SessionEnded));
    assert_eq!(within("nothing", connection.drained()).await, Err(SessionEnded));
}

#[tokio::test]
async fn close_lets_what_was_sent_through_and_takes_no_more() {
    let mut sessions = Sessions::start(Config::new()).await;
    let client = RawPolling::open(&sessions.server).await;
    let connection = sessions.next().await;
    connection.send("before");
    connection.close();
    connection.send("after");
    assert!(!connection.is_open());
    assert_eq!(within("the close", connection.closed()).await, CloseReason::ForcedClose);
    assert_eq!(connection.close_reason(), Some(CloseReason::ForcedClose));
    assert_eq!(connection.ready_state(), ReadyState::Closing);
    assert_eq!(sessions.entries.next().await, "closed forced close");
    assert_eq!(client.poll().await, "4before");
    assert_eq!(client.poll().await, "6\x1e1");
    eventually("the end", || connection.ready_state() == ReadyState::Closed).await;
}

#[tokio::test]
async fn abort_drops_what_waits() {
    let mut sessions = Sessions::start(Config::new()).await;
    let client = RawPolling::open(&sessions.server).await;
    let connection = sessions.next().await;
    connection.send("lost");
    connection.abort();
    assert_eq!(within("the close", connection.closed()).await, CloseReason::ForcedClose);
    assert_eq!(connection.ready_state(), ReadyState::Closed);
    assert_eq!(client.get().await.status, 400);
    assert_eq!(sessions.entries.next().await, "closed forced close");

    let client = sessions.server.websocket().await;
    let connection = sessions.next().await;
    connection.abort();
    client.closes().await;
}

#[tokio::test]
async fn application_learns_how_the_client_ended_the_session() {
    let mut sessions = Sessions::start(Config::new()).await;
    let mut client = sessions.server.websocket().await;
    let connection = sessions.next().await;
    let waiting = begun({
        let connection = connection.clone();
        async move { connection.closed().await }
    });
    let waiting = waiting.await;
    client.write(&masked(0x88, b"")).await;
    assert_eq!(within("the close", waiting).await.unwrap(), CloseReason::TransportClose);
    assert_eq!(connection.ready_state(), ReadyState::Closed);
    connection.send("to nobody");
    assert_eq!(connection.buffered_bytes(), 0);
    assert!(!connection.send_volatile("to nobody"));
}

#[tokio::test]
async fn volatile_message_leaves_at_once_or_never() {
    let mut sessions = Sessions::start(Config::new()).await;
    let client = RawPolling::open(&sessions.server).await;
    let connection = sessions.next().await;
    assert!(!connection.send_volatile("nobody polls"));
    connection.send("kept");
    assert_eq!(client.poll().await, "4kept");

    let mut client = sessions.server.websocket().await;
    let connection = sessions.next().await;
    // Until the WebSocket has been written to once, it does not count as ready.
    client.send("4hello").await;
    eventually("a ready WebSocket", || connection.send_volatile("in time")).await;
    assert_eq!(client.text().await, "4in time");
}

#[tokio::test]
async fn initial_packet_comes_with_the_handshake() {
    let config = Config::new().initial_packet("welcome");
    let mut sessions = Sessions::start(config).await;
    let mut http = sessions.server.http().await;
    http.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n").await;
    let body = http.response().await.body;
    assert_eq!(
        hide_sid(&body),
        "0{\"sid\":\"SID\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\
         \"pingTimeout\":20000,\"maxPayload\":1000000}\x1e4welcome"
    );
    sessions.next().await;

    let mut client = sessions.server.websocket().await;
    assert_eq!(client.text().await, "4welcome");
}

#[tokio::test]
async fn initial_packet_may_be_binary() {
    let sessions = Sessions::start(Config::new().initial_packet(vec![1, 2, 3])).await;
    let mut client = sessions.server.websocket().await;
    assert_eq!(client.binary().await, [1, 2, 3]);
}

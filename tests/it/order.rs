//! Handlers of one socket run in order, and a server that lags stops reading.

use std::time::Duration;

use wigwag::{Config, Io};
use wigwag_tests::harness::{
    Entries, Gate, Handlers, HttpConnection, Incoming, Journal, RawPolling, TestServer, echo,
    journal, masked, text,
};

/// `slow` waits at the gate; all others are written down at once.
fn slow_ones(journal: &Journal, gate: &Gate) -> Handlers {
    let (journal, gate) = (journal.clone(), gate.clone());
    Handlers::recording(&journal).event(move |socket, event| {
        let (journal, gate) = (journal.clone(), gate.clone());
        async move {
            if event.name() == "slow" {
                journal.write("slow begins");
                gate.pass().await;
            }
            journal.write(event.name());
            echo(socket, event).await;
        }
    })
}

async fn start(config: Config) -> (TestServer, Gate, Entries) {
    let (journal, entries) = journal();
    let gate = Gate::new();
    let server = TestServer::with_config(config, slow_ones(&journal, &gate)).await;
    (server, gate, entries)
}

#[tokio::test]
async fn event_waits_for_the_handler_of_the_one_before() {
    let (server, gate, mut entries) = start(Config::new()).await;
    let (mut client, _) = server.join().await;
    client.send(r#"420["slow"]"#).await;
    client.send(r#"421["b"]"#).await;
    client.send(r#"422["slow"]"#).await;
    client.send(r#"423["d"]"#).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    // The server has read on meanwhile.
    client.write(&masked(0x89, b"")).await;
    assert_eq!(client.next().await, Incoming::Pong(Vec::new()));
    assert_eq!(entries.so_far(), [""; 0]);
    gate.open();
    for entry in ["slow", "b", "slow begins"] {
        assert_eq!(entries.next().await, entry);
    }
    gate.open();
    for entry in ["slow", "d"] {
        assert_eq!(entries.next().await, entry);
    }
    for answer in ["430[]", "431[]", "432[]", "433[]"] {
        assert_eq!(client.text().await, answer);
    }
}

#[tokio::test]
async fn events_wait_for_the_connected_handler() {
    let (journal, mut entries) = journal();
    let gate = Gate::new();
    let handlers = Handlers::recording(&journal).connected({
        let gate = gate.clone();
        move |_| {
            let (journal, gate) = (journal.clone(), gate.clone());
            async move {
                journal.write("connected begins");
                gate.pass().await;
                journal.write("connected");
            }
        }
    });
    let server = TestServer::with(handlers).await;
    // The client is told at once.
    let (mut client, _) = server.join().await;
    client.send(r#"42["a"]"#).await;
    assert_eq!(entries.next().await, "connected begins");
    gate.open();
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event a");
}

#[tokio::test]
async fn other_sockets_do_not_wait() {
    let (journal, mut entries) = journal();
    let gate = Gate::new();
    let io = Io::builder()
        .namespace("/", slow_ones(&journal, &gate))
        .namespace("/other", Handlers::new().event(echo))
        .build()
        .unwrap();
    let server = TestServer::start(&io).await;
    let (mut client, _) = server.join().await;
    client.join("40/other,").await;
    client.send(r#"420["slow"]"#).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    // Another namespace of the same session, and another session.
    client.send(r#"42/other,0["quick"]"#).await;
    assert_eq!(client.text().await, "43/other,0[]");
    let (mut stranger, _) = server.join().await;
    stranger.send(r#"420["quick"]"#).await;
    assert_eq!(stranger.text().await, "430[]");
    gate.open();
    assert_eq!(client.text().await, "430[]");
}

#[tokio::test]
async fn handler_may_await_the_answer_of_its_own_client() {
    let handlers = Handlers::new().event(|socket, event| async move {
        if event.name() == "go" {
            let answer = socket.emit_with_ack::<String, _>("ask", &()).await;
            socket.emit("answered", &(answer.unwrap(),));
        } else {
            echo(socket, event).await;
        }
    });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    client.send(r#"42["go"]"#).await;
    client.send(r#"421["next"]"#).await;
    assert_eq!(client.text().await, r#"420["ask"]"#);
    client.send(r#"430["yes"]"#).await;
    assert_eq!(client.text().await, r#"42["answered","yes"]"#);
    assert_eq!(client.text().await, "431[]");

    let (polling, _) = RawPolling::join(&server).await;
    polling.send("42[\"go\"]\x1e421[\"next\"]").await;
    assert_eq!(polling.poll().await, r#"421["ask"]"#);
    polling.send(r#"431["yes"]"#).await;
    assert_eq!(polling.poll().await, "42[\"answered\",\"yes\"]\x1e431[]");
}

/// More pings than there are in interval and timeout.
const PINGS: usize = 9;

/// Two events may wait, and a pong is due within half a second.
fn narrow() -> Config {
    Config::new()
        .handler_queue_max(2)
        .ping_interval(Duration::from_millis(100))
        .ping_timeout(Duration::from_millis(500))
}

#[tokio::test]
async fn websocket_that_is_not_read_keeps_its_heartbeat_and_loses_nothing() {
    let (server, gate, mut entries) = start(narrow()).await;
    let (mut client, _) = server.join().await;
    client.send(r#"42["slow"]"#).await;
    for number in 0..50 {
        client.send(&format!(r#"42["{number}"]"#)).await;
    }
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    // A sign that the server reads, which must not come before it reads again.
    client.write(&masked(0x89, b"unread")).await;
    // Longer than interval and timeout together: nobody reads the pongs, and nobody is dead.
    for _ in 0..PINGS {
        assert_eq!(client.text().await, "2");
        client.send("3").await;
    }
    assert_eq!(entries.so_far(), [""; 0]);
    gate.open();
    assert_eq!(entries.next().await, "slow");
    for number in 0..50 {
        assert_eq!(entries.next().await, number.to_string());
    }
    client.send(r#"420["after"]"#).await;
    let mut pongs = 0;
    loop {
        match client.next().await {
            Incoming::Pong(payload) => {
                assert_eq!(payload, b"unread");
                pongs += 1;
            }
            other if other == text("2") => client.send("3").await,
            other => break assert_eq!(other, text("430[]")),
        }
    }
    assert_eq!(pongs, 1);
}

async fn start_to_post_five_events(client: &RawPolling) -> HttpConnection {
    let events = "42[\"0\"]\x1e42[\"1\"]\x1e42[\"2\"]\x1e42[\"3\"]\x1e42[\"4\"]";
    client.start_post(&format!("content-length: {}\r\n\r\n{events}", events.len())).await
}

#[tokio::test]
async fn post_that_is_not_taken_yet_is_not_answered_and_loses_nothing() {
    let (server, gate, mut entries) = start(narrow()).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"42["slow"]"#).await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "slow begins");
    assert_eq!(server.stats().reading_pauses, 0);
    let mut post = start_to_post_five_events(&client).await;
    for _ in 0..PINGS {
        assert_eq!(client.poll().await, "2");
    }
    // The POST is all that waits.
    server.has_waiting_requests(1).await;
    assert_eq!(server.stats().reading_pauses, 1);
    assert_eq!(entries.so_far(), [""; 0]);
    gate.open();
    assert_eq!(post.response().await.status_and_body(), (200, "ok"));
    assert_eq!(entries.next().await, "slow");
    for number in 0..5 {
        assert_eq!(entries.next().await, number.to_string());
    }
}

#[tokio::test]
async fn client_that_does_not_answer_when_it_is_read_again_is_closed() {
    let (server, gate, mut entries) = start(narrow()).await;
    let (mut client, _) = server.join().await;
    client.send(r#"42["slow"]"#).await;
    for number in 0..2 {
        client.send(&format!(r#"42["{number}"]"#)).await;
    }
    for entry in ["connected", "slow begins"] {
        assert_eq!(entries.next().await, entry);
    }
    for _ in 0..PINGS {
        assert_eq!(client.text().await, "2");
    }
    gate.open();
    for entry in ["slow", "0", "1", "disconnect ping timeout"] {
        assert_eq!(entries.next().await, entry);
    }
    server.has_sessions(0).await;
}

#[tokio::test]
async fn websocket_client_that_goes_while_it_is_not_read_is_noticed() {
    let (server, gate, mut entries) = start(narrow()).await;
    let (mut client, _) = server.join().await;
    client.send(r#"42["slow"]"#).await;
    for number in 0..10 {
        client.send(&format!(r#"42["{number}"]"#)).await;
    }
    for entry in ["connected", "slow begins"] {
        assert_eq!(entries.next().await, entry);
    }
    client.reset();
    server.has_sessions(0).await;
    gate.open();
    for entry in ["slow", "0", "1"] {
        assert_eq!(entries.next().await, entry);
    }
    assert!(entries.next().await.starts_with("disconnect transport "));
}

#[tokio::test]
async fn polling_client_that_goes_while_it_is_not_read_is_noticed() {
    let (server, gate, mut entries) = start(narrow()).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"42["slow"]"#).await;
    for entry in ["connected", "slow begins"] {
        assert_eq!(entries.next().await, entry);
    }
    let _post = start_to_post_five_events(&client).await;
    // Nobody polls any more, and nobody hangs up.
    server.has_sessions(0).await;
    gate.open();
    for entry in ["slow", "0", "1", "disconnect ping timeout"] {
        assert_eq!(entries.next().await, entry);
    }
}

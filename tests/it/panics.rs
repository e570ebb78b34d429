//! Handlers that panic: the socket and the server live on.

use wigwag::socket::Refusal;
use wigwag_tests::harness::{Gate, Handlers, RawPolling, TestServer, echo, hide_sid, journal};

#[tokio::test]
async fn panic_in_the_connect_handler_refuses_the_client() {
    let handlers = Handlers::new().connect(|_, auth| {
        assert!(!auth.as_json().contains("at once"), "a test asked for this panic");
        async move {
            assert!(!auth.as_json().contains("later"), "a test asked for this panic");
            Ok::<_, Refusal>(())
        }
    });
    let server = TestServer::with(handlers).await;
    let mut client = server.websocket().await;
    for when in ["at once", "later"] {
        client.send(&format!(r#"40{{"panic":"{when}"}}"#)).await;
        assert_eq!(client.text().await, r#"44{"message":"internal error"}"#, "{when}");
    }
    client.send("40").await;
    assert_eq!(hide_sid(&client.text().await), r#"40{"sid":"SID"}"#);
}

#[tokio::test]
async fn socket_whose_connect_handler_panicked_is_in_no_room() {
    let handlers = Handlers::new()
        .connect(|socket, auth| {
            socket.join("room");
            assert!(auth.as_json() == "{}", "a test asked for this panic");
            async { Ok(()) }
        })
        .event(|socket, mut event| async move {
            let _ = event.take_ack().unwrap().send(&(socket.to("room").sockets().len(),));
        });
    let server = TestServer::with(handlers).await;
    let mut refused = server.websocket().await;
    refused.send(r#"40{"panic":true}"#).await;
    assert_eq!(refused.text().await, r#"44{"message":"internal error"}"#);
    let (mut client, _) = server.join().await;
    client.send(r#"420["how many others?"]"#).await;
    assert_eq!(client.text().await, "430[0]");
}

#[tokio::test]
async fn panic_in_the_connected_handler_leaves_the_socket_connected() {
    let handlers =
        Handlers::new().connected(|_| async { panic!("a test asked for this panic") }).event(echo);
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.text().await, "430[]");
}

#[tokio::test]
async fn panic_in_an_event_handler_ends_that_event_alone() {
    let handlers = Handlers::new().event(|socket, event| {
        assert!(event.name() != "panic at once", "a test asked for this panic");
        async move {
            tokio::task::yield_now().await;
            assert!(event.name() != "panic later", "a test asked for this panic");
            echo(socket, event).await;
        }
    });
    let server = TestServer::with(handlers).await;
    let (mut client, _) = server.join().await;
    client.send(r#"420["panic at once"]"#).await;
    client.send(r#"421["panic later"]"#).await;
    client.send(r#"422["ping"]"#).await;
    assert_eq!(client.text().await, "432[]");

    let (polling, _) = RawPolling::join(&server).await;
    polling.send("420[\"panic at once\"]\x1e421[\"panic later\"]\x1e422[\"ping\"]").await;
    assert_eq!(polling.poll().await, "432[]");
}

#[tokio::test]
async fn panic_in_the_disconnect_handler_leaves_nothing_behind() {
    let (journal, mut entries) = journal();
    let handlers = Handlers::new().disconnect(move |_, reason| {
        journal.write(reason.as_str());
        assert!(entries_are_odd(), "a test asked for this panic");
        async { panic!("a test asked for this panic") }
    });
    let server = TestServer::with(handlers).await;
    for _ in 0..4 {
        let (client, _) = server.join().await;
        drop(client);
        assert_eq!(entries.next().await, "transport close");
        server.has_sessions(0).await;
    }
    let (mut client, first) = server.join().await;
    client.send("41").await;
    assert_ne!(client.join("40").await, first);
}

/// True every second time: one panic at once, one later.
fn entries_are_odd() -> bool {
    use std::sync::atomic::{AtomicBool, Ordering};
    static IS_ODD: AtomicBool = AtomicBool::new(false);
    IS_ODD.fetch_xor(true, Ordering::Relaxed)
}

#[tokio::test]
async fn panic_while_a_connect_handler_is_dropped_does_no_harm() {
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("a test asked for this panic");
        }
    }

    let is_asked = Gate::new();
    let handlers = Handlers::new().connect({
        let is_asked = is_asked.clone();
        move |_, auth| {
            let bomb = (auth.as_json() != "{}").then(|| Bomb);
            is_asked.open();
            async move {
                if bomb.is_some() {
                    std::future::pending::<()>().await;
                }
                Ok(())
            }
        }
    });
    let server = TestServer::with(handlers).await;
    let mut client = server.websocket().await;
    client.send(r#"40{"bomb":true}"#).await;
    is_asked.pass().await;
    drop(client);
    server.has_sessions(0).await;
    server.join().await;
}

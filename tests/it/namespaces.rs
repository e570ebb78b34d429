//! Joining and leaving namespaces.

use wigwag::Io;
use wigwag::socket::Refusal;
use wigwag_tests::harness::{
    Gate, Handlers, RawPolling, RawWebSocket, TestServer, echo, hide_sid, journal, sid,
};

#[tokio::test]
async fn connect_is_answered_with_the_id_of_the_socket() {
    let (journal, mut entries) = journal();
    let handlers = Handlers::new().connected(move |socket| {
        journal.write(socket.id().as_str());
        std::future::ready(())
    });
    let server = TestServer::with(handlers).await;
    let mut client = server.websocket().await;
    client.send("40").await;
    let answer = client.text().await;
    assert_eq!(hide_sid(&answer), r#"40{"sid":"SID"}"#);
    assert_eq!(entries.next().await, sid(&answer));
}

/// Two namespaces that answer `whoami` with their own name and the auth that was presented.
async fn two_namespaces() -> TestServer {
    let named = |name: &'static str| {
        Handlers::new()
            .connect(move |socket, auth| async move {
                socket.join(format!("auth {}", auth.as_json()));
                Ok(())
            })
            .event(move |socket, mut event| async move {
                let mut rooms: Vec<_> = socket.rooms().iter().map(ToString::to_string).collect();
                rooms.retain(|room| room.starts_with("auth"));
                let _ = event.take_ack().unwrap().send(&(name, rooms));
            })
    };
    let io = Io::builder().namespace("/", named("main")).namespace("/admin", named("admin"));
    TestServer::start(&io.build().unwrap()).await
}

#[tokio::test]
async fn one_session_carries_many_namespaces() {
    let server = two_namespaces().await;
    let mut client = server.websocket().await;
    let main = client.join("40").await;
    let admin = client.join(r#"40/admin,{"token":"x"}"#).await;
    assert_ne!(main, admin);
    client.send(r#"425["whoami"]"#).await;
    assert_eq!(client.text().await, r#"435["main",["auth {}"]]"#);
    client.send(r#"42/admin,5["whoami"]"#).await;
    assert_eq!(client.text().await, r#"43/admin,5["admin",["auth {\"token\":\"x\"}"]]"#);
    assert_eq!(server.sessions(), 1);
}

#[tokio::test]
async fn main_namespace_may_be_named_and_other_names_may_end_with_the_packet() {
    let server = two_namespaces().await;
    let mut client = server.websocket().await;
    client.send("40/,").await;
    assert_eq!(hide_sid(&client.text().await), r#"40{"sid":"SID"}"#);
    client.send("40/admin").await;
    assert_eq!(hide_sid(&client.text().await), r#"40/admin,{"sid":"SID"}"#);
}

#[tokio::test]
async fn unknown_namespaces_are_refused_and_the_session_lives() {
    let server = two_namespaces().await;
    let mut client = server.websocket().await;
    for name in ["/zzz", "/admin/", "//admin", "/Admin", "/admin?token=x", "/__proto__", "/é"] {
        client.send(&format!("40{name},")).await;
        let refusal = format!(r#"44{name},{{"message":"Invalid namespace"}}"#);
        assert_eq!(client.text().await, refusal);
    }
    client.join("40").await;
}

#[tokio::test]
async fn refusal_reaches_the_client_with_and_without_data() {
    let handlers = Handlers::new().connect(|_, auth| async move {
        match auth.as_json() {
            "{}" => Err(Refusal::new("who are you?")),
            r#"{"token":"old"}"# => Err(Refusal::new("expired").with_data(("since", 3))),
            _ => Ok(()),
        }
    });
    let io = Io::builder().namespace("/admin", handlers).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut client = server.websocket().await;
    client.send("40/admin,").await;
    assert_eq!(client.text().await, r#"44/admin,{"message":"who are you?"}"#);
    client.send(r#"40/admin,{"token":"old"}"#).await;
    assert_eq!(client.text().await, r#"44/admin,{"message":"expired","data":["since",3]}"#);
    client.join(r#"40/admin,{"token":"new"}"#).await;
}

#[tokio::test]
async fn what_is_sent_before_the_admission_precedes_it() {
    let handlers = Handlers::new().connect(|socket, _| async move {
        socket.emit("early", &());
        Ok(())
    });
    let server = TestServer::with(handlers).await;
    let mut client = server.websocket().await;
    client.send("40").await;
    assert_eq!(client.text().await, r#"42["early"]"#);
    assert_eq!(hide_sid(&client.text().await), r#"40{"sid":"SID"}"#);
}

#[tokio::test]
async fn what_the_handler_sends_follows_the_admission_directly() {
    let handlers = Handlers::new().connected(|socket| async move {
        socket.emit("welcome", &());
        // It is in the namespace, and in its own room.
        socket.namespace().emit("to all", &());
        socket.namespace().to(socket.id()).emit("to one", &());
    });
    let server = TestServer::with(handlers).await;
    let client = RawPolling::open(&server).await;
    client.send("40").await;
    let expected = [r#"40{"sid":"SID"}"#, r#"42["welcome"]"#, r#"42["to all"]"#, r#"42["to one"]"#];
    assert_eq!(hide_sid(&client.poll().await), expected.join("\x1e"));
}

#[tokio::test]
async fn leaving_is_not_answered_and_joining_again_gives_another_id() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (mut client, first) = server.join().await;
    client.send("41").await;
    let second = client.join("40").await;
    assert_ne!(first, second);
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.text().await, "430[]");
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "disconnect client namespace disconnect");
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event ping");
    assert_eq!(server.sessions(), 1);
}

#[tokio::test]
async fn leaving_one_namespace_does_not_touch_the_other() {
    let server = two_namespaces().await;
    let mut client = server.websocket().await;
    client.join("40").await;
    client.join("40/admin,").await;
    client.send("41/admin,").await;
    client.send(r#"425["whoami"]"#).await;
    assert_eq!(client.text().await, r#"435["main",["auth {}"]]"#);
}

#[tokio::test]
async fn client_that_goes_before_it_is_admitted_was_never_there() {
    let (journal, mut entries) = journal();
    let (gate, is_asked) = (Gate::new(), Gate::new());
    let handlers = Handlers::recording(&journal).connect({
        let (gate, is_asked) = (gate.clone(), is_asked.clone());
        move |_, _| {
            let (gate, is_asked) = (gate.clone(), is_asked.clone());
            async move {
                is_asked.open();
                gate.pass().await;
                Ok(())
            }
        }
    });
    let server = TestServer::with(handlers).await;
    for cut in [drop, RawWebSocket::reset] {
        let mut client = server.websocket().await;
        client.send("40").await;
        is_asked.pass().await;
        cut(client);
        server.has_sessions(0).await;
    }
    let polling = RawPolling::open(&server).await;
    polling.send("40").await;
    is_asked.pass().await;
    polling.send("1").await;
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

#[tokio::test]
async fn other_namespaces_do_not_wait_for_a_slow_admission() {
    let slow = Handlers::new().connect(|_, _| std::future::pending());
    let io = Io::builder().namespace("/slow", slow).namespace("/", Handlers::new().event(echo));
    let server = TestServer::start(&io.build().unwrap()).await;
    let mut client = server.websocket().await;
    client.send("40/slow,").await;
    client.join("40").await;
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.text().await, "430[]");
}

#[tokio::test]
async fn handlers_see_the_request_that_opened_the_session() {
    let handlers = Handlers::new().event(|socket, mut event| async move {
        let handshake = socket.handshake();
        let agent = handshake.header("User-Agent");
        let seen = (
            handshake.url(),
            handshake.query("token"),
            handshake.query("missing"),
            agent,
            handshake.address(),
        );
        let _ = event.take_ack().unwrap().send(&seen);
    });
    let io = Io::builder().namespace("/", handlers).build().unwrap();
    let server = TestServer::start(&io).await;
    let mut http = server.http().await;
    let request = RawWebSocket::request("EIO=4&transport=websocket&token=a%20b+c&token=d%26e");
    http.write(request.replacen("host: test", "host: test\r\nuser-agent: by hand", 1)).await;
    let mut client = RawWebSocket::accepted(http).await;
    client.text().await;
    client.join("40").await;
    client.send(r#"420["request"]"#).await;
    assert_eq!(
        client.text().await,
        r#"430["/socket.io/?EIO=4&transport=websocket&token=a%20b+c&token=d%26e","d&e",null,"by hand","127.0.0.1"]"#
    );
}

#[tokio::test]
async fn request_stays_the_first_one_after_an_upgrade() {
    let handlers = Handlers::new().event(|socket, mut event| async move {
        let transport = socket.handshake().query("transport");
        let _ = event.take_ack().unwrap().send(&(transport,));
    });
    let server = TestServer::with(handlers).await;
    let (client, _) = RawPolling::join(&server).await;
    let mut websocket = client.upgrade().await;
    websocket.send(r#"420["request"]"#).await;
    assert_eq!(websocket.text().await, r#"430["polling"]"#);
}

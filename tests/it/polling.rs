//! HTTP long-polling between peers that keep to the protocol.

use wigwag_tests::harness::{Handlers, RawPolling, TestServer, echo, hide_sid, journal, sid};

#[tokio::test]
async fn packets_that_wait_come_in_one_payload() {
    let handlers = Handlers::new().event(|socket, _| async move {
        socket.emit("a", &());
        socket.emit("b", &(1, "two"));
        socket.emit("c", &("\u{1e}",));
    });
    let server = TestServer::with(handlers).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"42["go"]"#).await;
    // The separator within a packet is escaped by JSON.
    assert_eq!(client.poll().await, "42[\"a\"]\x1e42[\"b\",1,\"two\"]\x1e42[\"c\",\"\\u001e\"]");
}

#[tokio::test]
async fn what_the_connect_handler_sends_follows_in_the_payload_of_connect() {
    let handlers = Handlers::new().connected(|socket| async move { socket.emit("hello", &()) });
    let server = TestServer::with(handlers).await;
    let client = RawPolling::open(&server).await;
    client.send("40").await;
    assert_eq!(hide_sid(&client.poll().await), "40{\"sid\":\"SID\"}\x1e42[\"hello\"]");
}

#[tokio::test]
async fn get_waits_until_there_is_a_packet() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    let mut get = client.start_get_in_session(&server).await;
    client.send(r#"420["ping"]"#).await;
    let response = get.response().await;
    assert_eq!(response.status_and_body(), (200, "430[]"));
    assert_eq!(response.header("content-type"), Some("text/plain; charset=UTF-8"));
    assert_eq!(response.header("content-length"), Some("5"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn post_is_answered_with_ok() {
    let server = TestServer::with(Handlers::new()).await;
    let client = RawPolling::open(&server).await;
    let response = client.post("40").await;
    assert_eq!(response.status_and_body(), (200, "ok"));
    assert_eq!(response.header("content-type"), Some("text/html"));
    assert_eq!(response.header("content-length"), Some("2"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn post_may_hold_many_packets() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send("42[\"a\"]\x1e42[\"b\",{\"c\":[1,2]}]\x1e42[3]").await;
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event a");
    assert_eq!(entries.next().await, r#"event b {"c":[1,2]}"#);
    assert_eq!(entries.next().await, "event 3");
}

#[tokio::test]
async fn binary_travels_as_base64_both_ways() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send("451-7[\"echo\",{\"_placeholder\":true,\"num\":0}]\x1ebAQIDBA==").await;
    assert_eq!(client.poll().await, "461-7[{\"_placeholder\":true,\"num\":0}]\x1ebAQIDBA==");
}

#[tokio::test]
async fn attachments_may_come_in_further_posts() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    client
        .send(r#"452-0["echo",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"#)
        .await;
    client.send("bAA==").await;
    client.send("bAf8=").await;
    assert_eq!(
        client.poll().await,
        "462-0[{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]\x1ebAA==\x1ebAf8="
    );
}

#[tokio::test]
async fn packets_without_a_meaning_are_ignored() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    // Open, noop, upgrade, and a pong that nobody asked for.
    client.send("0{}\x1e6\x1e5\x1e3\x1e3probe\x1e420[\"ping\"]").await;
    assert_eq!(client.poll().await, "430[]");
}

#[tokio::test]
async fn payload_to_the_client_has_no_limit_of_its_own() {
    let handlers = Handlers::new().event(|socket, _| async move {
        for _ in 0..3 {
            socket.emit("big", &("x".repeat(1_000_000),));
        }
    });
    let server = TestServer::with(handlers).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"42["go"]"#).await;
    let payload = client.poll().await;
    let packet = format!("42[\"big\",\"{}\"]", "x".repeat(1_000_000));
    assert!(payload == [&*packet, &*packet, &*packet].join("\x1e"), "{} bytes", payload.len());
}

#[tokio::test]
async fn one_connection_can_carry_all_requests() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let mut http = server.http().await;
    http.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n").await;
    let open = http.response().await;
    let sid = sid(&open.body);
    let target = format!("/socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nhost: test");
    http.write(format!("POST {target}\r\ncontent-length: 2\r\n\r\n40")).await;
    assert_eq!(http.response().await.status_and_body(), (200, "ok"));
    http.write(format!("GET {target}\r\n\r\n")).await;
    assert_eq!(hide_sid(&http.response().await.body), r#"40{"sid":"SID"}"#);
    http.write(format!("POST {target}\r\ncontent-length: 11\r\n\r\n420[\"ping\"]")).await;
    assert_eq!(http.response().await.status_and_body(), (200, "ok"));
    http.write(format!("GET {target}\r\n\r\n")).await;
    assert_eq!(http.response().await.body, "430[]");
}

#[tokio::test]
async fn body_may_be_chunked() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (client, _) = RawPolling::join(&server).await;
    let chunks = "transfer-encoding: chunked\r\n\r\n4\r\n42[\"\r\n5\r\na\"]\x1e4\r\n7;x=y\r\n2[\"bc\"]\r\n0\r\n\r\n";
    let mut post = client.start_post(chunks).await;
    assert_eq!(post.response().await.status_and_body(), (200, "ok"));
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event a");
    assert_eq!(entries.next().await, "event bc");
}

#[tokio::test]
async fn content_type_does_not_matter_unless_it_is_exactly_octet_stream() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    let headers = [
        "",
        "content-type: text/plain\r\n",
        "content-type: application/json\r\n",
        "content-type: application/octet-stream; charset=utf-8\r\n",
        "content-type: Application/Octet-Stream\r\n",
    ];
    for header in headers {
        let head_and_body = format!("{header}content-length: 11\r\n\r\n420[\"ping\"]");
        let mut post = client.start_post(&head_and_body).await;
        assert_eq!(post.response().await.status_and_body(), (200, "ok"), "{header}");
        assert_eq!(client.poll().await, "430[]", "{header}");
    }
}

#[tokio::test]
async fn body_is_taken_as_it_is_whatever_its_encoding_is_said_to_be() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    let head = "content-encoding: gzip\r\ncontent-length: 11\r\n\r\n420[\"ping\"]";
    let mut post = client.start_post(head).await;
    assert_eq!(post.response().await.status_and_body(), (200, "ok"));
    assert_eq!(client.poll().await, "430[]");
}

#[tokio::test]
async fn requests_behind_each_other_on_one_connection_do_not_overlap() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    let target =
        format!("/socket.io/?EIO=4&transport=polling&sid={} HTTP/1.1\r\nhost: test", client.sid());
    let post = format!("POST {target}\r\ncontent-length: 11\r\n\r\n420[\"ping\"]");
    let mut http = server.http().await;
    http.write(format!("{post}{post}GET {target}\r\n\r\n")).await;
    assert_eq!(http.response().await.status_and_body(), (200, "ok"));
    assert_eq!(http.response().await.status_and_body(), (200, "ok"));
    assert_eq!(http.response().await.status_and_body(), (200, "430[]\x1e430[]"));
}

#[tokio::test]
async fn client_that_closes_gets_a_noop_for_its_pending_get() {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (client, _) = RawPolling::join(&server).await;
    let mut get = client.start_get_in_session(&server).await;
    // What follows the close packet has no effect.
    client.send("42[\"last\"]\x1e1\x1e42[\"late\"]").await;
    assert_eq!(get.response().await.status_and_body(), (200, "6"));
    let code = r#"{"code":1,"message":"Session ID unknown"}"#;
    assert_eq!(client.get().await.status_and_body(), (400, code));
    assert_eq!(entries.next().await, "connected");
    assert_eq!(entries.next().await, "event last");
    assert_eq!(entries.next().await, "disconnect transport close");
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

/// Breaks a rule of Socket.IO, for which the server closes the session in order.
const VIOLATION: &str = r#"42/elsewhere,["x"]"#;

#[tokio::test]
async fn server_that_closes_says_so_to_the_pending_get() {
    let server = TestServer::with(Handlers::new()).await;
    let (client, _) = RawPolling::join(&server).await;
    let mut get = client.start_get_in_session(&server).await;
    client.send(VIOLATION).await;
    assert_eq!(get.response().await.status_and_body(), (200, "1"));
    let code = r#"{"code":1,"message":"Session ID unknown"}"#;
    assert_eq!(client.get().await.status_and_body(), (400, code));
}

#[tokio::test]
async fn server_that_closes_says_so_to_the_next_get() {
    let server = TestServer::with(Handlers::new()).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(VIOLATION).await;
    assert_eq!(client.poll().await, "6\x1e1");
    let code = r#"{"code":1,"message":"Session ID unknown"}"#;
    assert_eq!(client.get().await.status_and_body(), (400, code));
    server.has_sessions(0).await;
}

#[tokio::test]
async fn server_that_closes_sends_first_what_waits() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"420["ping"]"#).await;
    client.send(VIOLATION).await;
    assert_eq!(client.poll().await, "430[]");
    assert_eq!(client.poll().await, "6\x1e1");
}

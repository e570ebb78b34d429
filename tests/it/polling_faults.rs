//! HTTP long-polling with a client that breaks the rules, or that goes in the middle.

use wigwag::{Config, Io};
use wigwag_tests::harness::{Entries, Handlers, RawPolling, TestServer, echo, journal};

const UNKNOWN_SID: &str = r#"{"code":1,"message":"Session ID unknown"}"#;

/// A client that has joined, and what its handlers see from now on.
async fn start() -> (TestServer, RawPolling, Entries) {
    let (journal, mut entries) = journal();
    let server = TestServer::with(Handlers::recording(&journal)).await;
    let (client, _) = RawPolling::join(&server).await;
    assert_eq!(entries.next().await, "connected");
    (server, client, entries)
}

/// The session has ended with `reason`, and its id is unknown.
async fn check_ended(
    server: &TestServer,
    client: &RawPolling,
    entries: &mut Entries,
    reason: &str,
) {
    assert_eq!(entries.next().await, format!("disconnect {reason}"));
    assert_eq!(client.get().await.status_and_body(), (400, UNKNOWN_SID));
    server.has_sessions(0).await;
}

#[tokio::test]
async fn second_get_ends_the_session() {
    let (server, client, mut entries) = start().await;
    let mut first = client.start_get_in_session(&server).await;
    assert_eq!(client.get().await.status_and_body(), (400, ""));
    assert_eq!(first.response().await.status_and_body(), (200, "1"));
    check_ended(&server, &client, &mut entries, "transport error").await;
}

#[tokio::test]
async fn get_given_up_ends_the_session() {
    let (server, client, mut entries) = start().await;
    let get = client.start_get_in_session(&server).await;
    drop(get);
    check_ended(&server, &client, &mut entries, "transport error").await;
}

#[tokio::test]
async fn get_that_comes_together_with_the_end_of_its_connection_ends_the_session() {
    let (journal, mut entries) = journal();
    let io = Io::builder().namespace("/", Handlers::recording(&journal)).build().unwrap();
    let server = TestServer::start(&io).await;
    let (client, _) = RawPolling::join(&server).await;
    assert_eq!(entries.next().await, "connected");
    let mut get = client.start_last_get().await;
    check_ended(&server, &client, &mut entries, "transport error").await;
    get.ended().await;
}

#[tokio::test]
async fn reset_of_a_pending_get_ends_the_session() {
    let (server, client, mut entries) = start().await;
    let get = client.start_get_in_session(&server).await;
    get.reset();
    check_ended(&server, &client, &mut entries, "transport error").await;
}

#[tokio::test]
async fn second_post_ends_the_session_and_the_first_post() {
    let (server, client, mut entries) = start().await;
    let mut first = client.start_post_in_flight().await;
    assert_eq!(client.post(r#"42["second"]"#).await.status_and_body(), (400, ""));
    check_ended(&server, &client, &mut entries, "transport error").await;
    // The rest of the first body is not waited for.
    assert_eq!(first.response().await.status, 400);
}

#[tokio::test]
async fn half_a_post_does_not_outlive_its_session() {
    let (server, client, mut entries) = start().await;
    let mut post = client.start_post_in_flight().await;
    let get = client.start_get().await;
    server.has_waiting_requests(2).await;
    drop(get);
    check_ended(&server, &client, &mut entries, "transport error").await;
    assert_eq!(post.response().await.status, 400);
}

#[tokio::test]
async fn post_given_up_ends_the_session() {
    let (server, client, mut entries) = start().await;
    drop(client.start_post_in_flight().await);
    check_ended(&server, &client, &mut entries, "transport error").await;
}

#[tokio::test]
async fn reset_in_the_middle_of_a_post_ends_the_session() {
    let (server, client, mut entries) = start().await;
    client.start_post_in_flight().await.reset();
    check_ended(&server, &client, &mut entries, "transport error").await;
}

#[tokio::test]
async fn broken_chunk_ends_the_session() {
    let (server, client, mut entries) = start().await;
    let head = "transfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n";
    let mut post = client.start_post(head).await;
    assert_eq!(post.response().await.status, 100);
    post.write("zz\r\n").await;
    check_ended(&server, &client, &mut entries, "transport error").await;
}

/// A server whose limit is 20 bytes, and a client that has joined.
async fn start_with_limit_20() -> (TestServer, RawPolling) {
    let config = Config::new().max_http_buffer_size(20);
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    (server, client)
}

#[tokio::test]
async fn post_at_the_limit_is_taken() {
    let (_server, client) = start_with_limit_20().await;
    client.send(r#"420["ping","123456"]"#).await;
    assert_eq!(client.poll().await, r#"430["123456"]"#);
}

#[tokio::test]
async fn post_announced_above_the_limit_is_refused_without_its_body() {
    let (server, client) = start_with_limit_20().await;
    let mut post = client.start_post("content-length: 21\r\n\r\n").await;
    assert_eq!(post.response().await.status_and_body(), (413, ""));
    // The session takes no harm.
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.poll().await, "430[]");
    assert_eq!(server.sessions(), 1);
}

#[tokio::test]
async fn chunked_post_is_refused_as_soon_as_it_passes_the_limit() {
    let (server, client) = start_with_limit_20().await;
    let chunks = "1\r\nx\r\n".repeat(21);
    let mut post = client.start_post(&format!("transfer-encoding: chunked\r\n\r\n{chunks}")).await;
    assert_eq!(post.response().await.status_and_body(), (413, ""));
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.poll().await, "430[]");
    assert_eq!(server.sessions(), 1);
}

#[tokio::test]
async fn post_above_the_limit_is_not_asked_for_its_body() {
    let (_server, client) = start_with_limit_20().await;
    let mut post = client.start_post("content-length: 21\r\nexpect: 100-continue\r\n\r\n").await;
    assert_eq!(post.response().await.status_and_body(), (413, ""));
    client.send(r#"420["ping"]"#).await;
}

#[tokio::test]
async fn post_above_the_limit_makes_room_for_the_next_one_before_its_body_is_there() {
    let (_server, client) = start_with_limit_20().await;
    let mut post = client.start_post("content-length: 21\r\n\r\n").await;
    assert_eq!(post.response().await.status, 413);
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.poll().await, "430[]");
    // What is left of it is nobody's any more.
    let _ = post.try_write("420[\"late\"]xxxxxxxxx").await;
    client.send(r#"421["ping"]"#).await;
    assert_eq!(client.poll().await, "431[]");
}

#[tokio::test]
async fn absurd_length_is_refused() {
    let (_server, client) = start_with_limit_20().await;
    let mut post = client.start_post("content-length: 9223372036854775807\r\n\r\n").await;
    assert_eq!(post.response().await.status, 413);
    client.send(r#"420["ping"]"#).await;
}

#[tokio::test]
async fn octet_stream_ends_the_session() {
    let (server, client, mut entries) = start().await;
    let head = "content-type: application/octet-stream\r\ncontent-length: 2\r\n\r\n40";
    let mut post = client.start_post(head).await;
    assert_eq!(post.response().await.status_and_body(), (400, ""));
    check_ended(&server, &client, &mut entries, "transport error").await;
}

#[tokio::test]
async fn octet_stream_again_and_again_leaves_nothing_behind() {
    let server = TestServer::with(Handlers::new()).await;
    for _ in 0..200 {
        let client = RawPolling::open(&server).await;
        let head = "content-type: application/octet-stream\r\ncontent-length: 1000\r\n\r\n";
        let mut post = client.start_post(head).await;
        assert_eq!(post.response().await.status_and_body(), (400, ""));
        post.ended().await;
    }
    server.has_sessions(0).await;
}

/// A POST after which the session has ended with `parse error`, since one packet is none.
async fn check_parse_error(body: &[u8], events_before: &[&str]) {
    let (server, client, mut entries) = start().await;
    let mut post = client.start_post(&format!("content-length: {}\r\n\r\n", body.len())).await;
    post.write(body).await;
    assert_eq!(post.response().await.status_and_body(), (200, "ok"), "{body:?}");
    for event in events_before {
        assert_eq!(entries.next().await, format!("event {event}"), "{body:?}");
    }
    check_ended(&server, &client, &mut entries, "parse error").await;
}

#[tokio::test]
async fn body_that_is_no_packet_is_a_parse_error() {
    check_parse_error(b"", &[]).await;
    check_parse_error(b"x", &[]).await;
    check_parse_error(b"7", &[]).await;
    check_parse_error(b"\x1e", &[]).await;
    check_parse_error("é".as_bytes(), &[]).await;
    // Six bytes that start with a character of several bytes.
    check_parse_error("😀ab".as_bytes(), &[]).await;
    check_parse_error(b"\xff\xfe", &[]).await;
    // A body that is compressed, as no client may assume that it can be.
    check_parse_error(b"\x1f\x8b\x08\x00\x00\x00\x00\x00", &[]).await;
}

#[tokio::test]
async fn packets_before_an_invalid_one_count_and_those_behind_it_do_not() {
    check_parse_error(b"42[\"a\"]\x1e42[\"b\"]\x1e\x1e42[\"c\"]", &["a", "b"]).await;
    check_parse_error(b"42[\"a\"]\x1ezzz\x1e42[\"b\"]", &["a"]).await;
}

#[tokio::test]
async fn pending_get_is_told_of_a_parse_error() {
    let (server, client, _entries) = start().await;
    let mut get = client.start_get_in_session(&server).await;
    client.send("x").await;
    assert_eq!(get.response().await.status_and_body(), (200, "1"));
}

#[tokio::test]
async fn ping_from_a_client_ends_the_session() {
    let (server, client, mut entries) = start().await;
    client.send("2").await;
    check_ended(&server, &client, &mut entries, "transport error").await;
}

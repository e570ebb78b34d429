//! Compressed answers to polling clients, with the codings that the official server chooses.

use std::io::Read as _;

use flate2::read::{GzDecoder, ZlibDecoder};
use wigwag::engine::{CloseReason, Connection, EngineServer, Message, SessionHandler};
use wigwag::{Config, HttpCompression};
use wigwag_tests::harness::{Handlers, HttpResponse, RawPolling, TestServer};

/// Sends every message back.
struct Echo(Connection);

impl SessionHandler for Echo {
    fn message(&mut self, message: Message) {
        self.0.send(&message);
    }

    fn closed(&mut self, _: CloseReason) {}
}

async fn server(config: Config) -> TestServer {
    let engine = EngineServer::new(config, |connection, _| Echo(connection)).unwrap();
    TestServer::start_engine(&engine).await
}

async fn get(server: &TestServer, query: &str, accept_encoding: &str) -> HttpResponse {
    let mut http = server.http().await;
    http.write(format!(
        "GET /socket.io/?EIO=4&transport=polling{query} HTTP/1.1\r\nhost: test\r\n\
         accept-encoding: {accept_encoding}\r\n\r\n"
    ))
    .await;
    http.response().await
}

/// What a session gets that has `payload` waiting for it.
async fn poll(server: &TestServer, payload: &str, accept_encoding: &str) -> HttpResponse {
    let client = RawPolling::open(server).await;
    client.send(payload).await;
    let response = get(server, &format!("&sid={}", client.sid()), accept_encoding).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), Some("text/plain; charset=UTF-8"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    response
}

fn gunzip(bytes: &[u8]) -> String {
    let mut text = String::new();
    GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

fn inflate(bytes: &[u8]) -> String {
    let mut text = String::new();
    ZlibDecoder::new(bytes).read_to_string(&mut text).unwrap();
    text
}

/// A payload of one packet with so many bytes.
fn payload(len: usize) -> String {
    format!("4{}", "payload ".repeat(len).get(..len - 1).unwrap())
}

#[tokio::test]
async fn large_payloads_are_compressed() {
    let server = server(Config::new()).await;
    let payload = payload(3000);
    let response = poll(&server, &payload, "gzip, deflate, br").await;
    assert_eq!(response.header("content-encoding"), Some("gzip"));
    assert_eq!(gunzip(&response.encoded), payload);
    assert!(response.encoded.len() < 300, "{} bytes", response.encoded.len());
    let response = poll(&server, &payload, "deflate, gzip").await;
    assert_eq!(response.header("content-encoding"), Some("deflate"));
    assert_eq!(inflate(&response.encoded), payload);
}

#[tokio::test]
async fn very_large_payloads_are_compressed() {
    let server = server(Config::new()).await;
    let payload = payload(900_000);
    let response = poll(&server, &payload, "gzip").await;
    assert_eq!(response.header("content-encoding"), Some("gzip"));
    assert_eq!(gunzip(&response.encoded), payload);
}

#[tokio::test]
async fn many_packets_are_compressed_together() {
    let server = server(Config::new()).await;
    let payload = ["4one packet"; 100].join("\x1e");
    let response = poll(&server, &payload, "gzip").await;
    assert_eq!(gunzip(&response.encoded), payload);
}

#[tokio::test]
async fn payloads_are_compressed_from_the_threshold_on() {
    let default = server(Config::new()).await;
    let small = poll(&default, &payload(1023), "gzip").await;
    assert_eq!((small.header("content-encoding"), small.body.len()), (None, 1023));
    let large = poll(&default, &payload(1024), "gzip").await;
    assert_eq!(large.header("content-encoding"), Some("gzip"));

    let threshold = HttpCompression::new().threshold(0);
    let eager = server(Config::new().http_compression(threshold)).await;
    let open = get(&eager, "", "gzip").await;
    assert_eq!(open.header("content-encoding"), Some("gzip"));
    let open = gunzip(&open.encoded);
    assert!(open.starts_with(r#"0{"sid":""#), "{open}");
    let smallest = poll(&eager, "4", "gzip").await;
    assert_eq!(gunzip(&smallest.encoded), "4");
}

#[tokio::test]
async fn clients_that_do_not_ask_for_it_get_plain_text() {
    let server = server(Config::new()).await;
    let payload = payload(3000);
    for accept_encoding in ["", "identity", "br", "gzip;q=0", "*;q=0", "identity;q=0"] {
        let response = poll(&server, &payload, accept_encoding).await;
        assert_eq!(response.header("content-encoding"), None, "{accept_encoding}");
        assert_eq!(response.body, payload, "{accept_encoding}");
    }
}

#[tokio::test]
async fn compression_can_be_turned_off() {
    let server = server(Config::new().http_compression(None)).await;
    let response = poll(&server, &payload(3000), "gzip").await;
    assert_eq!(response.header("content-encoding"), None);
    assert_eq!(response.body, payload(3000));
}

#[tokio::test]
async fn x8_payload_is_compressed_when_one_of_its_packets_may_be() {
    let (handlers, mut sockets) = Handlers::new().hand_over_sockets();
    let server = TestServer::with(handlers).await;
    let (client, _) = RawPolling::join(&server).await;
    let everybody = sockets.next().await.namespace();
    let args = ("x".repeat(2000),);
    let packet = format!(r#"42["e","{}"]"#, args.0);
    let query = format!("&sid={}", client.sid());

    everybody.compress(false).emit("e", &args);
    let plain = get(&server, &query, "gzip").await;
    assert_eq!((plain.header("content-encoding"), &plain.body), (None, &packet));

    everybody.compress(false).emit("e", &args);
    everybody.compress(false).compress(true).emit("e", &args);
    let compressed = get(&server, &query, "gzip").await;
    assert_eq!(gunzip(&compressed.encoded), format!("{packet}\x1e{packet}"));
}

#[tokio::test]
async fn the_level_is_what_was_set() {
    let mut lens = Vec::new();
    let payload = payload(3000);
    for level in [0, 1, 9] {
        let compression = HttpCompression::new().level(level);
        let server = server(Config::new().http_compression(compression)).await;
        let response = poll(&server, &payload, "gzip").await;
        assert_eq!(gunzip(&response.encoded), payload);
        lens.push(response.encoded.len());
    }
    assert!(lens[0] > 3000 && lens[1] < 300 && lens[2] <= lens[1], "{lens:?}");
    let config = Config::new().http_compression(HttpCompression::new().level(10));
    let error = EngineServer::new(config, |connection, _| Echo(connection)).unwrap_err();
    assert_eq!(error.to_string(), "the `level` of `http_compression` must be between 0 and 9");
}

#[tokio::test]
async fn only_payloads_are_compressed() {
    let threshold = HttpCompression::new().threshold(0);
    let server = server(Config::new().http_compression(threshold)).await;
    let client = RawPolling::open(&server).await;
    let accept = "accept-encoding: gzip\r\ncontent-length: 1\r\n\r\n3";
    let posted = client.start_post(accept).await.response().await;
    assert_eq!(posted.status_and_body(), (200, "ok"));
    let refused = get(&server, "&sid=unknown", "gzip").await;
    assert_eq!(refused.body, r#"{"code":1,"message":"Session ID unknown"}"#);
    let mut websocket = server.websocket().await;
    websocket.send(&payload(3000)).await;
    assert_eq!(websocket.text().await, payload(3000));
}

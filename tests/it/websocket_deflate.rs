//! Compressed WebSocket messages on a server. What clients send are literal bytes, compressed by zlib.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use wigwag::{Binary, Config, PerMessageDeflate};
use wigwag_tests::harness::{
    Entries, Handlers, Incoming, RawPolling, RawWebSocket, TestServer, closed_with, echo, journal,
    masked,
};

const OFFER: &str = "permessage-deflate; client_max_window_bits";

/// `420["echo"]`, compressed.
const ECHO: [u8; 13] =
    [0x32, 0x31, 0x32, 0x88, 0x56, 0x4a, 0x4d, 0xce, 0xc8, 0x57, 0x8a, 0x05, 0x00];

fn config(deflate: PerMessageDeflate) -> Config {
    Config::new().max_http_buffer_size(10_000).per_message_deflate(deflate)
}

/// The request for a WebSocket that offers these extensions.
fn request(query: &str, offers: &str) -> String {
    let offers = format!("host: test\r\nsec-websocket-extensions: {offers}");
    RawWebSocket::request(query).replacen("host: test", &offers, 1)
}

/// What a server answers to these offers, and the connection.
async fn connect(server: &TestServer, offers: &str) -> (Option<String>, RawWebSocket) {
    let mut http = server.http().await;
    http.write(request("EIO=4&transport=websocket", offers)).await;
    let response = http.response().await;
    assert_eq!(response.status, 101, "{response:?}");
    let answer = response.header("sec-websocket-extensions").map(str::to_owned);
    (answer, RawWebSocket::upgraded(http))
}

/// A client that has joined the main namespace with the extension.
async fn join(server: &TestServer) -> RawWebSocket {
    let (answer, mut client) = connect(server, OFFER).await;
    assert_eq!(answer.as_deref(), Some("permessage-deflate"));
    assert!(client.text().await.starts_with("0{"));
    client.join("40").await;
    client
}

/// What this payload was before it was compressed.
fn inflated(inflate: &mut Decompress, payload: &[u8]) -> String {
    let mut output = Vec::with_capacity(1 << 20);
    let payload = [payload, &[0, 0, 0xff, 0xff]].concat();
    inflate.decompress_vec(&payload, &mut output, FlushDecompress::Sync).unwrap();
    String::from_utf8(output).unwrap()
}

#[tokio::test]
async fn extension_is_off_by_default() {
    let server = TestServer::with(Handlers::new()).await;
    assert_eq!(connect(&server, OFFER).await.0, None);
}

#[tokio::test]
async fn offers_are_answered() {
    let server = TestServer::with_config(config(PerMessageDeflate::new()), Handlers::new()).await;
    let cases = [
        ("permessage-deflate", Some("permessage-deflate")),
        ("x-webkit-deflate-frame", None),
        ("permessage-deflate; server_max_window_bits=16", None),
        (
            "permessage-deflate; unknown, permessage-deflate; server_max_window_bits=10",
            Some("permessage-deflate; server_max_window_bits=10"),
        ),
    ];
    for (offers, answer) in cases {
        assert_eq!(connect(&server, offers).await.0.as_deref(), answer, "{offers}");
    }
}

#[tokio::test]
async fn options_show_in_the_answer() {
    let deflate = PerMessageDeflate::new()
        .server_no_context_takeover(true)
        .client_no_context_takeover(true)
        .server_max_window_bits(11)
        .client_max_window_bits(12);
    let server = TestServer::with_config(config(deflate), Handlers::new()).await;
    let answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover; \
                  server_max_window_bits=11; client_max_window_bits=12";
    assert_eq!(connect(&server, OFFER).await.0.as_deref(), Some(answer));
    assert_eq!(connect(&server, "permessage-deflate").await.0, None);
}

#[tokio::test]
async fn malformed_offers_are_refused() {
    let server = TestServer::with_config(config(PerMessageDeflate::new()), Handlers::new()).await;
    for offers in ["", "permessage-deflate,", "permessage-deflate; =1", "a;b=\"c d\""] {
        let mut http = server.http().await;
        http.write(request("EIO=4&transport=websocket", offers)).await;
        let message = "Invalid or unacceptable Sec-WebSocket-Extensions header";
        assert_eq!(http.response().await.status_and_body(), (400, message), "{offers}");
    }
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn compressed_messages_are_understood() {
    let server =
        TestServer::with_config(config(PerMessageDeflate::new()), Handlers::new().event(echo))
            .await;
    let mut client = join(&server).await;
    client.write(&masked(0xc1, &ECHO)).await;
    assert_eq!(client.text().await, "430[]");
    client.write(&masked(0x41, &ECHO[..5])).await;
    client.write(&masked(0x89, b"between")).await;
    client.write(&masked(0x80, &ECHO[5..])).await;
    assert_eq!(client.next().await, Incoming::Pong(b"between".to_vec()));
    assert_eq!(client.text().await, "430[]");
    client.send(r#"420["echo"]"#).await;
    assert_eq!(client.text().await, "430[]");
}

#[tokio::test]
async fn upgrade_may_be_compressed() {
    let config = config(PerMessageDeflate::new());
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let polling = RawPolling::open(&server).await;
    let mut http = server.http().await;
    let query = format!("EIO=4&transport=websocket&sid={}", polling.sid());
    http.write(request(&query, OFFER)).await;
    assert_eq!(
        http.response().await.header("sec-websocket-extensions"),
        Some("permessage-deflate")
    );
    let mut client = RawWebSocket::upgraded(http);
    // `2probe` and `5`.
    client.write(&masked(0xc1, &[0x32, 0x2a, 0x28, 0xca, 0x4f, 0x4a, 0x05, 0x00])).await;
    assert_eq!(client.text().await, "3probe");
    client.write(&masked(0xc1, &[0x32, 0x05, 0x00])).await;
    client.join("40").await;
}

#[tokio::test]
async fn messages_are_compressed_from_the_threshold_on() {
    let deflate = PerMessageDeflate::new().threshold(100);
    let server = TestServer::with_config(config(deflate), Handlers::new().event(echo)).await;
    let (_, mut client) = connect(&server, OFFER).await;
    let mut inflate = Decompress::new(false);
    let (head, open) = client.frame().await;
    assert_eq!(head, 0xc1);
    assert!(inflated(&mut inflate, &open).starts_with("0{"));
    client.join("40").await;
    let mut lengths = Vec::new();
    for len in [92, 93, 93, 5000] {
        let padding = "wigwag".repeat(len / 6) + &"x".repeat(len % 6);
        let answer = format!(r#"430["{padding}"]"#);
        client.send(&format!(r#"420["echo","{padding}"]"#)).await;
        let (head, payload) = client.frame().await;
        if answer.len() < 100 {
            assert_eq!((head, payload), (0x81, answer.into_bytes()));
        } else {
            assert_eq!(head, 0xc1, "{len}");
            assert_eq!(inflated(&mut inflate, &payload), answer);
            lengths.push(payload.len());
        }
    }
    // The second of two equal messages refers to the first.
    assert!(lengths[1] < lengths[0], "{lengths:?}");
    assert!(lengths[2] < 60, "{lengths:?}");
}

#[tokio::test]
async fn broadcast_reaches_each_as_it_can_take_it() {
    let deflate = PerMessageDeflate::new().threshold(0);
    let handlers = Handlers::new().event(|socket, _| async move {
        socket.namespace().emit("all", &("x".repeat(50),));
    });
    let server = TestServer::with_config(config(deflate), handlers).await;
    let (mut plain, _) = server.join().await;
    let (_, mut deflating) = connect(&server, OFFER).await;
    let mut inflate = Decompress::new(false);
    let (head, open) = deflating.frame().await;
    assert_eq!(head, 0xc1);
    assert!(inflated(&mut inflate, &open).starts_with("0{"));
    deflating.send("40").await;
    inflated(&mut inflate, &deflating.frame().await.1);

    plain.send(r#"42["go"]"#).await;
    let packet = format!(r#"42["all","{}"]"#, "x".repeat(50));
    assert_eq!(plain.text().await, packet);
    assert_eq!(inflated(&mut inflate, &deflating.frame().await.1), packet);
}

#[tokio::test]
async fn x8_event_that_is_not_to_be_compressed_goes_out_as_it_is() {
    let deflate = PerMessageDeflate::new().threshold(0);
    let handlers = Handlers::new().event(|socket, _| async move {
        let everybody = socket.namespace().compress(false);
        everybody.emit("plain", &(Binary::from(vec![7; 50]),));
        drop(everybody.emit_with_ack::<(), _>("asked", &("x".repeat(50),)));
        everybody.compress(true).emit("deflated", &("x".repeat(50),));
    });
    let server = TestServer::with_config(config(deflate), handlers).await;
    let (_, mut client) = connect(&server, OFFER).await;
    let mut inflate = Decompress::new(false);
    inflated(&mut inflate, &client.frame().await.1);
    client.send("40").await;
    inflated(&mut inflate, &client.frame().await.1);

    client.send(r#"42["go"]"#).await;
    let placeholder = r#"451-["plain",{"_placeholder":true,"num":0}]"#;
    assert_eq!(client.frame().await, (0x81, placeholder.into()));
    assert_eq!(client.frame().await, (0x82, vec![7; 50]));
    let asked = format!(r#"420["asked","{}"]"#, "x".repeat(50));
    assert_eq!(client.frame().await, (0x81, asked.into_bytes()));
    let (head, payload) = client.frame().await;
    assert_eq!(head, 0xc1);
    let deflated = format!(r#"42["deflated","{}"]"#, "x".repeat(50));
    assert_eq!(inflated(&mut inflate, &payload), deflated);
}

/// A client with the extension, and what the handlers of its server see.
async fn start() -> (TestServer, RawWebSocket, Entries) {
    let (journal, mut entries) = journal();
    let handlers = Handlers::recording(&journal);
    let server = TestServer::with_config(config(PerMessageDeflate::new()), handlers).await;
    let client = join(&server).await;
    assert_eq!(entries.next().await, "connected");
    (server, client, entries)
}

async fn check_closed(frame: Vec<u8>, code: u16) {
    let (server, mut client, mut entries) = start().await;
    client.write(&frame).await;
    assert_eq!(client.next().await, closed_with(code), "{frame:x?}");
    assert_eq!(client.next().await, Incoming::End);
    assert_eq!(entries.next().await, "disconnect transport error");
    server.has_sessions(0).await;
    join(&server).await;
}

#[tokio::test]
async fn bomb_is_refused() {
    let mut zeros = Vec::with_capacity(10_000);
    let mut deflate = Compress::new(Compression::best(), false);
    deflate.compress_vec(&[0; 1_000_000], &mut zeros, FlushCompress::Sync).unwrap();
    assert!(zeros.len() < 2000);
    check_closed(masked(0xc2, &zeros), 1009).await;
}

#[tokio::test]
async fn faults_in_compressed_messages_have_their_codes() {
    // No block is of this type.
    check_closed(masked(0xc1, &[0xff; 10]), 1007).await;
    // A stored block with a byte that no UTF-8 has.
    check_closed(masked(0xc1, &[0x00, 0x01, 0x00, 0xfe, 0xff, 0xff, 0x00]), 1007).await;
    check_closed([masked(0x41, &ECHO[..5]), masked(0xc0, &ECHO[5..])].concat(), 1002).await;
    check_closed(masked(0xc9, b""), 1002).await;
    check_closed(masked(0xe1, &ECHO), 1002).await;
}

#[tokio::test]
async fn options_out_of_range_are_refused() {
    let cases = [
        (PerMessageDeflate::new().level(10), "level"),
        (PerMessageDeflate::new().server_max_window_bits(8), "window bits"),
        (PerMessageDeflate::new().client_max_window_bits(16), "window bits"),
    ];
    for (deflate, text) in cases {
        let built = wigwag::Io::builder().config(config(deflate)).build();
        let error = built.map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
    }
    let built = wigwag::Io::builder().config(Config::new().max_message_fragments(0)).build();
    assert!(built.is_err());
}

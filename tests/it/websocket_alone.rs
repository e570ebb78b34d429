//! WebSockets without Engine.IO, as programs get them.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::Request;
use tokio::io::DuplexStream;
use tokio::net::TcpListener;
use tower::make::Shared;
use tower::service_fn;
use wigwag::websocket::{
    Acceptor, Closed, Message, Options, PerMessageDeflate, Utf8Bytes, WebSocket,
};
use wigwag_tests::harness::{
    HttpConnection, Incoming, RawWebSocket, closed, closed_with, masked, text, unmasked, within,
};

/// Both ends of a connection on which nothing has been said.
async fn pair_with(options: Options, received: &[u8]) -> (WebSocket, RawWebSocket<DuplexStream>) {
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let acceptor = Acceptor::new(options).unwrap();
    let socket = acceptor.attach(ours, received.to_vec().into()).await.unwrap();
    (socket, RawWebSocket::over(theirs))
}

async fn pair() -> (WebSocket, RawWebSocket<DuplexStream>) {
    pair_with(Options::new(), b"").await
}

async fn echo(mut socket: WebSocket) -> Closed {
    loop {
        match socket.recv().await {
            Ok(message) => socket.send(message).await.unwrap(),
            Err(closed) => return closed,
        }
    }
}

#[tokio::test]
async fn messages_go_both_ways() {
    let (socket, mut client) = pair().await;
    let server = tokio::spawn(echo(socket));
    client.send("hello").await;
    assert_eq!(client.next().await, text("hello"));
    client.send_binary(&[1, 2, 3]).await;
    assert_eq!(client.binary().await, [1, 2, 3]);
    client.write(&masked(0x89, b"?")).await;
    assert_eq!(client.next().await, Incoming::Pong(b"?".to_vec()));
    client.write(&masked(0x88, b"\x03\xe9bye")).await;
    assert_eq!(client.next().await, Incoming::Close(Some((1001, "bye".to_owned()))));
    assert_eq!(client.next().await, Incoming::End);
    let end = Closed::ByPeer { code: Some(1001), reason: Utf8Bytes::from("bye") };
    assert_eq!(within("the end", server).await.unwrap(), end);
}

#[tokio::test]
async fn what_came_behind_the_request_is_received() {
    let (mut socket, _client) = pair_with(Options::new(), &masked(0x81, b"early")).await;
    assert_eq!(within("the message", socket.recv()).await, Ok(Message::text("early")));
}

#[tokio::test]
async fn ping_between_fragments_is_answered_before_the_message() {
    let (socket, mut client) = pair().await;
    tokio::spawn(echo(socket));
    let frames = [masked(0x01, b"a"), masked(0x89, b"1"), masked(0x80, b"b"), masked(0x89, b"2")];
    client.write(&frames.concat()).await;
    assert_eq!(client.next().await, Incoming::Pong(b"1".to_vec()));
    assert_eq!(client.next().await, text("ab"));
    assert_eq!(client.next().await, Incoming::Pong(b"2".to_vec()));
}

#[tokio::test]
async fn end_says_what_happened_and_stays() {
    let cases: [(Vec<u8>, Incoming, Closed); 4] = [
        (masked(0x88, b""), closed(), Closed::ByPeer { code: None, reason: Utf8Bytes::new() }),
        (
            unmasked(0x81, b"a"),
            closed_with(1002),
            Closed::Fault { code: 1002, description: "websocket protocol error" },
        ),
        (
            masked(0x81, b"\xff"),
            closed_with(1007),
            Closed::Fault { code: 1007, description: "invalid UTF-8 sequence" },
        ),
        (
            masked(0x82, &[0; 101]),
            closed_with(1009),
            Closed::Fault { code: 1009, description: "max payload size exceeded" },
        ),
    ];
    for (frame, answer, end) in cases {
        let (mut socket, mut client) = pair_with(Options::new().max_payload(100), b"").await;
        let server = tokio::spawn(async move {
            let end = socket.recv().await.unwrap_err();
            assert_eq!(socket.recv().await.unwrap_err(), end);
            assert_eq!(socket.send("late").await.unwrap_err(), end);
            end
        });
        client.write(&frame).await;
        assert_eq!(client.next().await, answer);
        // Where the client closed first, the connection has ended.
        let _ = client.try_write(&masked(0x88, b"")).await;
        drop(client);
        assert_eq!(within("the end", server).await.unwrap(), end);
    }
}

#[tokio::test]
async fn client_that_hangs_up_is_lost() {
    let (mut socket, client) = pair().await;
    drop(client);
    assert_eq!(within("the end", socket.recv()).await, Err(Closed::Lost));
    assert_eq!(socket.send("late").await, Err(Closed::Lost));
}

#[tokio::test]
async fn close_says_why_and_waits_for_the_answer() {
    let long = "ä".repeat(100);
    let cases = [
        (1000, "", closed_with(1000)),
        (4001, "enough", Incoming::Close(Some((4001, "enough".to_owned())))),
        // No more than fits, in whole characters.
        (3000, long.as_str(), Incoming::Close(Some((3000, "ä".repeat(61))))),
        // Codes that are not to be sent.
        (1005, "none", closed()),
        (0, "none", closed()),
    ];
    for (code, reason, frame) in cases {
        let (mut socket, mut client) = pair().await;
        socket.send("last").await.unwrap();
        let reason = reason.to_owned();
        let closing = tokio::spawn(async move { socket.close(code, &reason).await });
        assert_eq!(client.next().await, text("last"));
        assert_eq!(client.next().await, frame);
        assert!(!closing.is_finished());
        client.write(&masked(0x81, b"dropped")).await;
        client.write(&masked(0x88, b"")).await;
        within("the end", closing).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn close_does_not_wait_for_ever() {
    let (socket, client) = pair().await;
    let start = tokio::time::Instant::now();
    socket.close(1000, "").await;
    assert_eq!(start.elapsed().as_secs(), 5);
    drop(client);
}

#[tokio::test]
async fn receiving_can_be_given_up_in_the_middle_of_a_frame() {
    let (mut socket, mut client) = pair().await;
    let frame = masked(0x81, b"in many pieces");
    for byte in &frame {
        assert!(tokio::time::timeout(Duration::ZERO, socket.recv()).await.is_err());
        client.write(&[*byte]).await;
    }
    assert_eq!(within("the message", socket.recv()).await, Ok(Message::text("in many pieces")));
}

#[tokio::test]
async fn message_whose_sending_was_given_up_is_sent_whole() {
    let (mut socket, mut client) = pair().await;
    // More than the stream holds.
    let large = vec![7; 200_000];
    assert!(tokio::time::timeout(Duration::ZERO, socket.send(large.clone())).await.is_err());
    let reading = tokio::spawn(async move {
        let first = client.binary().await;
        (first, client.text().await)
    });
    within("the stream to take it", socket.send("next")).await.unwrap();
    let (first, second) = within("both", reading).await.unwrap();
    assert!(first == large);
    assert_eq!(second, "next");
}

/// A connection to a server that sends messages back.
async fn connect(options: Options) -> HttpConnection {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = Acceptor::new(options).unwrap();
    let service = service_fn(move |mut request: Request| async move {
        let (response, upgrade) = acceptor.accept(&mut request);
        if let Some(upgrade) = upgrade {
            tokio::spawn(async move { echo(upgrade.await.unwrap()).await });
        }
        Ok::<_, Infallible>(response.map(axum::body::Body::new))
    });
    tokio::spawn(async move { axum::serve(listener, Shared::new(service)).await });
    HttpConnection::open(address).await
}

#[tokio::test]
async fn handshake_over_http() {
    let http = connect(Options::new()).await;
    let mut client = RawWebSocket::handshake(http, "").await;
    client.send("hello").await;
    assert_eq!(client.text().await, "hello");
}

#[tokio::test]
async fn handshake_over_http_with_compression() {
    let options = Options::new().per_message_deflate(PerMessageDeflate::new().threshold(0));
    let mut http = connect(options).await;
    let offer = "host: test\r\nsec-websocket-extensions: permessage-deflate";
    http.write(RawWebSocket::request("").replacen("host: test", offer, 1)).await;
    let response = http.response().await;
    assert_eq!(response.status, 101);
    assert_eq!(response.header("sec-websocket-extensions"), Some("permessage-deflate"));
    let mut client = RawWebSocket::upgraded(http);
    // RFC 7692 §7.2.3.1 and §7.2.3.2.
    let hello = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
    let again = [0xf2, 0x00, 0x11, 0x00, 0x00];
    client.write(&masked(0xc1, &hello)).await;
    assert_eq!(client.frame().await, (0xc1, hello.to_vec()));
    client.write(&masked(0xc1, &again)).await;
    assert_eq!(client.frame().await, (0xc1, again.to_vec()));
}

#[tokio::test]
async fn what_is_no_handshake_is_refused() {
    let request = RawWebSocket::request("");
    let key = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let cases = [
        (request.replace("GET", "PUT"), 405, "Invalid HTTP method"),
        (request.replace("upgrade: websocket\r\n", ""), 400, "Invalid Upgrade header"),
        (request.replace(key, ""), 400, "Missing or invalid Sec-WebSocket-Key header"),
        (
            request.replace("ub25jZQ==", "ub25jZQ"),
            400,
            "Missing or invalid Sec-WebSocket-Key header",
        ),
        (
            request.replace("version: 13", "version: 8"),
            400,
            "Missing or invalid Sec-WebSocket-Version header",
        ),
        (
            request.replace(key, &format!("{key}sec-websocket-protocol: a, a\r\n")),
            400,
            "Invalid Sec-WebSocket-Protocol header",
        ),
    ];
    for (request, status, message) in cases {
        let mut http = connect(Options::new()).await;
        http.write(&request).await;
        let response = http.response().await;
        assert_eq!(response.status_and_body(), (status, message), "{request}");
        assert_eq!(response.header("sec-websocket-version"), Some("13"));
    }
}

#[tokio::test]
async fn http_1_0_is_too_old() {
    let mut http = connect(Options::new()).await;
    http.write(RawWebSocket::request("").replace("HTTP/1.1", "HTTP/1.0")).await;
    let answer = String::from_utf8(http.rest().await).unwrap();
    assert!(answer.starts_with("HTTP/1.0 400 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\nInvalid HTTP version"), "{answer}");
}

#[test]
fn options_out_of_range_are_refused() {
    let deflate = PerMessageDeflate::new();
    for options in [
        Options::new().max_payload(0),
        Options::new().max_message_fragments(0),
        Options::new().per_message_deflate(deflate.level(10)),
        Options::new().per_message_deflate(deflate.server_max_window_bits(8)),
        Options::new().per_message_deflate(deflate.client_max_window_bits(16)),
    ] {
        assert!(Acceptor::new(options).is_err(), "{options:?}");
    }
}

//! Connections from which the program has read the request by itself, as the reference's `engine.handleUpgrade(req, socket, head)`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use axum::http::{Request, StatusCode};
use tokio::io::DuplexStream;
use tokio::task::JoinHandle;
use wigwag::{Config, Io, TransportName};
use wigwag_tests::harness::{
    Handlers, HttpConnection, RawPolling, RawWebSocket, TestServer, echo, masked, within,
};

fn io() -> Io {
    Io::builder().namespace("/", Handlers::new().event(echo)).build().unwrap()
}

fn request(query: &str) -> Request<()> {
    Request::builder()
        .uri(format!("/socket.io/?{query}"))
        .header("host", "test")
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .body(())
        .unwrap()
}

/// Hands a connection over with a request that has been read from it. Gives the client's end.
fn hand_over(
    io: &Io,
    request: Request<()>,
    head: impl Into<Bytes>,
) -> (HttpConnection<DuplexStream>, JoinHandle<std::io::Result<StatusCode>>) {
    let (client, stream) = tokio::io::duplex(1 << 16);
    let (engine, head) = (io.engine().clone(), head.into());
    let handling = tokio::spawn(async move { engine.handle_upgrade(request, stream, head).await });
    (HttpConnection::over(client), handling)
}

#[tokio::test]
async fn accepted_stream_with_its_request_carries_a_session() {
    let (http, handling) = hand_over(&io(), request("EIO=4&transport=websocket"), "");
    let mut websocket = RawWebSocket::accepted(http).await;
    assert_eq!(handling.await.unwrap().unwrap(), StatusCode::SWITCHING_PROTOCOLS);
    assert!(websocket.text().await.starts_with("0{"));
    websocket.join("40").await;
    websocket.send(r#"421["ping"]"#).await;
    assert_eq!(websocket.text().await, "431[]");
    websocket.send("1").await;
    websocket.closes().await;
}

#[tokio::test]
async fn what_was_read_behind_the_request_is_not_lost() {
    let head = masked(0x81, b"40");
    let (http, _handling) = hand_over(&io(), request("EIO=4&transport=websocket"), head);
    let mut websocket = RawWebSocket::accepted(http).await;
    assert!(websocket.text().await.starts_with("0{"));
    assert!(websocket.text().await.starts_with(r#"40{"sid":""#));
}

#[tokio::test]
async fn polling_session_moves_to_an_accepted_stream() {
    let io = io();
    let server = TestServer::start(&io).await;
    let (polling, _) = RawPolling::join(&server).await;
    let query = format!("EIO=4&transport=websocket&sid={}", polling.sid());
    let (http, _handling) = hand_over(&io, request(&query), "");
    let mut websocket = RawWebSocket::accepted(http).await;
    websocket.send("2probe").await;
    assert_eq!(websocket.text().await, "3probe");
    websocket.send("5").await;
    websocket.send(r#"421["ping"]"#).await;
    assert_eq!(websocket.text().await, "431[]");
}

#[tokio::test]
async fn what_is_no_websocket_is_refused_and_closed() {
    let plain = Request::builder().uri("/socket.io/?EIO=4&transport=polling").body(()).unwrap();
    let mut keyless = request("EIO=4&transport=websocket");
    keyless.headers_mut().remove("sec-websocket-key");
    let cases = [
        (plain, "Invalid Upgrade header"),
        (keyless, "Missing or invalid Sec-WebSocket-Key header"),
        (request("EIO=4&transport=carrier-pigeon"), "Transport unknown"),
        (request("EIO=4&transport=websocket&sid=unknown"), "Session ID unknown"),
        (request("EIO=3&transport=websocket"), "Unsupported protocol version"),
    ];
    let told = Arc::new(AtomicUsize::new(0));
    let config = Config::new().on_connection_error({
        let told = Arc::clone(&told);
        move |_, _| {
            told.fetch_add(1, Ordering::Relaxed);
        }
    });
    let io = Io::builder().config(config).build().unwrap();
    let n_cases = cases.len();
    for (request, message) in cases {
        let (mut http, handling) = hand_over(&io, request, "");
        let answer = http.response().await;
        assert_eq!(answer.status_and_body(), (400, message));
        assert_eq!(answer.header("connection"), Some("close"));
        http.ended().await;
        assert_eq!(handling.await.unwrap().unwrap(), StatusCode::BAD_REQUEST);
    }
    assert_eq!(told.load(Ordering::Relaxed), n_cases, "the program is told of each");
    let only_polling = Config::new().transports([TransportName::Polling]);
    let io = Io::builder().config(only_polling).build().unwrap();
    let (mut http, _) = hand_over(&io, request("EIO=4&transport=websocket"), "");
    assert_eq!(http.response().await.status_and_body(), (400, "Transport unknown"));
    http.ended().await;
}

#[tokio::test]
async fn client_that_is_gone_leaves_no_session() {
    let io = io();
    let (http, handling) = hand_over(&io, request("EIO=4&transport=websocket"), "");
    drop(http);
    assert!(within("an error", handling).await.unwrap().is_err());
    within("the session to end", async {
        while io.engine().sessions() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

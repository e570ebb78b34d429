//! HTTP/2 under the server's own HTTP server: polling, and WebSockets on streams of the connection (RFC 8441).

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, Response, StatusCode, Version};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper::ext::Protocol;
use hyper::upgrade::Upgraded;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;
use wigwag::socket::{Event, Socket};
use wigwag::{Config, HttpServer, Io, NotFound, Service};
use wigwag_tests::harness::{Handlers, RawWebSocket, closed, echo, masked, sid, within};

fn io() -> Io {
    Io::builder().namespace("/", Handlers::new().event(echo)).build().unwrap()
}

/// One HTTP/2 connection to the server.
pub(crate) struct Http2 {
    sender: SendRequest<Body>,
    pub(crate) connection: JoinHandle<hyper::Result<()>>,
}

impl Http2 {
    /// Begins HTTP/2 without asking whether the server speaks it, RFC 9113 §3.3.
    pub(crate) async fn over(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Self {
        let opening = handshake(TokioExecutor::new(), TokioIo::new(stream));
        let (sender, connection) = within("an HTTP/2 connection", opening).await.unwrap();
        Self { sender, connection: tokio::spawn(connection) }
    }

    /// Over a pipe.
    async fn to(io: &Io) -> Self {
        Self::served_by(io.http_server()).await
    }

    /// Over a pipe.
    async fn served_by(server: HttpServer<Service<NotFound>>) -> Self {
        let (client, stream) = tokio::io::duplex(1 << 16);
        tokio::spawn(async move { server.serve_connection(stream, None).await });
        Self::over(client).await
    }

    async fn send(&mut self, request: Request<Body>) -> Response<Body> {
        within("the connection", self.sender.ready()).await.unwrap();
        let response = within("a response", self.sender.send_request(request)).await.unwrap();
        assert_eq!(response.version(), Version::HTTP_2);
        assert_eq!(response.headers().get("connection"), None, "RFC 9113 §8.2.2");
        response.map(Body::new)
    }

    async fn request(
        &mut self,
        method: Method,
        target: &str,
        body: &'static str,
    ) -> (StatusCode, String) {
        let uri = format!("http://test{target}");
        let request = Request::builder().method(method).uri(uri).body(body.into()).unwrap();
        let (head, body) = self.send(request).await.into_parts();
        let body = within("a body", to_bytes(body, usize::MAX)).await.unwrap();
        (head.status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Opens a session over polling; gives the target of its requests.
    pub(crate) async fn open(&mut self) -> String {
        let open = "/socket.io/?EIO=4&transport=polling";
        let (status, body) = self.request(Method::GET, open, "").await;
        assert_eq!(status, 200);
        format!("{open}&sid={}", sid(&body))
    }

    /// Asks for a WebSocket on a stream, RFC 8441 §5.
    async fn connect(&mut self, query: &str) -> Response<Body> {
        let mut request = Request::builder()
            .method(Method::CONNECT)
            .uri(format!("http://test/socket.io/?{query}"))
            .header("sec-websocket-version", "13")
            .body(Body::empty())
            .unwrap();
        request.extensions_mut().insert(Protocol::from_static("websocket"));
        self.send(request).await
    }

    pub(crate) async fn websocket(&mut self, query: &str) -> RawWebSocket<TokioIo<Upgraded>> {
        let response = self.connect(query).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers().get("sec-websocket-accept"), None, "RFC 8441 §5");
        let upgraded = within("a stream", hyper::upgrade::on(response)).await.unwrap();
        RawWebSocket::over(TokioIo::new(upgraded))
    }
}

#[tokio::test]
async fn polling_works_over_http2() {
    let mut http = Http2::to(&io()).await;
    let target = http.open().await;
    let ok = (StatusCode::OK, "ok".to_owned());
    assert_eq!(http.request(Method::POST, &target, "40").await, ok);
    let (_, connect) = http.request(Method::GET, &target, "").await;
    assert!(connect.starts_with(r#"40{"sid":""#), "{connect}");
    assert_eq!(http.request(Method::POST, &target, r#"421["ping"]"#).await, ok);
    assert_eq!(http.request(Method::GET, &target, "").await.1, "431[]");
    assert_eq!(http.request(Method::GET, "/", "").await, (StatusCode::NOT_FOUND, String::new()));
}

#[tokio::test]
async fn websockets_are_streams_of_the_connection() {
    let io = io();
    let mut http = Http2::to(&io).await;
    // The server's settings are there with its first answer.
    let target = http.open().await;
    let mut websockets = Vec::new();
    for _ in 0..3 {
        let mut websocket = http.websocket("EIO=4&transport=websocket").await;
        assert!(websocket.text().await.starts_with("0{"));
        websocket.join("40").await;
        websockets.push(websocket);
    }
    for (n, websocket) in websockets.iter_mut().enumerate() {
        websocket.send(&format!(r#"42{n}["ping"]"#)).await;
        assert_eq!(websocket.text().await, format!("43{n}[]"));
    }
    // The polling session moves over, too.
    http.request(Method::POST, &target, "40").await;
    http.request(Method::GET, &target, "").await;
    let query = target.split_once('?').unwrap().1.replace("polling", "websocket");
    let mut upgraded = http.websocket(&query).await;
    upgraded.send("2probe").await;
    assert_eq!(upgraded.text().await, "3probe");
    upgraded.send("5").await;
    upgraded.send(r#"421["ping"]"#).await;
    assert_eq!(upgraded.text().await, "431[]");
    assert_eq!(io.engine().sessions(), 4);
    // One stream ends, the others go on.
    let first = websockets.remove(0);
    drop(first);
    within("a session to end", async {
        while io.engine().sessions() > 3 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    upgraded.send(r#"422["ping"]"#).await;
    assert_eq!(upgraded.text().await, "432[]");
}

#[tokio::test]
async fn refusals_of_websockets_are_answers_of_streams() {
    let mut http = Http2::to(&io()).await;
    http.open().await;
    for query in ["EIO=3&transport=websocket", "EIO=4&transport=websocket&sid=unknown"] {
        assert_eq!(http.connect(query).await.status(), 400, "{query}");
    }
    // The connection is as good as before.
    let mut websocket = http.websocket("EIO=4&transport=websocket").await;
    assert!(websocket.text().await.starts_with("0{"));
}

#[tokio::test]
async fn answers_for_http2_say_nothing_about_the_connection() {
    let cases = [(Version::HTTP_11, Some("close")), (Version::HTTP_2, None)];
    for (version, connection) in cases {
        let request = Request::builder()
            .uri("/socket.io/?EIO=3&transport=websocket")
            .version(version)
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .body(Body::empty())
            .unwrap();
        let response = within("an answer", io().engine().handle(request)).await;
        assert_eq!(response.status(), 400);
        let header = response.headers().get("connection").map(|value| value.to_str().unwrap());
        assert_eq!(header, connection);
    }
}

#[tokio::test]
async fn too_many_headers_are_refused() {
    let mut http = Http2::to(&io()).await;
    let large = "a".repeat(17_000);
    let request = Request::builder().uri("http://test/").header("large", large);
    let response = http.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 431);
    http.open().await;
}

#[tokio::test]
async fn closing_ends_streams_and_the_connection() {
    let io = io();
    let mut http = Http2::to(&io).await;
    let target = http.open().await;
    let mut websocket = http.websocket("EIO=4&transport=websocket").await;
    assert!(websocket.text().await.starts_with("0{"));
    let closing = async {
        assert_eq!(websocket.next().await, closed());
        websocket.write(&masked(0x88, b"")).await;
    };
    within("the server to close", async { tokio::join!(io.close(), closing) }).await;
    within("the connection to end", &mut http.connection).await.unwrap().unwrap();
    assert!(http.sender.is_closed(), "{target}");
}

#[tokio::test(start_paused = true)]
async fn connection_without_requests_ends() {
    let mut http = Http2::to(&io()).await;
    let start = Instant::now();
    http.request(Method::GET, "/", "").await;
    (&mut http.connection).await.unwrap().unwrap();
    assert_eq!(start.elapsed().as_secs(), 60);
    // Nothing but the preface is nothing at all.
    let http = Http2::to(&io()).await;
    let start = Instant::now();
    let _ = http.connection.await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn answers_to_pings_are_no_requests() {
    for (keep_alive_timeout, seconds) in [(5, 60), (100, 100)] {
        let server = io().http_server().headers_timeout(Duration::from_secs(70));
        let keep_alive_timeout = Duration::from_secs(keep_alive_timeout);
        let mut http = Http2::served_by(server.keep_alive_timeout(keep_alive_timeout)).await;
        let start = Instant::now();
        http.request(Method::GET, "/", "").await;
        (&mut http.connection).await.unwrap().unwrap();
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
}

/// Behind a proxy, the streams of one connection may be those of several clients.
#[tokio::test(start_paused = true)]
async fn stream_that_is_not_read_leaves_the_others_room() {
    let waits = |socket: Socket, event: Event| async move {
        if event.name() == "wait" {
            std::future::pending::<()>().await;
        }
        echo(socket, event).await;
    };
    let config = Config::new().handler_queue_bytes_max(1);
    let io = Io::builder().config(config).namespace("/", Handlers::new().event(waits)).build();
    let mut http = Http2::to(&io.unwrap()).await;
    http.open().await;
    let mut websockets = Vec::new();
    for _ in 0..3 {
        let mut websocket = http.websocket("EIO=4&transport=websocket").await;
        assert!(websocket.text().await.starts_with("0{"));
        websocket.join("40").await;
        websockets.push(websocket);
    }
    let mut other = websockets.remove(0);
    let mut stuck = JoinSet::new();
    for mut websocket in websockets {
        stuck.spawn(async move {
            websocket.send(r#"42["wait"]"#).await;
            let page = format!(r#"42["page","{}"]"#, "x".repeat(100_000));
            loop {
                websocket.send(&page).await;
            }
        });
    }
    // The clock goes on when nothing else does.
    tokio::time::sleep(Duration::from_millis(1)).await;
    other.send(r#"421["ping"]"#).await;
    assert_eq!(other.text().await, "431[]");
}

#[tokio::test(start_paused = true)]
async fn websocket_keeps_its_connection() {
    let mut http = Http2::to(&io()).await;
    http.open().await;
    let mut websocket = http.websocket("EIO=4&transport=websocket").await;
    assert!(websocket.text().await.starts_with("0{"));
    websocket.join("40").await;
    for _ in 0..6 {
        tokio::time::sleep(Duration::from_secs(15)).await;
        // A pong that nobody asked for puts the next ping off.
        websocket.send("3").await;
        websocket.send(r#"421["ping"]"#).await;
        assert_eq!(websocket.text().await, "431[]");
    }
}

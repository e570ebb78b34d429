//! Connections under the server's own HTTP server: accepted by the program, on a Unix socket, and with clients that try its patience.
//!
//! Pipes and a clock that jumps to the next deadline show to the second when a connection ends.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::Request;
use axum::routing::{get, post};
use tokio::io::DuplexStream;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tower::Layer as _;
use tower::util::MapRequest;
use wigwag::engine::{Connection, EngineServer, Message, SessionHandler};
use wigwag::{Config, HttpServer, Io, RequestBody};
use wigwag_tests::harness::{
    Gate, Handlers, HttpConnection, RawWebSocket, echo, journal, sid, within,
};

const OPEN: &str = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n";

fn io() -> Io {
    Io::builder().namespace("/", Handlers::new().event(echo)).build().unwrap()
}

/// A connection over a pipe, and the future that serves it.
macro_rules! connect {
    ($server:expr) => {{
        let (client, stream) = tokio::io::duplex(1 << 16);
        let server = $server.clone();
        let serving: JoinHandle<()> =
            tokio::spawn(async move { server.serve_connection(stream, None).await });
        (HttpConnection::<DuplexStream>::over(client), serving)
    }};
}

/// How long it took, in whole seconds.
async fn seconds_until(ended: impl Future) -> u64 {
    let start = Instant::now();
    tokio::time::timeout(Duration::from_secs(600), ended).await.unwrap();
    start.elapsed().as_secs()
}

#[tokio::test]
async fn accepted_stream_is_served() {
    struct Echo(Connection);

    impl SessionHandler for Echo {
        fn message(&mut self, message: Message) {
            self.0.send(&message);
        }

        fn closed(&mut self, _: wigwag::engine::CloseReason) {}
    }

    let (addresses, mut entries) = journal();
    let engine = EngineServer::new(Config::new(), move |connection, handshake| {
        addresses.write(format!("{:?}", handshake.address()));
        Echo(connection)
    });
    let server = engine.unwrap().http_server();
    let (client, stream) = tokio::io::duplex(1 << 16);
    let peer: SocketAddr = "192.0.2.7:1234".parse().unwrap();
    let serving = tokio::spawn(async move { server.serve_connection(stream, peer).await });
    let mut http = HttpConnection::over(client);
    http.write(OPEN).await;
    assert_eq!(http.response().await.status, 200);
    assert_eq!(entries.next().await, "Some(192.0.2.7)");
    let mut websocket = RawWebSocket::handshake(http, "EIO=4&transport=websocket").await;
    within("serving to be done", serving).await.unwrap();
    assert!(websocket.text().await.starts_with("0{"));
    websocket.send("4hello").await;
    assert_eq!(websocket.text().await, "4hello");
}

#[cfg(unix)]
#[tokio::test]
async fn unix_socket_is_served() {
    let folder = std::env::temp_dir().join(format!("wigwag-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("socket");
    let _ = std::fs::remove_file(&path);
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    let io = io();
    let serving = tokio::spawn({
        let io = io.clone();
        async move { io.serve_unix(listener).await }
    });
    // Clients that say nothing do not hold others up.
    let silent = tokio::net::UnixStream::connect(&path).await.unwrap();
    let http = HttpConnection::over(tokio::net::UnixStream::connect(&path).await.unwrap());
    let mut websocket = RawWebSocket::handshake(http, "EIO=4&transport=websocket").await;
    assert!(websocket.text().await.starts_with("0{"));
    websocket.join("40").await;
    websocket.send(r#"421["ping"]"#).await;
    assert_eq!(websocket.text().await, "431[]");
    let closing = async { tokio::join!(io.close(), websocket.closes()) };
    within("the server to close", closing).await;
    within("serving to be done", serving).await.unwrap();
    HttpConnection::over(silent).ended().await;
    assert!(tokio::net::UnixStream::connect(&path).await.is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test(start_paused = true)]
async fn client_that_says_nothing_is_left_after_the_time_for_headers() {
    for start in ["", "G", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nhost: te"] {
        let server = io().http_server();
        let (mut http, serving) = connect!(server);
        http.write(start).await;
        assert_eq!(seconds_until(serving).await, 60, "{start:?}");
        http.ended().await;
    }
}

#[tokio::test(start_paused = true)]
async fn client_that_dribbles_headers_gets_no_more_time() {
    let server = io().http_server().headers_timeout(Duration::from_secs(10));
    let (mut http, serving) = connect!(server);
    http.write("GET / HTTP/1.1\r\n").await;
    let dribbling = async {
        while http.try_write("a: b\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let (seconds, ()) = tokio::join!(seconds_until(serving), dribbling);
    assert_eq!(seconds, 10);
}

#[tokio::test(start_paused = true)]
async fn idle_connection_ends_after_its_keep_alive_timeout() {
    let (mut http, serving) = connect!(io());
    http.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(http.response().await.status, 404);
    tokio::time::sleep(Duration::from_secs(4)).await;
    http.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(http.response().await.status, 404);
    assert_eq!(seconds_until(serving).await, 5);
    http.ended().await;

    // Longer than the time for headers, which is for a request that has begun.
    let server = io().http_server().keep_alive_timeout(Duration::from_secs(65));
    let (mut http, serving) = connect!(server);
    http.write(OPEN).await;
    assert_eq!(http.response().await.status, 200);
    assert_eq!(seconds_until(serving).await, 65);
}

#[tokio::test(start_paused = true)]
async fn request_that_has_begun_is_not_cut_by_the_keep_alive_timeout() {
    let (mut http, _serving) = connect!(io());
    http.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(http.response().await.status, 404);
    http.write("GET / HTTP/1.1\r\nhost: ").await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    http.write("test\r\n\r\n").await;
    assert_eq!(http.response().await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn later_request_has_the_time_for_headers_from_its_first_byte() {
    let server = io().http_server().keep_alive_timeout(Duration::from_secs(65));
    let (mut http, serving) = connect!(server);
    http.write(OPEN).await;
    assert_eq!(http.response().await.status, 200);
    tokio::time::sleep(Duration::from_secs(64)).await;
    http.write("GET / HTTP/1.1\r\nhost: ").await;
    tokio::time::sleep(Duration::from_secs(59)).await;
    http.write("test\r\n\r\n").await;
    assert_eq!(http.response().await.status, 404);
    tokio::time::sleep(Duration::from_secs(20)).await;
    http.write("GET / HTTP/1.1\r\nhost: ").await;
    assert_eq!(seconds_until(serving).await, 60);
    http.ended().await;
}

#[tokio::test(start_paused = true)]
async fn poll_that_waits_is_not_idle() {
    let (mut http, serving) = connect!(io());
    http.write(OPEN).await;
    let sid = sid(&http.response().await.body).to_owned();
    http.write(format!(
        "GET /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nhost: test\r\n\r\n"
    ))
    .await;
    tokio::time::sleep(Duration::from_secs(24)).await;
    assert!(!serving.is_finished());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(http.response().await.status_and_body(), (200, "2"));
    // Its five seconds begin with the answer.
    assert_eq!(seconds_until(serving).await, 5);
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused() {
    let upgrade = "connection: Upgrade\r\nupgrade: websocket\r\n";
    let websocket = "/socket.io/?EIO=4&transport=websocket";
    let many: String = (0..2_000).map(|n| format!("a{n}: b\r\n")).collect();
    let cases = [
        format!("GET /{} HTTP/1.1\r\nhost: test\r\n\r\n", "a".repeat(17_000)),
        format!("GET / HTTP/1.1\r\nhost: test\r\ncookie: {}\r\n\r\n", "a".repeat(17_000)),
        format!("GET / HTTP/1.1\r\nhost: test\r\n{}\r\n", "a: b\r\n".repeat(101)),
        format!("GET {websocket} HTTP/1.1\r\nhost: test\r\n{upgrade}{many}\r\n"),
    ];
    for head in cases {
        let (mut http, _serving) = connect!(io());
        http.write(&head).await;
        let status = http.response().await.status;
        assert!(matches!(status, 414 | 431), "{status} to {head:.100}");
        http.ended().await;
    }
    let server = io().http_server().max_header_size(1_000);
    let (mut http, _serving) = connect!(server);
    http.write(format!("GET / HTTP/1.1\r\nhost: test\r\na: {}\r\n\r\n", "b".repeat(1_000))).await;
    assert_eq!(http.response().await.status, 431);
    let (mut http, _serving) = connect!(io());
    http.write(format!("GET / HTTP/1.1\r\nhost: test\r\na: {}\r\n\r\n", "b".repeat(15_000))).await;
    assert_eq!(http.response().await.status, 404);
}

#[tokio::test]
async fn http_is_spoken_to_the_letter() {
    let (mut http, _serving) = connect!(io());
    http.write(OPEN).await;
    let sid = sid(&http.response().await.body).to_owned();
    let target = format!("/socket.io/?EIO=4&transport=polling&sid={sid}");

    // The client asks first whether it may send the body.
    http.write(format!(
        "POST {target} HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n"
    ))
    .await;
    assert_eq!(http.response().await.status, 100);
    http.write("40").await;
    assert_eq!(http.response().await.status_and_body(), (200, "ok"));

    // Pipelined requests are answered in their order.
    let get = format!("GET {target} HTTP/1.1\r\nhost: test\r\n\r\n");
    let post =
        format!("POST {target} HTTP/1.1\r\nhost: test\r\ncontent-length: 11\r\n\r\n420[\"ping\"]");
    http.write(format!("{get}{post}{get}")).await;
    assert!(http.response().await.body.starts_with(r#"40{"sid":""#));
    assert_eq!(http.response().await.status_and_body(), (200, "ok"));
    assert_eq!(http.response().await.status_and_body(), (200, "430[]"));

    http.write(format!("POST {target} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"))
        .await;
    http.write("b\r\n421[\"ping\"]\r\n0\r\n\r\n").await;
    let last = http.response().await;
    assert_eq!((last.status_and_body(), last.header("connection")), ((200, "ok"), Some("close")));
    http.ended().await;
}

#[tokio::test]
async fn requests_of_an_uncertain_host_are_refused() {
    let target = "/socket.io/?EIO=4&transport=polling";
    for (hosts, status) in [("", 400), ("host: a\r\nhost: b\r\n", 400), ("host: \r\n", 200)] {
        let (mut http, _serving) = connect!(io());
        http.write(format!("GET {target} HTTP/1.1\r\n{hosts}\r\n")).await;
        assert_eq!(http.response().await.status, status, "{hosts:?}");
        if status == 400 {
            http.ended().await;
        }
    }
}

#[tokio::test]
async fn http_1_0_is_answered_and_ends() {
    let (mut http, _serving) = connect!(io());
    http.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.0\r\n\r\n").await;
    let mut answer = String::from_utf8(http.rest().await).unwrap();
    assert!(answer.starts_with("HTTP/1.0 200 OK\r\n"), "{answer}");
    assert!(answer.split_off(answer.find("\r\n\r\n").unwrap()).starts_with("\r\n\r\n0{"));
    let (mut http, _serving) = connect!(io());
    http.write("GET / HTTP/0.9\r\n\r\n").await;
    assert_eq!(http.response().await.status, 400);
    http.ended().await;
}

#[tokio::test]
async fn closing_ends_connections_that_are_kept_alive() {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let io = io();
    let (journal, mut entries) = journal();
    let service = MapRequest::new(io.service(), move |request: Request<RequestBody>| {
        journal.write(request.method().as_str());
        request
    });
    let server = HttpServer::new(service).stop_with(io.engine());
    let serving = tokio::spawn(async move { server.serve_listener(listener).await });
    let mut fresh = HttpConnection::open(address).await;
    let mut idle = HttpConnection::open(address).await;
    idle.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(idle.response().await.status, 404);
    let mut polling = HttpConnection::open(address).await;
    polling.write(OPEN).await;
    let sid = sid(&polling.response().await.body).to_owned();
    polling
        .write(format!(
            "GET /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nhost: test\r\n\r\n"
        ))
        .await;
    for _ in 0..3 {
        assert_eq!(entries.next().await, "GET");
    }
    within("the server to close", io.close()).await;
    assert_eq!(polling.response().await.status_and_body(), (200, "1"));
    polling.ended().await;
    idle.ended().await;
    fresh.ended().await;
    within("serving to be done", serving).await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn requests_in_flight_are_answered_before_the_end() {
    let gate = Gate::new();
    let (journal, mut entries) = journal();
    let app = {
        let gate = gate.clone();
        let slow = async move || {
            journal.write("begins");
            gate.pass().await;
            "done"
        };
        Router::new().route("/slow", get(slow))
    };
    let server = HttpServer::new(io().layer().layer(app));
    let (mut http, serving) = connect!(server);
    http.write("GET /slow HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(entries.next().await, "begins");
    let mut close = std::pin::pin!(server.close());
    let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(close.as_mut().poll(cx))).await;
    assert!(polled.is_pending());
    gate.open();
    assert_eq!(http.response().await.status_and_body(), (200, "done"));
    http.ended().await;
    within("the server to close", close).await;
    serving.await.unwrap();
    // It is over for good.
    let (mut late, serving) = connect!(server);
    late.ended().await;
    serving.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_not_answered_in_time_is_cut() {
    let app = Router::new().route("/never", get(std::future::pending::<()>));
    let server = HttpServer::new(app).shutdown_timeout(Duration::from_secs(7));
    let (mut http, _serving) = connect!(server);
    http.write("GET /never HTTP/1.1\r\nhost: test\r\n\r\n").await;
    // Time passes only when the request has been taken.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(seconds_until(server.close()).await, 7);
    http.ended().await;
}

#[tokio::test(start_paused = true)]
async fn client_that_does_not_read_its_answer_is_left() {
    let app = Router::new().route("/large", get(|| async { Bytes::from(vec![b'a'; 1 << 20]) }));
    let (mut http, serving) = connect!(HttpServer::new(app));
    http.write("GET /large HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(seconds_until(serving).await, 30);
}

#[tokio::test]
async fn several_servers_share_a_listener() {
    let at = |path: &str| {
        let handlers = Handlers::new().event(echo);
        Io::builder().config(Config::new().path(path)).namespace("/", handlers).build().unwrap()
    };
    let (outer, inner) = (at("/a/b"), at("/a"));
    let server = HttpServer::new(outer.layer().layer(inner.service()));
    let server = server.stop_with(outer.engine()).stop_with(inner.engine());
    let sessions = || (outer.engine().sessions(), inner.engine().sessions());
    for (target, expected) in
        [("/a/b/", (1, 0)), ("/a/", (1, 1)), ("/a/c/", (1, 2)), ("/b/", (1, 2))]
    {
        let (mut http, _serving) = connect!(server);
        http.write(OPEN.replace("/socket.io/", target)).await;
        let status = if target == "/b/" { 404 } else { 200 };
        assert_eq!((http.response().await.status, sessions()), (status, expected), "{target}");
    }
    // The end of one is not the end of the other.
    within("one server to close", outer.close()).await;
    let (mut http, _serving) = connect!(server);
    http.write(OPEN.replace("/socket.io/", "/a/")).await;
    assert_eq!(http.response().await.status, 200);
    within("the other to close", inner.close()).await;
    http.ended().await;
}

#[tokio::test]
async fn nested_router_takes_its_prefix_off_the_path() {
    let app = Router::new()
        .route("/upload", post(|body: String| async { body }))
        .layer(io().layer())
        .fallback_service(io().service());
    let app = Router::new().nest("/api", app);
    let (mut http, _serving) = connect!(HttpServer::new(app));
    http.write(OPEN.replace("/socket.io/", "/api/socket.io/")).await;
    assert_eq!(http.response().await.status, 200);
    http.write(OPEN).await;
    assert_eq!(http.response().await.status, 404);
    let target = RawWebSocket::request("EIO=4&transport=websocket");
    http.write(target.replace("/socket.io/", "/api/socket.io/")).await;
    let mut websocket = RawWebSocket::accepted(http).await;
    assert!(websocket.text().await.starts_with("0{"));
}

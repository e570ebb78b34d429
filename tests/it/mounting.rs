//! The ways into a program: a port of its own, around axum, as a tower service.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tower::Layer as _;
use wigwag::{Config, HttpServer, Io, TransportName};
use wigwag_tests::harness::{
    Handlers, HttpConnection, HttpResponse, RawPolling, RawWebSocket, TestServer, echo, sid, within,
};

fn io_at(path: &str) -> Io {
    let handlers = Handlers::new().event(echo);
    Io::builder().config(Config::new().path(path)).namespace("/", handlers).build().unwrap()
}

async fn request(server: &TestServer, head: &str, body: &str) -> HttpResponse {
    let mut http = server.http().await;
    let len = body.len();
    http.write(format!("{head} HTTP/1.1\r\nhost: test\r\ncontent-length: {len}\r\n\r\n{body}"))
        .await;
    http.response().await
}

/// Polling, WebSocket and the way from one to the other.
async fn check_serves(server: &TestServer) {
    let (mut websocket, _) = server.join().await;
    websocket.send(r#"420["ping"]"#).await;
    assert_eq!(websocket.text().await, "430[]");
    let (polling, _) = RawPolling::join(server).await;
    polling.send(r#"420["ping"]"#).await;
    assert_eq!(polling.poll().await, "430[]");
    let mut upgraded = polling.upgrade().await;
    upgraded.send(r#"421["ping"]"#).await;
    assert_eq!(upgraded.text().await, "431[]");
}

#[tokio::test]
async fn server_has_a_port_of_its_own() {
    let server = TestServer::start(&io_at("/socket.io")).await;
    check_serves(&server).await;
    assert_eq!(request(&server, "GET /", "").await.status_and_body(), (404, ""));
    assert_eq!(request(&server, "POST /other", "body").await.status_and_body(), (404, ""));
}

#[tokio::test]
async fn foreign_requests_fall_through_to_the_application() {
    let app = Router::new()
        .route("/", get(|| async { "the page" }))
        .route("/upload", post(|body: String| async move { body.to_uppercase() }))
        .route("/socket.io", get(|| async { "not ours" }))
        .fallback(|| async { (StatusCode::NOT_FOUND, "the application's 404") });
    let server = TestServer::start_behind_axum(&io_at("/socket.io"), app).await;
    check_serves(&server).await;
    assert_eq!(request(&server, "GET /", "").await.status_and_body(), (200, "the page"));
    let upload = request(&server, "POST /upload", "a body").await;
    assert_eq!(upload.status_and_body(), (200, "A BODY"));
    let bare = request(&server, "GET /socket.io?EIO=4&transport=polling", "").await;
    assert_eq!(bare.status_and_body(), (200, "not ours"));
    let missing = request(&server, "GET /missing?EIO=4&transport=polling&sid=x", "").await;
    assert_eq!(missing.status_and_body(), (404, "the application's 404"));
}

#[tokio::test]
async fn server_is_a_tower_service() {
    let io = io_at("/socket.io");
    let outer = Io::builder().config(Config::new().path("/outer")).build().unwrap();
    let app = Router::new().fallback_service(io.service());
    let server = TestServer::start_behind_axum(&outer, app).await;
    check_serves(&server).await;
    assert_eq!(request(&server, "GET /", "").await.status_and_body(), (404, ""));
}

#[tokio::test]
async fn server_is_a_service_of_hyper() {
    let io = io_at("/socket.io");
    for is_first in [true, false] {
        let (client, stream) = tokio::io::duplex(1 << 16);
        // Engine.IO alone is one just as well.
        let service = if is_first { io.service() } else { io.engine().service() };
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        let serving = tokio::spawn(connection.with_upgrades());
        let mut http = HttpConnection::over(client);
        http.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(http.response().await.status_and_body(), (404, ""));
        let open = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n";
        http.write(open).await;
        assert!(http.response().await.body.starts_with("0{"));
        let mut websocket = RawWebSocket::handshake(http, "EIO=4&transport=websocket").await;
        assert!(websocket.text().await.starts_with("0{"));
        within("serving to be done", serving).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn foreign_upgrades_fall_through_to_the_application() {
    let shout = async |request: Request| {
        tokio::spawn(async move {
            let mut stream = TokioIo::new(hyper::upgrade::on(request).await.unwrap());
            let mut word = [0; 5];
            stream.read_exact(&mut word).await.unwrap();
            stream.write_all(&word.to_ascii_uppercase()).await.unwrap();
        });
        (StatusCode::SWITCHING_PROTOCOLS, [("connection", "Upgrade"), ("upgrade", "shout")])
    };
    let app = Router::new().route("/shout", get(shout));
    let io = io_at("/socket.io");
    let request =
        "GET /shout HTTP/1.1\r\nhost: test\r\nconnection: Upgrade\r\nupgrade: shout\r\n\r\n";
    // Behind axum's server, and behind our own.
    let server = TestServer::start_behind_axum(&io, app.clone()).await;
    let mut http = server.http().await;
    http.write(request).await;
    assert_eq!(http.response().await.status, 101);
    http.write("hello").await;
    assert_eq!(http.rest().await, b"HELLO");

    let (client, stream) = tokio::io::duplex(1 << 16);
    let own = HttpServer::new(io.layer().layer(app));
    tokio::spawn(async move { own.serve_connection(stream, None).await });
    let mut http = HttpConnection::over(client);
    http.write(request).await;
    assert_eq!(http.response().await.status, 101);
    http.write("hello").await;
    assert_eq!(http.rest().await, b"HELLO");
}

#[tokio::test]
async fn engine_alone_is_a_layer() {
    let (inner, outer) = (io_at("/socket.io"), io_at("/engine.io"));
    let app = Router::new().layer(outer.engine().layer());
    let server = TestServer::start_behind_axum(&inner, app).await;
    check_serves(&server).await;
    let open = request(&server, "GET /engine.io/?EIO=4&transport=polling", "").await;
    assert_eq!((open.status, outer.engine().sessions()), (200, 1));
    assert_eq!(request(&server, "GET /", "").await.status, 404);
}

#[tokio::test]
async fn two_servers_share_a_port_and_no_session() {
    let (first, second) = (io_at("/socket.io"), io_at("/second"));
    let server = TestServer::start_behind_axum(&first, Router::new().layer(second.layer())).await;
    let open = request(&server, "GET /second/?EIO=4&transport=polling", "").await;
    assert_eq!(open.status, 200);
    assert_eq!((first.engine().sessions(), second.engine().sessions()), (0, 1));
    let sid = sid(&open.body);
    let line = format!("GET /socket.io/?EIO=4&transport=polling&sid={sid}");
    let stranger = request(&server, &line, "").await;
    assert_eq!(stranger.body, r#"{"code":1,"message":"Session ID unknown"}"#);
    let line = format!("POST /second/?EIO=4&transport=polling&sid={sid}");
    assert_eq!(request(&server, &line, "40").await.status_and_body(), (200, "ok"));
}

#[tokio::test]
async fn address_in_use_is_an_error() {
    let server = TestServer::start(&io_at("/socket.io")).await;
    let error = within("an error", io_at("/socket.io").serve(server.address())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}

#[tokio::test]
async fn connections_outlive_the_listener() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let io = io_at("/socket.io");
    let mut client = {
        let mut serving = std::pin::pin!(io.serve_listener(listener));
        let opening = async {
            let http = HttpConnection::open(address).await;
            let mut client = RawWebSocket::handshake(http, "EIO=4&transport=websocket").await;
            client.text().await;
            client
        };
        tokio::select! {
            client = opening => client,
            () = &mut serving => unreachable!("serving never ends"),
        }
    };
    client.join("40").await;
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.text().await, "430[]");
    let refused = within("an answer", tokio::net::TcpStream::connect(address)).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn sessions_of_clones_are_those_of_one_server() {
    let io = io_at("/socket.io");
    let server = TestServer::start(&io.clone()).await;
    let (client, _) = server.join().await;
    assert_eq!(io.engine().sessions(), 1);
    let closing = tokio::spawn(async move { io.clone().close().await });
    client.closes().await;
    within("the server to close", closing).await.unwrap();
}

fn build_error(config: Config, namespaces: &[&str]) -> String {
    let mut builder = Io::builder().config(config);
    for name in namespaces {
        builder = builder.namespace(*name, Handlers::new());
    }
    builder.build().unwrap_err().to_string()
}

#[test]
fn mistakes_of_the_program_are_told_when_the_server_is_built() {
    assert_eq!(
        build_error(Config::new(), &["/", "/a", "/a"]),
        "the namespace `/a` is mounted twice"
    );
    assert_eq!(build_error(Config::new(), &["/a", "a"]), "the namespace `/a` is mounted twice");
    for name in ["/a,b", "/a?b"] {
        let expected = format!("the namespace `{name}` must contain no comma and no question mark");
        assert_eq!(build_error(Config::new(), &[name]), expected);
    }
    let error = build_error(Config::new().path("realtime"), &[]);
    assert_eq!(error, "`path` must start with a slash and name at least one segment");
    let error = build_error(Config::new().ping_interval(Duration::ZERO), &[]);
    assert_eq!(error, "`ping_interval` must be longer than zero");
    let error = build_error(Config::new().transports([]), &[]);
    assert_eq!(error, "`transports` must name at least one transport");
    let error = build_error(Config::new().write_timeout(Duration::ZERO), &[]);
    assert!(error.contains("`write_timeout`"), "{error}");
    let error = build_error(Config::new().upgrade_timeout(Duration::ZERO), &[]);
    assert_eq!(error, "`upgrade_timeout` must be longer than zero");
    let error = build_error(Config::new().attachments_timeout(Duration::MAX), &[]);
    assert_eq!(error, "intervals and timeouts must not be longer than a year");
    let unbounded = [
        Config::new().max_sessions(0),
        Config::new().max_sessions_per_address(0),
        Config::new().max_unjoined_sessions(0),
        Config::new().max_half_open_upgrades(0),
        Config::new().handshakes_per_turn(0),
        Config::new().max_waiting_handshakes(0),
        Config::new().max_namespaces_per_session(0),
    ];
    for config in unbounded {
        let error = build_error(config, &[]);
        assert!(error.ends_with("must be at least 1"), "{error}");
    }
    let only_polling = Config::new().transports([TransportName::Polling]);
    assert!(Io::builder().config(only_polling).build().is_ok());
}

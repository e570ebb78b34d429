//! Opening a session, and the answers to requests that do not.

use wigwag::{Config, TransportName};
use wigwag_tests::harness::{
    Handlers, HttpResponse, RawPolling, RawWebSocket, TestServer, hide_sid, sid,
};

/// The answer to a request without a body.
async fn answer(server: &TestServer, request_line: &str, headers: &str) -> HttpResponse {
    let mut http = server.http().await;
    http.write(format!("{request_line} HTTP/1.1\r\nhost: test\r\n{headers}\r\n")).await;
    http.response().await
}

async fn check_refused(server: &TestServer, request_line: &str, status: u16, body: &str) {
    let response = answer(server, request_line, "").await;
    assert_eq!(response.status_and_body(), (status, body), "{request_line}");
    assert_eq!(response.header("content-type"), Some("application/json"), "{request_line}");
    assert_eq!(response.header("cache-control"), None, "{request_line}");
}

const UNKNOWN_TRANSPORT: &str = r#"{"code":0,"message":"Transport unknown"}"#;
const UNKNOWN_SID: &str = r#"{"code":1,"message":"Session ID unknown"}"#;
const BAD_METHOD: &str = r#"{"code":2,"message":"Bad handshake method"}"#;
const BAD_REQUEST: &str = r#"{"code":3,"message":"Bad request"}"#;
const BAD_VERSION: &str = r#"{"code":5,"message":"Unsupported protocol version"}"#;

#[tokio::test]
async fn polling_handshake_is_answered_with_the_open_packet_alone() {
    // What the application sends first does not travel with the handshake.
    let handlers = Handlers::new().connected(|socket| async move { socket.emit("hello", &()) });
    let server = TestServer::with(handlers).await;
    let response = answer(&server, "GET /socket.io/?EIO=4&transport=polling", "").await;
    assert_eq!(response.status, 200);
    assert_eq!(
        hide_sid(&response.body),
        r#"0{"sid":"SID","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#
    );
    assert_eq!(response.header("content-type"), Some("text/plain; charset=UTF-8"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.header("content-length"), Some("118"));
    assert_eq!(response.header("set-cookie"), None);
    assert_eq!(response.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn websocket_handshake_is_followed_by_the_open_packet_without_upgrades() {
    let server = TestServer::with(Handlers::new()).await;
    let http = server.http().await;
    let mut websocket = RawWebSocket::handshake(http, "EIO=4&transport=websocket").await;
    assert_eq!(
        hide_sid(&websocket.text().await),
        r#"0{"sid":"SID","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#
    );
}

#[tokio::test]
async fn open_packet_shows_the_configuration() {
    let config = Config::new()
        .ping_interval(std::time::Duration::from_millis(300))
        .ping_timeout(std::time::Duration::from_millis(200))
        .max_http_buffer_size(4096)
        .allow_upgrades(false);
    let server = TestServer::with_config(config, Handlers::new()).await;
    let response = answer(&server, "GET /socket.io/?EIO=4&transport=polling", "").await;
    assert_eq!(
        hide_sid(&response.body),
        r#"0{"sid":"SID","upgrades":[],"pingInterval":300,"pingTimeout":200,"maxPayload":4096}"#
    );
}

#[tokio::test]
async fn upgrades_are_not_offered_where_websocket_is_switched_off() {
    let config = Config::new().transports([TransportName::Polling]);
    let server = TestServer::with_config(config, Handlers::new()).await;
    let response = answer(&server, "GET /socket.io/?EIO=4&transport=polling", "").await;
    assert!(response.body.contains(r#""upgrades":[]"#), "{}", response.body);
}

#[tokio::test]
async fn session_ids_differ_and_are_not_socket_ids() {
    let server = TestServer::with(Handlers::new()).await;
    let (first, first_socket) = RawPolling::join(&server).await;
    let (second, second_socket) = RawPolling::join(&server).await;
    assert_ne!(first.sid(), second.sid());
    assert_ne!(first_socket, second_socket);
    assert_ne!(first.sid(), first_socket);
    // A counter at the end would give away how many sessions there are.
    assert_ne!(first.sid()[16..], second.sid()[16..]);
}

#[tokio::test]
async fn public_id_of_a_socket_opens_nothing() {
    let server = TestServer::with(Handlers::new()).await;
    let (_client, socket) = RawPolling::join(&server).await;
    for method in ["GET", "POST"] {
        let line = format!("{method} /socket.io/?EIO=4&transport=polling&sid={socket}");
        check_refused(&server, &line, 400, UNKNOWN_SID).await;
    }
}

#[tokio::test]
async fn last_of_repeated_parameters_counts() {
    let server = TestServer::with(Handlers::new()).await;
    let line = "GET /socket.io/?EIO=3&transport=x&transport=polling&EIO=4&t=1";
    let response = answer(&server, line, "").await;
    assert_eq!(response.status, 200);
    assert_eq!(sid(&response.body).len(), 20);
}

#[tokio::test]
async fn unknown_transports_are_refused() {
    let server = TestServer::with(Handlers::new()).await;
    for transport in ["", "abc", "__proto__", "constructor", "webtransport", "Polling", "%00"] {
        let line = format!("GET /socket.io/?EIO=4&transport={transport}");
        check_refused(&server, &line, 400, UNKNOWN_TRANSPORT).await;
    }
    check_refused(&server, "GET /socket.io/", 400, UNKNOWN_TRANSPORT).await;
    check_refused(&server, "GET /socket.io/?EIO=4", 400, UNKNOWN_TRANSPORT).await;
    check_refused(&server, "POST /socket.io/?EIO=4", 400, UNKNOWN_TRANSPORT).await;
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn transports_that_are_switched_off_are_unknown() {
    let config = Config::new().transports([TransportName::WebSocket]);
    let server = TestServer::with_config(config, Handlers::new()).await;
    let line = "GET /socket.io/?EIO=4&transport=polling";
    check_refused(&server, line, 400, UNKNOWN_TRANSPORT).await;

    let config = Config::new().transports([TransportName::Polling]);
    let server = TestServer::with_config(config, Handlers::new()).await;
    // Nobody listens for upgrades there: it is a request like any other.
    let mut http = server.http().await;
    http.write(RawWebSocket::request("EIO=4&transport=websocket")).await;
    assert_eq!(http.response().await.status_and_body(), (400, UNKNOWN_TRANSPORT));
}

#[tokio::test]
async fn unknown_session_ids_are_refused_and_open_no_session() {
    let server = TestServer::with(Handlers::new()).await;
    let long = "x".repeat(4000);
    for sid in ["abc", "__proto__", "AAAAAAAAAAAAAAAAAAAA", "%F0%9F%98%80", "a&sid=b", &long] {
        for method in ["GET", "POST", "PUT"] {
            let line = format!("{method} /socket.io/?EIO=4&transport=polling&sid={sid}");
            check_refused(&server, &line, 400, UNKNOWN_SID).await;
        }
    }
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn handshake_by_another_method_is_refused() {
    let server = TestServer::with(Handlers::new()).await;
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let line = format!("{method} /socket.io/?EIO=4&transport=polling");
        check_refused(&server, &line, 400, BAD_METHOD).await;
    }
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn websocket_transport_without_an_upgrade_is_refused() {
    let server = TestServer::with(Handlers::new()).await;
    check_refused(&server, "GET /socket.io/?EIO=4&transport=websocket", 400, BAD_REQUEST).await;
}

#[tokio::test]
async fn other_protocol_revisions_are_refused() {
    let server = TestServer::with(Handlers::new()).await;
    for revision in ["EIO=3", "EIO=5", "EIO=", "EIO=04", "EIO=4.0", "x=4"] {
        let line = format!("GET /socket.io/?{revision}&transport=polling");
        check_refused(&server, &line, 400, BAD_VERSION).await;
    }
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn request_of_a_session_with_another_transport_or_revision_is_refused() {
    let server = TestServer::with(Handlers::new()).await;
    let polling = RawPolling::open(&server).await;
    let sid = polling.sid();
    let line = format!("GET /socket.io/?EIO=4&transport=websocket&sid={sid}");
    check_refused(&server, &line, 400, BAD_REQUEST).await;
    let line = format!("GET /socket.io/?EIO=3&transport=polling&sid={sid}");
    check_refused(&server, &line, 400, BAD_REQUEST).await;
    // The session takes no harm.
    polling.send("40").await;
}

#[tokio::test]
async fn polling_requests_of_a_websocket_session_are_refused() {
    let server = TestServer::with(Handlers::new()).await;
    let http = server.http().await;
    let mut websocket = RawWebSocket::handshake(http, "EIO=4&transport=websocket").await;
    let open = websocket.text().await;
    for method in ["GET", "POST"] {
        let line = format!("{method} /socket.io/?EIO=4&transport=polling&sid={}", sid(&open));
        check_refused(&server, &line, 400, BAD_REQUEST).await;
    }
    websocket.join("40").await;
}

#[tokio::test]
async fn plain_request_for_a_websocket_session_is_refused() {
    let server = TestServer::with(Handlers::new()).await;
    let http = server.http().await;
    let mut websocket = RawWebSocket::handshake(http, "EIO=4&transport=websocket").await;
    let open = websocket.text().await;
    let line = format!("GET /socket.io/?EIO=4&transport=websocket&sid={}", sid(&open));
    assert_eq!(answer(&server, &line, "").await.status, 400);
    websocket.join("40").await;
}

#[tokio::test]
async fn other_methods_of_a_known_session_are_a_server_error_and_do_no_harm() {
    let server = TestServer::with(Handlers::new()).await;
    let polling = RawPolling::open(&server).await;
    for method in ["PUT", "DELETE", "OPTIONS", "HEAD"] {
        assert_eq!(polling.request(method).await.status_and_body(), (500, ""), "{method}");
    }
    polling.send("40").await;
}

/// A refused upgrade is answered in plain text, and its connection ends.
async fn check_upgrade_refused(server: &TestServer, query: &str, message: &str) {
    check_upgrade_request_refused(server, &RawWebSocket::request(query), message).await;
}

async fn check_upgrade_request_refused(server: &TestServer, request: &str, message: &str) {
    let mut http = server.http().await;
    http.write(request).await;
    let response = http.response().await;
    assert_eq!(response.status_and_body(), (400, message), "{request}");
    assert_eq!(response.header("connection"), Some("close"), "{request}");
    assert_eq!(response.header("content-type"), Some("text/html"), "{request}");
    http.ended().await;
}

#[tokio::test]
async fn refused_upgrades_are_answered_before_the_101() {
    let server = TestServer::with(Handlers::new()).await;
    let cases = [
        ("EIO=4&transport=abc", "Transport unknown"),
        ("EIO=4&transport=__proto__", "Transport unknown"),
        ("EIO=4&transport=websocket&sid=abc", "Session ID unknown"),
        ("EIO=4&transport=polling", "Bad request"),
        ("EIO=3&transport=websocket", "Unsupported protocol version"),
        ("transport=websocket", "Unsupported protocol version"),
    ];
    for (query, message) in cases {
        check_upgrade_refused(&server, query, message).await;
    }
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn upgrade_without_a_valid_key_or_version_is_refused() {
    let server = TestServer::with(Handlers::new()).await;
    let request = RawWebSocket::request("EIO=4&transport=websocket");
    let no_key = request.replace("sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "");
    let message = "Missing or invalid Sec-WebSocket-Key header";
    check_upgrade_request_refused(&server, &no_key, message).await;
    let old_version = request.replace("sec-websocket-version: 13", "sec-websocket-version: 7");
    let mut http = server.http().await;
    http.write(old_version).await;
    let response = http.response().await;
    assert_eq!(response.status, 400);
    assert_eq!(response.header("sec-websocket-version"), Some("13"));
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn paths_are_matched_by_prefix() {
    let server = TestServer::with(Handlers::new()).await;
    let query = "?EIO=4&transport=polling";
    assert_eq!(answer(&server, &format!("GET /socket.io/any/{query}"), "").await.status, 200);
    assert_eq!(answer(&server, &format!("GET /socket.io{query}"), "").await.status, 404);
    assert_eq!(answer(&server, &format!("GET /socket.iox/{query}"), "").await.status, 404);
    assert_eq!(answer(&server, &format!("GET /{query}"), "").await.status, 404);
}

#[tokio::test]
async fn slash_behind_the_path_need_not_be_there() {
    let config = Config::new().add_trailing_slash(false);
    let server = TestServer::with_config(config, Handlers::new()).await;
    let query = "?EIO=4&transport=polling";
    let served = ["/socket.io", "/socket.io/", "/socket.io/any"];
    for path in served {
        assert_eq!(answer(&server, &format!("GET {path}{query}"), "").await.status, 200, "{path}");
    }
    for path in ["/socket.iozzz", "/socket.i", "/socket.iozzz/", "/"] {
        assert_eq!(answer(&server, &format!("GET {path}{query}"), "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn path_can_be_chosen() {
    for path in ["/realtime", "/realtime/"] {
        let config = Config::new().path(path);
        let server = TestServer::with_config(config, Handlers::new()).await;
        let query = "?EIO=4&transport=polling";
        assert_eq!(answer(&server, &format!("GET /realtime/{query}"), "").await.status, 200);
        assert_eq!(answer(&server, &format!("GET /socket.io/{query}"), "").await.status, 404);
    }
}

#[tokio::test]
async fn two_thousand_headers_are_refused_and_the_server_lives() {
    let server = TestServer::with(Handlers::new()).await;
    let headers: String = (0..2000).map(|number| format!("x-{number}: a\r\n")).collect();
    let request = RawWebSocket::request("EIO=4&transport=websocket");
    let mut http = server.http().await;
    let crowded = request.replacen("host: test\r\n", &format!("host: test\r\n{headers}"), 1);
    // The server may have had enough before the last header.
    let _ = http.try_write(crowded).await;
    assert_eq!(http.response().await.status, 431);
    server.join().await;
}

#[tokio::test]
async fn odd_websocket_headers_do_no_harm() {
    let server = TestServer::with(Handlers::new()).await;
    let request = RawWebSocket::request("EIO=4&transport=websocket");
    let long = "x".repeat(10_000);
    let cases = [
        ("sec-websocket-extensions: constructor".to_owned(), 101),
        ("sec-websocket-extensions: ".to_owned(), 101),
        (format!("sec-websocket-extensions: {long}"), 101),
        ("sec-websocket-protocol: constructor, toString".to_owned(), 101),
        (format!("sec-websocket-protocol: {}", "a,".repeat(10_000) + "a"), 400),
        (format!("sec-websocket-protocol: a{}b", " ".repeat(10_000)), 400),
    ];
    for (header, status) in cases {
        let mut http = server.http().await;
        http.write(request.replacen("host: test", &format!("host: test\r\n{header}"), 1)).await;
        let response = http.response().await;
        assert_eq!(response.status, status, "{header:.40}");
        assert_eq!(response.header("sec-websocket-extensions"), None, "{header:.40}");
    }
}

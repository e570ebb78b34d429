//! What browsers are told about pages of other origins. The headers are those that the official server sends.

use axum::http::StatusCode;
use std::time::Duration;

use wigwag::{Config, Cors};
use wigwag_tests::harness::{Handlers, HttpResponse, RawWebSocket, TestServer, sid};

const POLLING: &str = "/socket.io/?EIO=4&transport=polling";

async fn server(cors: Cors) -> TestServer {
    TestServer::with_config(Config::new().cors(cors), Handlers::new()).await
}

async fn request(server: &TestServer, head: &str, headers: &[&str]) -> HttpResponse {
    let mut http = server.http().await;
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    http.write(format!("{head} HTTP/1.1\r\nhost: test\r\n{headers}\r\n")).await;
    http.response().await
}

async fn preflight(server: &TestServer, origin: &str, headers: &[&str]) -> HttpResponse {
    let origin = format!("origin: {origin}");
    let mut all = vec![origin.as_str(), "access-control-request-method: POST"];
    all.extend(headers);
    request(server, &format!("OPTIONS {POLLING}"), &all).await
}

async fn get(server: &TestServer, origin: &str) -> HttpResponse {
    request(server, &format!("GET {POLLING}"), &[&format!("origin: {origin}")]).await
}

/// The status, and the headers that browsers look at, in alphabetical order.
fn said(response: &HttpResponse) -> (u16, Vec<String>) {
    let mut headers: Vec<_> = response
        .headers
        .iter()
        .filter(|(name, _)| name == "vary" || name.starts_with("access-control-"))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    headers.sort();
    (response.status, headers)
}

#[track_caller]
fn check(response: &HttpResponse, status: u16, headers: &[&str]) {
    let (actual_status, actual) = said(response);
    assert_eq!(
        (actual_status, actual),
        (status, headers.iter().map(ToString::to_string).collect())
    );
}

#[tokio::test]
async fn without_the_option_nothing_is_said() {
    let server = TestServer::with(Handlers::new()).await;
    let refused = preflight(&server, "http://test", &[]).await;
    check(&refused, 400, &[]);
    assert_eq!(refused.body, r#"{"code":2,"message":"Bad handshake method"}"#);
    check(&get(&server, "http://test").await, 200, &[]);
}

#[tokio::test]
async fn any_origin_is_told_a_star() {
    let server = server(Cors::any()).await;
    let answer =
        preflight(&server, "https://a.test", &["access-control-request-headers: x-q, x-r"]).await;
    check(
        &answer,
        204,
        &[
            "access-control-allow-headers: x-q, x-r",
            "access-control-allow-methods: GET,HEAD,PUT,PATCH,POST,DELETE",
            "access-control-allow-origin: *",
            "vary: Access-Control-Request-Headers",
        ],
    );
    // RFC 9110 §8.6 forbids the zero that the official server sends.
    assert_eq!(answer.header("content-length"), None);
    check(
        &preflight(&server, "https://a.test", &[]).await,
        204,
        &[
            "access-control-allow-methods: GET,HEAD,PUT,PATCH,POST,DELETE",
            "access-control-allow-origin: *",
            "vary: Access-Control-Request-Headers",
        ],
    );
    check(&get(&server, "https://a.test").await, 200, &["access-control-allow-origin: *"]);
    let answer = request(&server, &format!("GET {POLLING}"), &[]).await;
    check(&answer, 200, &["access-control-allow-origin: *"]);
}

#[tokio::test]
async fn one_origin_is_named_to_everybody() {
    let server = server(Cors::origin("https://a.test").credentials(true)).await;
    for origin in ["https://a.test", "https://evil.test"] {
        let answer = preflight(&server, origin, &["access-control-request-headers: x-q"]).await;
        check(
            &answer,
            204,
            &[
                "access-control-allow-credentials: true",
                "access-control-allow-headers: x-q",
                "access-control-allow-methods: GET,HEAD,PUT,PATCH,POST,DELETE",
                "access-control-allow-origin: https://a.test",
                "vary: Origin, Access-Control-Request-Headers",
            ],
        );
    }
    let headers = [
        "access-control-allow-credentials: true",
        "access-control-allow-origin: https://a.test",
        "vary: Origin",
    ];
    check(&get(&server, "https://a.test").await, 200, &headers);
    check(&request(&server, &format!("GET {POLLING}"), &[]).await, 200, &headers);
}

#[tokio::test]
async fn origins_of_a_list_are_told_their_own() {
    let cors = Cors::origins(["https://a.test", "https://b.test"])
        .methods(["GET", "POST"])
        .allowed_headers(["x-one", "x-two"])
        .exposed_headers(["x-e", "x-f"])
        .credentials(true)
        .max_age(Duration::from_secs(600))
        .options_success_status(StatusCode::OK);
    let server = server(cors).await;
    for origin in ["https://a.test", "https://b.test"] {
        let answer = preflight(&server, origin, &["access-control-request-headers: x-q"]).await;
        assert_eq!(answer.header("content-length"), Some("0"));
        check(
            &answer,
            200,
            &[
                "access-control-allow-credentials: true",
                "access-control-allow-headers: x-one,x-two",
                "access-control-allow-methods: GET,POST",
                &format!("access-control-allow-origin: {origin}"),
                "access-control-expose-headers: x-e,x-f",
                "access-control-max-age: 600",
                "vary: Origin",
            ],
        );
        check(
            &get(&server, origin).await,
            200,
            &[
                "access-control-allow-credentials: true",
                &format!("access-control-allow-origin: {origin}"),
                "access-control-expose-headers: x-e,x-f",
                "vary: Origin",
            ],
        );
    }
    check(
        &preflight(&server, "https://evil.test", &[]).await,
        200,
        &[
            "access-control-allow-credentials: true",
            "access-control-allow-headers: x-one,x-two",
            "access-control-allow-methods: GET,POST",
            "access-control-expose-headers: x-e,x-f",
            "access-control-max-age: 600",
            "vary: Origin",
        ],
    );
    check(
        &request(&server, &format!("GET {POLLING}"), &[]).await,
        200,
        &[
            "access-control-allow-credentials: true",
            "access-control-expose-headers: x-e,x-f",
            "vary: Origin",
        ],
    );
}

#[tokio::test]
async fn empty_lists_are_not_said() {
    let cors = Cors::any().methods([""; 0]).allowed_headers([""; 0]).exposed_headers([""; 0]);
    let server = server(cors).await;
    let answer =
        preflight(&server, "https://a.test", &["access-control-request-headers: x-q"]).await;
    check(&answer, 204, &["access-control-allow-origin: *"]);
}

#[tokio::test]
async fn a_mirror_admits_everybody() {
    let server = server(Cors::mirror()).await;
    for origin in ["https://a.test", "https://evil.test", "null"] {
        let allowed = format!("access-control-allow-origin: {origin}");
        check(&get(&server, origin).await, 200, &[&allowed, "vary: Origin"]);
    }
    check(&request(&server, &format!("GET {POLLING}"), &[]).await, 200, &["vary: Origin"]);
}

#[tokio::test]
async fn a_program_may_decide_over_origins() {
    let server = server(Cors::matching(|origin| origin.ends_with(".a.test"))).await;
    let answer = get(&server, "https://x.a.test").await;
    check(&answer, 200, &["access-control-allow-origin: https://x.a.test", "vary: Origin"]);
    check(
        &preflight(&server, "https://evil.test", &[]).await,
        204,
        &[
            "access-control-allow-methods: GET,HEAD,PUT,PATCH,POST,DELETE",
            "vary: Origin, Access-Control-Request-Headers",
        ],
    );
}

#[tokio::test]
async fn a_program_may_decide_over_requests() {
    let config = Config::new().cors_per_request(|request| {
        let tenant = request.headers.get("x-tenant")?.to_str().ok()?;
        let cors = Cors::origin(format!("https://{tenant}.test"));
        Some(cors.credentials(request.uri.path().ends_with("/")))
    });
    let server = TestServer::with_config(config, Handlers::new()).await;
    let head = format!("GET {POLLING}");
    let answer = request(&server, &head, &["origin: https://a.test", "x-tenant: a"]).await;
    check(
        &answer,
        200,
        &[
            "access-control-allow-credentials: true",
            "access-control-allow-origin: https://a.test",
            "vary: Origin",
        ],
    );
    check(&request(&server, &head, &[]).await, 200, &[]);
    let refused = preflight(&server, "http://test", &[]).await;
    assert_eq!(refused.status_and_body(), (400, r#"{"code":2,"message":"Bad handshake method"}"#));
    check(&refused, 400, &[]);
    // A mistake for one request is no `cors` for it.
    check(&request(&server, &head, &["x-tenant: NO TENANT"]).await, 200, &[]);
}

#[tokio::test]
async fn a_preflight_is_answered_whatever_it_asks_for() {
    let server = server(Cors::any()).await;
    for target in [
        "/socket.io/?EIO=4&transport=polling&sid=unknown",
        "/socket.io/?EIO=3&transport=carrier-pigeon",
        "/socket.io/nothing.js",
    ] {
        assert_eq!(
            request(&server, &format!("OPTIONS {target}"), &[]).await.status,
            204,
            "{target}"
        );
    }
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn a_preflight_may_go_on() {
    let server = server(Cors::any().preflight_continue(true)).await;
    let answer =
        preflight(&server, "https://a.test", &["access-control-request-headers: x-q"]).await;
    assert_eq!(answer.body, r#"{"code":2,"message":"Bad handshake method"}"#);
    check(
        &answer,
        400,
        &[
            "access-control-allow-headers: x-q",
            "access-control-allow-methods: GET,HEAD,PUT,PATCH,POST,DELETE",
            "access-control-allow-origin: *",
            "vary: Access-Control-Request-Headers",
        ],
    );
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let cors = Cors::origins(["https://a.test"]).credentials(true).exposed_headers(["x-e"]);
    let config = Config::new().cors(cors).max_http_buffer_size(10);
    let server = TestServer::with_config(config, Handlers::new()).await;
    let origin = "origin: https://a.test";
    let expected = [
        "access-control-allow-credentials: true",
        "access-control-allow-origin: https://a.test",
        "access-control-expose-headers: x-e",
        "vary: Origin",
    ];
    let open = get(&server, "https://a.test").await;
    check(&open, 200, &expected);
    let session = format!("{POLLING}&sid={}", sid(&open.body));
    let taken = request(&server, &format!("POST {session}"), &[origin, "content-length: 0"]).await;
    // An empty payload ends the session; the next answers are about unknown ones.
    check(&taken, 200, &expected);
    for (head, headers, status) in [
        (format!("GET {session}"), vec![origin], 400),
        ("GET /socket.io/nothing.js".to_owned(), vec![origin], 400),
        (format!("PUT {POLLING}"), vec![origin, "content-length: 0"], 400),
        (format!("GET {POLLING}").replace("EIO=4", "EIO=3"), vec![origin], 400),
    ] {
        check(&request(&server, &head, &headers).await, status, &expected);
    }
    let open = get(&server, "https://a.test").await;
    let session = format!("{POLLING}&sid={}", sid(&open.body));
    let too_large =
        request(&server, &format!("POST {session}"), &[origin, "content-length: 11"]).await;
    check(&too_large, 413, &expected);
    let unhandled =
        request(&server, &format!("PUT {session}"), &[origin, "content-length: 0"]).await;
    check(&unhandled, 500, &expected);
}

#[tokio::test]
async fn a_foreign_page_is_refused_with_the_headers_of_an_answer() {
    let server = server(Cors::origins(["https://a.test"]).credentials(true)).await;
    let refused = get(&server, "https://evil.test").await;
    assert_eq!(refused.body, r#"{"code":4,"message":"Forbidden"}"#);
    check(&refused, 403, &["access-control-allow-credentials: true", "vary: Origin"]);
    assert_eq!(server.sessions(), 0);
}

#[tokio::test]
async fn the_answer_to_a_websocket_carries_the_headers() {
    let server = server(Cors::origins(["https://a.test"]).credentials(true)).await;
    let mut http = server.http().await;
    let handshake = RawWebSocket::request("EIO=4&transport=websocket");
    http.write(handshake.replace("host: test\r\n", "host: test\r\norigin: https://a.test\r\n"))
        .await;
    let accepted = http.response().await;
    check(
        &accepted,
        101,
        &[
            "access-control-allow-credentials: true",
            "access-control-allow-origin: https://a.test",
            "vary: Origin",
        ],
    );
}

#[tokio::test]
async fn a_refused_websocket_is_told_nothing() {
    let server = server(Cors::any()).await;
    let mut http = server.http().await;
    http.write(RawWebSocket::request("EIO=4&transport=websocket&sid=unknown")).await;
    let refused = http.response().await;
    assert_eq!(refused.body, "Session ID unknown");
    check(&refused, 400, &[]);
}

#[tokio::test]
async fn panic_of_a_function_about_origins_refuses_its_request_alone() {
    let servers = [
        server(Cors::matching(|_| panic!("on purpose"))).await,
        TestServer::with_config(
            Config::new().cors_per_request(|_| panic!("on purpose")),
            Handlers::new(),
        )
        .await,
    ];
    for server in servers {
        let mut http = server.http().await;
        for (origin, status) in [("http://other.test", 403), ("http://test", 200)] {
            http.write(format!("GET {POLLING} HTTP/1.1\r\nhost: test\r\norigin: {origin}\r\n\r\n"))
                .await;
            assert_eq!(http.response().await.status, status, "{origin}");
        }
    }
}

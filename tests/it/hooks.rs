//! What a program has to say about requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::HeaderValue;
use axum::http::header::{HeaderName, SET_COOKIE};
use wigwag::{Config, Denied};
use wigwag_tests::harness::{
    Gate, Handlers, HttpResponse, Journal, RawPolling, RawWebSocket, TestServer, echo, journal,
};

const BAD_REQUEST: &str = r#"{"code":3,"message":"Bad request"}"#;

const WEBSOCKET: &str = "EIO=4&transport=websocket";

async fn get(server: &TestServer, query: &str, headers: &str) -> HttpResponse {
    server.answer(&format!("GET /socket.io/?{query} HTTP/1.1\r\nhost: test\r\n{headers}\r\n")).await
}

async fn open(server: &TestServer) -> HttpResponse {
    get(server, "EIO=4&transport=polling", "").await
}

async fn upgrade(server: &TestServer, query: &str) -> HttpResponse {
    server.answer(&RawWebSocket::request(query)).await
}

#[tokio::test]
async fn request_that_is_not_allowed_opens_no_session() {
    let config = Config::new().allow_request(|request| async move {
        match request.headers.get("x-token") {
            Some(token) if token == "secret" => Ok(()),
            Some(_) => Err(Denied::new("say \"please\"")),
            None => Err(Denied::default()),
        }
    });
    let server = TestServer::with_config(config, Handlers::new()).await;
    let query = "EIO=4&transport=polling";
    let denied = get(&server, query, "").await;
    assert_eq!(denied.status_and_body(), (403, r#"{"code":4,"message":"Forbidden"}"#));
    assert_eq!(denied.header("content-type"), Some("application/json"));
    assert_eq!(denied.header("cache-control"), None);
    let denied = get(&server, query, "x-token: no\r\n").await;
    assert_eq!(denied.status_and_body(), (403, r#"{"code":4,"message":"say \"please\""}"#));
    let denied = upgrade(&server, WEBSOCKET).await;
    assert_eq!(denied.status_and_body(), (400, "Forbidden"));
    assert_eq!(denied.header("content-type"), Some("text/html"));
    assert_eq!(denied.header("connection"), Some("close"));
    assert_eq!(server.sessions(), 0);
    assert_eq!(get(&server, query, "x-token: secret\r\n").await.status, 200);
    assert_eq!(server.sessions(), 1);
}

#[tokio::test]
async fn only_what_opens_a_session_is_asked_for() {
    let (journal, mut entries) = journal();
    let config = Config::new().allow_request(move |request| {
        journal.write(request.uri.query().unwrap_or_default());
        async { Ok(()) }
    });
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.poll().await, "430[]");
    let _websocket = client.upgrade().await;
    let mut direct = RawWebSocket::handshake(server.http().await, WEBSOCKET).await;
    direct.text().await;
    // Requests that are refused for themselves are not asked for.
    get(&server, "EIO=4&transport=polling&sid=unknown", "").await;
    get(&server, "EIO=4&transport=websocket", "").await;
    assert_eq!(entries.so_far(), ["EIO=4&transport=polling", WEBSOCKET]);
}

#[tokio::test]
async fn program_is_asked_before_the_revision_is_checked() {
    let config = Config::new().allow_request(|_| async { Err(Denied::default()) });
    let server = TestServer::with_config(config, Handlers::new()).await;
    assert_eq!(get(&server, "EIO=3&transport=polling", "").await.status, 403);
    let denied = upgrade(&server, "EIO=3&transport=websocket").await;
    assert_eq!(denied.status_and_body(), (400, "Forbidden"));
}

#[tokio::test]
async fn program_that_panics_over_a_request_refuses_it() {
    let config = Config::new().allow_request(|request| {
        let query = request.uri.query().unwrap_or_default().to_owned();
        assert!(!query.contains("t=now"), "this panic belongs to the test");
        async move {
            assert!(!query.contains("t=later"), "this panic belongs to the test");
            Ok(())
        }
    });
    let server = TestServer::with_config(config, Handlers::new()).await;
    for query in ["EIO=4&transport=polling&t=now", "EIO=4&transport=polling&t=later"] {
        assert_eq!(get(&server, query, "").await.status_and_body(), (400, BAD_REQUEST));
    }
    let refused = upgrade(&server, "EIO=4&transport=websocket&t=later").await;
    assert_eq!(refused.status_and_body(), (400, "Bad request"));
    assert_eq!(open(&server).await.status, 200);
    assert_eq!(server.sessions(), 1);
}

/// Writes when it is dropped.
struct Alive(Journal);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.write("given up");
    }
}

/// Never decides, and writes down when it begins and when it is given up.
fn undecided<T: Send>(journal: &Journal) -> impl Future<Output = T> + Send + use<T> {
    let journal = journal.clone();
    async move {
        journal.write("asked");
        let _alive = Alive(journal);
        std::future::pending().await
    }
}

#[tokio::test]
async fn client_that_goes_while_the_program_decides_leaves_nothing() {
    let (journal, mut entries) = journal();
    let configs = [
        Config::new().allow_request({
            let journal = journal.clone();
            move |_| undecided(&journal)
        }),
        Config::new().generate_id(move |_| undecided::<Result<_, std::io::Error>>(&journal)),
    ];
    for config in configs {
        let server = TestServer::with_config(config, Handlers::new()).await;
        for request in [
            "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n",
            &RawWebSocket::request(WEBSOCKET),
        ] {
            let mut http = server.http().await;
            http.write(request).await;
            assert_eq!(entries.next().await, "asked");
            drop(http);
            assert_eq!(entries.next().await, "given up");
        }
        assert_eq!(server.sessions(), 0);
        assert_eq!(server.stats().ending, 0);
    }
}

#[tokio::test]
async fn websocket_goes_on_when_the_program_kept_its_request() {
    let kept = Arc::new(std::sync::Mutex::new(Vec::new()));
    let gate = Gate::new();
    let config = Config::new().allow_request({
        let (kept, gate) = (Arc::clone(&kept), gate.clone());
        move |request| {
            kept.lock().unwrap().push(request);
            let gate = gate.clone();
            async move {
                gate.pass().await;
                Ok(())
            }
        }
    });
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    gate.open();
    let (mut websocket, _) = server.join().await;
    websocket.send(r#"420["ping"]"#).await;
    assert_eq!(websocket.text().await, "430[]");
    assert_eq!(kept.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn program_names_the_sessions() {
    let ids = AtomicUsize::new(0);
    let config = Config::new().generate_id(move |request| {
        let tenant =
            request.headers.get("x-tenant").map(|tenant| tenant.to_str().unwrap().to_owned());
        let number = ids.fetch_add(1, Ordering::Relaxed);
        async move { tenant.map(|tenant| format!("{tenant}/{number}")).ok_or("no tenant") }
    });
    let server = TestServer::with_config(config, Handlers::new()).await;
    let opened = get(&server, "EIO=4&transport=polling", "x-tenant: a\r\n").await;
    assert!(opened.body.starts_with(r#"0{"sid":"a/0","upgrades""#), "{}", opened.body);
    let request = RawWebSocket::request(WEBSOCKET);
    let mut http = server.http().await;
    http.write(request.replacen("host: test", "host: test\r\nx-tenant: b", 1)).await;
    let mut websocket = RawWebSocket::accepted(http).await;
    let open = websocket.text().await;
    assert!(open.starts_with(r#"0{"sid":"b/1","upgrades""#), "{open}");
    let posted = server
        .answer("POST /socket.io/?EIO=4&transport=polling&sid=a%2F0 HTTP/1.1\r\nhost: test\r\ncontent-length: 2\r\n\r\n40")
        .await;
    assert_eq!(posted.status_and_body(), (200, "ok"));
    assert_eq!(
        get(&server, "EIO=4&transport=polling", "").await.status_and_body(),
        (400, BAD_REQUEST)
    );
    assert_eq!(server.sessions(), 2);
}

#[tokio::test]
async fn id_of_another_session_is_generated_anew() {
    let ids = AtomicUsize::new(0);
    let config = Config::new().generate_id(move |_| {
        // Seven times the first id, then another one, then nothing but these.
        let number = ids.fetch_add(1, Ordering::Relaxed);
        let id = if number == 8 { "second" } else { "first" };
        async move { Ok::<_, std::io::Error>(id.to_owned()) }
    });
    let server = TestServer::with_config(config, Handlers::new()).await;
    assert!(open(&server).await.body.starts_with(r#"0{"sid":"first""#));
    assert!(open(&server).await.body.starts_with(r#"0{"sid":"second""#));
    assert_eq!(open(&server).await.status_and_body(), (400, BAD_REQUEST));
    assert_eq!(server.sessions(), 2);
}

#[tokio::test]
async fn id_that_cannot_be_one_is_refused() {
    let (journal, mut entries) = journal();
    let config = Config::new()
        .generate_id(|request| {
            let query = request.uri.query().unwrap_or_default().to_owned();
            async move {
                assert!(!query.contains("t=panic"), "this panic belongs to the test");
                let id = match query.rsplit_once('=') {
                    Some((_, "empty")) => String::new(),
                    Some((_, "long")) => "x".repeat(129),
                    Some((_, "odd")) => "a\";b".to_owned(),
                    _ => return Err("none left"),
                };
                Ok(id)
            }
        })
        .on_connection_error(move |error, _| {
            let source = std::error::Error::source(error).unwrap();
            journal.write(format!("{} {} {source}", error.code(), error.context().name().unwrap()));
        });
    let server = TestServer::with_config(config, Handlers::new()).await;
    let rule = "an id has 1 to 128 characters of printable ASCII without space, quote, comma, semicolon and backslash";
    let cases = [
        ("empty", rule),
        ("long", rule),
        ("odd", rule),
        ("error", "none left"),
        ("panic", "`generate_id` panicked"),
    ];
    for (case, error) in cases {
        let polled = get(&server, &format!("EIO=4&transport=polling&t={case}"), "").await;
        assert_eq!(polled.status_and_body(), (400, BAD_REQUEST), "{case}");
        assert_eq!(entries.next().await, format!("3 ID_GENERATION_ERROR {error}"), "{case}");
        let upgraded = upgrade(&server, &format!("{WEBSOCKET}&t={case}")).await;
        assert_eq!(upgraded.status_and_body(), (400, "Bad request"), "{case}");
        assert_eq!(entries.next().await, format!("3 ID_GENERATION_ERROR {error}"), "{case}");
    }
    assert_eq!(server.sessions(), 0);
}

/// A server that marks its answers, in the order in which it is asked.
async fn start_marking() -> TestServer {
    const MARK: HeaderName = HeaderName::from_static("x-mark");
    let config = Config::new()
        .on_initial_headers(|headers, request| {
            headers.append(MARK, HeaderValue::from_static("initial"));
            headers.insert("x-method", HeaderValue::from_str(request.method.as_str()).unwrap());
        })
        .on_headers(|headers, request| {
            headers.append(MARK, HeaderValue::from_static("each"));
            headers.insert("x-method", HeaderValue::from_str(request.method.as_str()).unwrap());
            headers.append(SET_COOKIE, HeaderValue::from_static("a=1"));
            headers.append(SET_COOKIE, HeaderValue::from_static("b=2"));
        });
    TestServer::with_config(config, Handlers::new()).await
}

#[tokio::test]
async fn program_adds_headers_to_answers() {
    let server = start_marking().await;
    let opened = open(&server).await;
    assert_eq!(opened.all("x-mark"), ["initial", "each"]);
    assert_eq!(opened.all("x-method"), ["GET"]);
    assert_eq!(opened.all("set-cookie"), ["a=1", "b=2"]);
    let client = RawPolling::open(&server).await;
    let posted = client.post("40").await;
    assert_eq!((posted.all("x-mark"), posted.all("x-method")), (vec!["each"], vec!["POST"]));
    let polled = client.get().await;
    assert_eq!((polled.all("x-mark"), polled.all("x-method")), (vec!["each"], vec!["GET"]));
    assert_eq!(polled.all("set-cookie"), ["a=1", "b=2"]);
    let query = format!("{WEBSOCKET}&sid={}", client.sid());
    let upgraded = upgrade(&server, &query).await;
    assert_eq!((upgraded.status, upgraded.all("x-mark")), (101, vec!["each"]));
    assert_eq!(upgraded.all("set-cookie"), ["a=1", "b=2"]);
    let direct = upgrade(&server, WEBSOCKET).await;
    assert_eq!((direct.status, direct.all("x-mark")), (101, vec!["initial", "each"]));
}

#[tokio::test]
async fn program_adds_nothing_to_refusals() {
    let server = start_marking().await;
    let client = RawPolling::open(&server).await;
    let refusals = [
        get(&server, "EIO=4&transport=x", "").await,
        get(&server, "EIO=3&transport=polling", "").await,
        get(&server, "EIO=4&transport=polling&sid=x", "").await,
        upgrade(&server, "EIO=3&transport=websocket").await,
        client.request("PUT").await,
        client.start_post("content-length: 1000001\r\n\r\n").await.response().await,
        client
            .start_post("content-type: application/octet-stream\r\ncontent-length: 1\r\n\r\n3")
            .await
            .response()
            .await,
    ];
    for refusal in refusals {
        assert!(refusal.status >= 400, "{refusal:?}");
        assert!(refusal.header("x-mark").is_none(), "{refusal:?}");
    }
}

#[tokio::test]
async fn panic_over_headers_does_not_hold_the_answer_up() {
    let config = Config::new()
        .on_initial_headers(|_, _| panic!("this panic belongs to the test"))
        .on_headers(|headers, _| {
            headers.insert("x-mark", HeaderValue::from_static("kept"));
            panic!("this panic belongs to the test");
        })
        .on_connection_error(|_, _| panic!("this panic belongs to the test"));
    let server = TestServer::with_config(config, Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    client.send(r#"420["ping"]"#).await;
    let polled = client.get().await;
    assert_eq!(polled.status_and_body(), (200, "430[]"));
    assert_eq!(polled.header("x-mark"), Some("kept"));
    assert_eq!(get(&server, "EIO=3&transport=polling", "").await.status, 400);
}

#[tokio::test]
async fn program_is_told_of_refused_requests_alone() {
    let (journal, mut entries) = journal();
    let config = Config::new()
        .allow_request(|request| async move {
            let is_welcome = !request.uri.query().unwrap_or_default().contains("t=no");
            if is_welcome { Ok(()) } else { Err(Denied::new("not you")) }
        })
        .on_connection_error(move |error, request| {
            journal.write(format!(
                "{} {} {} {:?}",
                request.method,
                error.code(),
                error.message(),
                error.context(),
            ));
        });
    let server = TestServer::with_config(config, Handlers::new()).await;
    let client = RawPolling::open(&server).await;
    let sid = client.sid();
    let polling_sid = format!("EIO=3&transport=polling&sid={sid}");
    let websocket_sid = format!("EIO=4&transport=websocket&sid={sid}");
    let cases = [
        ("EIO=4&transport=x", r#"0 Transport unknown TransportUnknown { transport: "x" }"#),
        ("EIO=4&transport=polling&sid=x", r#"1 Session ID unknown SessionIdUnknown { sid: "x" }"#),
        (&polling_sid, "3 Bad request ProtocolMismatch { protocol: 3, previous_protocol: 4 }"),
        (
            &websocket_sid,
            "3 Bad request TransportMismatch { transport: WebSocket, previous_transport: Polling }",
        ),
        (
            "EIO=4&transport=websocket",
            r#"3 Bad request TransportHandshakeError { error: "a WebSocket needs an upgrade" }"#,
        ),
        ("EIO=4&transport=polling&t=no", r#"4 not you Forbidden { message: "not you" }"#),
        (
            "EIO=3&transport=polling",
            "5 Unsupported protocol version UnsupportedProtocolVersion { protocol: 3 }",
        ),
    ];
    for (query, error) in cases {
        get(&server, query, "").await;
        assert_eq!(entries.next().await, format!("GET {error}"), "{query}");
    }
    server.answer("POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n").await;
    let error = "2 Bad handshake method BadHandshakeMethod { method: POST }";
    assert_eq!(entries.next().await, format!("POST {error}"));
    let no_key = RawWebSocket::request(WEBSOCKET).replace("sec-websocket-key", "x-key");
    server.answer(&no_key).await;
    let error =
        r#"TransportHandshakeError { error: "Missing or invalid Sec-WebSocket-Key header" }"#;
    assert_eq!(entries.next().await, format!("GET 3 Bad request {error}"));
    get(&server, "EIO=4&transport=polling", "origin: http://evil.test\r\n").await;
    let error = r#"4 Forbidden ForeignOrigin { origin: "http://evil.test" }"#;
    assert_eq!(entries.next().await, format!("GET {error}"));
    upgrade(&server, "EIO=4&transport=polling").await;
    let error = r#"TransportHandshakeError { error: "polling needs no upgrade" }"#;
    assert_eq!(entries.next().await, format!("GET 3 Bad request {error}"));

    // How a session goes on and ends is told elsewhere.
    client.send("40").await;
    client.request("PUT").await;
    client.send("2").await;
    server.has_sessions(0).await;
    assert_eq!(entries.so_far(), [""; 0]);
}

//! Which pages may use the server.

use wigwag::{Config, Cors};
use wigwag_tests::harness::{
    Handlers, HttpResponse, RawPolling, RawWebSocket, TestServer, echo, journal,
};

const FORBIDDEN: &str = r#"{"code":4,"message":"Forbidden"}"#;

async fn poll(server: &TestServer, query: &str, headers: &str) -> HttpResponse {
    let target = format!("/socket.io/?EIO=4&transport=polling{query}");
    server.answer(&format!("GET {target} HTTP/1.1\r\nhost: test:3000\r\n{headers}\r\n")).await
}

async fn upgrade(server: &TestServer, query: &str, headers: &str) -> HttpResponse {
    let request = RawWebSocket::request(&format!("EIO=4&transport=websocket{query}"));
    let head = format!("host: test:3000\r\n{headers}");
    server.answer(&request.replacen("host: test\r\n", &head, 1)).await
}

#[tokio::test]
async fn own_pages_and_programs_that_are_no_browsers_are_admitted() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    for origin in ["", "origin: http://test:3000\r\n", "origin: https://TEST:3000\r\n"] {
        assert_eq!(poll(&server, "", origin).await.status, 200, "{origin}");
        assert_eq!(upgrade(&server, "", origin).await.status, 101, "{origin}");
    }
}

#[tokio::test]
async fn foreign_pages_are_refused_on_every_transport() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    let sid = format!("&sid={}", client.sid());
    for origin in ["http://evil.test", "http://test:3001", "null", "file://"] {
        let header = format!("origin: {origin}\r\n");
        for query in ["", &sid] {
            let polled = poll(&server, query, &header).await;
            assert_eq!(polled.status_and_body(), (403, FORBIDDEN), "{origin}");
            assert_eq!(polled.header("content-type"), Some("application/json"), "{origin}");
            let upgraded = upgrade(&server, query, &header).await;
            assert_eq!(upgraded.status_and_body(), (400, "Forbidden"), "{origin}");
            assert_eq!(upgraded.header("connection"), Some("close"), "{origin}");
        }
        let post = format!("{header}content-length: 12\r\n\r\n42[\"forged\"]");
        let post = client.start_post(&post).await.response().await;
        assert_eq!(post.status_and_body(), (403, FORBIDDEN), "{origin}");
    }
    assert_eq!(server.sessions(), 1);
    // The session takes no harm.
    client.send(r#"420["ping"]"#).await;
    assert_eq!(client.poll().await, "430[]");
}

#[tokio::test]
async fn pages_that_cors_names_are_admitted_on_every_transport() {
    let config = Config::new().cors(Cors::origins(["https://app.test"]));
    let server = TestServer::with_config(config, Handlers::new()).await;
    let app = "origin: https://app.test\r\n";
    let polled = poll(&server, "", app).await;
    assert_eq!(polled.status, 200);
    assert_eq!(polled.header("access-control-allow-origin"), Some("https://app.test"));
    assert_eq!(upgrade(&server, "", app).await.status, 101);
    let evil = "origin: https://evil.test\r\n";
    let polled = poll(&server, "", evil).await;
    assert_eq!(polled.status_and_body(), (403, FORBIDDEN));
    assert_eq!(polled.header("access-control-allow-origin"), None);
    assert_eq!(upgrade(&server, "", evil).await.status_and_body(), (400, "Forbidden"));
    // Its own pages need no leave.
    assert_eq!(upgrade(&server, "", "origin: http://test:3000\r\n").await.status, 101);
}

#[tokio::test]
async fn origins_need_not_be_checked() {
    let config = Config::new().check_origin(false);
    let server = TestServer::with_config(config, Handlers::new()).await;
    let foreign = "origin: http://evil.test\r\n";
    assert_eq!(poll(&server, "", foreign).await.status, 200);
    assert_eq!(upgrade(&server, "", foreign).await.status, 101);
}

#[tokio::test]
async fn origin_that_is_no_text_or_comes_twice_is_a_bad_request() {
    let (journal, mut entries) = journal();
    let config = Config::new().check_origin(false).on_connection_error(move |error, _| {
        journal.write(format!("{:?}", error.context().name()));
    });
    let server = TestServer::with_config(config, Handlers::new()).await;
    for origin in ["origin: http://é.test\r\n", "origin: http://a\r\norigin: http://b\r\n"] {
        let bad_request = r#"{"code":3,"message":"Bad request"}"#;
        assert_eq!(poll(&server, "", origin).await.status_and_body(), (400, bad_request));
        let upgraded = upgrade(&server, "", origin).await;
        assert_eq!(upgraded.status_and_body(), (400, "Bad request"));
        assert_eq!(entries.next().await, r#"Some("INVALID_ORIGIN")"#);
        assert_eq!(entries.next().await, r#"Some("INVALID_ORIGIN")"#);
    }
    assert_eq!(server.sessions(), 0);
}

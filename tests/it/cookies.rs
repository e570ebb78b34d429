//! The cookie that names a session.

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use wigwag::{Config, Cookie, Io};
use wigwag_tests::harness::{Handlers, RawPolling, RawWebSocket, TestServer, sid};

const HANDSHAKE: &str = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n";

#[tokio::test]
async fn handshake_over_polling_sets_the_cookie_and_nothing_else_does() {
    let config = Config::new().cookie(Cookie::default());
    let server = TestServer::with_config(config, Handlers::new()).await;
    let open = server.answer(HANDSHAKE).await;
    let cookie = format!("io={}; Path=/; HttpOnly; SameSite=Lax", sid(&open.body));
    assert_eq!(open.all("set-cookie"), [cookie]);

    let client = RawPolling::open(&server).await;
    assert_eq!(client.post("40").await.header("set-cookie"), None);
    assert_eq!(client.get().await.header("set-cookie"), None);
    let query = format!("EIO=4&transport=websocket&sid={}", client.sid());
    let upgrade = server.answer(&RawWebSocket::request(&query)).await;
    assert_eq!((upgrade.status, upgrade.header("set-cookie")), (101, None));
    let direct = server.answer(&RawWebSocket::request("EIO=4&transport=websocket")).await;
    assert_eq!((direct.status, direct.header("set-cookie")), (101, None));
    let refused = server.answer(&HANDSHAKE.replace("EIO=4", "EIO=3")).await;
    assert_eq!((refused.status, refused.header("set-cookie")), (400, None));
}

#[tokio::test]
async fn cookie_stands_beside_those_of_the_program() {
    let config = Config::new()
        .cookie(Cookie::new("sticky").without_path())
        .on_initial_headers(|headers, _| {
            assert!(headers.contains_key(SET_COOKIE), "the session's cookie comes first");
            headers.append(SET_COOKIE, HeaderValue::from_static("seen=1"));
        })
        .on_headers(|headers, _| {
            headers.append(SET_COOKIE, HeaderValue::from_static("again=1"));
        });
    let server = TestServer::with_config(config, Handlers::new()).await;
    let open = server.answer(HANDSHAKE).await;
    let cookie = format!("sticky={}; HttpOnly; SameSite=Lax", sid(&open.body));
    assert_eq!(open.all("set-cookie"), [cookie.as_str(), "seen=1", "again=1"]);
}

#[test]
fn cookie_that_browsers_refuse_is_a_mistake() {
    let config = Config::new().cookie(Cookie::new("a b"));
    let error = Io::builder().config(config).build().unwrap_err();
    assert_eq!(error.to_string(), "`cookie`: `a b` cannot be a cookie's name");
}

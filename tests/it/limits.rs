//! How many sessions and upgrades there may be, and what those beyond are told.

use std::net::Ipv4Addr;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tokio::net::TcpListener;
use wigwag::{Config, Io, TrustedProxies};
use wigwag_tests::harness::{
    Gate, Handlers, HttpConnection, HttpResponse, RawPolling, RawWebSocket, TestServer, closed,
    closed_with, echo, eventually, masked, sid,
};

const POLLING: &str = "EIO=4&transport=polling";
const WEBSOCKET: &str = "EIO=4&transport=websocket";

async fn start(config: Config) -> TestServer {
    TestServer::with_config(config, Handlers::new()).await
}

/// The answer to a handshake over polling.
async fn poll(server: &TestServer) -> HttpResponse {
    let mut http = server.http().await;
    let request = format!("GET /socket.io/?{POLLING} HTTP/1.1\r\nhost: test\r\n\r\n");
    http.write(request).await;
    http.response().await
}

/// The answer to a WebSocket handshake, or to an upgrade.
async fn websocket(server: &TestServer, query: &str) -> HttpResponse {
    let mut http = server.http().await;
    http.write(RawWebSocket::request(query)).await;
    http.response().await
}

#[track_caller]
fn check_unavailable(response: &HttpResponse) {
    assert_eq!(response.status_and_body(), (503, ""));
    assert_eq!(response.header("retry-after"), Some("5"));
    assert_eq!(response.header("connection"), Some("close"));
}

#[tokio::test]
async fn sessions_beyond_the_bound_are_refused_until_one_ends() {
    let server = start(Config::new().max_sessions(2)).await;
    let (first, _) = server.join().await;
    let second = RawPolling::open(&server).await;
    check_unavailable(&poll(&server).await);
    check_unavailable(&websocket(&server, WEBSOCKET).await);
    assert_eq!(server.sessions(), 2);
    assert_eq!(server.stats().refused.sessions, 2);
    // Those that are in are not concerned.
    let mut second = second.upgrade().await;
    second.join("40").await;
    drop(first);
    server.has_stats("a place", |stats| stats.sessions + stats.ending == 1).await;
    assert_eq!(poll(&server).await.status, 200);
}

#[tokio::test]
async fn session_whose_handlers_still_run_keeps_its_place() {
    let gate = Gate::new();
    let handlers = Handlers::new().disconnect({
        let gate = gate.clone();
        move |_, _| {
            let gate = gate.clone();
            async move { gate.pass().await }
        }
    });
    let server = TestServer::with_config(Config::new().max_sessions(1), handlers).await;
    let (client, _) = server.join().await;
    client.reset();
    server.has_stats("the end to begin", |stats| stats.sessions == 0 && stats.ending == 1).await;
    check_unavailable(&poll(&server).await);
    gate.open();
    server.has_stats("the end", |stats| stats.ending == 0).await;
    assert_eq!(poll(&server).await.status, 200);
}

#[tokio::test]
async fn sessions_of_one_address_are_bounded() {
    let server = start(Config::new().max_sessions_per_address(1)).await;
    let client = RawPolling::open(&server).await;
    check_unavailable(&poll(&server).await);
    check_unavailable(&websocket(&server, WEBSOCKET).await);
    assert_eq!(server.stats().refused.sessions_per_address, 2);
    client.send("1").await;
    server.has_stats("a place", |stats| stats.sessions + stats.ending == 0).await;
    assert_eq!(poll(&server).await.status, 200);
}

#[tokio::test]
async fn clients_behind_a_proxy_are_told_apart_by_its_word() {
    let proxies = TrustedProxies::new(["127.0.0.1"]);
    let config = Config::new().max_sessions_per_address(1).trust_proxies(proxies);
    let io = Io::builder().config(config).namespace("/", Handlers::new()).build().unwrap();
    let server = TestServer::start(&io).await;
    let check = async |client: &str, status: u16| {
        let mut http = server.http().await;
        let request = format!(
            "GET /socket.io/?{POLLING} HTTP/1.1\r\nhost: test\r\nx-forwarded-for: {client}\r\n\r\n"
        );
        http.write(request).await;
        assert_eq!(http.response().await.status, status, "{client}");
    };
    check("192.0.2.1", 200).await;
    check("192.0.2.1", 503).await;
    check("192.0.2.2", 200).await;
    // All of a /64 is one client.
    check("2001:db8::1", 200).await;
    check("2001:db8::2", 503).await;
    check("2001:db8:0:1::1", 200).await;
}

#[tokio::test]
async fn sessions_in_no_namespace_are_bounded() {
    let server = start(Config::new().max_unjoined_sessions(1)).await;
    let mut first = server.websocket().await;
    assert_eq!(server.stats().unjoined, 1);
    check_unavailable(&poll(&server).await);
    check_unavailable(&websocket(&server, WEBSOCKET).await);
    assert_eq!(server.stats().refused.unjoined_sessions, 2);
    first.join("40").await;
    assert_eq!(server.stats().unjoined, 0);
    // One that goes without having joined makes room as well.
    let second = RawPolling::open(&server).await;
    check_unavailable(&poll(&server).await);
    second.send("1").await;
    server.has_stats("a place", |stats| stats.unjoined == 0).await;
    assert_eq!(poll(&server).await.status, 200);
}

#[tokio::test]
async fn client_in_no_namespace_may_send_so_much_and_no_more() {
    let server = start(Config::new().unjoined_bytes_max(100)).await;
    let mut client = server.websocket().await;
    client.send(&format!(r#"40/elsewhere,{{"token":"{}"}}"#, "x".repeat(30))).await;
    client.text().await;
    client.send(&format!(r#"40/elsewhere,{{"token":"{}"}}"#, "x".repeat(80))).await;
    client.closes().await;
    assert_eq!(server.stats().unjoined_overflows, 1);
    assert_eq!(server.stats().closed.forced_server_close, 1);
}

#[tokio::test]
async fn packet_whose_attachments_do_not_come_closes_its_session() {
    let server = start(Config::new().attachments_timeout(Duration::from_millis(50))).await;
    let (mut client, _) = server.join().await;
    client.send(r#"451-["x",{"_placeholder":true,"num":0}]"#).await;
    client.closes().await;
    assert_eq!(server.stats().attachments_timeouts, 1);
    assert_eq!(server.stats().closed.forced_server_close, 1);
}

#[tokio::test]
async fn upgrades_beyond_the_bound_are_refused_until_one_is_done() {
    let server = start(Config::new().max_half_open_upgrades(1)).await;
    let (first, _) = RawPolling::join(&server).await;
    let (second, _) = RawPolling::join(&server).await;
    let mut upgrading = first.open_websocket().await;
    assert_eq!(server.stats().half_open_upgrades, 1);
    let upgrade = format!("{WEBSOCKET}&sid={}", second.sid());
    check_unavailable(&websocket(&server, &upgrade).await);
    assert_eq!(server.stats().refused.half_open_upgrades, 1);
    // A session that begins on a WebSocket is no upgrade.
    let (_third, _) = server.join().await;
    upgrading.send("2probe").await;
    assert_eq!(upgrading.text().await, "3probe");
    upgrading.send("5").await;
    server.has_stats("the upgrade", |stats| stats.upgraded == 1).await;
    assert_eq!(server.stats().half_open_upgrades, 0);
    assert_eq!((server.stats().polling, server.stats().websocket), (1, 2));
    second.upgrade().await;
}

#[tokio::test]
async fn upgrade_that_is_given_up_makes_room() {
    let server = start(Config::new().max_half_open_upgrades(1)).await;
    let (client, _) = RawPolling::join(&server).await;
    drop(client.open_websocket().await);
    server.has_stats("the place", |stats| stats.half_open_upgrades == 0).await;
    assert_eq!(server.stats().upgrades_failed, 1);
    client.upgrade().await;
}

#[tokio::test]
async fn upgrade_that_takes_too_long_makes_room() {
    let config = Config::new().upgrade_timeout(Duration::from_millis(50));
    let server = start(config.max_half_open_upgrades(1)).await;
    let (client, _) = RawPolling::join(&server).await;
    let mut websocket = client.open_websocket().await;
    assert_eq!(websocket.next().await, closed());
    drop(websocket);
    server.has_stats("the place", |stats| stats.half_open_upgrades == 0).await;
    assert_eq!(server.stats().upgrades_failed, 1);
    // The session goes on.
    client.send("3").await;
}

/// Never hands the answer to a WebSocket handshake on.
async fn hold_switching(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() == 101 {
        std::future::pending::<()>().await;
    }
    response
}

#[tokio::test]
async fn websocket_that_never_opens_has_its_time() {
    let config = Config::new().upgrade_timeout(Duration::from_millis(50));
    let io = Io::builder().config(config).namespace("/", Handlers::new()).build().unwrap();
    let app = Router::new().layer(io.layer()).layer(from_fn(hold_switching));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    // A session that would begin on it ends.
    let mut websocket = HttpConnection::open(address).await;
    websocket.write(RawWebSocket::request(WEBSOCKET)).await;
    let stats = || io.engine().stats();
    eventually("the end", || stats().closed.transport_error == 1 && stats().ending == 0).await;
    // A session that would move there stays where it is.
    let mut http = HttpConnection::open(address).await;
    http.write(format!("GET /socket.io/?{POLLING} HTTP/1.1\r\nhost: test\r\n\r\n")).await;
    let open = http.response().await.body;
    let mut upgrade = HttpConnection::open(address).await;
    upgrade.write(RawWebSocket::request(&format!("{WEBSOCKET}&sid={}", sid(&open)))).await;
    eventually("the end of the upgrade", || stats().upgrades_failed == 1).await;
    assert_eq!((stats().sessions, stats().half_open_upgrades), (1, 0));
    serving.abort();
}

#[tokio::test]
async fn websocket_that_does_not_carry_its_session_may_say_little() {
    let server = start(Config::new()).await;
    let (client, _) = RawPolling::join(&server).await;
    let mut websocket = client.open_websocket().await;
    // The header alone is enough: what it announces is not waited for.
    websocket.write(&[0x81, 0x80 | 17, 0, 0, 0, 0]).await;
    assert_eq!(websocket.next().await, closed_with(1009));
    drop(websocket);
    server.has_stats("the end of it", |stats| stats.upgrades_failed == 1).await;
    // The session goes on, and may try again.
    client.send("3").await;
    client.upgrade().await;
    server.has_stats("the upgrade", |stats| stats.upgraded == 1).await;
}

#[tokio::test]
async fn websocket_may_say_as_much_as_any_other_right_behind_the_upgrade() {
    let server = TestServer::with(Handlers::new().event(echo)).await;
    let (client, _) = RawPolling::join(&server).await;
    let mut websocket = client.open_websocket().await;
    websocket.send("2probe").await;
    assert_eq!(websocket.text().await, "3probe");
    let event = format!(r#"420["page","{}"]"#, "x".repeat(100_000));
    let mut frames = masked(0x81, b"5");
    frames.extend(masked(0x81, event.as_bytes()));
    websocket.write(&frames).await;
    assert!(websocket.text().await.starts_with(r#"430["xxx"#));
}

//! Where clients are, behind proxies and without.

use std::net::{IpAddr, Ipv6Addr};

use axum::{Extension, Router};
use wigwag::{Config, Encrypted, Io, PeerAddr, TrustedProxies};
use wigwag_tests::harness::{Entries, Handlers, HttpConnection, RawWebSocket, TestServer, journal};

/// Writes down who joins: the client's address, whether it is secure, the peer's address.
fn io(config: Config) -> (Io, Entries) {
    let (journal, entries) = journal();
    let handlers = Handlers::new().connected(move |socket| {
        let handshake = socket.handshake();
        let text = |address: Option<IpAddr>| {
            address.map_or_else(|| "unknown".to_owned(), |address| address.to_string())
        };
        let security = if handshake.secure() { "secure" } else { "plain" };
        let peer = handshake.peer().map(|peer| peer.ip());
        journal.write(format!("{} {security} via {}", text(handshake.address()), text(peer)));
        std::future::ready(())
    });
    (Io::builder().config(config).namespace("/", handlers).build().unwrap(), entries)
}

/// Such a server on a port of its own.
async fn server(config: Config) -> (TestServer, Entries) {
    let (io, entries) = io(config);
    (TestServer::start(&io).await, entries)
}

/// Joins with these headers.
async fn join(server: &TestServer, headers: &[&str]) -> RawWebSocket {
    let mut http: HttpConnection = server.http().await;
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let request = RawWebSocket::request("EIO=4&transport=websocket");
    http.write(request.replace("host: test\r\n", &format!("host: test\r\n{headers}"))).await;
    let mut client = RawWebSocket::accepted(http).await;
    client.text().await;
    client.join("40").await;
    client
}

#[tokio::test]
async fn forwarding_headers_are_not_believed_by_default() {
    let (server, mut entries) = server(Config::new()).await;
    let headers = [
        "x-forwarded-for: 192.0.2.1",
        "x-forwarded-proto: https",
        "forwarded: for=192.0.2.1;proto=https",
        "x-real-ip: 192.0.2.1",
    ];
    let _client = join(&server, &headers).await;
    assert_eq!(entries.next().await, "127.0.0.1 plain via 127.0.0.1");
}

#[tokio::test]
async fn forwarding_headers_of_others_are_not_believed() {
    let proxies = TrustedProxies::new(["192.0.2.0/24", "::1"]);
    let (server, mut entries) = server(Config::new().trust_proxies(proxies)).await;
    let _client =
        join(&server, &["x-forwarded-for: 198.51.100.7", "x-forwarded-proto: https"]).await;
    assert_eq!(entries.next().await, "127.0.0.1 plain via 127.0.0.1");
}

#[tokio::test]
async fn trusted_proxies_tell_the_address() {
    let proxies = TrustedProxies::new(["127.0.0.0/8", "192.0.2.0/24"]);
    let (server, mut entries) = server(Config::new().trust_proxies(proxies)).await;
    let _client = join(&server, &[]).await;
    assert_eq!(entries.next().await, "127.0.0.1 plain via 127.0.0.1");
    let _client = join(
        &server,
        &["x-forwarded-for: 6.6.6.6, 198.51.100.7, 192.0.2.8", "x-forwarded-proto: https"],
    )
    .await;
    assert_eq!(entries.next().await, "198.51.100.7 secure via 127.0.0.1");
    let _client = join(&server, &["forwarded: for=198.51.100.7;proto=https"]).await;
    assert_eq!(entries.next().await, "127.0.0.1 plain via 127.0.0.1");
}

#[tokio::test]
async fn the_standard_header_is_believed_instead_on_request() {
    let proxies = TrustedProxies::new(["127.0.0.1"]).forwarded_header();
    let (server, mut entries) = server(Config::new().trust_proxies(proxies)).await;
    let _client = join(
        &server,
        &[
            r#"forwarded: for=6.6.6.6, for="[2001:db8::7]:4711";proto=https"#,
            "x-forwarded-for: 6.6.6.6",
            "x-forwarded-proto: http",
        ],
    )
    .await;
    assert_eq!(entries.next().await, "2001:db8::7 secure via 127.0.0.1");
}

#[tokio::test]
async fn peers_without_an_address_are_believed_on_request() {
    // Axum does not tell the server where requests come from.
    let everybody = TrustedProxies::new(["0.0.0.0/0", "::/0"]);
    let (inner, mut entries) = io(Config::new().trust_proxies(everybody));
    let server = TestServer::start_behind_axum(&inner, Router::new()).await;
    let headers = ["x-forwarded-for: 6.6.6.6, 192.0.2.1", "x-forwarded-proto: https"];
    let _client = join(&server, &headers).await;
    assert_eq!(entries.next().await, "unknown plain via unknown");

    let proxies = TrustedProxies::new([""; 0]).peers_without_address();
    let (inner, mut entries) = io(Config::new().trust_proxies(proxies));
    let server = TestServer::start_behind_axum(&inner, Router::new()).await;
    let _client = join(&server, &headers).await;
    assert_eq!(entries.next().await, "192.0.2.1 secure via unknown");
}

#[tokio::test]
async fn a_program_may_tell_of_its_connections() {
    let (inner, mut entries) = io(Config::new());
    // The form in which a listener for both kinds of IP has an IPv4 peer.
    let peer = PeerAddr((Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0207), 4711).into());
    let app = Router::new()
        .fallback_service(inner.service())
        .layer(Extension(peer))
        .layer(Extension(Encrypted));
    let outer = Io::builder().config(Config::new().path("/outer")).build().unwrap();
    let server = TestServer::start_behind_axum(&outer, app).await;
    let _client = join(&server, &["x-forwarded-proto: http"]).await;
    assert_eq!(entries.next().await, "192.0.2.7 secure via ::ffff:192.0.2.7");
}

#[tokio::test]
async fn sessions_of_one_address_are_those_of_the_client() {
    let proxies = TrustedProxies::new(["127.0.0.1"]);
    let config = Config::new().trust_proxies(proxies).max_sessions_per_address(1);
    let (server, mut entries) = server(config).await;
    let _first = join(&server, &["x-forwarded-for: 192.0.2.1"]).await;
    let _second = join(&server, &["x-forwarded-for: 192.0.2.2"]).await;
    assert_eq!(entries.next().await, "192.0.2.1 plain via 127.0.0.1");
    assert_eq!(entries.next().await, "192.0.2.2 plain via 127.0.0.1");
    let mut http = server.http().await;
    http.write(
        "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\
         x-forwarded-for: 6.6.6.6, 192.0.2.1\r\n\r\n",
    )
    .await;
    assert_eq!(http.response().await.status, 503);
}

#[tokio::test]
async fn the_own_origin_is_what_trusted_proxies_say() {
    let open = async |server: &TestServer, headers: &str| {
        let mut http = server.http().await;
        http.write(format!(
            "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: backend:8080\r\n\
             origin: https://app.test\r\n{headers}\r\n"
        ))
        .await;
        http.response().await.status
    };
    let told = "x-forwarded-host: app.test\r\nx-forwarded-proto: https\r\n";
    let (behind_proxy, _) =
        server(Config::new().trust_proxies(TrustedProxies::new(["127.0.0.1"]))).await;
    assert_eq!(open(&behind_proxy, told).await, 200);
    assert_eq!(open(&behind_proxy, "").await, 403);
    assert_eq!(open(&behind_proxy, "x-forwarded-host: other.test\r\n").await, 403);
    let (alone, _) = server(Config::new()).await;
    assert_eq!(open(&alone, told).await, 403);
}

#[test]
fn what_is_no_network_is_refused_when_the_server_is_built() {
    let config = Config::new().trust_proxies(TrustedProxies::new(["10.0.0.0/8", "the proxy"]));
    assert_eq!(
        Io::builder().config(config).build().unwrap_err().to_string(),
        "`trust_proxies`: `the proxy` is neither an address nor a network such as `10.0.0.0/8`"
    );
}

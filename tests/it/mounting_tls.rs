//! TLS under the server's own HTTP server.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rcgen::CertifiedKey;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use wigwag::engine::{Connection, EngineServer, Message, SessionHandler};
use wigwag::{Config, Tls};
use wigwag_tests::harness::{Entries, HttpConnection, RawWebSocket, journal, within};

use crate::mounting_http2::Http2;

struct Echo(Connection);

impl SessionHandler for Echo {
    fn message(&mut self, message: Message) {
        self.0.send(&message);
    }

    fn closed(&mut self, _: wigwag::engine::CloseReason) {}
}

struct TlsServer {
    address: SocketAddr,
    root: CertificateDer<'static>,
    engine: EngineServer,
    handshakes: Entries,
}

impl TlsServer {
    async fn start() -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let tls = Tls::from_pem(cert.pem().as_bytes(), signing_key.serialize_pem().as_bytes());
        let (journal, handshakes) = journal();
        let engine = EngineServer::new(Config::new(), move |connection, handshake| {
            let is_secure = handshake.secure();
            journal.write(format!("{:?} secure: {is_secure}", handshake.address().unwrap()));
            Echo(connection)
        });
        let engine = engine.unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (server, tls) = (engine.http_server(), tls.unwrap());
        tokio::spawn(async move { server.serve_tls(listener, &tls).await });
        Self { address, root: cert.der().clone(), engine, handshakes }
    }

    async fn connect(&self, protocols: &[&str]) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions();
        let mut config = config.unwrap().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        let stream = TcpStream::connect(self.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
        within("a TLS handshake", connecting).await.unwrap()
    }

    fn protocol(stream: &TlsStream<TcpStream>) -> Option<&[u8]> {
        stream.get_ref().1.alpn_protocol()
    }
}

#[tokio::test]
async fn http1_is_spoken_over_tls() {
    let mut server = TlsServer::start().await;
    for protocols in [&["http/1.1"][..], &[]] {
        let stream = server.connect(protocols).await;
        assert_eq!(TlsServer::protocol(&stream), protocols.first().map(|name| name.as_bytes()));
        let mut http = HttpConnection::over(stream);
        http.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(http.response().await.status, 200);
        assert_eq!(server.handshakes.next().await, "127.0.0.1 secure: true");
        let mut websocket = RawWebSocket::handshake(http, "EIO=4&transport=websocket").await;
        assert!(websocket.text().await.starts_with("0{"));
        assert_eq!(server.handshakes.next().await, "127.0.0.1 secure: true");
        websocket.send("4hello").await;
        assert_eq!(websocket.text().await, "4hello");
    }
}

#[tokio::test]
async fn http2_is_chosen_by_alpn() {
    let mut server = TlsServer::start().await;
    let stream = server.connect(&["h2", "http/1.1"]).await;
    assert_eq!(TlsServer::protocol(&stream), Some(&b"h2"[..]));
    let mut http = Http2::over(stream).await;
    http.open().await;
    assert_eq!(server.handshakes.next().await, "127.0.0.1 secure: true");
    let mut websocket = http.websocket("EIO=4&transport=websocket").await;
    assert!(websocket.text().await.starts_with("0{"));
    let large = "x".repeat(200_000);
    websocket.send(&format!("4{large}")).await;
    assert_eq!(websocket.text().await.len(), 200_001);
}

#[tokio::test]
async fn closing_ends_connections_under_tls() {
    let server = TlsServer::start().await;
    let mut idle = HttpConnection::over(server.connect(&["http/1.1"]).await);
    idle.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(idle.response().await.status, 404);
    let mut silent = HttpConnection::open(server.address).await;
    let http = HttpConnection::over(server.connect(&["http/1.1"]).await);
    let websocket = RawWebSocket::handshake(http, "EIO=4&transport=websocket").await;
    let closing = async {
        let mut websocket = websocket;
        assert!(websocket.text().await.starts_with("0{"));
        websocket.closes().await;
    };
    within("the server to close", async { tokio::join!(server.engine.close(), closing) }).await;
    idle.ended().await;
    silent.ended().await;
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn client_that_does_not_finish_its_handshake_is_left_and_holds_nobody_up() {
    let mut server = TlsServer::start().await;
    let start = Instant::now();
    let mut silent = HttpConnection::open(server.address).await;
    let mut slow = HttpConnection::open(server.address).await;
    slow.write([0x16, 0x03, 0x01, 0x02, 0x00]).await;
    let mut http = HttpConnection::over(server.connect(&[]).await);
    http.write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(http.response().await.status, 200);
    assert_eq!(server.handshakes.next().await, "127.0.0.1 secure: true");
    silent.ended().await;
    slow.ended().await;
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn what_is_no_tls_ends_at_once() {
    let server = TlsServer::start().await;
    let mut plain = HttpConnection::open(server.address).await;
    plain.write("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    // An alert of TLS at most.
    assert!(plain.rest().await.len() <= 7);
}

//! Where a client can be cut off.

use std::future::Future;
use std::pin::Pin;

use wigwag_tests::harness::{HttpConnection, RawPolling, RawWebSocket, TestServer, masked};

/// How a client goes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    /// Its system closes the connections.
    Fin,
    /// It has crashed, or something on the way has.
    Reset,
}

/// What a client has open when it goes.
pub(crate) enum Open {
    Http(HttpConnection),
    WebSocket(RawWebSocket),
}

/// A client on its way; gives what it has open when it is there.
pub(crate) type Reaching<'a> = Pin<Box<dyn Future<Output = Vec<Open>> + Send + 'a>>;

/// One point in the life of a client.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) reach: fn(&TestServer) -> Reaching<'_>,
}

impl Stage {
    /// Lets one client get there, and cuts it off.
    pub(crate) async fn run(&self, server: &TestServer, end: End) {
        for connection in (self.reach)(server).await {
            match (connection, end) {
                (Open::Http(http), End::Reset) => http.reset(),
                (Open::WebSocket(websocket), End::Reset) => websocket.reset(),
                (Open::Http(_) | Open::WebSocket(_), End::Fin) => {}
            }
        }
    }
}

/// A stage by its name and the way there.
macro_rules! stage {
    ($name:literal, |$server:ident| $reach:expr) => {
        Stage { name: $name, reach: |$server| Box::pin(async move { $reach }) }
    };
}
pub(crate) use stage;

const HANDSHAKE: &str = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: test\r\n\r\n";

pub(crate) const STAGES: &[Stage] = &[
    stage!("half a handshake", |server| {
        let mut http = server.http().await;
        http.write(&HANDSHAKE[..HANDSHAKE.len() / 2]).await;
        vec![Open::Http(http)]
    }),
    stage!("an answered handshake", |server| {
        let mut http = server.http().await;
        http.write(HANDSHAKE).await;
        http.response().await;
        vec![Open::Http(http)]
    }),
    stage!("a pending GET", |server| {
        let client = RawPolling::open(server).await;
        vec![Open::Http(client.start_get().await)]
    }),
    stage!("a pending GET in a namespace", |server| {
        let (client, _) = RawPolling::join(server).await;
        vec![Open::Http(client.start_get().await)]
    }),
    stage!("half a POST", |server| {
        let (client, _) = RawPolling::join(server).await;
        let body = "content-length: 100\r\n\r\n42[\"ech";
        vec![Open::Http(client.start_post(body).await)]
    }),
    stage!("half a POST beside a GET", |server| {
        let (client, _) = RawPolling::join(server).await;
        let get = client.start_get().await;
        let post = client.start_post("content-length: 100\r\n\r\n4").await;
        vec![Open::Http(post), Open::Http(get)]
    }),
    stage!("a WebSocket handshake", |server| {
        let mut http = server.http().await;
        http.write(RawWebSocket::request("EIO=4&transport=websocket")).await;
        vec![Open::Http(http)]
    }),
    stage!("an upgrade that was opened", |server| {
        let (client, _) = RawPolling::join(server).await;
        let get = client.start_get().await;
        vec![Open::WebSocket(client.open_websocket().await), Open::Http(get)]
    }),
    stage!("an upgrade that was probed", |server| {
        let (client, _) = RawPolling::join(server).await;
        let mut websocket = client.open_websocket().await;
        websocket.send("2probe").await;
        assert_eq!(websocket.text().await, "3probe");
        vec![Open::WebSocket(websocket)]
    }),
    stage!("an upgrade that is through", |server| {
        let (client, _) = RawPolling::join(server).await;
        vec![Open::WebSocket(client.upgrade().await)]
    }),
    stage!("half a frame", |server| {
        let (mut client, _) = server.join().await;
        client.write(&masked(0x81, &[b'4'; 1000])[..500]).await;
        vec![Open::WebSocket(client)]
    }),
    stage!("between fragments", |server| {
        let (mut client, _) = server.join().await;
        client.write(&masked(0x01, b"42[")).await;
        vec![Open::WebSocket(client)]
    }),
    stage!("between attachments", |server| {
        let (mut client, _) = server.join().await;
        client.send(r#"452-["echo",{"_placeholder":true,"num":0}]"#).await;
        client.send_binary(&[7; 1000]).await;
        vec![Open::WebSocket(client)]
    }),
    stage!("an event in hand", |server| {
        let (mut client, _) = server.join().await;
        client.send(r#"427["echo","hello"]"#).await;
        vec![Open::WebSocket(client)]
    }),
    stage!("a close frame sent", |server| {
        let (mut client, _) = server.join().await;
        client.write(&masked(0x88, b"\x03\xe8")).await;
        vec![Open::WebSocket(client)]
    }),
    stage!("a close frame that waits for its answer", |server| {
        let (mut client, _) = server.join().await;
        client.send("1").await;
        vec![Open::WebSocket(client)]
    }),
];

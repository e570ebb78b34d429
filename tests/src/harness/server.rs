//! A server on a port that nobody else has.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use wigwag::engine::{EngineServer, Stats};
use wigwag::socket::NamespaceHandler;
use wigwag::{Config, Io};

use super::waiting::WaitingLayer;
use super::{HttpConnection, HttpResponse, RawWebSocket, eventually, within};

/// A server that listens until it is dropped. Connections that are open then live on.
#[derive(Debug)]
pub struct TestServer {
    address: SocketAddr,
    engine: EngineServer,
    waiting: watch::Receiver<usize>,
    serving: JoinHandle<()>,
}

impl TestServer {
    /// Serves `io` by its own means, as a program without a web framework does.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(io: &Io) -> Self {
        let (listener, address) = listen().await;
        let serving = tokio::spawn({
            let io = io.clone();
            async move { io.serve_listener(listener).await }
        });
        Self { address, engine: io.engine().clone(), waiting: watch::channel(0).1, serving }
    }

    /// Serves Engine.IO alone.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start_engine(engine: &EngineServer) -> Self {
        let (listener, address) = listen().await;
        let serving = tokio::spawn({
            let engine = engine.clone();
            async move { engine.serve_listener(listener).await }
        });
        Self { address, engine: engine.clone(), waiting: watch::channel(0).1, serving }
    }

    /// Serves the handlers of the main namespace with the default configuration.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn with(handlers: impl NamespaceHandler) -> Self {
        Self::with_config(Config::new(), handlers).await
    }

    /// Serves the handlers of the main namespace.
    ///
    /// # Panics
    /// When the configuration is invalid, or when no port is free.
    pub async fn with_config(config: Config, handlers: impl NamespaceHandler) -> Self {
        let io = Io::builder().config(config).namespace("/", handlers).build();
        Self::start_behind_axum(&io.expect("a valid configuration"), Router::new()).await
    }

    /// Serves `io` as a layer around an axum application.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start_behind_axum(io: &Io, app: Router) -> Self {
        let (listener, address) = listen().await;
        let (waiting_layer, waiting) = WaitingLayer::new();
        let app = app.layer(io.layer()).layer(waiting_layer);
        let serving = tokio::spawn(async move {
            // The future never resolves: accepting goes on after every error.
            let _ = axum::serve(listener, app).await;
        });
        Self { address, engine: io.engine().clone(), waiting, serving }
    }

    /// The answer to these bytes, on a connection of their own.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn answer(&self, request: &str) -> HttpResponse {
        let mut http = self.http().await;
        http.write(request).await;
        http.response().await
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many sessions are open.
    pub fn sessions(&self) -> usize {
        self.engine.sessions()
    }

    /// What it has counted.
    pub fn stats(&self) -> Stats {
        self.engine.stats()
    }

    /// Waits until the counts are as wanted.
    ///
    /// # Panics
    /// When they are not in time.
    pub async fn has_stats(&self, what: &str, wanted: impl Fn(&Stats) -> bool) {
        eventually(what, || wanted(&self.stats())).await;
    }

    /// Waits until so many sessions are open.
    ///
    /// # Panics
    /// When that does not happen in time.
    pub async fn has_sessions(&self, count: usize) {
        eventually("the number of sessions", || self.sessions() == count).await;
    }

    /// Waits until so many requests have been taken and not been answered.
    ///
    /// # Panics
    /// When that does not happen in time, or when the server was not started behind axum.
    pub async fn has_waiting_requests(&self, count: usize) {
        let mut waiting = self.waiting.clone();
        let reached = waiting.wait_for(|&waiting| waiting == count);
        within("requests to wait", reached).await.expect("a server behind axum");
    }

    /// A connection to it.
    ///
    /// # Panics
    /// When it does not listen any more.
    pub async fn http(&self) -> HttpConnection {
        HttpConnection::open(self.address).await
    }

    /// A WebSocket session.
    ///
    /// # Panics
    /// When it is not opened.
    pub async fn websocket(&self) -> RawWebSocket {
        let mut websocket =
            RawWebSocket::handshake(self.http().await, "EIO=4&transport=websocket").await;
        let open = websocket.text().await;
        assert!(open.starts_with("0{"), "{open}");
        websocket
    }

    /// A WebSocket session that has joined the main namespace, and the id of its socket.
    ///
    /// # Panics
    /// When it is not admitted.
    pub async fn join(&self) -> (RawWebSocket, String) {
        let mut websocket = self.websocket().await;
        let id = websocket.join("40").await;
        (websocket, id)
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
    let address = listener.local_addr().expect("a bound listener has an address");
    (listener, address)
}

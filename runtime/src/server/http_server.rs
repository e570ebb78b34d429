//! An HTTP server for one service: which limits its connections have, and how it ends.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::{Future, pending};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use http_body::Body;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::watch;

use super::accept::{Listener, accept};
use super::connection::HttpConnection;
use super::requests::RequestBody;
use crate::transport::{EngineServer, Turnstile};

/// Longer than anybody waits, and short enough that a deadline is always a point in time.
const DURATION_MAX: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How many connections come in in one turn where no Socket.IO server says it: as many as handshakes are answered by default.
const PASSES_PER_TURN: usize = 4;

/// An HTTP server for any tower service, with the limits of Node's: what [`Io::serve`](crate::Io::serve) is made of.
///
/// It is there for programs that need no web framework, and for several servers on one port. It speaks HTTP/1.1, and HTTP/2 with the
/// feature `http2`; over TCP, Unix sockets, TLS with the feature `rustls`, and whatever else a program accepts by itself. Cheap to
/// clone; clones share their end, so that one server can serve several listeners.
///
/// ```no_run
/// use std::time::Duration;
/// use tower_layer::Layer as _;
/// use wigwag::{Config, HttpServer, Io};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let chat = Io::builder().config(Config::new().path("/chat")).build()?;
/// let game = Io::builder().config(Config::new().path("/game")).build()?;
/// HttpServer::new(chat.layer().layer(game.service()))
///     .keep_alive_timeout(Duration::from_secs(65))
///     .stop_with(chat.engine())
///     .stop_with(game.engine())
///     .serve("127.0.0.1:3000")
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct HttpServer<S> {
    service: S,
    limits: Limits,
    /// Servers whose end is also the end of this one. Everything that runs shares them.
    engines: Arc<[EngineServer]>,
    /// Whether it has been told to end. Everything that runs holds a receiver.
    stopping: Arc<watch::Sender<bool>>,
}

/// What one connection may take, and how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) headers_timeout: Duration,
    pub(super) keep_alive_timeout: Duration,
    pub(super) shutdown_timeout: Duration,
    pub(super) max_header_size: usize,
    #[cfg(feature = "http2")]
    pub(super) max_concurrent_streams: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            headers_timeout: Duration::from_secs(60),
            keep_alive_timeout: Duration::from_secs(5),
            shutdown_timeout: Duration::from_secs(30),
            max_header_size: 16 * 1024,
            #[cfg(feature = "http2")]
            max_concurrent_streams: 200,
        }
    }
}

impl<S> HttpServer<S> {
    /// A server whose requests `service` answers. It has no network yet.
    pub fn new(service: S) -> Self {
        Self {
            service,
            limits: Limits::default(),
            engines: Arc::default(),
            stopping: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Sets how long a connection is kept between an answer and the next request. Default: 5 s (Node's `keepAliveTimeout`).
    ///
    /// Behind a proxy that keeps its connections this should be longer than the proxy's own timeout, or the proxy may send a request
    /// at the moment at which the connection ends. Zero ends each connection with its first answer. HTTP/2 connections are kept for at
    /// least 60 s, and their WebSockets live on when no more requests are taken.
    #[must_use]
    pub fn keep_alive_timeout(mut self, timeout: Duration) -> Self {
        self.limits.keep_alive_timeout = timeout.min(DURATION_MAX);
        self
    }

    /// Sets how long a client may take from connecting, or from the first byte of a later request, to the end of a request's headers.
    /// Default: 60 s (Node's `headersTimeout`).
    ///
    /// The connection is closed without a word; Node answers with status 408.
    #[must_use]
    pub fn headers_timeout(mut self, timeout: Duration) -> Self {
        self.limits.headers_timeout = timeout.min(DURATION_MAX);
        self
    }

    /// Sets how many bytes the request line and the headers of a request may have together. Default: 16 KiB (Node's
    /// `maxHeaderSize`). A larger head is answered with status 431, and so are more than 100 headers.
    #[must_use]
    pub fn max_header_size(mut self, bytes: usize) -> Self {
        self.limits.max_header_size = bytes;
        self
    }

    /// Sets how many requests of one HTTP/2 connection may be in flight, WebSockets included. Default: 200.
    ///
    /// Announced as `SETTINGS_MAX_CONCURRENT_STREAMS`; what exceeds it is refused with `REFUSED_STREAM`.
    #[cfg(feature = "http2")]
    #[must_use]
    pub fn max_concurrent_streams(mut self, streams: u32) -> Self {
        self.limits.max_concurrent_streams = streams;
        self
    }

    /// Sets how long requests that are being answered may take when the server ends, before their connections are cut.
    /// Default: 30 s.
    #[must_use]
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.limits.shutdown_timeout = timeout.min(DURATION_MAX);
        self
    }

    /// Ends this server when `engine` closes. Of several, when the last one does.
    ///
    /// What [`Io::http_server`](crate::Io::http_server) gives has this for its own server already.
    #[must_use]
    pub fn stop_with(mut self, engine: &EngineServer) -> Self {
        self.engines = self.engines.iter().chain([engine]).cloned().collect();
        self
    }

    /// Ends the server: listeners are closed, connections without a request end, others after their answer. Waits until all have
    /// ended, except those that have become WebSockets: these belong to their sessions. Over HTTP/2, where a WebSocket is a stream, it
    /// is a request in flight.
    ///
    /// A poll that waits for packets is a request in flight: close the Socket.IO servers first, or together with this one.
    ///
    /// # Cancel safety
    /// The end has begun with the first poll; dropping the future only stops the waiting.
    pub async fn close(&self) {
        self.stopping.send_replace(true);
        self.stopping.closed().await;
    }
}

impl<S, B> HttpServer<S>
where
    S: tower_service::Service<Request<RequestBody>, Response = Response<B>>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>> + Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    /// Listens on `address` and serves until the server is closed.
    ///
    /// # Errors
    /// When the address cannot be bound.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    pub async fn serve(&self, address: impl ToSocketAddrs) -> std::io::Result<()> {
        self.serve_listener(TcpListener::bind(address).await?).await;
        Ok(())
    }

    /// As [`serve`](Self::serve), on a listener that is bound already. Its queue is made as long as that of `serve`: 4,096 connections
    /// that have not been accepted yet, or as many as the system allows.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    pub async fn serve_listener(&self, listener: TcpListener) {
        self.accept_from(listener).await;
    }

    /// As [`serve_listener`](Self::serve_listener), over TLS. A client has 10 s for its handshake; of those that are in it 1,024 are
    /// kept, the newest.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    #[cfg(feature = "rustls")]
    pub async fn serve_tls(&self, listener: TcpListener, tls: &super::Tls) {
        let handshakes = Arc::<super::tls::Handshakes>::default();
        let turnstiles = self.turnstiles();
        let accepting = accept(listener, &turnstiles, |stream, peer| {
            let connection = self.connection(stream, peer);
            tokio::spawn(connection.serve_tls(tls.clone(), handshakes.begin()));
        });
        self.until_stopped(accepting).await;
    }

    /// As [`serve_listener`](Self::serve_listener), on a Unix socket. Its clients have no address:
    /// [`Handshake::address`](crate::Handshake::address) is `None`.
    ///
    /// The file of the socket is the program's: it is neither removed before nor after.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    #[cfg(unix)]
    pub async fn serve_unix(&self, listener: tokio::net::UnixListener) {
        self.accept_from(listener).await;
    }

    /// Serves one connection that the program has accepted by itself: a TLS stream of its own, a pipe. Done when the connection has
    /// ended, or has become a WebSocket, which runs on without it.
    ///
    /// `peer` is what requests have for their [`PeerAddr`](crate::PeerAddr). Whether the connection is encrypted is not asked: a service
    /// around this one can put [`Encrypted`](crate::Encrypted) into the extensions of requests.
    ///
    /// # Cancel safety
    /// Dropping the future cuts the connection, unless it has become a WebSocket.
    pub async fn serve_connection(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        peer: impl Into<Option<SocketAddr>>,
    ) {
        self.connection(stream, peer.into()).serve().await;
    }

    async fn accept_from(&self, listener: impl Listener) {
        let turnstiles = self.turnstiles();
        let accepting = accept(listener, &turnstiles, |stream, peer| {
            let (connection, turnstiles) = (self.connection(stream, peer), turnstiles.clone());
            tokio::spawn(async move {
                if let Some(connection) = connection.admitted(&turnstiles).await {
                    // On the heap, so that those who wait have no room for what comes then.
                    Box::pin(connection.serve()).await;
                }
            });
        });
        self.until_stopped(accepting).await;
    }
}

impl<S: Clone> HttpServer<S> {
    pub(super) fn connection<T>(
        &self,
        stream: T,
        peer: Option<SocketAddr>,
    ) -> HttpConnection<S, T> {
        let (service, limits) = (self.service.clone(), self.limits);
        let stop = self.stop();
        HttpConnection {
            service,
            stream,
            peer,
            is_encrypted: false,
            has_passed: false,
            limits,
            stop,
        }
    }
}

impl<S> HttpServer<S> {
    /// What new connections pass: those of the servers behind this one, or else one of their own.
    fn turnstiles(&self) -> Arc<[Turnstile]> {
        match &*self.engines {
            [] => Arc::new([Turnstile::new(PASSES_PER_TURN, Arc::default(), 1)]),
            engines => engines.iter().map(EngineServer::arrivals).collect(),
        }
    }

    /// Lets `accepting` run until the server is to end, and then waits for its end.
    pub(super) async fn until_stopped(&self, accepting: impl Future<Output = Infallible>) {
        let mut stop = self.stop();
        // What loses is dropped, and the listener with it: whoever connects now is refused.
        tokio::select! {
            never = accepting => match never {},
            () = stop.accepting_ends() => {}
        }
        stop.connections_end().await;
        drop(stop);
        self.close().await;
    }

    pub(super) fn stop(&self) -> Stop {
        Stop { is_stopping: self.stopping.subscribe(), engines: Arc::clone(&self.engines) }
    }
}

/// What a connection and a listener hold to learn that the server ends. The server's end waits until it is dropped.
pub(super) struct Stop {
    is_stopping: watch::Receiver<bool>,
    engines: Arc<[EngineServer]>,
}

impl Stop {
    /// Waits until no more connections are to be accepted.
    async fn accepting_ends(&mut self) {
        tokio::select! {
            () = told(&mut self.is_stopping) => {}
            () = all(&self.engines, EngineServer::accepting_ends) => {}
        }
    }

    /// Waits until connections are to end. Those of a server that shuts down in order are needed for as long as it has sessions:
    /// over them polling clients learn of the end.
    pub(super) async fn connections_end(&mut self) {
        tokio::select! {
            () = told(&mut self.is_stopping) => {}
            () = all(&self.engines, EngineServer::closed) => {}
        }
    }
}

async fn told(is_stopping: &mut watch::Receiver<bool>) {
    if is_stopping.wait_for(|is_stopping| *is_stopping).await.is_err() {
        // Nobody is left who could tell.
        pending::<()>().await;
    }
}

/// Waits for the same in all of the servers; for ever when there are none.
async fn all<F: Future<Output = ()>>(engines: &[EngineServer], wait: impl Fn(&EngineServer) -> F) {
    if engines.is_empty() {
        pending::<()>().await;
    }
    for engine in engines {
        wait(engine).await;
    }
}

impl<S> fmt::Debug for HttpServer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpServer").field("limits", &self.limits).finish_non_exhaustive()
    }
}

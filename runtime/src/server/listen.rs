//! A server on a port of its own, with the limits of Node's HTTP server.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, ToSocketAddrs};

use super::{HttpServer, Io, NotFound, Service};
use crate::transport::EngineServer;

impl Io {
    /// Listens on `address` and serves until [`close`](Self::close), or until the future is dropped. Requests outside of the configured
    /// path are answered with 404.
    ///
    /// # Errors
    /// When the address cannot be bound.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    pub async fn serve(&self, address: impl ToSocketAddrs) -> io::Result<()> {
        self.http_server().serve(address).await
    }

    /// As [`serve`](Self::serve), on a listener that is bound already.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    pub async fn serve_listener(&self, listener: TcpListener) {
        self.http_server().serve_listener(listener).await;
    }

    /// As [`serve`](Self::serve), over TLS. See [`HttpServer::serve_tls`].
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    #[cfg(feature = "rustls")]
    pub async fn serve_tls(&self, listener: TcpListener, tls: &super::Tls) {
        self.http_server().serve_tls(listener, tls).await;
    }

    /// As [`serve`](Self::serve), on a Unix socket. See [`HttpServer::serve_unix`].
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    #[cfg(unix)]
    pub async fn serve_unix(&self, listener: tokio::net::UnixListener) {
        self.http_server().serve_unix(listener).await;
    }

    /// Serves one connection that the program has accepted by itself. See [`HttpServer::serve_connection`].
    ///
    /// # Cancel safety
    /// Dropping the future cuts the connection, unless it has become a WebSocket.
    pub async fn serve_connection(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        peer: impl Into<Option<SocketAddr>>,
    ) {
        self.http_server().serve_connection(stream, peer).await;
    }

    /// An HTTP server for this server alone, to set its limits. It ends when this server closes.
    pub fn http_server(&self) -> HttpServer<Service<NotFound>> {
        self.engine().http_server()
    }
}

impl EngineServer {
    /// Listens on `address` and serves until [`close`](Self::close), or until the future is dropped. Requests outside of the configured
    /// path are answered with 404.
    ///
    /// # Errors
    /// When the address cannot be bound.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    pub async fn serve(&self, address: impl ToSocketAddrs) -> io::Result<()> {
        self.http_server().serve(address).await
    }

    /// Serves the connections of `listener` until [`close`](Self::close), or until the future is dropped. Requests outside of the
    /// configured path are answered with 404.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    pub async fn serve_listener(&self, listener: TcpListener) {
        self.http_server().serve_listener(listener).await;
    }

    /// An HTTP server for this server alone: other listeners, and limits. It ends when this server closes.
    pub fn http_server(&self) -> HttpServer<Service<NotFound>> {
        HttpServer::new(self.service()).stop_with(self)
    }
}

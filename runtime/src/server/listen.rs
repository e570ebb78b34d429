//! A server on a port of its own.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::time::Duration;

use http::{Request, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};

use super::Io;
use crate::handshake::PeerAddr;
use crate::transport::{EngineServer, ServerResponse};

/// How long a client may take to send the headers of a request.
const HEADER_TIMEOUT: Duration = Duration::from_secs(60);

/// How long the headers of a request may be together, as in the reference's HTTP server.
const HEADER_BYTES_MAX: usize = 16 * 1024;

/// How long accepting rests after an error that is not one connection's own, such as no file being left to open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

impl Io {
    /// Listens on `address` and serves until the future is dropped. Requests outside of the configured path are answered with 404.
    ///
    /// # Errors
    /// When the address cannot be bound.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    pub async fn serve(&self, address: impl ToSocketAddrs) -> io::Result<()> {
        self.serve_listener(TcpListener::bind(address).await?).await;
        Ok(())
    }

    /// As [`serve`](Self::serve), on a listener that is bound already.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    pub async fn serve_listener(&self, listener: TcpListener) {
        self.engine().serve_listener(listener).await;
    }
}

impl EngineServer {
    /// Serves the connections of `listener` until the future is dropped. Requests outside of the configured path are answered with
    /// 404.
    ///
    /// # Cancel safety
    /// Dropping the future stops accepting; connections that are open live on.
    pub async fn serve_listener(&self, listener: TcpListener) {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    tokio::spawn(serve_connection(self.clone(), stream, PeerAddr(peer)));
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

/// The client has gone before it was accepted; others are not concerned.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
}

fn serve_connection(
    server: EngineServer,
    stream: TcpStream,
    peer: PeerAddr,
) -> impl Future<Output = ()> {
    // Small packets are the rule here, and each of them is waited for.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let response = respond(&server, request);
        async move { Ok::<_, Infallible>(response.await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(HEADER_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "connection ended");
        }
    }
}

fn respond(
    server: &EngineServer,
    request: Request<Incoming>,
) -> impl Future<Output = ServerResponse> + use<> {
    // The session learns of its request here and now: the future is dropped unpolled when the client has gone right behind it.
    let answer = server.serves(request.uri().path()).then(|| server.handle(request));
    async move {
        match answer {
            Some(answer) => answer.await,
            None => {
                let mut response = ServerResponse::default();
                *response.status_mut() = StatusCode::NOT_FOUND;
                response
            }
        }
    }
}

//! Taking connections from a listener, whatever happens to single ones.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

use crate::transport::Turnstile;

/// How long accepting rests after an error that is not one connection's own, such as no file being left to open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How many connections may wait in the system's queue: as many as Linux allows without being asked for more (`somaxconn`).
const BACKLOG: i32 = 4096;

/// Something that clients connect to.
pub(super) trait Listener {
    type Stream: AsyncRead + AsyncWrite + Arrival + Send + Sync + Unpin + 'static;

    /// Its socket.
    fn socket(&self) -> SockRef<'_>;

    /// The next connection, and whose it is.
    fn accept(&self)
    -> impl Future<Output = io::Result<(Self::Stream, Option<SocketAddr>)>> + Send;
}

/// A connection that tells when its client has said something, without reading it.
pub(super) trait Arrival {
    /// Waits until there is something to be read, also if it is an end or an error.
    fn arrived(&self) -> impl Future<Output = ()> + Send;
}

impl Arrival for TcpStream {
    async fn arrived(&self) {
        // `readable` would be over at once: a new stream counts as readable until it has been looked at. What is wrong is seen by reading.
        let _ = self.peek(&mut [0]).await;
    }
}

#[cfg(unix)]
impl Arrival for tokio::net::UnixStream {
    /// Over at once. Nobody can look at what it will read, and its client is a proxy, which connects when it has something to say.
    async fn arrived(&self) {}
}

impl Listener for TcpListener {
    type Stream = TcpStream;

    fn socket(&self) -> SockRef<'_> {
        SockRef::from(self)
    }

    async fn accept(&self) -> io::Result<(TcpStream, Option<SocketAddr>)> {
        let (stream, peer) = Self::accept(self).await?;
        // Small packets are the rule here, and each of them is waited for.
        let _ = stream.set_nodelay(true);
        Ok((stream, Some(peer)))
    }
}

#[cfg(unix)]
impl Listener for tokio::net::UnixListener {
    type Stream = tokio::net::UnixStream;

    fn socket(&self) -> SockRef<'_> {
        SockRef::from(self)
    }

    async fn accept(&self) -> io::Result<(Self::Stream, Option<SocketAddr>)> {
        let (stream, _) = Self::accept(self).await?;
        Ok((stream, None))
    }
}

/// Hands every connection to `serve`, which must not take long. The next one has to pass the turnstiles as well, behind the connections
/// that wait there with their first requests: of many at once, most wait in the system's queue, where they cost nothing, and not here.
pub(super) async fn accept<L: Listener>(
    listener: L,
    turnstiles: &[Turnstile],
    serve: impl Fn(L::Stream, Option<SocketAddr>),
) -> Infallible {
    lengthen_queue(&listener.socket());
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                serve(stream, peer);
                for turnstile in turnstiles {
                    turnstile.passed().await;
                }
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Lets a crowd wait. `TcpListener::bind` lets 128 connections wait, and whoever finds the queue full tries again after a second.
fn lengthen_queue(socket: &SockRef<'_>) {
    // A system that does not let a queue grow leaves it as it was, which does for all but a crowd.
    if let Err(error) = socket.listen(BACKLOG) {
        tracing::debug!(%error, "the queue of a listener stays as long as it was");
    }
}

/// The client has gone before it was accepted; others are not concerned.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
}

//! Taking connections from a listener, whatever happens to single ones.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

use crate::transport::Turnstile;

/// How long accepting rests after an error that is not one connection's own, such as no file being left to open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How many connections are accepted in one turn: as many as handshakes are answered by default, so that those who are connected have
/// their turn in between. Fewer only keep a storm waiting for longer.
const ACCEPTED_PER_TURN: usize = 4;

/// Something that clients connect to.
pub(super) trait Listener {
    type Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// The next connection, and whose it is.
    fn accept(&self)
    -> impl Future<Output = io::Result<(Self::Stream, Option<SocketAddr>)>> + Send;
}

impl Listener for TcpListener {
    type Stream = TcpStream;

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

    async fn accept(&self) -> io::Result<(Self::Stream, Option<SocketAddr>)> {
        let (stream, _) = Self::accept(self).await?;
        Ok((stream, None))
    }
}

/// Hands every connection to `serve`, which must not take long. Of many at once, most wait in the system's queue until those that are
/// open have had a turn.
pub(super) async fn accept<L: Listener>(
    listener: L,
    serve: impl Fn(L::Stream, Option<SocketAddr>),
) -> Infallible {
    let turnstile = Turnstile::new(ACCEPTED_PER_TURN);
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                serve(stream, peer);
                turnstile.passed().await;
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// The client has gone before it was accepted; others are not concerned.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
}

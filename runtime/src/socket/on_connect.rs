//! Applications that begin with a connection and add listeners then.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::handler::BoxFuture;
use super::listeners::outcome;
use super::{Event, HandlerResult, NamespaceHandler, Socket};

/// The application of a namespace that is one function: see [`on_connect`].
pub struct OnConnect<F>(F);

/// An application that is called with each socket that was admitted. The reference's `namespace.on("connection", fn)`.
///
/// What the socket's events do is said there, with [`Socket::on`] and its like. Until the future is done, the socket's events wait: what
/// takes longer, or for ever, belongs into a task of its own.
///
/// It may return an error, which goes to the hooks for errors; the client stays connected.
///
/// ```
/// use wigwag::Io;
/// use wigwag::socket::{Mount, Socket, on_connect};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let news = Mount::new("/news", on_connect(|socket: Socket| async move {
///     socket.join("readers");
///     socket.on("write", |socket, event| async move {
///         socket.to("readers").emit("written", event.args());
///     });
///     socket.emit("welcome", &(socket.id(),));
/// }));
/// let io = Io::builder().mount(news).build()?;
/// # let _ = io;
/// # Ok(())
/// # }
/// ```
pub fn on_connect<F, R>(handler: F) -> OnConnect<F>
where
    F: Fn(Socket) -> R + Send + Sync + 'static,
    R: Future<Output: HandlerResult> + Send + 'static,
{
    OnConnect(handler)
}

impl<F, R> NamespaceHandler for OnConnect<F>
where
    F: Fn(Socket) -> R + Send + Sync + 'static,
    R: Future<Output: HandlerResult> + Send + 'static,
{
    fn connected(self: Arc<Self>, socket: Socket) -> Option<BoxFuture<()>> {
        let handling = (self.0)(socket.clone());
        Some(Box::pin(async move {
            if let Err(error) = outcome(handling.await) {
                socket.report(error);
            }
        }))
    }

    fn event(self: Arc<Self>, _socket: Socket, _event: Event) -> Option<BoxFuture<()>> {
        None
    }
}

impl<F> fmt::Debug for OnConnect<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnConnect").finish_non_exhaustive()
    }
}

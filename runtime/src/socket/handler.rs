//! What an application does with the sockets of one namespace, below the typed layer.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Auth, DisconnectReason, Event, Socket, SocketError};
use crate::codec::{EncodeError, Encoded, Format};

/// A future that owns what it needs and may move between threads.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The application of one namespace, without types: the layer that generated code stands on, and the one for proxies, gateways
/// and everything else whose events no contract names.
///
/// The calls of one socket never overlap: the next event waits until the future of the one before is done. Other sockets do not
/// wait. A future that panics ends with its event; the socket and the server live on, and [`error`](Self::error) is told.
///
/// Listeners of the socket itself ([`Socket::on`]) are called after the methods here, for the same event.
pub trait NamespaceHandler: Send + Sync + 'static {
    /// Admits a client or refuses it. The socket is not in the namespace yet: what is emitted to it now arrives before it is told
    /// that it is connected.
    ///
    /// # Cancel safety
    /// When the client leaves before it was admitted, the future is dropped where it waits, and no other method is called for the
    /// socket.
    fn connect(self: Arc<Self>, socket: Socket, auth: Auth) -> BoxFuture<Result<(), Refusal>> {
        let _ = (socket, auth);
        Box::pin(std::future::ready(Ok(())))
    }

    /// A client has been admitted and told so. Its events wait until this is done.
    fn connected(self: Arc<Self>, socket: Socket) -> Option<BoxFuture<()>> {
        let _ = socket;
        None
    }

    /// An event came. What is done at once is done here; what takes time is returned.
    fn event(self: Arc<Self>, socket: Socket, event: Event) -> Option<BoxFuture<()>>;

    /// A socket has left; [`Socket::rooms`] still says where it was. Its events have been handled; those that were still waiting when
    /// the server threw it out never will be.
    fn disconnecting(
        self: Arc<Self>,
        socket: Socket,
        reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        let _ = (socket, reason);
        None
    }

    /// A socket has left and is in no room any more. The last call for it.
    fn disconnect(
        self: Arc<Self>,
        socket: Socket,
        reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        let _ = (socket, reason);
        None
    }

    /// Something went wrong in the namespace. It is called at once, where that happens, and must not wait.
    fn error(&self, error: &SocketError) {
        let _ = error;
    }
}

/// Why a client may not join: reaches it as `connect_error`, with `message` and `data`.
///
/// # Wire
/// `44/admin,{"message":"not authorized","data":…}`: Socket.IO v5, "Connection to a namespace".
pub struct Refusal {
    message: String,
    data: Option<Box<RawValue>>,
}

impl Refusal {
    /// A refusal with a text for people.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), data: None }
    }

    /// Adds data for programs, which the client finds in `error.data`. Data that cannot be serialized is left out, and logged as an
    /// error.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "most data is made for its refusal")]
    pub fn with_data<T: Serialize + Send + 'static>(mut self, data: T) -> Self {
        match serde_json::value::to_raw_value(&data) {
            Ok(json) => self.data = Some(json),
            Err(error) => tracing::error!(%error, "the data of a refusal is left out"),
        }
        self
    }

    pub(super) fn encode(&self, format: &Format, namespace: &str) -> Result<Encoded, EncodeError> {
        format.encode_connect_error(namespace, &self.message, self.data.as_deref())
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal").field("message", &self.message).finish_non_exhaustive()
    }
}

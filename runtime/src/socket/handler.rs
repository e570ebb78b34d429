//! What an application does with the sockets of one namespace, below the typed layer.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Ack, Auth, DisconnectReason, Socket};
use crate::codec::{Args, EncodeError, Encoded, Format};

/// A future that owns what it needs and may move between threads.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The application of one namespace, without types: the layer that generated code stands on, and the one for proxies, gateways
/// and everything else whose events no contract names.
///
/// The calls of one socket never overlap: the next event waits until the future of the one before is done. Other sockets do not
/// wait. A future that panics ends with its event; the socket and the server live on.
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

    /// A socket has left. The last call for it; its rooms can still be asked for.
    fn disconnect(
        self: Arc<Self>,
        socket: Socket,
        reason: DisconnectReason,
    ) -> Option<BoxFuture<()>> {
        let _ = (socket, reason);
        None
    }
}

/// An event of a client.
#[derive(Debug)]
pub struct Event {
    pub(crate) name: bytestring::ByteString,
    pub(crate) args: Args,
    pub(crate) ack: Option<Ack>,
}

impl Event {
    /// The event's name. A number used as a name is given as text.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The arguments after the name.
    pub fn args(&self) -> &Args {
        &self.args
    }

    /// Takes the means to acknowledge the event. `None` when the client did not ask, or when it was taken before.
    pub fn take_ack(&mut self) -> Option<Ack> {
        self.ack.take()
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

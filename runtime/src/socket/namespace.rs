//! A namespace: its application, its sockets, its rooms.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::members::{Members, Snapshot};
use super::rooms::Rooms;
use super::{Broadcast, NamespaceHandler, Room, Socket};
use crate::SocketId;
use crate::codec::{Encoded, Format, ToArgs};

/// One namespace of a server, without types. Cheap to clone; all clones are one namespace.
#[derive(Clone)]
pub struct Namespace(Arc<Inner>);

struct Inner {
    name: Box<str>,
    handler: Arc<dyn NamespaceHandler>,
    sockets: Members<Socket>,
    rooms: Rooms,
    /// One counter for all sockets, because a broadcast has one ack id for all that it reaches.
    next_ack_id: AtomicU64,
    ack_timeout: Duration,
    format: Format,
}

impl Namespace {
    pub(super) fn new(
        name: &str,
        handler: Arc<dyn NamespaceHandler>,
        ack_timeout: Duration,
        format: Format,
    ) -> Self {
        Self(Arc::new(Inner {
            name: name.into(),
            handler,
            sockets: Members::default(),
            rooms: Rooms::default(),
            next_ack_id: AtomicU64::new(0),
            ack_timeout,
            format,
        }))
    }

    /// The name, such as `/admin`.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// How many sockets are connected.
    pub fn len(&self) -> usize {
        self.0.sockets.len()
    }

    /// Whether nobody is connected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The socket with this id, if it is connected.
    pub fn socket(&self, id: SocketId) -> Option<Socket> {
        self.0.sockets.get(id)
    }

    /// Everybody who is connected to this server right now.
    pub fn sockets(&self) -> Vec<Socket> {
        self.everybody().sockets()
    }

    /// Everybody in the namespace.
    pub fn everybody(&self) -> Broadcast {
        Broadcast::all(self.clone())
    }

    /// Everybody in `room`.
    pub fn to(&self, room: impl Into<Room>) -> Broadcast {
        self.everybody().to(room)
    }

    /// Everybody but those in `room`.
    pub fn except(&self, room: impl Into<Room>) -> Broadcast {
        self.everybody().except(room)
    }

    /// Sends an event to everybody. See [`Socket::emit`].
    pub fn emit<A: ToArgs + ?Sized>(&self, event: &str, args: &A) {
        self.everybody().emit(event, args);
    }
}

/// What the rest of the layer does with it.
impl Namespace {
    pub(super) fn ack_timeout(&self) -> Duration {
        self.0.ack_timeout
    }

    /// How packets of this namespace travel.
    pub(super) fn format(&self) -> &Format {
        &self.0.format
    }

    pub(super) fn handler(&self) -> Arc<dyn NamespaceHandler> {
        Arc::clone(&self.0.handler)
    }

    pub(super) fn members(&self) -> Snapshot<Socket> {
        self.0.sockets.snapshot()
    }

    pub(super) fn rooms(&self) -> &Rooms {
        &self.0.rooms
    }

    pub(super) fn next_ack_id(&self) -> u64 {
        self.0.next_ack_id.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn enter(&self, socket: Socket) {
        self.0.sockets.insert(socket.id(), socket);
    }

    pub(super) fn exit(&self, id: SocketId) {
        self.0.sockets.remove(id);
    }

    /// Encodes an event that nobody acknowledges. One that cannot be encoded is the application's mistake: it is logged and not
    /// sent.
    pub(super) fn encode<A: ToArgs + ?Sized>(&self, event: &str, args: &A) -> Option<Encoded> {
        match self.format().encode_event(self.name(), None, event, args, None) {
            Ok(encoded) => Some(encoded),
            Err(error) => {
                tracing::error!(namespace = self.name(), event, %error, "event not sent");
                None
            }
        }
    }
}

/// Whether both are the same namespace of the same server.
impl PartialEq for Namespace {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Namespace {}

impl fmt::Debug for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Namespace")
            .field("name", &self.name())
            .field("sockets", &self.len())
            .finish_non_exhaustive()
    }
}

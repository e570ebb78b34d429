//! A namespace: its application, its sockets, its rooms.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::rooms::{Members, Rooms, Snapshot};
use super::{NamespaceHandler, Socket};
use crate::SocketId;
use crate::codec::{Encoded, ToArgs, encode_event};

/// One namespace of a server.
pub(crate) struct Namespace {
    name: Box<str>,
    handler: Arc<dyn NamespaceHandler>,
    sockets: Members,
    rooms: Rooms,
    /// One counter for all sockets, because a broadcast has one ack id for all that it reaches.
    next_ack_id: AtomicU64,
    ack_timeout: Duration,
}

impl Namespace {
    pub(crate) fn new(
        name: &str,
        handler: Arc<dyn NamespaceHandler>,
        ack_timeout: Duration,
    ) -> Self {
        Self {
            name: name.into(),
            handler,
            sockets: Members::default(),
            rooms: Rooms::default(),
            next_ack_id: AtomicU64::new(0),
            ack_timeout,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn ack_timeout(&self) -> Duration {
        self.ack_timeout
    }

    /// The socket with this id, if it is connected.
    pub(crate) fn socket(&self, id: SocketId) -> Option<Socket> {
        self.sockets.get(id)
    }

    /// How many sockets are connected.
    pub(crate) fn len(&self) -> usize {
        self.sockets.snapshot().len()
    }

    pub(super) fn handler(&self) -> Arc<dyn NamespaceHandler> {
        Arc::clone(&self.handler)
    }

    pub(super) fn sockets(&self) -> Snapshot {
        self.sockets.snapshot()
    }

    pub(super) fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    pub(super) fn next_ack_id(&self) -> u64 {
        self.next_ack_id.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn enter(&self, socket: Socket) {
        self.sockets.insert(socket);
    }

    pub(super) fn exit(&self, id: SocketId) {
        self.sockets.remove(id);
    }

    /// Encodes an event that nobody acknowledges. One that cannot be encoded is the application's mistake: it is logged and not
    /// sent.
    pub(super) fn encode<A: ToArgs + ?Sized>(&self, event: &str, args: &A) -> Option<Encoded> {
        match encode_event(&self.name, None, event, args) {
            Ok(encoded) => Some(encoded),
            Err(error) => {
                tracing::error!(namespace = %self.name, event, %error, "event not sent");
                None
            }
        }
    }
}

impl fmt::Debug for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Namespace")
            .field("name", &self.name)
            .field("sockets", &self.len())
            .finish_non_exhaustive()
    }
}

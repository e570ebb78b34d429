//! What the sockets of one client share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Namespaces;
use crate::handshake::Handshake;
use crate::session::Connection;

/// One client, as its sockets see it.
pub(super) struct Peer {
    pub(super) namespaces: Arc<Namespaces>,
    pub(super) connection: Connection,
    pub(super) handshake: Handshake,
    is_dismissed: AtomicBool,
}

impl Peer {
    pub(super) fn new(
        namespaces: Arc<Namespaces>,
        connection: Connection,
        handshake: Handshake,
    ) -> Self {
        Self { namespaces, connection, handshake, is_dismissed: AtomicBool::new(false) }
    }

    /// Wishes the client gone from every namespace. Its task does the rest.
    pub(super) fn dismiss(&self) {
        self.is_dismissed.store(true, Ordering::Release);
        self.connection.notify();
    }

    pub(super) fn is_dismissed(&self) -> bool {
        self.is_dismissed.load(Ordering::Acquire)
    }
}

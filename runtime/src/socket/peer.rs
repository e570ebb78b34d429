//! What the sockets of one client share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Namespaces;
use crate::codec::{EncodeError, Encoded};
use crate::handshake::Handshake;
use crate::session::{Close, CloseReason, Connection};
use crate::skew::Origin;

/// One client, as its sockets see it.
pub(super) struct Peer {
    pub(super) namespaces: Arc<Namespaces>,
    pub(super) connection: Connection,
    pub(super) handshake: Handshake,
    /// On servers that know their contracts.
    pub(super) origin: Option<Box<Origin>>,
    is_dismissed: AtomicBool,
}

impl Peer {
    pub(super) fn new(
        namespaces: Arc<Namespaces>,
        connection: Connection,
        handshake: Handshake,
        origin: Option<Origin>,
    ) -> Self {
        let origin = origin.map(Box::new);
        Self { namespaces, connection, handshake, origin, is_dismissed: AtomicBool::new(false) }
    }

    /// Queues a packet that says how the client stands in a namespace. One that the server's parser cannot encode would leave the client
    /// in the dark for ever: its session ends instead.
    pub(super) fn tell(&self, packet: Result<Encoded, EncodeError>) {
        match packet {
            Ok(encoded) => self.connection.push(encoded),
            Err(error) => {
                tracing::error!(%error, "a client cannot be told how it stands in a namespace");
                self.connection.request_close(Close::Graceful(CloseReason::ForcedServerClose));
            }
        }
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

//! How an event is sent.

use std::time::Duration;

use super::Socket;
use crate::codec::{Encoded, Frame};

/// How an event is sent to whoever is chosen.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Flags {
    /// Whether it is dropped where it cannot be written right now.
    pub(crate) is_volatile: bool,
    /// Whether other servers are left alone.
    pub(crate) is_local: bool,
    /// Whether transports may compress it; `None` says nothing about it, and they may.
    pub(crate) compress: Option<bool>,
    /// How long answers are waited for; `None` is the configured time.
    pub(crate) timeout: Option<Duration>,
}

impl Flags {
    /// Marks a packet for the transports.
    pub(super) fn mark(self, encoded: Encoded) -> Encoded {
        if self.compress == Some(false) { encoded.uncompressed() } else { encoded }
    }

    /// Queues the frames of a packet.
    pub(super) fn push(self, socket: &Socket, packet: impl IntoIterator<Item = Frame>) {
        if self.is_volatile {
            socket.push_volatile(packet);
        } else {
            socket.push(packet);
        }
    }
}

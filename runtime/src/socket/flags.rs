//! How an event is sent.

use std::time::Duration;

use super::Socket;
use crate::codec::Encoded;

/// How an event is sent to whoever is chosen.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Flags {
    /// Whether it is dropped where it cannot be written right now.
    pub(crate) is_volatile: bool,
    /// Whether no transport compresses it.
    pub(crate) is_uncompressed: bool,
    /// How long acknowledgements are waited for; `None` is the configured time.
    pub(crate) timeout: Option<Duration>,
}

impl Flags {
    /// Marks a packet for the transports.
    pub(super) fn mark(self, encoded: Encoded) -> Encoded {
        if self.is_uncompressed { encoded.uncompressed() } else { encoded }
    }

    /// Queues a packet.
    pub(super) fn push(self, socket: &Socket, encoded: Encoded) {
        if self.is_volatile {
            socket.push_volatile(encoded);
        } else {
            socket.push(encoded);
        }
    }
}

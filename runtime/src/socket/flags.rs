//! How an event is sent.

use std::time::Duration;

use crate::codec::Encoded;

/// How an event is sent to whoever is chosen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    /// Whether it is dropped where it cannot be written right now.
    pub(super) is_volatile: bool,
    /// Whether no transport compresses it.
    pub(super) is_uncompressed: bool,
    /// How long acknowledgements are waited for; `None` is the configured time.
    pub(super) timeout: Option<Duration>,
}

impl Flags {
    /// Marks a packet for the transports.
    pub(super) fn mark(self, encoded: Encoded) -> Encoded {
        if self.is_uncompressed { encoded.uncompressed() } else { encoded }
    }
}

//! How an event is sent.

use std::time::Duration;

/// How an event is sent to whoever is chosen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    /// Whether it is dropped where it cannot be written right now.
    pub(super) is_volatile: bool,
    /// How long acknowledgements are waited for; `None` is the configured time.
    pub(super) timeout: Option<Duration>,
}

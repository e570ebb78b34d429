//! The secret by which a client finds its session again.

use std::fmt;

use crate::id::{ID_LEN, random_id};

/// The secret of one session: 120 random bits. Whoever presents it is let in as its client, so it is told to nobody else, and `Debug`
/// does not show it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::socket) struct Pid([u8; ID_LEN]);

impl Pid {
    /// # Errors
    /// When the operating system has no randomness to give.
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        random_id().map(Self)
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        text.as_bytes().try_into().ok().map(Self)
    }

    pub(in crate::socket) fn as_str(&self) -> &str {
        // What is not text is no random id, and is never told to anybody.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pid(…)")
    }
}

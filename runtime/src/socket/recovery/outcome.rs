//! Whether a client has come back to what it had, and why not.

use std::fmt;

/// Whether a client has come back to what it had: see [`Config::connection_state_recovery`](crate::Config::connection_state_recovery).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecoveryOutcome {
    /// It has its socket back, and nothing is missing.
    #[non_exhaustive]
    Recovered {
        /// How many events it had missed, which were sent before it was told that it is connected. Zero until then.
        missed: usize,
    },
    /// It has got a new socket.
    NotRecovered(NotRecovered),
}

impl RecoveryOutcome {
    /// Whether the client has its socket back.
    pub const fn is_recovered(self) -> bool {
        matches!(self, Self::Recovered { .. })
    }
}

/// Why a client has got a new socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotRecovered {
    /// The server keeps nothing: recovery is off.
    Disabled,
    /// The client did not ask for a session that it had.
    NotAsked,
    /// There is no such session: never was, or it has been used, or it went when too many were kept, or long after its time.
    UnknownSession,
    /// The client was away for too long.
    TooOld,
    /// What the client presents as the last event that it has received is none of this server.
    UnknownOffset,
    /// Some of what the client has missed is not kept any more: a bound of [`Recovery`](crate::Recovery) was met.
    Incomplete,
    /// What the client has missed is more than may wait for a client:
    /// [`outbox_bytes_max`](crate::Config::outbox_bytes_max).
    TooMuchMissed,
    /// Handlers of its last connection did not finish in time: [`Recovery::handlers_timeout`](crate::Recovery::handlers_timeout).
    HandlersBusy,
}

impl fmt::Display for NotRecovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disabled => "recovery is off",
            Self::NotAsked => "the client did not ask",
            Self::UnknownSession => "unknown session",
            Self::TooOld => "the client was away for too long",
            Self::UnknownOffset => "unknown offset",
            Self::Incomplete => "not all missed events are kept",
            Self::TooMuchMissed => "too much was missed",
            Self::HandlersBusy => "earlier handlers did not finish in time",
        })
    }
}

//! What bounds the events of one name.

#[cfg(feature = "server")]
use std::time::Duration;

/// The limits of an event, as its contract declares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub(crate) rate: Option<Rate>,
    pub(crate) max_bytes: Option<u64>,
}

impl Limits {
    /// No limit but those of the server.
    pub const NONE: Self = Self { rate: None, max_bytes: None };

    /// So many events of one socket in so many seconds.
    #[must_use]
    pub const fn rate(self, events: u32, seconds: u32) -> Self {
        Self { rate: Some(Rate { events, seconds }), ..self }
    }

    /// So many bytes of arguments.
    #[must_use]
    pub const fn max_bytes(self, bytes: u64) -> Self {
        Self { max_bytes: Some(bytes), ..self }
    }
}

/// So many events in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    pub(crate) events: u32,
    pub(crate) seconds: u32,
}

impl Rate {
    #[cfg(feature = "server")]
    pub(crate) fn period(self) -> Duration {
        Duration::from_secs(self.seconds.into())
    }

    /// As in the contract: `20/s`, `100/min`.
    pub(crate) fn text(self) -> String {
        let Self { events, seconds } = self;
        match seconds {
            1 => format!("{events}/s"),
            60 => format!("{events}/min"),
            3600 => format!("{events}/h"),
            seconds => format!("{events} in {seconds} s"),
        }
    }
}

//! What travels in an acknowledgement that can fail.

use std::fmt;
use std::time::Duration;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Forbidden;
use crate::codec::{Args, ArgsError};
use crate::limits::Rate;
use crate::socket::Socket;

/// An error that the server itself answers with, before or instead of a handler's own.
///
/// # Wire
/// The `error` of `{"ok":false,"error":{"code":"wigwag.invalid_payload","path":"[0].text","message":"…"}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code")]
#[non_exhaustive]
pub enum BoundaryError {
    /// An argument did not have the shape that the contract says.
    #[serde(rename = "wigwag.invalid_payload")]
    InvalidPayload {
        /// Where: the argument's index in brackets, then fields and indices.
        path: String,
        /// What is wrong there.
        message: String,
    },
    /// The event came more often than the contract allows.
    #[serde(rename = "wigwag.rate_limited")]
    RateLimited {
        /// How long it takes until the next one is taken, rounded up.
        retry_after_ms: u64,
        /// A text for people.
        message: String,
    },
    /// The arguments are larger than the contract allows.
    #[serde(rename = "wigwag.too_large")]
    TooLarge {
        /// The largest size that is taken.
        max_bytes: u64,
        /// A text for people.
        message: String,
    },
    /// A guard of the contract refused the event.
    #[serde(rename = "wigwag.forbidden")]
    Forbidden {
        /// A text for people, from the guard.
        message: String,
    },
    /// The handler failed. What happened is in the server's log and none of the client's business.
    #[serde(rename = "wigwag.internal")]
    Internal {
        /// A text for people.
        message: String,
    },
}

impl BoundaryError {
    pub(super) fn invalid_payload(error: &ArgsError) -> Self {
        Self::InvalidPayload { path: error.path().to_owned(), message: error.message().to_owned() }
    }

    pub(super) fn rate_limited(rate: Rate, retry_after: Duration) -> Self {
        // Who waits for a part of a millisecond less would be refused again.
        let retry_after_ms = retry_after.as_nanos().div_ceil(1_000_000);
        Self::RateLimited {
            retry_after_ms: u64::try_from(retry_after_ms).unwrap_or(u64::MAX),
            message: format!("more often than {}", rate.text()),
        }
    }

    pub(super) fn too_large(max_bytes: u64) -> Self {
        Self::TooLarge { max_bytes, message: format!("larger than {max_bytes} bytes") }
    }

    pub(super) fn forbidden(forbidden: Forbidden) -> Self {
        Self::Forbidden { message: forbidden.into_message() }
    }

    pub(super) fn internal() -> Self {
        Self::Internal { message: "internal error".to_owned() }
    }
}

impl BoundaryError {
    /// Counts an event that did not reach its handler.
    pub(super) fn count(&self, socket: &Socket) {
        let refused = &socket.connection().counters().events_refused;
        match self {
            Self::InvalidPayload { .. } => {
                refused.invalid_payload.count();
                if let Some(cohort) = socket.cohort() {
                    cohort.note_rejected_payload();
                }
            }
            Self::RateLimited { .. } => refused.rate_limited.count(),
            Self::TooLarge { .. } => refused.too_large.count(),
            Self::Forbidden { .. } => refused.forbidden.count(),
            // Its handler was reached.
            Self::Internal { .. } => {}
        }
    }
}

impl fmt::Display for BoundaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidPayload { path, message } => {
                write!(f, "wigwag.invalid_payload: {path}: {message}")
            }
            Self::RateLimited { message, .. } => write!(f, "wigwag.rate_limited: {message}"),
            Self::TooLarge { message, .. } => write!(f, "wigwag.too_large: {message}"),
            Self::Forbidden { message } => write!(f, "wigwag.forbidden: {message}"),
            Self::Internal { message } => write!(f, "wigwag.internal: {message}"),
        }
    }
}

/// `{"ok":true,"data":…}` or `{"ok":false,"error":…}`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Envelope<T, E> {
    Done { ok: bool, data: T },
    Failed { ok: bool, error: E },
}

impl<T, E> From<Result<T, E>> for Envelope<T, E> {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(data) => Self::Done { ok: true, data },
            Err(error) => Self::Failed { ok: false, error },
        }
    }
}

/// Reads an acknowledgement that says whether it is a value or an error.
///
/// # Errors
/// When it is neither.
pub(crate) fn read_outcome<T: DeserializeOwned, E: DeserializeOwned>(
    args: &Args,
) -> Result<Result<T, E>, ArgsError> {
    #[derive(Deserialize)]
    struct Head {
        ok: bool,
    }
    #[derive(Deserialize)]
    struct Done<T> {
        data: T,
    }
    #[derive(Deserialize)]
    struct Failed<E> {
        error: E,
    }
    if args.read_first::<Head>()?.ok {
        args.read_first::<Done<T>>().map(|done| Ok(done.data))
    } else {
        args.read_first::<Failed<E>>().map(|failed| Err(failed.error))
    }
}

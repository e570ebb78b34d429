//! What travels in an acknowledgement that can fail.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::codec::{Args, ArgsError};

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

    pub(super) fn internal() -> Self {
        Self::Internal { message: "internal error".to_owned() }
    }
}

/// `{"ok":true,"data":…}` or `{"ok":false,"error":…}`.
#[derive(Debug, Serialize)]
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

/// Reads an acknowledgement of one value. One without arguments is read as `()` or `None`.
///
/// # Errors
/// When the value has another shape.
pub(crate) fn read_reply<T: DeserializeOwned>(args: &Args) -> Result<T, ArgsError> {
    args.read::<(T,)>().map(|(value,)| value)
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
    if read_reply::<Head>(args)?.ok {
        read_reply::<Done<T>>(args).map(|done| Ok(done.data))
    } else {
        read_reply::<Failed<E>>(args).map(|failed| Err(failed.error))
    }
}

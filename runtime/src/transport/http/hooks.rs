//! Calls of the program's functions for requests. None of their panics does harm to anybody but the request's client.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use http::HeaderMap;
use http::request::Parts;

use crate::config::Hooks;
use crate::connection_error::{ConnectionError, ConnectionErrorContext as Context};
use crate::id::random_id;
use crate::panics::{Panicked, catching_panics};

/// How long an id of the program may be.
const ID_BYTES_MAX: usize = 128;

impl Hooks {
    /// Asks whether this client may open a session.
    pub(super) async fn allow(&self, head: &Arc<Parts>) -> Result<(), ConnectionError> {
        let Some(allow) = &self.allow_request else { return Ok(()) };
        let head = Arc::clone(head);
        match catching_panics(async move { allow(head).await }).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(denied)) => Err(Context::Forbidden { message: denied.into_message() }.into()),
            Err(Panicked(_)) => {
                tracing::error!("`allow_request` panicked");
                Err(Context::MiddlewareFailure.into())
            }
        }
    }

    /// An id for a new session, which may be another one's already.
    pub(super) async fn id(&self, head: &Arc<Parts>) -> Result<String, ConnectionError> {
        let Some(generate) = &self.generate_id else {
            let id = random_id().map_err(ConnectionError::id_generation)?;
            return Ok(String::from_utf8_lossy(&id).into_owned());
        };
        let head = Arc::clone(head);
        match catching_panics(async move { generate(head).await }).await {
            Ok(Ok(id)) if is_id(&id) => Ok(id),
            Ok(Ok(_)) => Err(ConnectionError::id_generation(
                "an id has 1 to 128 characters of printable ASCII without space, quote, comma, semicolon and backslash",
            )),
            Ok(Err(error)) => Err(ConnectionError::id_generation(error)),
            Err(Panicked(_)) => {
                tracing::error!("`generate_id` panicked");
                Err(ConnectionError::id_generation("`generate_id` panicked"))
            }
        }
    }

    /// Whether the program wants to see the heads of requests that fetch or bring packets.
    pub(super) fn want_polling_heads(&self) -> bool {
        self.on_headers.is_some() || self.on_connection_error.is_some()
    }

    /// Adds to the first answer of a session.
    pub(super) fn initial_headers(&self, headers: &mut HeaderMap, head: &Parts) {
        if let Some(add) = &self.on_initial_headers {
            call("on_initial_headers", || add(headers, head));
        }
    }

    /// Adds to an answer that does not refuse.
    pub(super) fn headers(&self, headers: &mut HeaderMap, head: &Parts) {
        if let Some(add) = &self.on_headers {
            call("on_headers", || add(headers, head));
        }
    }

    pub(super) fn connection_error(&self, error: &ConnectionError, head: &Parts) {
        if let Some(tell) = &self.on_connection_error {
            call("on_connection_error", || tell(error, head));
        }
    }
}

fn call(name: &str, function: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(function)).is_err() {
        tracing::error!("`{name}` panicked");
    }
}

/// The characters that RFC 6265 allows in the value of a cookie.
fn is_id(id: &str) -> bool {
    let is_plain =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    (1..=ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_can_stand_in_a_cookie() {
        for id in ["a", "node-7:5hRrTtXDjPqk2mY0", "a/b+c==", "!#$%&'()*", &"x".repeat(128)] {
            assert!(is_id(id), "{id}");
        }
        for id in ["", "a b", "a\"b", "a,b", "a;b", "a\\b", "é", "a\r\n", "\0", &"x".repeat(129)] {
            assert!(!is_id(id), "{id:?}");
        }
    }
}

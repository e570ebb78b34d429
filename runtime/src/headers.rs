//! Headers that may come only once.

use http::header::AsHeaderName;
use http::{HeaderMap, HeaderValue};

/// The value of a header, unless there are several: then nobody can say which one counts.
pub(crate) fn only(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&HeaderValue> {
    let mut values = headers.get_all(name).into_iter();
    values.next().filter(|_| values.next().is_none())
}

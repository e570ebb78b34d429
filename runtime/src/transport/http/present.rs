//! Which headers a request has, of those that most requests of a session lack.

use http::HeaderMap;
use http::header::{ORIGIN, UPGRADE};

/// Found in one pass: there are a few headers, and to search for one takes longer than to look at all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Present {
    pub(super) origin: bool,
    pub(super) upgrade: bool,
}

impl Present {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut present = Self::default();
        for name in headers.keys() {
            match *name {
                ORIGIN => present.origin = true,
                UPGRADE => present.upgrade = true,
                _ => {}
            }
        }
        present
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn headers_are_found_among_others() {
        let of = |names: &[&'static str]| {
            Present::of(
                &names
                    .iter()
                    .map(|name| (name.parse().unwrap(), HeaderValue::from_static("x")))
                    .collect(),
            )
        };
        let none = Present::default();
        assert_eq!(of(&[]), none);
        assert_eq!(of(&["host", "x-origin", "upgrade-insecure-requests"]), none);
        assert_eq!(of(&["Host", "Origin", "accept"]), Present { origin: true, ..none });
        assert_eq!(of(&["UPGRADE", "host"]), Present { upgrade: true, ..none });
        assert_eq!(of(&["upgrade", "origin"]), Present { origin: true, upgrade: true });
    }
}

//! The cookie that names a session to a load balancer.

use std::time::{Duration, SystemTime};

use http::HeaderValue;

use super::Config;
use crate::BuildError;

impl Config {
    /// Sets a cookie with the id of the session, so that a load balancer can send all requests of a client to one server. Default: none
    /// (`cookie`).
    ///
    /// Only the handshake over polling sets it: a WebSocket stays where it is. The id is all that somebody needs to speak for the client,
    /// so keep it from scripts ([`Cookie::http_only`]) and from logs.
    ///
    /// ```
    /// use wigwag::{Config, Cookie};
    ///
    /// let config = Config::new().cookie(Cookie::new("io").path("/realtime").secure(true));
    /// # let _ = config;
    /// ```
    ///
    /// # Wire
    /// `Set-Cookie: io=<sid>; Path=/; HttpOnly; SameSite=Lax`
    #[must_use]
    pub fn cookie(mut self, cookie: Cookie) -> Self {
        self.cookie = Some(cookie);
        self
    }
}

/// A cookie that holds the id of a session, for [`Config::cookie`]. Its defaults are the reference's.
///
/// What browsers would refuse is refused when the server is built: a name that is no token, an attribute with a semicolon or a control
/// character, [`SameSite::None`] or [`partitioned`](Self::partitioned) without [`secure`](Self::secure), and a name that begins with
/// `__Secure-` or `__Host-` without what these prefixes promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    name: String,
    path: Option<String>,
    domain: Option<String>,
    max_age: Option<Duration>,
    expires: Option<SystemTime>,
    http_only: bool,
    secure: bool,
    partitioned: bool,
    same_site: Option<SameSite>,
}

/// With which requests of other sites a browser sends a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SameSite {
    /// With none.
    Strict,
    /// When the user follows a link.
    Lax,
    /// With all. Needs [`Cookie::secure`].
    None,
}

impl Default for Cookie {
    fn default() -> Self {
        Self::new("io")
    }
}

impl Cookie {
    /// A cookie of this name, for every path, out of reach of scripts, not sent with requests of other sites. The reference's default
    /// name is `io`, and so is that of [`Cookie::default`].
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            path: Some("/".to_owned()),
            domain: None,
            max_age: None,
            expires: None,
            http_only: true,
            secure: false,
            partitioned: false,
            same_site: Some(SameSite::Lax),
        }
    }

    /// Sets under which path browsers send it. Default: `/` (`path`).
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Leaves the path out, so that browsers take the server's own (`path: false`).
    #[must_use]
    pub fn without_path(mut self) -> Self {
        self.path = None;
        self
    }

    /// Sets to which hosts browsers send it besides this one. Default: to none (`domain`).
    #[must_use]
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// Sets how long browsers keep it, in whole seconds. Default: until they are closed (`maxAge`).
    #[must_use]
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Sets until when browsers keep it, in whole seconds; where both are set they follow [`max_age`](Self::max_age). Default: not set
    /// (`expires`).
    #[must_use]
    pub fn expires(mut self, expires: SystemTime) -> Self {
        self.expires = Some(expires);
        self
    }

    /// Sets whether it is out of reach of scripts. Default: true (`httpOnly`).
    #[must_use]
    pub fn http_only(mut self, http_only: bool) -> Self {
        self.http_only = http_only;
        self
    }

    /// Sets whether browsers send it over TLS alone. Default: false (`secure`).
    #[must_use]
    pub fn secure(mut self, secure: bool) -> Self {
        self.secure = secure;
        self
    }

    /// Sets whether browsers keep it apart for each site that this server is embedded in. Default: false (`partitioned`).
    #[must_use]
    pub fn partitioned(mut self, partitioned: bool) -> Self {
        self.partitioned = partitioned;
        self
    }

    /// Sets with which requests of other sites browsers send it. Default: [`SameSite::Lax`] (`sameSite`).
    #[must_use]
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = Some(same_site);
        self
    }

    /// Leaves that to the browser (`sameSite: false`).
    #[must_use]
    pub fn without_same_site(mut self) -> Self {
        self.same_site = None;
        self
    }

    pub(super) fn check(&self) -> Result<(), BuildError> {
        let name = &self.name;
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(BuildError::new(format!("`cookie`: `{name}` cannot be a cookie's name")));
        }
        let path = self.path.as_deref();
        let domain = self.domain.as_deref();
        if path.is_some_and(|path| !path.starts_with('/') || !path.bytes().all(is_in_attribute)) {
            return Err(BuildError::new(
                "`cookie`: `path` must start with a slash and have no semicolon and no control character",
            ));
        }
        if domain.is_some_and(|domain| domain.is_empty() || !domain.bytes().all(is_in_domain)) {
            return Err(BuildError::new(
                "`cookie`: `domain` must be the name of a host, such as `example.com`",
            ));
        }
        // The last day of the year 9999, which is the last that a header can name.
        let last = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_799);
        if self.expires.is_some_and(|at| !(SystemTime::UNIX_EPOCH..=last).contains(&at)) {
            return Err(BuildError::new("`cookie`: `expires` must be between 1970 and 9999"));
        }
        let must_be_secure = self.partitioned
            || self.same_site == Some(SameSite::None)
            || has_prefix(name, "__secure-")
            || has_prefix(name, "__host-");
        if must_be_secure && !self.secure {
            return Err(BuildError::new(
                "`cookie`: browsers refuse `SameSite::None`, `partitioned` and the prefixes `__Secure-` and `__Host-` without `secure(true)`",
            ));
        }
        if has_prefix(name, "__host-") && (path != Some("/") || domain.is_some()) {
            return Err(BuildError::new(
                "`cookie`: browsers refuse the prefix `__Host-` with a `domain`, or with another `path` than `/`",
            ));
        }
        Ok(())
    }

    /// The header that sets it. `None` cannot be where the cookie and the id have been checked.
    pub(crate) fn header(&self, sid: &str) -> Option<HeaderValue> {
        let mut header = format!("{}={sid}", self.name);
        let mut push = |name: &str, value: &str| {
            header.push_str("; ");
            header.push_str(name);
            header.push_str(value);
        };
        if let Some(max_age) = self.max_age {
            push("Max-Age=", &max_age.as_secs().to_string());
        }
        if let Some(domain) = &self.domain {
            push("Domain=", domain);
        }
        if let Some(path) = &self.path {
            push("Path=", path);
        }
        if let Some(expires) = self.expires {
            push("Expires=", &httpdate::fmt_http_date(expires));
        }
        if self.http_only {
            push("HttpOnly", "");
        }
        if self.secure {
            push("Secure", "");
        }
        if self.partitioned {
            push("Partitioned", "");
        }
        match self.same_site {
            Some(SameSite::Strict) => push("SameSite=Strict", ""),
            Some(SameSite::Lax) => push("SameSite=Lax", ""),
            Some(SameSite::None) => push("SameSite=None", ""),
            None => {}
        }
        HeaderValue::try_from(header).ok()
    }
}

/// RFC 9110 §5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// RFC 6265 §4.1.1, `av-octet`.
fn is_in_attribute(byte: u8) -> bool {
    (byte.is_ascii_graphic() || byte == b' ') && byte != b';'
}

fn is_in_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}

fn has_prefix(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_header(cookie: &Cookie, expected: &str) {
        assert_eq!(cookie.check(), Ok(()), "{expected}");
        assert_eq!(cookie.header("ID").unwrap(), expected);
    }

    #[test]
    fn header_has_the_attributes_in_the_order_of_the_reference() {
        check_header(&Cookie::default(), "io=ID; Path=/; HttpOnly; SameSite=Lax");
        let bare = Cookie::new("sticky").without_path().without_same_site().http_only(false);
        check_header(&bare, "sticky=ID");
        let full = Cookie::new("s")
            .path("/x")
            .domain("example.com")
            .max_age(Duration::from_millis(90_500))
            .expires(SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777))
            .secure(true)
            .partitioned(true)
            .same_site(SameSite::None);
        check_header(
            &full,
            "s=ID; Max-Age=90; Domain=example.com; Path=/x; Expires=Sun, 06 Nov 1994 08:49:37 GMT; HttpOnly; Secure; Partitioned; SameSite=None",
        );
        let strict = Cookie::new("__Host-io").secure(true).same_site(SameSite::Strict);
        check_header(&strict, "__Host-io=ID; Path=/; HttpOnly; Secure; SameSite=Strict");
    }

    #[test]
    fn what_browsers_would_refuse_is_a_mistake() {
        let mistakes = [
            (Cookie::new(""), "cannot be a cookie's name"),
            (Cookie::new("a b"), "cannot be a cookie's name"),
            (Cookie::new("a=b"), "cannot be a cookie's name"),
            (Cookie::new("a\r\nb"), "cannot be a cookie's name"),
            (Cookie::new("é"), "cannot be a cookie's name"),
            (Cookie::default().path("x"), "`path` must start"),
            (Cookie::default().path("/;Secure"), "`path` must start"),
            (Cookie::default().path("/\r\n"), "`path` must start"),
            (Cookie::default().domain(""), "`domain` must be"),
            (Cookie::default().domain("a;b"), "`domain` must be"),
            (Cookie::default().same_site(SameSite::None), "without `secure(true)`"),
            (Cookie::default().partitioned(true), "without `secure(true)`"),
            (Cookie::new("__Secure-io"), "without `secure(true)`"),
            (Cookie::new("__Host-io"), "without `secure(true)`"),
            (Cookie::new("__Host-io").secure(true).path("/x"), "the prefix `__Host-`"),
            (Cookie::new("__host-io").secure(true).domain("a.test"), "the prefix `__Host-`"),
            (
                Cookie::default().expires(SystemTime::UNIX_EPOCH - Duration::from_secs(1)),
                "between 1970 and 9999",
            ),
            (
                Cookie::default()
                    .expires(SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_800)),
                "between 1970 and 9999",
            ),
        ];
        for (cookie, text) in mistakes {
            let error = cookie.check().expect_err(text).to_string();
            assert!(error.contains(text), "{cookie:?}: {error}");
        }
    }
}

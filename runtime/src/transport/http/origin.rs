//! Whether the page that a request comes from may use the server.

use http::header::ORIGIN;
use http::request::Parts;

use super::address::Provenance;
use crate::config::{Config, Cors};

/// What is to be said of a request's `Origin` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// There is none, or it is the server's own, or the program admits it.
    Admitted,
    /// It is of somebody else.
    Foreign(String),
    /// It is no text, or there are several.
    Invalid(String),
}

impl Origin {
    pub(super) fn of(head: &Parts, cors: Option<&Cors>, config: &Config) -> Self {
        let mut values = head.headers.get_all(ORIGIN).into_iter();
        let Some(value) = values.next() else { return Self::Admitted };
        let lossy = || String::from_utf8_lossy(value.as_bytes()).into_owned();
        let Ok(origin) = value.to_str() else { return Self::Invalid(lossy()) };
        if values.next().is_some() {
            return Self::Invalid(lossy());
        }
        let is_own = || is_own(origin, &Provenance::of(head, config.trusted_proxies.as_ref()));
        if !config.check_origin || cors.is_some_and(|cors| cors.admits(origin)) || is_own() {
            Self::Admitted
        } else {
            Self::Foreign(origin.to_owned())
        }
    }
}

/// Whether a page of `origin` comes from the host and the port that its request went to. The scheme is compared where it is known: that
/// the server sees no TLS does not mean that the browser does not.
fn is_own(origin: &str, provenance: &Provenance<'_>) -> bool {
    let Some((scheme, from)) = origin.split_once("://") else { return false };
    let Some(authority) = &provenance.host else { return false };
    let own_port = match &*scheme.to_ascii_lowercase() {
        "http" | "ws" if !provenance.remote.is_secure => "80",
        "https" | "wss" => "443",
        _ => return false,
    };
    let (from, to) = (without_port(from, own_port), without_port(authority, own_port));
    !from.is_empty() && from.eq_ignore_ascii_case(to)
}

/// Leaves out a port that goes without saying.
fn without_port<'a>(authority: &'a str, port: &str) -> &'a str {
    match authority.rsplit_once(':') {
        Some((host, last)) if last == port || last.is_empty() => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::config::TrustedProxies;
    use crate::handshake::{Encrypted, PeerAddr};

    fn head(uri: &str, headers: &[(&str, &[u8])]) -> Parts {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[track_caller]
    fn check_own(host: &str, origin: &str, is_own: bool) {
        let expected = if is_own { Origin::Admitted } else { Origin::Foreign(origin.to_owned()) };
        let headers = [("host", host.as_bytes()), ("origin", origin.as_bytes())];
        assert_eq!(
            Origin::of(&head("/", &headers), None, &Config::new()),
            expected,
            "{host} {origin}"
        );
        let absolute = head(&format!("http://{host}/"), &[("origin", origin.as_bytes())]);
        assert_eq!(Origin::of(&absolute, None, &Config::new()), expected, "{host} {origin}");
    }

    #[test]
    fn own_origin_has_the_host_and_the_port_of_the_request() {
        check_own("a.test", "http://a.test", true);
        check_own("a.test", "https://a.test", true);
        check_own("A.Test", "https://a.tEST", true);
        check_own("a.test:80", "http://a.test", true);
        check_own("a.test:443", "https://a.test", true);
        check_own("a.test", "https://a.test:443", true);
        check_own("a.test:3000", "http://a.test:3000", true);
        check_own("[::1]:3000", "http://[::1]:3000", true);
        check_own("[::1]", "http://[::1]:80", true);
        check_own("a.test:443", "wss://a.test", true);
    }

    #[test]
    fn everything_else_is_foreign() {
        check_own("a.test", "null", false);
        check_own("a.test", "", false);
        check_own("a.test", "a.test", false);
        check_own("a.test", "://a.test", false);
        check_own("a.test", "http://", false);
        check_own("a.test", "http://b.test", false);
        check_own("a.test", "http://a.test.b.test", false);
        check_own("a.test", "http://b.a.test", false);
        check_own("a.test", "http://a.test:3000", false);
        check_own("a.test:3000", "http://a.test", false);
        check_own("a.test:80", "https://a.test", false);
        check_own("a.test:443", "http://a.test", false);
        check_own("a.test", "http://a.test/", false);
        check_own("a.test", "http://x@a.test", false);
        check_own("a.test", "file://a.test", false);
        check_own("a.test", "chrome-extension://a.test", false);
        check_own("a.test", "http://a.test, http://b.test", false);
        check_own("[::1]:3000", "http://[::1]", false);
    }

    #[test]
    fn request_without_an_origin_is_admitted() {
        assert_eq!(
            Origin::of(&head("/", &[("host", b"a.test")]), None, &Config::new()),
            Origin::Admitted
        );
        assert_eq!(Origin::of(&head("/", &[]), None, &Config::new()), Origin::Admitted);
    }

    #[test]
    fn without_a_host_every_origin_is_foreign() {
        let origin: (&str, &[u8]) = ("origin", b"http://a.test");
        let foreign = Origin::Foreign("http://a.test".to_owned());
        assert_eq!(Origin::of(&head("/", &[origin]), None, &Config::new()), foreign);
        let odd = head("/", &[origin, ("host", b"a.test\xff")]);
        assert_eq!(Origin::of(&odd, None, &Config::new()), foreign);
    }

    #[test]
    fn plain_page_is_foreign_to_an_encrypted_server() {
        let of = |origin: &str| {
            let headers = [("host", b"a.test".as_slice()), ("origin", origin.as_bytes())];
            let mut head = head("/", &headers);
            head.extensions.insert(Encrypted);
            Origin::of(&head, None, &Config::new())
        };
        assert_eq!(of("https://a.test"), Origin::Admitted);
        assert_eq!(of("http://a.test"), Origin::Foreign("http://a.test".to_owned()));
    }

    #[test]
    fn what_a_trusted_proxy_says_of_the_host_counts() {
        let headers: [(&str, &[u8]); 4] = [
            ("host", b"backend:8080"),
            ("x-forwarded-host", b"a.test"),
            ("x-forwarded-for", b"203.0.113.7"),
            ("origin", b"https://a.test"),
        ];
        let mut head = head("/", &headers);
        head.extensions.insert(PeerAddr(([10, 0, 0, 1], 1234).into()));
        let foreign = Origin::Foreign("https://a.test".to_owned());
        assert_eq!(Origin::of(&head, None, &Config::new()), foreign);
        let config = Config::new().trust_proxies(TrustedProxies::new(["10.0.0.0/8"]));
        assert_eq!(Origin::of(&head, None, &config), Origin::Admitted);
    }

    #[test]
    fn origins_that_cors_admits_are_admitted() {
        let cors = Cors::origin("http://b.test");
        let of = |origin: &str| {
            let headers = [("host", b"a.test".as_slice()), ("origin", origin.as_bytes())];
            Origin::of(&head("/", &headers), Some(&cors), &Config::new())
        };
        assert_eq!(of("http://b.test"), Origin::Admitted);
        assert_eq!(of("http://a.test"), Origin::Admitted);
        assert_eq!(of("http://c.test"), Origin::Foreign("http://c.test".to_owned()));
        assert_eq!(of("null"), Origin::Foreign("null".to_owned()));
    }

    #[test]
    fn origin_that_is_no_text_is_invalid_also_unchecked() {
        let config = Config::new().check_origin(false);
        let odd = head("/", &[("host", b"a.test"), ("origin", b"http://a\xff.test")]);
        let invalid = Origin::Invalid("http://a\u{fffd}.test".to_owned());
        assert_eq!(Origin::of(&odd, None, &Config::new()), invalid);
        assert_eq!(Origin::of(&odd, None, &config), invalid);
        let origin: (&str, &[u8]) = ("origin", b"http://a.test");
        let twice = head("/", &[("host", b"a.test"), origin, origin]);
        let invalid = Origin::Invalid("http://a.test".to_owned());
        assert_eq!(Origin::of(&twice, None, &Config::new()), invalid);
    }

    #[test]
    fn unchecked_origins_are_admitted() {
        let config = Config::new().check_origin(false);
        let foreign = head("/", &[("host", b"a.test"), ("origin", b"http://b.test")]);
        assert_eq!(Origin::of(&foreign, None, &config), Origin::Admitted);
    }
}

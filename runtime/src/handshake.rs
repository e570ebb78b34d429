//! What a client presented when it opened its session.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime};

use http::header::ORIGIN;
use http::{HeaderName, HeaderValue, request};

use crate::adapter::HandshakeDescription;

/// The address that a request came from. [`HttpServer`](crate::HttpServer) puts it into the extensions of each request; a program
/// that accepts connections by other means does the same if it wants [`Handshake::address`] to be known; `examples/mounting` does so with
/// axum's `ConnectInfo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerAddr(pub SocketAddr);

/// Marks a request that came over TLS. A program that decrypts connections itself puts it into the extensions of each request, so that
/// [`Handshake::secure`] is known, and the server's own origin with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encrypted;

/// Who is at the other end, as far as it is known for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Remote {
    /// The other end of the connection: the client itself, or a proxy.
    pub(crate) peer: Option<SocketAddr>,
    /// The client's address. IPv4 is never in its IPv6 form.
    pub(crate) address: Option<IpAddr>,
    /// Whether the client used TLS.
    pub(crate) is_secure: bool,
}

/// The first request of a session, kept as long as the session.
///
/// It is a copy in one piece: the request itself would keep the buffer that it came in, and each header a place in a table.
#[derive(Debug, Clone)]
pub struct Handshake {
    /// The request target, then each header as `name:value`, in a line each. No part of a request has a line break, and no name a colon.
    text: Box<[u8]>,
    remote: Remote,
    issued: SystemTime,
}

impl Handshake {
    /// The handshake of a client of which nothing is known.
    #[cfg(any(test, feature = "__bench"))]
    pub(crate) fn of_nobody() -> Self {
        let (parts, ()) = http::Request::new(()).into_parts();
        Self::new(&parts, Remote { peer: None, address: None, is_secure: false })
    }

    pub(crate) fn new(request: &request::Parts, remote: Remote) -> Self {
        let target = request.uri.path_and_query().map_or("/", |target| target.as_str());
        Self { text: in_lines(target, request.headers.iter()), remote, issued: SystemTime::now() }
    }

    /// What other servers are told of it.
    pub(crate) fn describe(&self) -> HandshakeDescription {
        let text = |(name, value): (&str, &[u8])| {
            Some((name.to_owned(), std::str::from_utf8(value).ok()?.to_owned()))
        };
        let issued = self.issued.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        HandshakeDescription {
            headers: self.headers().filter_map(text).collect(),
            url: self.url().to_owned(),
            address: self.address(),
            secure: self.secure(),
            issued_ms: issued.as_millis().try_into().unwrap_or(u64::MAX),
        }
    }

    /// What another server has told. What cannot be a header is left out.
    pub(crate) fn from_description(described: &HandshakeDescription) -> Self {
        let header = |(name, value): &(String, String)| {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
        };
        let headers: Vec<_> = described.headers.iter().filter_map(header).collect();
        let target = described.url.lines().next().unwrap_or_default();
        let since_1970 = Duration::from_millis(described.issued_ms);
        let issued = SystemTime::UNIX_EPOCH.checked_add(since_1970);
        Self {
            text: in_lines(target, headers.iter().map(|(name, value)| (name, value))),
            remote: Remote { peer: None, address: described.address, is_secure: described.secure },
            issued: issued.unwrap_or(SystemTime::UNIX_EPOCH),
        }
    }

    /// The value of a header; of the first one when there are several. `None` when it is not text.
    ///
    /// Upper and lower case of `name` make no difference.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        let (_, value) = headers.find(|(header, _)| header.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(value).ok()
    }

    /// Every header, with its name in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.lines().skip(1).filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (name, value) = line.split_at(colon);
            Some((std::str::from_utf8(name).ok()?, value.get(1..)?))
        })
    }

    /// The request's path and query, as sent.
    pub fn url(&self) -> &str {
        let target = self.lines().next().unwrap_or_default();
        std::str::from_utf8(target).unwrap_or_default()
    }

    fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.text.split(|byte| *byte == b'\n')
    }

    /// The value of a query parameter, percent-decoded; of the last one when there are several.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, value) = self.queries().filter(|(key, _)| key == name).last()?;
        Some(value.into_owned())
    }

    /// Every query parameter and its value, percent-decoded, in the order in which they were sent: those of the program that the client
    /// was given as `query`, and `EIO`, `transport`, and `t`. The reference's `handshake.query` has the last value of each.
    pub fn queries(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        let (_, query) = self.url().split_once('?').unwrap_or_default();
        form_urlencoded::parse(query.as_bytes())
    }

    /// Whether the request names an `Origin`: browsers do so for WebSockets, for POSTs and for other servers than the page's own. The
    /// reference's `handshake.xdomain`. What it names has been checked, see [`Config::check_origin`](crate::Config::check_origin).
    pub fn xdomain(&self) -> bool {
        self.headers().any(|(name, _)| name == ORIGIN)
    }

    /// The client's address, without a port, in IPv4 notation where it can be. The reference's `handshake.address`.
    ///
    /// It is that of [`peer`](Self::peer), unless the peer is a proxy that [`Config::trust_proxies`](crate::Config::trust_proxies) names:
    /// then it is what the proxy says. The proxy's own is given where it says nothing that can be read.
    pub fn address(&self) -> Option<IpAddr> {
        self.remote.address
    }

    /// The other end of the connection, which may be a proxy's. `None` for Unix sockets, and when the program that accepted the
    /// connection did not tell, see [`PeerAddr`].
    pub fn peer(&self) -> Option<SocketAddr> {
        self.remote.peer
    }

    /// Whether the client used TLS. The reference's `handshake.secure`.
    ///
    /// It is known of connections that the server decrypted itself or that are marked as [`Encrypted`], and from proxies that
    /// [`Config::trust_proxies`](crate::Config::trust_proxies) names.
    pub fn secure(&self) -> bool {
        self.remote.is_secure
    }

    /// When the session was opened. The reference's `handshake.issued`; see [`time`](Self::time).
    pub fn issued(&self) -> SystemTime {
        self.issued
    }

    /// When the session was opened, in words: `Thu Nov 20 2025 12:00:00 GMT+0000 (Coordinated Universal Time)`. The reference's
    /// `handshake.time` on a server whose clock shows UTC.
    pub fn time(&self) -> String {
        // `Thu, 20 Nov 2025 12:00:00 GMT`
        let latest = SystemTime::UNIX_EPOCH + LATEST;
        let http = httpdate::fmt_http_date(self.issued.clamp(SystemTime::UNIX_EPOCH, latest));
        let mut words = http.split(' ');
        let mut next = || words.next().unwrap_or_default();
        let (weekday, day, month, year, time) = (next(), next(), next(), next(), next());
        let weekday = weekday.trim_end_matches(',');
        format!("{weekday} {month} {day} {year} {time} GMT+0000 (Coordinated Universal Time)")
    }
}

/// What a [`Handshake`] keeps, in as much memory as it needs.
fn in_lines<'a>(
    target: &str,
    headers: impl Iterator<Item = (&'a HeaderName, &'a HeaderValue)>,
) -> Box<[u8]> {
    let mut text = Vec::from(target);
    for (name, value) in headers {
        for part in [b"\n", name.as_str().as_bytes(), b":", value.as_bytes()] {
            text.extend_from_slice(part);
        }
    }
    text.into()
}

/// The last second that a date of HTTP can name, since 1970: clocks say anything, those of other servers included.
const LATEST: Duration = Duration::from_secs(253_402_300_799);

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn handshake(target: &str, headers: &[(&str, &[u8])]) -> Handshake {
        let mut request = Request::builder().uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let remote = Remote { peer: None, address: None, is_secure: false };
        Handshake::new(&request.body(()).unwrap().into_parts().0, remote)
    }

    #[test]
    fn headers_are_found_whatever_their_case() {
        let headers: [(&str, &[u8]); 4] =
            [("Cookie", b"a=1"), ("x-name", b"Ada"), ("x-name", b"Grace"), ("x-odd", b"\xff")];
        let handshake = handshake("/", &headers);
        assert_eq!(handshake.header("COOKIE"), Some("a=1"));
        assert_eq!(handshake.header("x-name"), Some("Ada"));
        assert_eq!(handshake.header("x-odd"), None);
        assert_eq!(handshake.header("missing"), None);
        let all: Vec<_> = handshake.headers().collect();
        let expected: [(&str, &[u8]); 4] =
            [("cookie", b"a=1"), ("x-name", b"Ada"), ("x-name", b"Grace"), ("x-odd", b"\xff")];
        assert_eq!(all, expected);
    }

    #[test]
    fn what_another_server_tells_has_only_headers() {
        let told = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers = vec![
            told("X-Name", "Ada: é"),
            told("x name", "1"),
            told("x-lines", "1\nx-more: 2"),
            told("x-last", ""),
        ];
        let nobody = Handshake::of_nobody().describe();
        let url = "/?a=1\nx-more:2".to_owned();
        let told = Handshake::from_description(&HandshakeDescription { headers, url, ..nobody });
        let all: Vec<_> = told.headers().collect();
        assert_eq!(all, [("x-name", "Ada: é".as_bytes()), ("x-last", b"")]);
        assert_eq!(told.url(), "/?a=1");
    }

    #[test]
    fn queries_are_decoded_and_the_last_one_counts() {
        let handshake = handshake("/socket.io/?EIO=4&a=1%202+3&a=%26&b&c=%ff#no", &[]);
        assert_eq!(handshake.url(), "/socket.io/?EIO=4&a=1%202+3&a=%26&b&c=%ff");
        assert_eq!(handshake.query("a").as_deref(), Some("&"));
        assert_eq!(handshake.query("b").as_deref(), Some(""));
        assert_eq!(handshake.query("c").as_deref(), Some("\u{fffd}"));
        assert_eq!(handshake.query("d"), None);
        let all: Vec<_> = handshake.queries().collect();
        let expected = [("EIO", "4"), ("a", "1 2 3"), ("a", "&"), ("b", ""), ("c", "\u{fffd}")];
        assert_eq!(all, expected.map(|(name, value)| (name.into(), value.into())));
    }

    #[test]
    fn time_is_told_in_words() {
        let mut handshake = handshake("/", &[]);
        handshake.issued = SystemTime::UNIX_EPOCH + Duration::from_secs(1_763_640_009);
        let words = "Thu Nov 20 2025 12:00:09 GMT+0000 (Coordinated Universal Time)";
        assert_eq!(handshake.time(), words);
    }

    #[test]
    fn time_is_told_whatever_the_clock_says() {
        let mut handshake = handshake("/", &[]);
        let latest = "Fri Dec 31 9999 23:59:59 GMT+0000 (Coordinated Universal Time)";
        for issued_ms in [253_402_300_800_000, 1 << 60] {
            let told = HandshakeDescription { issued_ms, ..handshake.describe() };
            assert_eq!(Handshake::from_description(&told).time(), latest);
        }
        handshake.issued = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        let earliest = "Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)";
        assert_eq!(handshake.time(), earliest);
    }

    #[test]
    fn request_without_a_query_has_no_queries() {
        let handshake = handshake("/socket.io/", &[]);
        assert_eq!(handshake.queries().count(), 0);
        assert_eq!(handshake.query(""), None);
    }

    #[test]
    fn request_with_an_origin_comes_from_a_page() {
        assert!(handshake("/", &[("Origin", b"http://a.test")]).xdomain());
        assert!(!handshake("/", &[("Referer", b"http://a.test")]).xdomain());
    }
}

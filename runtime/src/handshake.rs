//! What a client presented when it opened its session.

use std::net::{IpAddr, SocketAddr};
use std::time::SystemTime;

use http::{HeaderName, request};

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
/// It is a copy in one piece: the request itself would keep the buffer that it came in.
#[derive(Debug, Clone)]
pub struct Handshake {
    /// The request target, then the values of all headers.
    text: Box<[u8]>,
    target_len: usize,
    /// Each header, and where its value ends.
    headers: Box<[(HeaderName, usize)]>,
    remote: Remote,
    issued: SystemTime,
}

impl Handshake {
    pub(crate) fn new(request: &request::Parts, remote: Remote) -> Self {
        let target = request.uri.path_and_query().map_or("/", |target| target.as_str());
        let values_len: usize = request.headers.values().map(|value| value.len()).sum();
        let mut text = Vec::with_capacity(target.len() + values_len);
        text.extend_from_slice(target.as_bytes());
        let headers = request.headers.iter().map(|(name, value)| {
            text.extend_from_slice(value.as_bytes());
            (name.clone(), text.len())
        });
        Self {
            headers: headers.collect(),
            target_len: target.len(),
            text: text.into(),
            remote,
            issued: SystemTime::now(),
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
        let mut start = self.target_len;
        self.headers.iter().map(move |(name, end)| {
            let value = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            (name.as_str(), value)
        })
    }

    /// The request's path and query, as sent.
    pub fn url(&self) -> &str {
        let target = self.text.get(..self.target_len).unwrap_or_default();
        std::str::from_utf8(target).unwrap_or_default()
    }

    /// The value of a query parameter, percent-decoded; of the last one when there are several.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.url().split_once('?')?;
        let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        let first = values.next()?;
        Some(values.last().unwrap_or(first).1.into_owned())
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

    /// When the session was opened.
    pub fn issued(&self) -> SystemTime {
        self.issued
    }
}

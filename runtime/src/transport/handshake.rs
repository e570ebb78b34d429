//! What a client presented when it opened its session.

use std::net::SocketAddr;
use std::time::SystemTime;

use http::{HeaderMap, Uri, request};

/// The address that a request came from. [`Io::serve`](crate::Io::serve) puts it into the extensions of each request; a program
/// that accepts connections by other means does the same if it wants [`Handshake::address`] to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerAddr(pub SocketAddr);

/// The first request of a session.
#[derive(Debug, Clone)]
pub struct Handshake {
    headers: HeaderMap,
    uri: Uri,
    address: Option<SocketAddr>,
    issued: SystemTime,
}

impl Handshake {
    pub(super) fn new(parts: &mut request::Parts) -> Self {
        Self {
            headers: std::mem::take(&mut parts.headers),
            uri: std::mem::take(&mut parts.uri),
            address: parts.extensions.get::<PeerAddr>().map(|peer| peer.0),
            issued: SystemTime::now(),
        }
    }

    /// The request's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The request's path and query, as sent.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The value of a query parameter; of the last one when there are several.
    pub fn query(&self, name: &str) -> Option<String> {
        query_value(self.uri.query().unwrap_or_default(), name)
    }

    /// The peer's address on this connection. `None` when the program that accepted the connection did not tell, see [`PeerAddr`].
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// When the session was opened.
    pub fn issued(&self) -> SystemTime {
        self.issued
    }
}

/// The last value of a query parameter, percent-decoded.
pub(super) fn query_value(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key == name)
        .last()
        .map(|(_, value)| value.into_owned())
}

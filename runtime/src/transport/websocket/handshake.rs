//! The opening handshake of a WebSocket: RFC 6455 §4.2, and RFC 8441 §5 for HTTP/2.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use fastwebsockets::upgrade::{is_upgrade_request, upgrade};
use http::header::{
    AsHeaderName, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION,
};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Version};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::deflate::{Deflater, Inflater};
use super::negotiation::{Negotiated, is_token, negotiate};
use crate::config::PerMessageDeflate;
use crate::headers::only;
use crate::sync::lock;
use crate::transport::{HttpStream, ServerBody, ServerResponse};

/// What a server offers to a client that asks for a WebSocket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) max_fragments: usize,
    pub(crate) deflate: Option<PerMessageDeflate>,
}

/// Why a handshake is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::transport) enum Refusal {
    Method,
    Upgrade,
    HttpVersion,
    Key,
    Version,
    Protocol,
    Extensions,
}

impl Refusal {
    pub(in crate::transport) fn status(self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The body of the answer, as the reference words it.
    pub(in crate::transport) fn message(self) -> &'static str {
        match self {
            Self::Method => "Invalid HTTP method",
            Self::Upgrade => "Invalid Upgrade header",
            Self::HttpVersion => "Invalid HTTP version",
            Self::Key => "Missing or invalid Sec-WebSocket-Key header",
            Self::Version => "Missing or invalid Sec-WebSocket-Version header",
            Self::Protocol => "Invalid Sec-WebSocket-Protocol header",
            Self::Extensions => "Invalid or unacceptable Sec-WebSocket-Extensions header",
        }
    }
}

/// Whether a request asks for a WebSocket.
pub(in crate::transport) fn is_requested<B>(request: &Request<B>) -> bool {
    is_upgrade_request(request) || is_extended_connect(request)
}

/// Whether a request asks for a WebSocket on a stream of an HTTP/2 connection: RFC 8441 §4.
#[cfg(feature = "http2")]
fn is_extended_connect<B>(request: &Request<B>) -> bool {
    let protocol = || request.extensions().get::<hyper::ext::Protocol>();
    *request.method() == Method::CONNECT
        && protocol().is_some_and(|protocol| protocol.as_str() == "websocket")
}

#[cfg(not(feature = "http2"))]
fn is_extended_connect<B>(_request: &Request<B>) -> bool {
    false
}

/// The method of a request as HTTP/1.1 knows it: what asks for a WebSocket on a stream stands for a GET.
pub(in crate::transport) fn method_of<B>(request: &Request<B>) -> &Method {
    if is_extended_connect(request) { &Method::GET } else { request.method() }
}

/// Answers a WebSocket handshake.
pub(in crate::transport) fn accept<B>(
    request: &mut Request<B>,
    offer: &Offer,
) -> Result<(ServerResponse, Upgrading), Refusal> {
    let is_extended_connect = is_extended_connect(request);
    if !is_extended_connect {
        check_request_line(request)?;
    }
    let headers = request.headers();
    // RFC 6455 §4.1 has one version.
    if only(headers, SEC_WEBSOCKET_VERSION).is_none_or(|version| version != "13") {
        return Err(Refusal::Version);
    }
    let protocol = first_protocol(headers)?;
    let extensions = negotiate_extensions(headers, offer)?;
    let source =
        match request.extensions_mut().remove::<AcceptedStream>().and_then(AcceptedStream::take) {
            Some(stream) => Source::Accepted(stream),
            None => Source::Hyper(hyper::upgrade::on(&mut *request)),
        };
    let mut response = if is_extended_connect {
        ServerResponse::default()
    } else {
        let (response, _) = upgrade(request).map_err(|_| Refusal::Key)?;
        response.map(|_| ServerBody::default())
    };
    if let Some(protocol) = protocol {
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    let deflate = extensions.map(|(negotiated, answer)| {
        response.headers_mut().insert(SEC_WEBSOCKET_EXTENSIONS, answer);
        negotiated
    });
    let max_fragments = offer.max_fragments;
    Ok((response, Upgrading { source, deflate, max_fragments, is_text_only: false }))
}

/// What HTTP/1.1 alone has.
fn check_request_line<B>(request: &Request<B>) -> Result<(), Refusal> {
    if *request.method() != Method::GET {
        return Err(Refusal::Method);
    }
    if !is_upgrade_request(request) {
        return Err(Refusal::Upgrade);
    }
    if request.version() < Version::HTTP_11 {
        return Err(Refusal::HttpVersion);
    }
    match only(request.headers(), SEC_WEBSOCKET_KEY) {
        Some(key) if is_key(key.as_bytes()) => Ok(()),
        _ => Err(Refusal::Key),
    }
}

/// RFC 6455 §4.2.1: 16 bytes in base64.
fn is_key(key: &[u8]) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    matches!(key.split_last_chunk::<2>(), Some((data, b"==")) if data.len() == 22 && data.iter().all(is_base64))
}

/// The sub-protocol that the client names first, which the reference accepts whatever it is: a client that named some fails without
/// one. RFC 6455 §4.1: a list of tokens of which none comes twice.
fn first_protocol(headers: &HeaderMap) -> Result<Option<HeaderValue>, Refusal> {
    let Some(offered) = joined(headers, SEC_WEBSOCKET_PROTOCOL) else { return Ok(None) };
    let offered = offered.map_err(|_| Refusal::Protocol)?;
    let mut names: Vec<&str> =
        offered.split(',').map(|name| name.trim_matches([' ', '\t'])).collect();
    let first = names.first().and_then(|name| HeaderValue::from_str(name).ok());
    if names.iter().any(|name| name.is_empty() || !name.chars().all(is_token)) {
        return Err(Refusal::Protocol);
    }
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::Protocol);
    }
    Ok(first)
}

fn negotiate_extensions(
    headers: &HeaderMap,
    offer: &Offer,
) -> Result<Option<(Negotiated, HeaderValue)>, Refusal> {
    let (Some(options), Some(offers)) = (&offer.deflate, joined(headers, SEC_WEBSOCKET_EXTENSIONS))
    else {
        return Ok(None);
    };
    let offers = offers.map_err(|_| Refusal::Extensions)?;
    match negotiate(&offers, options).map_err(|_| Refusal::Extensions)? {
        Some((negotiated, answer)) => {
            let answer = HeaderValue::try_from(answer).map_err(|_| Refusal::Extensions)?;
            Ok(Some((negotiated, answer)))
        }
        None => Ok(None),
    }
}

/// The values of a header that may come several times, as the one list that they mean. `None` without any.
fn joined(
    headers: &HeaderMap,
    name: impl AsHeaderName,
) -> Option<Result<String, http::header::ToStrError>> {
    let values = headers.get_all(name).into_iter().map(HeaderValue::to_str);
    let values: Result<Vec<&str>, _> = values.collect();
    match values {
        Ok(values) if values.is_empty() => None,
        values => Some(values.map(|values| values.join(","))),
    }
}

/// A byte stream under a WebSocket.
pub(in crate::transport) trait Stream:
    AsyncRead + AsyncWrite + Send + Unpin
{
}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A connection that becomes a WebSocket when the answer to its handshake has been sent.
pub(in crate::transport) struct Upgrading {
    source: Source,
    deflate: Option<Negotiated>,
    pub(super) max_fragments: usize,
    pub(super) is_text_only: bool,
}

enum Source {
    Hyper(OnUpgrade),
    Accepted(oneshot::Receiver<StreamAndHead>),
}

/// A stream, and what has already been read from it.
pub(in crate::transport) type StreamAndHead = (Box<dyn Stream>, Bytes);

/// Stands for a connection in the extensions of a request that the program has read from it by itself. A clone is the same connection.
#[derive(Clone)]
pub(in crate::transport) struct AcceptedStream(
    Arc<Mutex<Option<oneshot::Receiver<StreamAndHead>>>>,
);

impl AcceptedStream {
    /// The connection is given to the sender when the answer to the handshake has been written.
    pub(in crate::transport) fn pending() -> (oneshot::Sender<StreamAndHead>, Self) {
        let (sender, receiver) = oneshot::channel();
        (sender, Self(Arc::new(Mutex::new(Some(receiver)))))
    }

    fn take(self) -> Option<oneshot::Receiver<StreamAndHead>> {
        lock(&self.0).take()
    }
}

impl Upgrading {
    /// A stream on which the handshake has been answered without compression, and what has been read from it behind the request.
    pub(in crate::transport) fn ready(
        stream: impl Stream + 'static,
        received: Bytes,
        max_fragments: usize,
    ) -> Self {
        let (sender, receiver) = oneshot::channel::<StreamAndHead>();
        // The receiver is there.
        let _ = sender.send((Box::new(stream), received));
        let source = Source::Accepted(receiver);
        Self { source, deflate: None, max_fragments, is_text_only: false }
    }

    /// For a client that takes no binary messages: they are sent as `b` and base64.
    pub(in crate::transport) fn text_only(mut self, is_text_only: bool) -> Self {
        self.is_text_only = is_text_only;
        self
    }

    /// The compressor and the decompressor that the handshake asks for.
    pub(super) fn codecs(&self) -> (Option<Deflater>, Option<Inflater>) {
        (self.deflate.as_ref().map(Deflater::new), self.deflate.as_ref().map(Inflater::new))
    }

    /// Gives the stream, and what has already been read from it: the client may have sent its first frames in the same segment as
    /// the request.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<StreamAndHead>> {
        match &mut self.source {
            Source::Hyper(upgrade) => {
                let upgraded = ready!(Pin::new(upgrade).poll(cx)).map_err(io::Error::other)?;
                Poll::Ready(Ok(without_hyper(upgraded)))
            }
            Source::Accepted(stream) => Pin::new(stream).poll(cx).map_err(io::Error::other),
        }
    }
}

/// Plain TCP is used as it is; other streams stay behind what HTTP has wrapped around them.
fn without_hyper(upgraded: Upgraded) -> (Box<dyn Stream>, Bytes) {
    let upgraded = match upgraded.downcast::<TokioIo<HttpStream<TcpStream>>>() {
        Ok(parts) => {
            let (stream, unread) = parts.io.into_inner().into_parts();
            return (Box::new(stream), [parts.read_buf, unread].concat().into());
        }
        Err(upgraded) => upgraded,
    };
    match upgraded.downcast::<TokioIo<TcpStream>>() {
        Ok(parts) => (Box::new(parts.io.into_inner()), parts.read_buf),
        Err(upgraded) => (Box::new(TokioIo::new(upgraded)), Bytes::new()),
    }
}

//! WebSockets for programs: the connection of this module, awaited instead of polled.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Request;
use tokio::io::{AsyncRead, AsyncWrite};

use super::decoder::may_be_sent;
use super::frame::CONTROL_PAYLOAD_MAX;
use super::handshake::{self, Offer, Upgrading};
use super::{End, Event, WebSocket as Connection};
use crate::BuildError;
use crate::codec::{Frame, Message, Utf8Bytes};
use crate::config::PerMessageDeflate;
use crate::session::TransportId;
use crate::transport::ServerResponse;
use crate::transport::response;
use crate::transport::timer::Timer;

/// What a WebSocket takes, and whether it compresses.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    max_payload: usize,
    offer: Offer,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// Messages of up to 1,000,000 bytes in up to 16,384 fragments, without compression.
    pub const fn new() -> Self {
        let offer = Offer { max_fragments: 16 * 1024, deflate: None };
        Self { max_payload: 1_000_000, offer }
    }

    /// Sets the largest message that is taken, in bytes, inclusive, and after decompression. Default: 1,000,000 (`maxPayload`
    /// of the npm package `ws`, whose default is 100 MiB). A larger one closes the connection with code 1009.
    #[must_use]
    pub const fn max_payload(mut self, bytes: usize) -> Self {
        self.max_payload = bytes;
        self
    }

    /// Sets in how many fragments a message may come. Default: 16,384 (`maxFragments`). One in more of them closes the
    /// connection with code 1008.
    #[must_use]
    pub const fn max_message_fragments(mut self, fragments: usize) -> Self {
        self.offer.max_fragments = fragments;
        self
    }

    /// Sets whether messages may be compressed, and how. Default: never (`perMessageDeflate`).
    #[must_use]
    pub fn per_message_deflate(mut self, deflate: impl Into<Option<PerMessageDeflate>>) -> Self {
        self.offer.deflate = deflate.into();
        self
    }
}

/// Answers the handshakes of WebSockets. Mirrors the server of the npm package `ws` with `noServer`.
#[derive(Debug, Clone, Copy)]
pub struct Acceptor {
    options: Options,
}

impl Acceptor {
    /// An acceptor of WebSockets with these options.
    ///
    /// # Errors
    /// When an option has a value that it cannot have; the text says which one.
    pub fn new(options: Options) -> Result<Self, BuildError> {
        if options.max_payload == 0 || options.offer.max_fragments == 0 {
            return Err(BuildError::new(
                "`max_payload` and `max_message_fragments` must be at least 1",
            ));
        }
        if let Some(deflate) = &options.offer.deflate {
            deflate.validate()?;
        }
        Ok(Self { options })
    }

    /// Answers a handshake. The connection becomes a WebSocket once the response has been sent; a refused one never does.
    ///
    /// The first sub-protocol that the client names is accepted. A program that knows better replaces the header
    /// `Sec-WebSocket-Protocol` of the response.
    ///
    /// # Wire
    /// Status 101 (RFC 6455 §4.2.2), or 200 for an extended CONNECT of HTTP/2 (RFC 8441, feature `http2`). What is no valid
    /// handshake is refused with status 400 or 405.
    pub fn accept<B>(&self, request: &mut Request<B>) -> (ServerResponse, Option<Upgrade>) {
        match handshake::accept(request, &self.options.offer) {
            Ok((response, upgrading)) => (response, Some(self.upgrade(upgrading))),
            Err(refusal) => (response::handshake_refused(refusal), None),
        }
    }

    /// Takes a stream over on which the program has answered the handshake itself, without extensions. `received` is what it has
    /// read behind the request.
    pub fn attach(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        received: Bytes,
    ) -> Upgrade {
        self.upgrade(Upgrading::ready(stream, received, self.options.offer.max_fragments))
    }

    fn upgrade(&self, upgrading: Upgrading) -> Upgrade {
        let connection = Connection::opening(TransportId(0), upgrading, self.options.max_payload);
        Upgrade(Some(WebSocket { connection, closed: None, timer: Timer::default() }))
    }
}

/// A connection that becomes a WebSocket when the answer to its handshake has been sent. Await it, but not before the answer is
/// on its way.
///
/// # Errors
/// [`Closed::Lost`] when the client has gone before.
///
/// # Cancel safety
/// Dropping it drops the connection.
#[must_use = "the connection is dropped with it"]
pub struct Upgrade(Option<WebSocket>);

impl Future for Upgrade {
    type Output = Result<WebSocket, Closed>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(socket) = &mut self.0 {
            // The first event of a connection is that it is open, unless it never is.
            ready!(socket.connection.poll_event(cx));
        }
        let opened = self.0.take().filter(|socket| socket.connection.is_open());
        Poll::Ready(opened.ok_or(Closed::Lost))
    }
}

impl fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upgrade").finish_non_exhaustive()
    }
}

/// How a connection came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Closed {
    /// The peer closed it.
    ByPeer {
        /// The status code, if it gave one.
        code: Option<u16>,
        /// The reason in words, often none.
        reason: Utf8Bytes,
    },
    /// The peer hung up without a close frame.
    Lost,
    /// The peer broke a rule, and was told so.
    Fault {
        /// The status code that it was told.
        code: u16,
        /// What it did wrong.
        description: &'static str,
    },
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByPeer { code: None, .. } => f.write_str("closed by the peer"),
            Self::ByPeer { code: Some(code), reason } => {
                write!(f, "closed by the peer with code {code} {reason:?}")
            }
            Self::Lost => f.write_str("connection lost"),
            Self::Fault { code, description } => write!(f, "{description} (code {code})"),
        }
    }
}

impl std::error::Error for Closed {}

impl From<End> for Closed {
    fn from(end: End) -> Self {
        match end {
            End::ByPeer(payload) => {
                let (code, reason) = match payload.split_first_chunk() {
                    Some((code, _)) => (Some(u16::from_be_bytes(*code)), payload.slice(2..)),
                    None => (None, Bytes::new()),
                };
                Self::ByPeer { code, reason: Utf8Bytes::try_from(reason).unwrap_or_default() }
            }
            End::Lost | End::NotOpened => Self::Lost,
            End::Fault(fault) => {
                Self::Fault { code: fault.close_code(), description: fault.description() }
            }
        }
    }
}

/// The server's end of a WebSocket.
///
/// Dropping it cuts the connection; [`close`](Self::close) ends it in order. Nothing happens on it, not even the answer to a ping,
/// unless one of its functions is being awaited.
pub struct WebSocket {
    connection: Connection,
    /// How it came to its end, and nothing more can be received or sent.
    closed: Option<Closed>,
    timer: Timer,
}

impl WebSocket {
    /// Receives the next message. Pings are answered meanwhile.
    ///
    /// # Errors
    /// How the connection ended, when it has; a peer that closes it in order has been answered by then. It waits up to 5 seconds
    /// for a peer that broke a rule to notice.
    ///
    /// # Cancel safety
    /// Nothing is lost when the future is dropped.
    pub async fn recv(&mut self) -> Result<Message, Closed> {
        poll_fn(|cx| self.poll_recv(cx)).await
    }

    /// Sends a message, and waits until the system has taken it. Nothing is received meanwhile.
    ///
    /// # Errors
    /// How the connection ended, when it has.
    ///
    /// # Cancel safety
    /// Once the future has been polled, the message is sent whole, by this future or by the next one, or not at all when the connection
    /// ends.
    pub async fn send(&mut self, message: impl Into<Message>) -> Result<(), Closed> {
        if let Some(closed) = &self.closed {
            return Err(closed.clone());
        }
        self.connection.push(match message.into() {
            Message::Text(text) => Frame::packet(&text),
            Message::Binary(bytes) => Frame::binary(&bytes),
        });
        poll_fn(|cx| self.poll_send(cx)).await
    }

    /// Closes the connection: sends what is left, then a close frame, and waits up to 5 seconds for its answer. What still arrives is
    /// dropped.
    ///
    /// A code that must not be sent (RFC 6455 §7.4), such as 1005, closes without a code and a reason. Of the reason the first 123
    /// bytes are sent, in whole characters.
    ///
    /// # Cancel safety
    /// Dropping the future cuts the connection.
    pub async fn close(mut self, code: u16, reason: &str) {
        if may_be_sent(code) {
            let mut end = reason.len().min(CONTROL_PAYLOAD_MAX - size_of::<u16>());
            while !reason.is_char_boundary(end) {
                end -= 1;
            }
            self.connection.close_with(code, reason.get(..end).unwrap_or_default());
        } else {
            self.connection.close();
        }
        poll_fn(|cx| self.poll_closed(cx)).await;
    }

    fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Result<Message, Closed>> {
        while self.closed.is_none() {
            // What a ping asks for is written before more is read.
            if let Poll::Ready(Err(_)) = self.connection.poll_write(cx) {
                self.closed = Some(Closed::Lost);
                break;
            }
            match self.connection.poll_event(cx) {
                Poll::Ready(Event::Message(message)) => return Poll::Ready(Ok(message)),
                Poll::Ready(Event::Closed(end)) => self.closed = Some(end.into()),
                Poll::Ready(Event::Opened) => {}
                // Reading may have left pongs to write.
                Poll::Pending if self.connection.is_idle() => return Poll::Pending,
                Poll::Pending => match self.connection.poll_write(cx) {
                    Poll::Ready(Ok(())) | Poll::Pending => return Poll::Pending,
                    Poll::Ready(Err(_)) => self.closed = Some(Closed::Lost),
                },
            }
        }
        ready!(self.poll_closed(cx));
        Poll::Ready(Err(self.closed.clone().unwrap_or(Closed::Lost)))
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Closed>> {
        let written = ready!(self.connection.poll_write(cx));
        Poll::Ready(written.map_err(|_| self.closed.insert(Closed::Lost).clone()))
    }

    /// Ready when a connection that is being closed is of no more use to the peer either.
    fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // Reading comes first: what the peer said last decides whether writing is the end. Errors of both close the connection.
        let _ = self.connection.poll_event(cx);
        let _ = self.connection.poll_write(cx);
        if self.connection.is_closed() {
            return Poll::Ready(());
        }
        let now = tokio::time::Instant::now().into_std();
        let deadline = self.connection.close_deadline(now);
        ready!(self.timer.poll(cx, deadline));
        self.connection.abandon();
        Poll::Ready(())
    }
}

impl fmt::Debug for WebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSocket").field("closed", &self.closed).finish_non_exhaustive()
    }
}

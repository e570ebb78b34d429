//! One WebSocket connection, all of RFC 6455 and RFC 7692, as something that is polled.
//!
//! What arrives goes through [`decoder`], which is pure and takes bytes as they come: [`frame`] reads headers, [`message`] puts
//! fragments together, [`deflate`] decompresses; [`reader`] gives it the bytes. What leaves goes through [`writer`]: a batch of
//! frames in one vectored write. fastwebsockets answers the handshake and takes the mask off; its own reader and writer are not
//! used: they cannot be left in the middle of a frame, see neither mask nor reserved bits, and write every frame by itself.

#[cfg(feature = "__bench")]
pub(super) mod bench;
mod decoder;
mod deflate;
mod fault;
mod frame;
#[cfg(feature = "__fuzz")]
pub(super) mod fuzz;
pub(super) mod handshake;
mod message;
mod negotiation;
pub(crate) mod raw;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

use std::io;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;

use self::decoder::{Incoming, Limits};
use self::fault::Fault;
use self::handshake::Stream;
pub(super) use self::handshake::Upgrading;
use self::reader::{Error, Reader};
use self::writer::Writer;
use crate::codec::{Frame, Message};
use crate::session::{Outbox, TransportId};

/// How long the peer may take to answer our close frame before its connection is dropped.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// What came out of a connection.
#[derive(Debug)]
pub(super) enum Event {
    /// The handshake is through: frames may flow.
    Opened,
    /// A whole message.
    Message(Message),
    /// The connection is of no more use.
    Closed(End),
}

/// How a connection came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// The peer closed it, with this in its close frame.
    ByPeer(Bytes),
    /// The peer hung up.
    Lost,
    /// The peer broke a rule.
    Fault(Fault),
    /// The answer to its handshake never reached the peer.
    NotOpened,
}

impl End {
    /// What went wrong. `None` when the peer ended it.
    pub(super) fn description(&self) -> Option<&'static str> {
        match self {
            Self::ByPeer(_) | Self::Lost => None,
            Self::Fault(fault) => Some(fault.description()),
            Self::NotOpened => Some("websocket handshake failed"),
        }
    }
}

/// A server's end of a WebSocket connection.
pub(super) struct WebSocket {
    id: TransportId,
    state: State,
}

enum State {
    Opening {
        upgrading: Upgrading,
        max_message: usize,
    },
    Open {
        stream: Box<dyn Stream>,
        reader: Reader,
        writer: Writer,
    },
    /// A close frame is queued or written; what the peer still sends is dropped.
    Closing {
        stream: Box<dyn Stream>,
        reader: Option<Reader>,
        writer: Writer,
        deadline: Option<Instant>,
    },
    /// The peer has hung up. That its file is closed, which is work for the system, is left to who drops this.
    Lost {
        _stream: Box<dyn Stream>,
    },
    Closed,
}

impl WebSocket {
    /// A connection whose handshake has just been answered.
    pub(super) fn opening(id: TransportId, upgrading: Upgrading, max_message: usize) -> Self {
        Self { id, state: State::Opening { upgrading, max_message } }
    }

    pub(super) fn id(&self) -> TransportId {
        self.id
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Open { .. })
    }

    /// Whether the handshake has been answered, and what follows has not come yet.
    pub(super) fn is_opening(&self) -> bool {
        matches!(self.state, State::Opening { .. })
    }

    /// Whether this connection can be forgotten.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.state, State::Lost { .. } | State::Closed)
    }

    /// Reads on. While the connection is being closed this drops what arrives and is ready only at the end.
    pub(super) fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        loop {
            match &mut self.state {
                State::Opening { upgrading, max_message } => {
                    let upgraded = ready!(upgrading.poll(cx));
                    let Ok((stream, received)) = upgraded else {
                        self.state = State::Closed;
                        return Poll::Ready(Event::Closed(End::NotOpened));
                    };
                    let limits =
                        Limits { message: *max_message, fragments: upgrading.max_fragments };
                    let (deflater, inflater) = upgrading.codecs();
                    let reader = Reader::new(limits, inflater, &received);
                    let writer = Writer::new(deflater, upgrading.is_text_only);
                    self.state = State::Open { stream, reader, writer };
                    return Poll::Ready(Event::Opened);
                }
                State::Open { stream, reader, writer } => {
                    match ready!(reader.poll_next(stream, cx)) {
                        Ok(Incoming::Message(message)) => {
                            return Poll::Ready(Event::Message(message));
                        }
                        Ok(Incoming::Ping(payload)) => writer.pong(&payload),
                        Ok(Incoming::Close(payload)) => {
                            self.start_close(&payload);
                            self.stop_reading();
                            return Poll::Ready(Event::Closed(End::ByPeer(payload)));
                        }
                        Err(Error::Fault(fault)) => return Poll::Ready(self.fail(fault)),
                        Err(Error::Disconnected) => {
                            self.lose();
                            return Poll::Ready(Event::Closed(End::Lost));
                        }
                    }
                }
                State::Closing { stream, reader: Some(reader), .. } => {
                    match ready!(reader.poll_next(stream, cx)) {
                        // Out of step after a fault of its own, the peer may still see our close frame.
                        Ok(Incoming::Message(_) | Incoming::Ping(_)) | Err(Error::Fault(_)) => {}
                        Ok(Incoming::Close(_)) | Err(Error::Disconnected) => self.stop_reading(),
                    }
                }
                State::Closing { reader: None, .. } | State::Lost { .. } | State::Closed => {
                    return Poll::Pending;
                }
            }
        }
    }

    /// Whether everything given to the connection has been written, so that more can be taken from the outbox.
    pub(super) fn is_idle(&self) -> bool {
        match &self.state {
            State::Open { writer, .. } => writer.is_idle(),
            State::Opening { .. } | State::Closing { .. } | State::Lost { .. } | State::Closed => {
                false
            }
        }
    }

    /// How many bytes the peer's side has taken so far.
    pub(super) fn n_written(&self) -> u64 {
        match &self.state {
            State::Open { writer, .. } | State::Closing { writer, .. } => writer.n_written(),
            State::Opening { .. } | State::Lost { .. } | State::Closed => 0,
        }
    }

    /// Sets how long a message may be, for every message after those that have been taken.
    pub(super) fn set_max_message(&mut self, message: usize) {
        match &mut self.state {
            State::Opening { max_message, .. } => *max_message = message,
            State::Open { reader, .. } => reader.set_max_message(message),
            State::Closing { .. } | State::Lost { .. } | State::Closed => {}
        }
    }

    /// Takes the next batch of queued frames.
    pub(super) fn fill_from(&mut self, outbox: &mut Outbox) {
        if let State::Open { writer, .. } = &mut self.state {
            writer.fill_from(outbox);
        }
    }

    /// Gives back the memory that only a busy connection needs.
    pub(super) fn give_back(&mut self) {
        if let State::Open { writer, .. } = &mut self.state {
            writer.give_back();
        }
    }

    /// Writes one frame of the session itself, behind what is being written.
    pub(super) fn push(&mut self, frame: Frame) {
        if let State::Open { writer, .. } = &mut self.state {
            writer.push(frame);
        }
    }

    /// Writes on. Ready when nothing is left to write; an error is one of the connection.
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.state {
            State::Open { stream, writer, .. } => {
                let written = ready!(writer.poll_write(stream, cx));
                if written.is_err() {
                    self.state = State::Closed;
                }
                Poll::Ready(written)
            }
            State::Closing { stream, reader, writer, .. } => {
                let written = ready!(writer.poll_close(stream, cx));
                // The peer has answered, or cannot be told any more.
                if reader.is_none() || written.is_err() {
                    self.state = State::Closed;
                }
                Poll::Ready(Ok(()))
            }
            State::Opening { .. } | State::Lost { .. } | State::Closed => Poll::Ready(Ok(())),
        }
    }

    /// Begins an orderly close: what was pushed is written, then a close frame without a code.
    pub(super) fn close(&mut self) {
        self.start_close(&[]);
    }

    /// Begins an orderly close that says why: a status code and a reason, RFC 6455 §5.5.1.
    pub(super) fn close_with(&mut self, code: u16, reason: &str) {
        self.start_close(&[&code.to_be_bytes(), reason.as_bytes()].concat());
    }

    /// When the peer has had its time to answer the close frame. The deadline runs from the first call.
    pub(super) fn close_deadline(&mut self, now: Instant) -> Option<Instant> {
        let State::Closing { deadline, .. } = &mut self.state else { return None };
        Some(*deadline.get_or_insert(now + CLOSE_TIMEOUT))
    }

    /// Drops the connection as it is.
    pub(super) fn abandon(&mut self) {
        self.state = State::Closed;
    }

    fn start_close(&mut self, payload: &[u8]) {
        self.state = match std::mem::replace(&mut self.state, State::Closed) {
            State::Open { stream, reader, mut writer } => {
                writer.push_close(payload);
                State::Closing { stream, reader: Some(reader), writer, deadline: None }
            }
            closing @ State::Closing { .. } => closing,
            // Nothing was promised on a connection that never opened.
            State::Opening { .. } | State::Lost { .. } | State::Closed => State::Closed,
        };
    }

    /// The peer has hung up.
    fn lose(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::Closed) {
            State::Open { stream, .. } => State::Lost { _stream: stream },
            other => other,
        };
    }

    /// The peer has said its last: once our close frame is written, nothing is left to wait for.
    fn stop_reading(&mut self) {
        if let State::Closing { reader, .. } = &mut self.state {
            *reader = None;
        }
    }

    fn fail(&mut self, fault: Fault) -> Event {
        self.start_close(&fault.close_code().to_be_bytes());
        Event::Closed(End::Fault(fault))
    }
}

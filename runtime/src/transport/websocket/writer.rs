//! The writing half: many frames in one system call.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::io::AsyncWrite;

use super::deflate::Deflater;
use super::frame::CONTROL_PAYLOAD_MAX;
use crate::codec::Frame;
use crate::session::Outbox;

/// How many bytes are taken from the outbox at a time: enough to fill a socket buffer, little enough to keep the queue where its
/// bound is enforced.
const BATCH_BYTES: usize = 128 * 1024;

/// How many frames one system call takes.
const SLICES_MAX: usize = 64;

/// How many pings are answered that came while something else was being written. RFC 6455 §5.5.3 asks for no more than the answer to
/// the latest one, however many a peer sends that does not read.
const PONGS_MAX: usize = 16;

/// Writes frames in order, in batches.
pub(super) struct Writer {
    /// Apart from the rest: few connections have one.
    deflater: Option<Box<Deflater>>,
    /// Whether the client takes no binary messages.
    is_text_only: bool,
    /// Frames that are still to be compressed, or to be found not worth it, or to be made text. Empty where all go out as they are.
    unencoded: VecDeque<Frame>,
    batch: VecDeque<Bytes>,
    /// Answers to the latest pings.
    pongs: VecDeque<Bytes>,
    /// TLS and friends may hold written bytes back until they are told to let go.
    needs_flush: bool,
    is_shut_down: bool,
    /// How many bytes the connection has taken.
    n_written: u64,
}

impl Writer {
    pub(super) fn new(deflater: Option<Deflater>) -> Self {
        Self {
            deflater: deflater.map(Box::new),
            is_text_only: false,
            unencoded: VecDeque::new(),
            batch: VecDeque::new(),
            pongs: VecDeque::new(),
            needs_flush: false,
            is_shut_down: false,
            n_written: 0,
        }
    }

    /// Sends binary messages as text, if the client wants it.
    pub(super) fn text_only(mut self, is_text_only: bool) -> Self {
        self.is_text_only = is_text_only;
        self
    }

    pub(super) fn is_idle(&self) -> bool {
        self.batch.is_empty()
            && self.unencoded.is_empty()
            && self.pongs.is_empty()
            && !self.needs_flush
    }

    /// How many bytes the connection has taken: while it grows, the peer reads.
    pub(super) fn n_written(&self) -> u64 {
        self.n_written
    }

    pub(super) fn push(&mut self, frame: Frame) {
        self.extend([frame]);
    }

    /// Takes frames as they are. They are encoded when they are written: the caller holds the lock of the outbox.
    pub(super) fn fill_from(&mut self, outbox: &mut Outbox) {
        outbox.drain_into(self, BATCH_BYTES);
    }

    /// Answers a ping with the next write.
    pub(super) fn pong(&mut self, payload: &[u8]) {
        if self.pongs.len() == PONGS_MAX {
            self.pongs.pop_front();
        }
        self.pongs.push_back(control(OPCODE_PONG, payload));
    }

    /// Queues a close frame, behind which nothing may come.
    pub(super) fn push_close(&mut self, payload: &[u8]) {
        self.encode();
        self.batch.append(&mut self.pongs);
        self.batch.push_back(control(OPCODE_CLOSE, payload));
    }

    fn encode(&mut self) {
        if self.unencoded.is_empty() {
            return;
        }
        // What was asked for before these frames leaves before them.
        self.batch.append(&mut self.pongs);
        for frame in std::mem::take(&mut self.unencoded) {
            let frame = if self.is_text_only { frame.into_text() } else { frame };
            self.batch.push_back(match &mut self.deflater {
                Some(deflater) => deflater.encode(frame),
                None => frame.into_websocket(),
            });
        }
        if let Some(deflater) = &mut self.deflater {
            deflater.rest();
        }
    }

    /// Writes on; ready when nothing is left.
    pub(super) fn poll_write<W: AsyncWrite + Unpin + ?Sized>(
        &mut self,
        io: &mut W,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        self.encode();
        loop {
            if self.batch.is_empty() {
                if self.pongs.is_empty() {
                    break;
                }
                self.batch.append(&mut self.pongs);
            }
            let written = {
                let mut slices = [IoSlice::new(&[]); SLICES_MAX];
                let mut count = 0;
                for (slice, bytes) in slices.iter_mut().zip(&self.batch) {
                    *slice = IoSlice::new(bytes);
                    count += 1;
                }
                let slices = slices.get(..count).unwrap_or(&slices);
                ready!(Pin::new(&mut *io).poll_write_vectored(cx, slices))?
            };
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.needs_flush = true;
            self.advance(written);
        }
        // A burst must not cost an idle connection its memory.
        if self.batch.capacity() > SLICES_MAX {
            self.batch = VecDeque::new();
        }
        if self.pongs.capacity() > 0 {
            self.pongs = VecDeque::new();
        }
        if self.needs_flush {
            ready!(Pin::new(io).poll_flush(cx))?;
            self.needs_flush = false;
        }
        Poll::Ready(Ok(()))
    }

    /// Writes what is left and ends our direction of the connection.
    pub(super) fn poll_close<W: AsyncWrite + Unpin + ?Sized>(
        &mut self,
        io: &mut W,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.poll_write(io, cx))?;
        if !self.is_shut_down {
            ready!(Pin::new(io).poll_shutdown(cx))?;
            self.is_shut_down = true;
        }
        Poll::Ready(Ok(()))
    }

    fn advance(&mut self, mut written: usize) {
        self.n_written += written as u64;
        while let Some(front) = self.batch.front_mut() {
            if written < front.len() {
                let _ = front.split_to(written);
                return;
            }
            written -= front.len();
            self.batch.pop_front();
        }
    }
}

const OPCODE_CLOSE: u8 = 0x8;
const OPCODE_PONG: u8 = 0xA;

/// A control frame. Its payload is the peer's own or a close code: at most 125 bytes, RFC 6455 §5.5.
fn control(opcode: u8, payload: &[u8]) -> Bytes {
    const FIN: u8 = 0x80;
    let payload = payload.get(..CONTROL_PAYLOAD_MAX).unwrap_or(payload);
    let mut frame = Vec::with_capacity(2 + payload.len());
    frame.extend_from_slice(&[FIN | opcode, payload.len() as u8]);
    frame.extend_from_slice(payload);
    frame.into()
}

impl Extend<Frame> for Writer {
    fn extend<I: IntoIterator<Item = Frame>>(&mut self, frames: I) {
        if self.deflater.is_some() || self.is_text_only {
            self.unencoded.extend(frames);
        } else {
            self.batch.append(&mut self.pongs);
            self.batch.extend(frames.into_iter().map(Frame::into_websocket));
        }
    }
}

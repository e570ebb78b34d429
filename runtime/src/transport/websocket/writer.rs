//! The writing half: many frames in one system call.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::io::AsyncWrite;

use super::BoxWrite;
use crate::codec::Frame;
use crate::session::Outbox;

/// How many bytes are taken from the outbox at a time: enough to fill a socket buffer, little enough to keep the queue where its
/// bound is enforced.
const BATCH_BYTES: usize = 128 * 1024;

/// How many frames one system call takes.
const SLICES_MAX: usize = 64;

/// Writes frames in order, in batches.
pub(super) struct Writer {
    io: BoxWrite,
    batch: VecDeque<Bytes>,
    /// The answer to the latest ping. One is enough (RFC 6455 §5.5.3), however many pings a peer sends that does not read.
    pong: Option<Bytes>,
    /// TLS and friends may hold written bytes back until they are told to let go.
    needs_flush: bool,
    is_shut_down: bool,
    /// How many bytes the connection has taken.
    n_written: u64,
}

impl Writer {
    pub(super) fn new(io: BoxWrite) -> Self {
        Self {
            io,
            batch: VecDeque::new(),
            pong: None,
            needs_flush: false,
            is_shut_down: false,
            n_written: 0,
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.batch.is_empty() && self.pong.is_none() && !self.needs_flush
    }

    /// How many bytes the connection has taken: while it grows, the peer reads.
    pub(super) fn n_written(&self) -> u64 {
        self.n_written
    }

    pub(super) fn push(&mut self, frame: Frame) {
        self.batch.push_back(frame.into_websocket());
    }

    pub(super) fn fill_from(&mut self, outbox: &mut Outbox) {
        outbox.drain_into(&mut Batch(&mut self.batch), BATCH_BYTES);
    }

    /// Answers a ping with the next write.
    pub(super) fn pong(&mut self, payload: &[u8]) {
        self.pong = Some(control(OPCODE_PONG, payload));
    }

    /// Queues a close frame.
    pub(super) fn push_close(&mut self, payload: &[u8]) {
        self.batch.push_back(control(OPCODE_CLOSE, payload));
    }

    /// Writes on; ready when nothing is left.
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            if self.batch.is_empty() {
                match self.pong.take() {
                    Some(pong) => self.batch.push_back(pong),
                    None => break,
                }
            }
            let written = {
                let mut slices = [IoSlice::new(&[]); SLICES_MAX];
                let mut count = 0;
                for (slice, bytes) in slices.iter_mut().zip(&self.batch) {
                    *slice = IoSlice::new(bytes);
                    count += 1;
                }
                let slices = slices.get(..count).unwrap_or(&slices);
                ready!(Pin::new(&mut self.io).poll_write_vectored(cx, slices))?
            };
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.needs_flush = true;
            self.advance(written);
        }
        if self.batch.capacity() > SLICES_MAX {
            // A burst must not cost an idle connection its memory.
            self.batch = VecDeque::new();
        }
        if self.needs_flush {
            ready!(Pin::new(&mut self.io).poll_flush(cx))?;
            self.needs_flush = false;
        }
        Poll::Ready(Ok(()))
    }

    /// Writes what is left and ends our direction of the connection.
    pub(super) fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_write(cx))?;
        if !self.is_shut_down {
            ready!(Pin::new(&mut self.io).poll_shutdown(cx))?;
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
    let payload = payload.get(..125).unwrap_or(payload);
    let mut frame = Vec::with_capacity(2 + payload.len());
    frame.extend_from_slice(&[FIN | opcode, payload.len() as u8]);
    frame.extend_from_slice(payload);
    frame.into()
}

/// Takes frames of the outbox as the bytes that a WebSocket carries.
struct Batch<'a>(&'a mut VecDeque<Bytes>);

impl Extend<Frame> for Batch<'_> {
    fn extend<I: IntoIterator<Item = Frame>>(&mut self, frames: I) {
        self.0.extend(frames.into_iter().map(Frame::into_websocket));
    }
}

//! The writing half: many frames in one system call.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;

use super::deflate::Deflater;
use super::frame::CONTROL_PAYLOAD_MAX;
use crate::codec::Frame;
use crate::session::{Outbox, give_back_burst};

/// How many bytes are taken from the outbox at a time: enough to fill a socket buffer, little enough to keep the queue where its
/// bound is enforced.
const BATCH_BYTES: usize = 128 * 1024;

/// A frame of this length or less leaves in one piece with its neighbours: to copy it costs us less than a slice of its own costs the
/// kernel.
const COPIED_MAX: usize = 1024;

/// How many bytes of small frames leave in one piece.
const PIECE_MAX: usize = 32 * 1024;

/// How many slices one system call takes.
const SLICES_MAX: usize = 64;

/// How many pings are answered that came while something else was being written. RFC 6455 §5.5.3 asks for no more than the answer to
/// the latest one, however many a peer sends that does not read.
const PONGS_MAX: usize = 16;

/// Writes frames in order, in batches.
pub(super) struct Writer {
    /// Few connections have one: without it frames go out as they are.
    encoder: Option<Box<Encoder>>,
    batch: VecDeque<Frame>,
    /// How many bytes of the first frame of the batch have left.
    n_begun: usize,
    /// Answers to the latest pings.
    pongs: VecDeque<Frame>,
    /// TLS and friends may hold written bytes back until they are told to let go.
    needs_flush: bool,
    is_shut_down: bool,
    /// How many bytes the connection has taken.
    n_written: u64,
}

/// What makes other frames of those that are to leave.
struct Encoder {
    deflater: Option<Deflater>,
    /// Whether the client takes no binary messages.
    is_text_only: bool,
    /// Frames that are still to be compressed, or to be found not worth it, or to be made text.
    frames: VecDeque<Frame>,
}

impl Writer {
    /// A writer that compresses where there is a `deflater`, and sends binary messages as text where the client is `text_only`.
    pub(super) fn new(deflater: Option<Deflater>, is_text_only: bool) -> Self {
        let encoder = (deflater.is_some() || is_text_only)
            .then(|| Box::new(Encoder { deflater, is_text_only, frames: VecDeque::new() }));
        Self {
            encoder,
            batch: VecDeque::new(),
            n_begun: 0,
            pongs: VecDeque::new(),
            needs_flush: false,
            is_shut_down: false,
            n_written: 0,
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.batch.is_empty()
            && self.encoder.as_ref().is_none_or(|encoder| encoder.frames.is_empty())
            && self.pongs.is_empty()
            && !self.needs_flush
    }

    /// How many bytes the connection has taken: while it grows, the peer reads.
    pub(super) fn n_written(&self) -> u64 {
        self.n_written
    }

    pub(super) fn push(&mut self, frame: Frame) {
        self.queue().push_back(frame);
    }

    /// Takes frames as they are. They are encoded when they are written: the caller holds the lock of the outbox.
    pub(super) fn fill_from(&mut self, outbox: &mut Outbox) {
        outbox.drain_into(self.queue(), BATCH_BYTES);
    }

    /// Where frames go that are to leave.
    fn queue(&mut self) -> &mut VecDeque<Frame> {
        match &mut self.encoder {
            Some(encoder) => &mut encoder.frames,
            None => {
                append_pongs(&mut self.batch, &mut self.pongs);
                &mut self.batch
            }
        }
    }

    /// Gives back the room for frames that have left.
    pub(super) fn give_back(&mut self) {
        self.batch.shrink_to_fit();
        self.pongs.shrink_to_fit();
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
        append_pongs(&mut self.batch, &mut self.pongs);
        self.batch.push_back(control(OPCODE_CLOSE, payload));
    }

    fn encode(&mut self) {
        if let Some(encoder) = &mut self.encoder
            && !encoder.frames.is_empty()
        {
            // What was asked for before these frames leaves before them.
            append_pongs(&mut self.batch, &mut self.pongs);
            encoder.encode_into(&mut self.batch);
        }
    }

    /// Writes on; ready when nothing is left.
    pub(super) fn poll_write<W: AsyncWrite + Unpin + ?Sized>(
        &mut self,
        io: &mut W,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        // Asked several times in each turn of its task.
        if self.is_idle() {
            return Poll::Ready(Ok(()));
        }
        self.encode();
        loop {
            if self.batch.is_empty() {
                append_pongs(&mut self.batch, &mut self.pongs);
                if self.batch.is_empty() {
                    break;
                }
            }
            let written = ready!(self.poll_write_batch(io, cx))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.needs_flush = true;
            self.advance(written);
        }
        give_back_burst(&mut self.batch);
        if self.needs_flush {
            ready!(Pin::new(io).poll_flush(cx))?;
            self.needs_flush = false;
        }
        Poll::Ready(Ok(()))
    }

    /// Writes of the batch what one system call takes.
    fn poll_write_batch<W: AsyncWrite + Unpin + ?Sized>(
        &self,
        io: &mut W,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if self.batch.len() == 1 {
            let rest = self.rests().next().unwrap_or_default();
            return Pin::new(io).poll_write(cx, rest);
        }
        let (n_copied, piece) = self.copy_small();
        if n_copied == self.batch.len() {
            return Pin::new(io).poll_write(cx, &piece);
        }
        let piece = Some(&*piece).filter(|piece| !piece.is_empty());
        let left = piece.into_iter().chain(self.rests().skip(n_copied));
        let mut slices = [IoSlice::new(&[]); SLICES_MAX];
        let mut count = 0;
        for (slice, bytes) in slices.iter_mut().zip(left) {
            *slice = IoSlice::new(bytes);
            count += 1;
        }
        let slices = slices.get(..count).unwrap_or(&slices);
        Pin::new(io).poll_write_vectored(cx, slices)
    }

    /// What is left to be written of each frame of the batch.
    fn rests(&self) -> impl Iterator<Item = &[u8]> {
        let mut n_begun = self.n_begun;
        self.batch.iter().map(move |frame| {
            frame.websocket().get(std::mem::take(&mut n_begun)..).unwrap_or_default()
        })
    }

    /// Copies the small frames at the front of the batch into one piece, and says how many they are.
    fn copy_small(&self) -> (usize, Vec<u8>) {
        let (mut count, mut len) = (0, 0);
        for rest in self.rests() {
            if rest.len() > COPIED_MAX || len + rest.len() > PIECE_MAX {
                break;
            }
            count += 1;
            len += rest.len();
        }
        let mut piece = Vec::with_capacity(len);
        self.rests().take(count).for_each(|rest| piece.extend_from_slice(rest));
        (count, piece)
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

    fn advance(&mut self, written: usize) {
        self.n_written += written as u64;
        self.n_begun += written;
        while let Some(front) = self.batch.front()
            && self.n_begun >= front.wire_len()
        {
            self.n_begun -= front.wire_len();
            self.batch.pop_front();
        }
    }
}

impl Encoder {
    fn encode_into(&mut self, batch: &mut VecDeque<Frame>) {
        for frame in std::mem::take(&mut self.frames) {
            let frame = if self.is_text_only { frame.into_text() } else { frame };
            batch.push_back(match &mut self.deflater {
                Some(deflater) => deflater.encode(frame),
                None => frame,
            });
        }
        if let Some(deflater) = &mut self.deflater {
            deflater.rest();
        }
    }
}

/// Most connections never have any, and keep nothing for them.
fn append_pongs(batch: &mut VecDeque<Frame>, pongs: &mut VecDeque<Frame>) {
    if !pongs.is_empty() {
        batch.append(&mut std::mem::take(pongs));
    }
}

const OPCODE_CLOSE: u8 = 0x8;
const OPCODE_PONG: u8 = 0xA;

/// A control frame. Its payload is the peer's own or a close code: at most 125 bytes, RFC 6455 §5.5.
fn control(opcode: u8, payload: &[u8]) -> Frame {
    Frame::control(opcode, payload.get(..CONTROL_PAYLOAD_MAX).unwrap_or(payload))
}

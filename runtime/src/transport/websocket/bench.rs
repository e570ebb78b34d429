//! Frames of a WebSocket both ways, without a connection.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::io::AsyncWrite;

use super::decoder::{Decoder, Incoming, Limits};
use super::writer::Writer;
use crate::codec::{Frame, Message};
use crate::session::Outbox;

/// A WebSocket that takes everything at once.
#[expect(missing_debug_implementations, reason = "it is driven and never shown")]
pub struct WebSocket {
    decoder: Decoder,
    outbox: Outbox,
    writer: Writer,
}

impl WebSocket {
    /// An open WebSocket without compression.
    #[expect(clippy::new_without_default, reason = "there is one caller")]
    pub fn new() -> Self {
        let limits = Limits { message: 1_000_000, fragments: 1_000 };
        Self {
            decoder: Decoder::new(limits, None),
            outbox: Outbox::new(usize::MAX),
            writer: Writer::new(None, false),
        }
    }

    /// Decodes the frames of a client; gives the last message that is complete.
    pub fn receive(&mut self, mut frames: &mut [u8]) -> Option<Message> {
        let mut message = None;
        while !frames.is_empty() {
            match self.decoder.decode(&mut frames) {
                Ok(Some(Incoming::Message(next))) => message = Some(next),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
        message
    }

    /// Queues a message.
    pub fn push(&mut self, message: &Message) {
        self.outbox.push([Frame::message(message)]);
    }

    /// Writes what is queued; gives how many bytes that was.
    pub fn write(&mut self) -> usize {
        let mut taken = Sink(0);
        self.writer.fill_from(&mut self.outbox);
        let mut cx = Context::from_waker(Waker::noop());
        let _ = self.writer.poll_write(&mut taken, &mut cx);
        taken.0
    }
}

/// Takes what it is given, and counts it.
struct Sink(usize);

impl AsyncWrite for Sink {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0 += bytes.len();
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let len = slices.iter().map(|slice| slice.len()).sum();
        self.0 += len;
        Poll::Ready(Ok(len))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

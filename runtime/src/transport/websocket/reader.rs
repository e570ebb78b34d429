//! The reading half.

use std::future::Future;
use std::mem::MaybeUninit;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::io::{AsyncRead, ReadBuf};

use super::decoder::{Decoder, Incoming, Limits};
use super::deflate::Inflater;
use super::fault::Fault;

/// How many bytes one system call takes at most.
const RECEIVE_LEN: usize = 16 * 1024;

/// Why reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Error {
    /// The connection ended, in order or not.
    Disconnected,
    /// The peer broke a rule. What it still sends is read and dropped: closing a connection with unread data resets it, and the
    /// peer would never see the close frame that tells what it did wrong.
    Fault(Fault),
}

/// Reads messages one at a time. Nothing is lost when the caller stops polling.
///
/// Bytes are received on the stack and leave it as a message, or as a part of one. Only where several messages came at once, the
/// ones that are not asked for yet are kept: an idle connection has no receive buffer.
pub(super) struct Reader {
    decoder: Decoder,
    /// What has been received, of which the first `n_decoded` bytes have been decoded.
    received: Box<[u8]>,
    n_decoded: usize,
    /// How many decompressed bytes the task has been charged for.
    charged: u64,
    is_out_of_step: bool,
}

impl Reader {
    /// A reader of what follows on `received`.
    pub(super) fn new(limits: Limits, inflater: Option<Inflater>, received: &Bytes) -> Self {
        Self {
            decoder: Decoder::new(limits, inflater),
            received: Box::from(&**received),
            n_decoded: 0,
            charged: 0,
            is_out_of_step: false,
        }
    }

    /// Sets how long messages may be, from the next frame on.
    pub(super) fn set_max_message(&mut self, max_message: usize) {
        self.decoder.limits.message = max_message;
    }

    /// The next thing that the peer sent.
    pub(super) fn poll_next<R: AsyncRead + Unpin + ?Sized>(
        &mut self,
        io: &mut R,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Incoming, Error>> {
        ready!(self.poll_charge(cx));
        if let Some(incoming) = self.decode_received() {
            return Poll::Ready(incoming);
        }
        loop {
            let mut memory = [MaybeUninit::uninit(); RECEIVE_LEN];
            let mut buffer = ReadBuf::uninit(&mut memory);
            let read = ready!(Pin::new(&mut *io).poll_read(cx, &mut buffer));
            let mut input = buffer.filled_mut();
            if read.is_err() || input.is_empty() {
                return Poll::Ready(Err(Error::Disconnected));
            }
            if self.is_out_of_step {
                continue;
            }
            let decoded = self.decoder.decode(&mut input).transpose();
            if !input.is_empty() {
                self.received = Box::from(&*input);
                self.n_decoded = 0;
            }
            if let Some(decoded) = decoded {
                return Poll::Ready(self.note_fault(decoded));
            }
        }
    }

    /// Lets others have the thread after as much decompressed data as a task may read in its turn: the bytes of a thousand messages
    /// may have come in one read.
    fn poll_charge(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while self.decoder.inflated() - self.charged >= RECEIVE_LEN as u64 {
            ready!(pin!(tokio::task::consume_budget()).poll(cx));
            self.charged += RECEIVE_LEN as u64;
        }
        Poll::Ready(())
    }

    fn decode_received(&mut self) -> Option<Result<Incoming, Error>> {
        let mut input = self.received.get_mut(self.n_decoded..).filter(|rest| !rest.is_empty())?;
        let decoded = self.decoder.decode(&mut input).transpose();
        let left = input.len();
        self.n_decoded = self.received.len() - left;
        if left == 0 {
            self.received = Box::default();
            self.n_decoded = 0;
        }
        decoded.map(|decoded| self.note_fault(decoded))
    }

    fn note_fault(&mut self, decoded: Result<Incoming, Fault>) -> Result<Incoming, Error> {
        decoded.map_err(|fault| {
            self.is_out_of_step = true;
            self.received = Box::default();
            Error::Fault(fault)
        })
    }

    /// How many bytes of memory wait for the peer.
    #[cfg(test)]
    pub(super) fn buffered(&self) -> usize {
        self.received.len()
    }
}

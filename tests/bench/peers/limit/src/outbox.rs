//! What others have for a connection, until its task writes it.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::{Bytes, BytesMut};

/// Frames up to this length are copied: one contiguous write of them costs less than a reference
/// and a slice for each.
const COPIED_MAX: usize = 512;

/// More bytes than these, which nobody reads, end the connection.
const BYTES_MAX: usize = 1 << 26;

/// Frames that are due to one connection.
#[derive(Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    chunks: VecDeque<Bytes>,
    /// The small frames after the chunks.
    tail: BytesMut,
    bytes: usize,
    /// Who takes the frames, when it sleeps.
    taker: Option<Waker>,
    closed: bool,
}

/// The connection is to end.
pub(crate) struct Closed;

impl Outbox {
    /// Puts a frame into it. Who sleeps is woken once, for the first.
    pub(crate) fn push(&self, frame: &Bytes) {
        let mut state = self.lock();
        state.push(frame);
        wake(state);
    }

    /// Has a waiting request answered with this, if there is one.
    pub(crate) fn release(&self, frame: &Bytes) {
        let mut state = self.lock();
        if state.taker.is_some() {
            state.push(frame);
        }
        wake(state);
    }

    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        wake(state);
    }

    /// Takes all there is: the chunks, which had been empty, and behind them what goes before the
    /// answers.
    pub(crate) fn poll_take(
        &self,
        cx: &Context<'_>,
        chunks: &mut VecDeque<Bytes>,
        answers: &mut BytesMut,
    ) -> Poll<Result<(), Closed>> {
        let mut state = self.lock();
        if state.closed {
            return Poll::Ready(Err(Closed));
        }
        if state.bytes > 0 {
            state.bytes = 0;
            state.tail.extend_from_slice(answers);
            answers.clear();
            std::mem::swap(&mut state.tail, answers);
            std::mem::swap(&mut state.chunks, chunks);
            return Poll::Ready(Ok(()));
        }
        if !state.taker.as_ref().is_some_and(|taker| taker.will_wake(cx.waker())) {
            state.taker = Some(cx.waker().clone());
        }
        Poll::Pending
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn push(&mut self, frame: &Bytes) {
        self.bytes += frame.len();
        if self.bytes > BYTES_MAX {
            self.closed = true;
        } else if frame.len() <= COPIED_MAX {
            self.tail.extend_from_slice(frame);
        } else {
            if !self.tail.is_empty() {
                self.chunks.push_back(self.tail.split().freeze());
            }
            self.chunks.push_back(frame.clone());
        }
    }
}

/// Wakes the taker outside of the lock.
fn wake(mut state: MutexGuard<'_, State>) {
    let taker = state.taker.take();
    drop(state);
    if let Some(taker) = taker {
        taker.wake();
    }
}

//! What others have for a connection, until its task writes it.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;

/// More than this many chunks that nobody reads end the connection.
const CHUNKS_MAX: usize = 1 << 16;

/// Frames that are due to one connection.
#[derive(Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    chunks: VecDeque<Bytes>,
    /// Who takes the chunks, when it sleeps.
    taker: Option<Waker>,
    closed: bool,
}

/// The connection is to end.
pub(crate) struct Closed;

impl Outbox {
    /// Puts frames into it. Who sleeps is woken once, for the first.
    pub(crate) fn push(&self, frames: Bytes) {
        let mut state = self.lock();
        if state.chunks.len() >= CHUNKS_MAX {
            state.closed = true;
        } else {
            state.chunks.push_back(frames);
        }
        wake(state);
    }

    /// Has a waiting request answered with this, if there is one.
    pub(crate) fn release(&self, frame: Bytes) {
        let mut state = self.lock();
        if state.taker.is_some() {
            state.chunks.push_back(frame);
        }
        wake(state);
    }

    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        wake(state);
    }

    /// Swaps all there is for `chunks`, which is empty.
    pub(crate) fn poll_take(
        &self,
        cx: &Context<'_>,
        chunks: &mut VecDeque<Bytes>,
    ) -> Poll<Result<(), Closed>> {
        let mut state = self.lock();
        if state.closed {
            return Poll::Ready(Err(Closed));
        }
        if !state.chunks.is_empty() {
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

/// Wakes the taker outside of the lock.
fn wake(mut state: MutexGuard<'_, State>) {
    let taker = state.taker.take();
    drop(state);
    if let Some(taker) = taker {
        taker.wake();
    }
}

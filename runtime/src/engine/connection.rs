//! The handle through which everybody else reaches a session's task.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use super::CloseReason;
use super::outbox::{Outbox, Push};
use crate::codec::engine_packet::Message;
use crate::codec::frame::Frame;
use crate::sync::lock;

/// One open Engine.IO session, seen from outside its task: send, close. Cheap to clone.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    outbox: Outbox,
    close: Option<Close>,
    /// The session's task while it sleeps; nobody wakes a task that is awake.
    sleeper: Option<Waker>,
}

/// A wish to end the session, taken by its task.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Close {
    /// After everything queued has been written.
    Graceful(CloseReason),
    /// At once.
    Abort(CloseReason),
}

impl Connection {
    pub(crate) fn new(outbox_bytes_max: usize) -> Self {
        let outbox = Outbox::new(outbox_bytes_max);
        Self { shared: Arc::new(Mutex::new(Shared { outbox, close: None, sleeper: None })) }
    }

    /// Sends a message. It is dropped when the session is closing or closed, as the reference does.
    ///
    /// # Wire
    /// Text travels as packet type `4`, binary as a binary frame (WebSocket) or as `b` and base64 (polling).
    pub fn send(&self, message: &Message) {
        self.push([Frame::message(message)]);
    }

    /// Closes the session after everything queued has been sent.
    pub fn close(&self) {
        self.request_close(Close::Graceful(CloseReason::ForcedClose));
    }

    /// Queues frames that belong together. Over the outbox's bound the session is closed instead.
    pub(crate) fn push(&self, frames: impl IntoIterator<Item = Frame>) {
        let mut shared = lock(&self.shared);
        match shared.outbox.push(frames) {
            Push::Queued => {}
            Push::Closed => return,
            Push::Full => {
                let full = CloseReason::TransportError("outbox full");
                shared.close.get_or_insert(Close::Abort(full));
            }
        }
        shared.wake();
    }

    /// Queues frames if they can be written right now, and drops them otherwise.
    pub(crate) fn push_volatile(&self, frames: impl IntoIterator<Item = Frame>) {
        let mut shared = lock(&self.shared);
        if shared.outbox.push_volatile(frames) {
            shared.wake();
        }
    }

    pub(crate) fn request_close(&self, close: Close) {
        let mut shared = lock(&self.shared);
        shared.close.get_or_insert(close);
        shared.wake();
    }

    /// Wakes the session's task, for a reason that it finds elsewhere.
    pub(crate) fn wake(&self) {
        lock(&self.shared).wake();
    }

    /// The task is awake: nobody needs to wake it until it sleeps again. Gives a wish to close, once.
    pub(crate) fn wake_up(&self) -> Option<Close> {
        let mut shared = lock(&self.shared);
        shared.sleeper = None;
        shared.close.take()
    }

    /// The task is about to sleep. Pending when there is nothing to do; whoever brings something wakes it.
    ///
    /// `may_write` says whether queued frames are something to do: they are not while the transport takes none.
    pub(crate) fn poll_sleep(&self, cx: &Context<'_>, may_write: bool) -> Poll<()> {
        let mut shared = lock(&self.shared);
        if shared.close.is_some() || (may_write && !shared.outbox.is_empty()) {
            return Poll::Ready(());
        }
        shared.sleeper = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Works on the outbox, from the session's task.
    pub(crate) fn with_outbox<R>(&self, work: impl FnOnce(&mut Outbox) -> R) -> R {
        work(&mut lock(&self.shared).outbox)
    }
}

impl Shared {
    fn wake(&mut self) {
        if let Some(sleeper) = self.sleeper.take() {
            sleeper.wake();
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

//! The handle through which everybody else reaches a session's task.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use super::CloseReason;
use super::outbox::{Outbox, Push};
use super::retirement::Retirement;
use super::stats::Counters;
use crate::codec::frame::Frame;
use crate::codec::message::Message;
use crate::sync::lock;

/// One open Engine.IO session, seen from outside its task: send, close. Cheap to clone.
#[derive(Clone)]
pub struct Connection {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Mutex<Shared>,
    counters: Arc<Counters>,
}

struct Shared {
    outbox: Outbox,
    close: Option<Close>,
    retirement: Option<Retirement>,
    /// The session's task while it sleeps; nobody wakes a task that is awake.
    sleeper: Option<Waker>,
    /// Whether somebody wanted to wake the task while it was awake, for a reason that it may have looked for already.
    is_notified: bool,
}

/// What others wish of the session's task.
#[derive(Debug, Default)]
pub(crate) struct Wishes {
    /// To end the session.
    pub(crate) close: Option<Close>,
    /// To end it when the server ends.
    pub(crate) retirement: Option<Retirement>,
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
    pub(crate) fn new(outbox_bytes_max: usize, counters: Arc<Counters>) -> Self {
        let outbox = Outbox::new(outbox_bytes_max);
        let shared =
            Shared { outbox, close: None, retirement: None, sleeper: None, is_notified: false };
        Self { inner: Arc::new(Inner { shared: Mutex::new(shared), counters }) }
    }

    /// Where what happens to the session is counted.
    pub(crate) fn counters(&self) -> &Counters {
        &self.inner.counters
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
        let mut shared = lock(&self.inner.shared);
        match shared.outbox.push(frames) {
            Push::Queued => {}
            Push::Closed => return,
            Push::Full => {
                shared.outbox.close();
                self.counters().outbox_overflows.count();
                shared.wish(Close::Abort(CloseReason::TransportError("outbox full")));
            }
        }
        wake(shared);
    }

    /// Queues frames if they can be written right now, and drops them otherwise.
    pub(crate) fn push_volatile(&self, frames: impl IntoIterator<Item = Frame>) {
        let mut shared = lock(&self.inner.shared);
        if shared.outbox.push_volatile(frames) {
            wake(shared);
        }
    }

    pub(crate) fn request_close(&self, close: Close) {
        let mut shared = lock(&self.inner.shared);
        shared.wish(close);
        wake(shared);
    }

    /// Tells the session when the server is going to end it. Told twice, the earlier times count.
    pub(crate) fn retire(&self, retirement: Retirement) {
        let mut shared = lock(&self.inner.shared);
        shared.retirement = Some(retirement.and(shared.retirement));
        wake(shared);
    }

    /// Whether a wish to end the session waits for its task.
    pub(crate) fn is_closing(&self) -> bool {
        lock(&self.inner.shared).close.is_some()
    }

    /// Makes the session's task look again, for a reason that it finds elsewhere.
    pub(crate) fn notify(&self) {
        let mut shared = lock(&self.inner.shared);
        shared.is_notified = true;
        wake(shared);
    }

    /// The task is awake: nobody needs to wake it until it sleeps again. Gives each wish once.
    pub(crate) fn wake_up(&self) -> Wishes {
        let mut shared = lock(&self.inner.shared);
        shared.sleeper = None;
        shared.is_notified = false;
        Wishes { close: shared.close.take(), retirement: shared.retirement.take() }
    }

    /// The task is about to sleep. Ready when there is something to do after all; otherwise whoever brings something wakes it.
    ///
    /// `may_write` says whether queued frames are something to do: they are not while the transport takes none.
    pub(crate) fn poll_sleep(&self, cx: &Context<'_>, may_write: bool) -> Poll<()> {
        let mut shared = lock(&self.inner.shared);
        let has_frames = may_write && !shared.outbox.is_empty();
        let has_wishes = shared.close.is_some() || shared.retirement.is_some();
        if shared.is_notified || has_wishes || has_frames {
            return Poll::Ready(());
        }
        shared.sleeper = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Works on the outbox, from the session's task.
    pub(crate) fn with_outbox<R>(&self, work: impl FnOnce(&mut Outbox) -> R) -> R {
        work(&mut lock(&self.inner.shared).outbox)
    }
}

impl Shared {
    /// Asks for a close. One at once overrules a graceful one, which may take its time.
    fn wish(&mut self, close: Close) {
        if !matches!(
            (&self.close, &close),
            (Some(_), Close::Graceful(_)) | (Some(Close::Abort(_)), _)
        ) {
            self.close = Some(close);
        }
    }
}

/// Wakes the task when it sleeps, outside of the lock that it takes first.
fn wake(mut shared: MutexGuard<'_, Shared>) {
    let sleeper = shared.sleeper.take();
    drop(shared);
    if let Some(sleeper) = sleeper {
        sleeper.wake();
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

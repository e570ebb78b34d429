//! The handle through which everybody else reaches a session's task.

mod status;
mod waiting;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use self::status::Status;
pub use self::status::{ReadyState, TransportName};
pub use self::waiting::SessionEnded;
use self::waiting::Waiting;
use super::CloseReason;
use super::outbox::{Outbox, Push};
use super::retirement::Retirement;
use super::stats::Counters;
use crate::codec::frame::Frame;
use crate::codec::message::Message;
use crate::sync::lock;

/// One Engine.IO session, seen from outside its task. Cheap to clone; a clone outlives the session and then does nothing.
///
/// No method but the futures waits: what is sent is queued, and the session's task writes it. Messages of one thread leave in the order
/// in which they were sent; those of several threads in some order, and whole.
///
/// `Debug` does not show [`id`](Self::id), which is a secret.
#[derive(Clone)]
pub struct Connection {
    inner: Arc<Inner>,
}

struct Inner {
    id: Arc<str>,
    status: Status,
    /// Whether a wish to end the session waits for its task, which asks with each message. Changed with the lock held.
    is_close_wished: AtomicBool,
    shared: Mutex<Shared>,
    counters: Arc<Counters>,
}

struct Shared {
    outbox: Outbox,
    /// The session's task while it sleeps; nobody wakes a task that is awake.
    sleeper: Option<Waker>,
    /// Whether somebody wanted to wake the task while it was awake, for a reason that it may have looked for already.
    is_notified: bool,
    /// Apart from what every recipient of a broadcast touches: most sessions are wished something once.
    wishes: Option<Box<Wishes>>,
    /// Why the session ended, once it has.
    reason: Option<CloseReason>,
    /// Who waits for something to happen to the session; most never have anybody.
    waiting: Option<Box<Waiting>>,
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
    pub(crate) fn new(
        id: Arc<str>,
        transport: TransportName,
        outbox_bytes_max: usize,
        counters: Arc<Counters>,
    ) -> Self {
        let shared = Shared {
            outbox: Outbox::new(outbox_bytes_max),
            sleeper: None,
            is_notified: false,
            wishes: None,
            reason: None,
            waiting: None,
        };
        let status = Status::new(transport);
        let is_close_wished = AtomicBool::new(false);
        let shared = Mutex::new(shared);
        Self { inner: Arc::new(Inner { id, status, is_close_wished, shared, counters }) }
    }

    /// Where what happens to the session is counted.
    pub(crate) fn counters(&self) -> &Counters {
        &self.inner.counters
    }
}

/// What it is.
impl Connection {
    /// The session's id, the `sid` of its requests: **a secret** between the client and the server. Whoever knows it can speak for the
    /// client, so it belongs into no log and to no other client.
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    pub(crate) fn shared_id(&self) -> Arc<str> {
        Arc::clone(&self.inner.id)
    }

    /// The revision of Engine.IO that the client speaks: 4.
    pub const fn protocol(&self) -> u8 {
        4
    }

    /// The transport that carries the session now.
    pub fn transport(&self) -> TransportName {
        self.inner.status.get().transport()
    }

    /// How far the session is.
    pub fn ready_state(&self) -> ReadyState {
        self.inner.status.get().ready_state()
    }

    /// Whether messages go both ways: false from the moment in which anybody closed the session.
    pub fn is_open(&self) -> bool {
        self.ready_state() == ReadyState::Open
    }

    /// Whether the client is trying out a WebSocket to which the session may move.
    pub fn is_upgrading(&self) -> bool {
        self.inner.status.get().is_upgrading()
    }

    /// Whether the session began on polling and has moved to a WebSocket.
    pub fn is_upgraded(&self) -> bool {
        self.inner.status.get().is_upgraded()
    }

    /// Why the session ended. `None` until [`SessionHandler::closed`](super::SessionHandler::closed) is told.
    pub fn close_reason(&self) -> Option<CloseReason> {
        lock(&self.inner.shared).reason
    }

    /// How many bytes wait for the transport, as [`outbox_bytes_max`](crate::Config::outbox_bytes_max) counts them. What is being
    /// written at this moment has left already.
    pub fn buffered_bytes(&self) -> usize {
        lock(&self.inner.shared).outbox.bytes()
    }
}

/// What to do with it.
impl Connection {
    /// Sends a message. It is dropped when the session is closing or closed.
    ///
    /// The message waits until the transport takes it. When more than
    /// [`outbox_bytes_max`](crate::Config::outbox_bytes_max) bytes wait, the session is closed with `transport error`;
    /// [`drained`](Self::drained) keeps a fast sender below that.
    ///
    /// # Wire
    /// Text travels as packet type `4`, binary as a binary frame (WebSocket) or as `b` and base64 (polling).
    pub fn send(&self, message: impl Into<Message>) {
        self.push([Frame::message(&message.into())]);
    }

    /// Sends a message if it can leave at once, and drops it otherwise: when a polling client has no GET pending, or when something
    /// else waits for the transport. Says whether the message is on its way.
    pub fn send_volatile(&self, message: impl Into<Message>) -> bool {
        self.push_volatile([Frame::message(&message.into())])
    }

    /// Closes the session after everything sent so far has left, with [`CloseReason::ForcedClose`]. What is sent or received from here on
    /// is dropped.
    ///
    /// A client that takes nothing has 30 seconds, and a polling client then 30 more to fetch the close.
    pub fn close(&self) {
        self.end_by_application(Close::Graceful(CloseReason::ForcedClose));
    }

    /// Closes the session at once, with [`CloseReason::ForcedClose`]; what waits for the transport is dropped. The reference's
    /// `close(true)`.
    pub fn abort(&self) {
        self.end_by_application(Close::Abort(CloseReason::ForcedClose));
    }

    fn end_by_application(&self, close: Close) {
        self.inner.status.closing();
        lock(&self.inner.shared).outbox.close();
        self.request_close(close);
    }
}

/// What the layers below and above do with it.
impl Connection {
    /// Queues frames that belong together. Over the outbox's bound the session is closed instead.
    pub(crate) fn push(&self, frames: impl IntoIterator<Item = Frame>) {
        let mut shared = lock(&self.inner.shared);
        match shared.outbox.push(frames) {
            Push::Queued => {}
            Push::Closed => return,
            Push::Full => {
                shared.outbox.close();
                self.counters().outbox_overflows.count();
                self.wish(&mut shared, Close::Abort(CloseReason::TransportError("outbox full")));
            }
        }
        wake(shared);
    }

    /// Queues frames that belong together, unless they exceed the outbox's bound: then it is false, and the session goes on.
    pub(crate) fn try_push(&self, frames: impl IntoIterator<Item = Frame>) -> bool {
        let mut shared = lock(&self.inner.shared);
        let pushed = shared.outbox.push(frames);
        if pushed == Push::Queued {
            wake(shared);
        }
        pushed != Push::Full
    }

    /// Queues frames if they can be written right now, and drops them otherwise.
    pub(crate) fn push_volatile(&self, frames: impl IntoIterator<Item = Frame>) -> bool {
        let mut shared = lock(&self.inner.shared);
        let is_queued = shared.outbox.push_volatile(frames);
        if is_queued {
            wake(shared);
        }
        is_queued
    }

    pub(crate) fn request_close(&self, close: Close) {
        let mut shared = lock(&self.inner.shared);
        self.wish(&mut shared, close);
        wake(shared);
    }

    /// Tells the session when the server is going to end it. Told twice, the earlier times count.
    pub(crate) fn retire(&self, retirement: Retirement) {
        let mut shared = lock(&self.inner.shared);
        let wishes = shared.wishes.get_or_insert_default();
        wishes.retirement = Some(retirement.and(wishes.retirement));
        wake(shared);
    }

    /// Whether a wish to end the session waits for its task.
    pub(crate) fn is_closing(&self) -> bool {
        self.inner.is_close_wished.load(Ordering::Acquire)
    }

    /// Asks for a close. One at once overrules a graceful one, which may take its time.
    fn wish(&self, shared: &mut Shared, close: Close) {
        let wish = &mut shared.wishes.get_or_insert_default().close;
        if !matches!((&wish, &close), (Some(_), Close::Graceful(_)) | (Some(Close::Abort(_)), _)) {
            *wish = Some(close);
        }
        self.inner.is_close_wished.store(true, Ordering::Release);
    }

    /// Makes the session's task look again, for a reason that it finds elsewhere.
    pub(crate) fn notify(&self) {
        let mut shared = lock(&self.inner.shared);
        shared.is_notified = true;
        wake(shared);
    }

    /// The task is awake: nobody needs to wake it until it sleeps again. Gives each wish once.
    pub(crate) fn wake_up(&self) -> Option<Box<Wishes>> {
        let mut shared = lock(&self.inner.shared);
        shared.sleeper = None;
        shared.is_notified = false;
        let wishes = shared.wishes.take()?;
        self.inner.is_close_wished.store(false, Ordering::Release);
        Some(wishes)
    }

    /// The task is about to sleep. Ready when there is something to do after all; otherwise whoever brings something wakes it.
    ///
    /// `may_write` says whether queued frames are something to do: they are not while the transport takes none.
    pub(crate) fn poll_sleep(&self, cx: &Context<'_>, may_write: bool) -> Poll<()> {
        let mut shared = lock(&self.inner.shared);
        let has_frames = may_write && !shared.outbox.is_empty();
        if shared.is_notified || shared.wishes.is_some() || has_frames {
            return Poll::Ready(());
        }
        if may_write {
            shared.outbox.set_writable(true);
        }
        shared.sleeper = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Works on the outbox, from the session's task.
    pub(crate) fn with_outbox<R>(&self, work: impl FnOnce(&mut Outbox) -> R) -> R {
        work(&mut lock(&self.inner.shared).outbox)
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
        f.debug_struct("Connection")
            .field("transport", &self.transport())
            .field("ready_state", &self.ready_state())
            .finish_non_exhaustive()
    }
}

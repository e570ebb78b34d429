//! How requests of one session reach its task.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use tokio::sync::{Notify, oneshot};

use super::websocket::Upgrading;
use crate::session::{Connection, Held, PollId, TransportName};
use crate::sync::lock;

/// What requests bring to a session.
pub(super) enum Input {
    /// A GET waits for packets.
    Poll { poll: PollId, answer: oneshot::Sender<PollAnswer> },
    /// The client gave up a GET.
    PollDropped(PollId),
    /// A POST with its whole body. It is answered when its packets have been taken.
    Post { body: Bytes, permit: PostPermit, taken: oneshot::Sender<()> },
    /// A request broke a rule. It is answered when the session knows.
    Fault { fault: Fault, noted: oneshot::Sender<()> },
    /// A WebSocket wants to take the session over.
    Upgrade { upgrade: Upgrading, half_open: Held },
}

/// What is wrong with a POST. Each ends the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Another one was in flight.
    Overlap,
    /// The client gave it up in the middle.
    Aborted,
    /// It has a content type that the protocol has no meaning for.
    InvalidContent,
}

/// The answer to a GET.
#[derive(Debug)]
pub(super) enum PollAnswer {
    /// Status 200 with this payload, compressed if that is wanted and agreed.
    Payload { body: Bytes, may_compress: bool },
    /// Status 400 without a body.
    Refused,
}

/// One session as requests see it.
pub(super) struct Mailbox {
    pub(super) connection: Connection,
    /// Allocated with the first request: to a session that begins on a WebSocket no more of them come.
    requests: OnceLock<Box<Requests>>,
}

/// What requests have brought to a session.
struct Requests {
    /// `None` when the session takes no more of them.
    inputs: Mutex<Option<VecDeque<Input>>>,
    is_posting: AtomicBool,
    next_poll: AtomicU64,
    have_posts_ended: AtomicBool,
    posts_ended: Notify,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            inputs: Mutex::new(Some(VecDeque::new())),
            is_posting: AtomicBool::new(false),
            next_poll: AtomicU64::new(0),
            have_posts_ended: AtomicBool::new(false),
            posts_ended: Notify::new(),
        }
    }
}

impl Requests {
    fn end_posts(&self) {
        self.have_posts_ended.store(true, Ordering::Release);
        self.posts_ended.notify_waiters();
    }
}

impl Mailbox {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, requests: OnceLock::new() }
    }

    fn requests(&self) -> &Requests {
        self.requests.get_or_init(Box::default)
    }

    /// Hands an input to the session's task. Dropped, with the sender inside, when the task has ended.
    pub(super) fn put(&self, input: Input) {
        let is_open = match &mut *lock(&self.requests().inputs) {
            Some(inputs) => {
                inputs.push_back(input);
                true
            }
            None => false,
        };
        if is_open {
            self.connection.notify();
        }
    }

    pub(super) fn take(&self) -> Option<Input> {
        let mut inputs = lock(&self.requests.get()?.inputs);
        let input = inputs.as_mut()?.pop_front();
        if input.is_none() {
            // Most of the time nothing waits, and the next request may not come for long.
            *inputs = Some(VecDeque::new());
        }
        input
    }

    pub(super) fn is_empty(&self) -> bool {
        let Some(requests) = self.requests.get() else { return true };
        lock(&requests.inputs).as_ref().is_none_or(VecDeque::is_empty)
    }

    /// Lets every request that waits know that nobody will answer it, and every one that comes later.
    pub(super) fn close(&self) {
        let requests = self.requests();
        let unanswered = lock(&requests.inputs).take();
        drop(unanswered);
        requests.end_posts();
        self.connection.has_ended();
    }

    /// The session is over, or takes its packets elsewhere: a body that is still on its way is of no use to anybody.
    pub(super) fn end_posts(&self) {
        if let Some(requests) = self.requests.get() {
            requests.end_posts();
        }
    }

    /// Waits until [`end_posts`](Self::end_posts).
    pub(super) async fn posts_ended(&self) {
        let requests = self.requests();
        let ended = requests.posts_ended.notified();
        if !requests.have_posts_ended.load(Ordering::Acquire) {
            ended.await;
        }
    }

    pub(super) fn next_poll(&self) -> PollId {
        PollId(self.requests().next_poll.fetch_add(1, Ordering::Relaxed))
    }

    /// What carries the session: once it is on a WebSocket, polling requests are out of place.
    pub(super) fn transport(&self) -> TransportName {
        self.connection.transport()
    }

    pub(super) fn moved_to_websocket(&self) {
        self.connection.has_upgraded();
        self.end_posts();
    }

    /// Begins a POST, of which a client may have one at a time: from its headers until its packets have been taken.
    pub(super) fn begin_post(self: &Arc<Self>) -> Option<PostPermit> {
        let is_free = !self.requests().is_posting.swap(true, Ordering::AcqRel);
        is_free.then(|| PostPermit(Arc::clone(self)))
    }
}

/// The right to have a POST in flight.
pub(super) struct PostPermit(Arc<Mailbox>);

impl Drop for PostPermit {
    fn drop(&mut self) {
        self.0.requests().is_posting.store(false, Ordering::Release);
    }
}

//! How requests of one session reach its task.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bytes::Bytes;
use fastwebsockets::upgrade::UpgradeFut;
use tokio::sync::oneshot;

use crate::engine::{Connection, PollId};
use crate::sync::lock;

/// What requests bring to a session.
pub(super) enum Input {
    /// A GET waits for packets.
    Poll { poll: PollId, answer: oneshot::Sender<PollAnswer> },
    /// The client gave up a GET.
    PollDropped(PollId),
    /// A POST with its whole body. It is answered when its packets have been taken.
    Post { body: Bytes, taken: oneshot::Sender<()> },
    /// A second POST came while one was in flight.
    PostOverlap,
    /// The client gave up a POST in the middle.
    PostAborted,
    /// A POST of a content type that the protocol has no meaning for.
    InvalidContent,
    /// A WebSocket wants to take the session over.
    Upgrade(UpgradeFut),
}

/// The answer to a GET.
#[derive(Debug)]
pub(super) enum PollAnswer {
    /// Status 200 with this payload.
    Payload(Bytes),
    /// Status 400 without a body.
    Refused,
}

/// One session as requests see it.
pub(super) struct Mailbox {
    pub(super) connection: Connection,
    /// `None` when the session's task has ended.
    inputs: Mutex<Option<VecDeque<Input>>>,
    is_posting: AtomicBool,
    on_websocket: AtomicBool,
    next_poll: AtomicU64,
}

impl Mailbox {
    pub(super) fn new(connection: Connection, on_websocket: bool) -> Self {
        Self {
            connection,
            inputs: Mutex::new(Some(VecDeque::new())),
            is_posting: AtomicBool::new(false),
            on_websocket: AtomicBool::new(on_websocket),
            next_poll: AtomicU64::new(0),
        }
    }

    /// Hands an input to the session's task. Dropped, with the sender inside, when the task has ended.
    pub(super) fn put(&self, input: Input) {
        if let Some(inputs) = &mut *lock(&self.inputs) {
            inputs.push_back(input);
        }
        self.connection.wake();
    }

    pub(super) fn take(&self) -> Option<Input> {
        lock(&self.inputs).as_mut()?.pop_front()
    }

    pub(super) fn is_empty(&self) -> bool {
        lock(&self.inputs).as_ref().is_none_or(VecDeque::is_empty)
    }

    /// Lets every request that waits know that nobody will answer it.
    pub(super) fn close(&self) {
        *lock(&self.inputs) = None;
    }

    pub(super) fn next_poll(&self) -> PollId {
        PollId(self.next_poll.fetch_add(1, Ordering::Relaxed))
    }

    /// Whether the session has moved to a WebSocket, so that polling requests are out of place.
    pub(super) fn is_on_websocket(&self) -> bool {
        self.on_websocket.load(Ordering::Acquire)
    }

    pub(super) fn moved_to_websocket(&self) {
        self.on_websocket.store(true, Ordering::Release);
    }

    /// Begins a POST, of which a client may have one at a time. `None` ends the session.
    pub(super) fn begin_post(&self) -> Option<PostGuard<'_>> {
        if self.is_posting.swap(true, Ordering::AcqRel) {
            self.put(Input::PostOverlap);
            return None;
        }
        Some(PostGuard { mailbox: self, is_complete: false })
    }
}

/// A POST in flight. Dropped before its body was complete, it tells the session that the client gave up.
pub(super) struct PostGuard<'a> {
    mailbox: &'a Mailbox,
    is_complete: bool,
}

impl PostGuard<'_> {
    /// The request has been read as far as it matters.
    pub(super) fn complete(&mut self) {
        self.is_complete = true;
    }
}

impl Drop for PostGuard<'_> {
    fn drop(&mut self) {
        self.mailbox.is_posting.store(false, Ordering::Release);
        if !self.is_complete {
            self.mailbox.put(Input::PostAborted);
        }
    }
}

//! What the handlers of one socket have to do, one after the other.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll};

use super::handler::BoxFuture;
use super::{DisconnectReason, Event, NamespaceHandler, Socket};

/// Something that a handler is called for.
#[derive(Debug)]
pub(super) enum Job {
    Connected,
    Event(Event),
    Disconnect(DisconnectReason),
}

impl Job {
    fn bytes(&self) -> usize {
        match self {
            Self::Event(event) => event.args.byte_len(),
            Self::Connected | Self::Disconnect(_) => 0,
        }
    }
}

/// The handlers of one socket: one runs, others wait their turn.
pub(super) struct Work {
    handler: Arc<dyn NamespaceHandler>,
    socket: Socket,
    running: Option<BoxFuture<()>>,
    waiting: VecDeque<Job>,
    /// What the waiting events hold.
    bytes: usize,
}

impl Work {
    pub(super) fn new(handler: Arc<dyn NamespaceHandler>, socket: Socket) -> Self {
        Self { handler, socket, running: None, waiting: VecDeque::new(), bytes: 0 }
    }

    pub(super) fn push(&mut self, job: Job) {
        self.bytes += job.bytes();
        self.waiting.push_back(job);
    }

    /// Forgets the events whose turn has not come: the server has thrown their socket out.
    pub(super) fn forget_events(&mut self) {
        self.waiting.retain(|job| !matches!(job, Job::Event(_)));
        self.bytes = 0;
    }

    /// Whether no handler runs and none waits.
    pub(super) fn is_idle(&self) -> bool {
        self.running.is_none() && self.waiting.is_empty()
    }

    /// How many wait for the one that runs.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// How many bytes the waiting events hold.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Runs one handler to its end: the one that has begun, or the next. False when there is none.
    pub(super) fn poll_one(&mut self, cx: &mut Context<'_>) -> Poll<bool> {
        if self.running.is_none() && !self.start_next() {
            return Poll::Ready(false);
        }
        if let Some(running) = &mut self.running {
            match catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(cx))) {
                Ok(Poll::Pending) => return Poll::Pending,
                Ok(Poll::Ready(())) => {}
                Err(_) => report_panic(&self.socket),
            }
            drop_quietly(self.running.take(), &self.socket);
        }
        Poll::Ready(true)
    }

    fn start_next(&mut self) -> bool {
        let Some(job) = self.waiting.pop_front() else {
            if self.waiting.capacity() > IDLE_JOBS_MAX {
                self.waiting = VecDeque::new();
            }
            return false;
        };
        self.bytes -= job.bytes();
        match catch_unwind(AssertUnwindSafe(|| self.start(job))) {
            Ok(running) => self.running = running,
            Err(_) => report_panic(&self.socket),
        }
        true
    }

    fn start(&self, job: Job) -> Option<BoxFuture<()>> {
        let (handler, socket) = (Arc::clone(&self.handler), self.socket.clone());
        match job {
            Job::Connected => handler.connected(socket),
            Job::Event(event) => handler.event(socket, event),
            Job::Disconnect(reason) => handler.disconnect(socket, reason),
        }
    }
}

/// A queue that once held more than this gives its memory back when it is empty.
const IDLE_JOBS_MAX: usize = 16;

/// The panic itself has been printed by the panic hook; this says whose it was.
pub(super) fn report_panic(socket: &Socket) {
    tracing::error!(namespace = socket.namespace_name(), socket = %socket.id(), "a handler panicked");
}

/// Drops something of the application, whose destructor may panic as well.
pub(super) fn drop_quietly<T>(value: T, socket: &Socket) {
    if catch_unwind(AssertUnwindSafe(|| drop(value))).is_err() {
        report_panic(socket);
    }
}

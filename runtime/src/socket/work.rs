//! What the handlers of one socket have to do, one after the other.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytestring::ByteString;

use super::dispatch::Dispatch;
use super::handler::BoxFuture;
use super::{DisconnectReason, Event, NamespaceHandler, Socket, SocketErrorKind};
use crate::panics::{Panicked, catching_panic};

/// Something that a handler is called for.
#[derive(Debug)]
pub(super) enum Job {
    Connected,
    Event(Event),
    Disconnecting(DisconnectReason),
    Disconnect(DisconnectReason),
}

impl Job {
    fn bytes(&self) -> usize {
        match self {
            Self::Event(event) => event.args.byte_len(),
            Self::Connected | Self::Disconnecting(_) | Self::Disconnect(_) => 0,
        }
    }
}

/// The handlers of one socket: one runs, others wait their turn.
pub(super) struct Work {
    handler: Arc<dyn NamespaceHandler>,
    socket: Socket,
    running: Option<BoxFuture<()>>,
    /// The event that it runs for.
    event: Option<ByteString>,
    waiting: VecDeque<Job>,
    /// What the waiting events hold.
    bytes: usize,
}

impl Work {
    pub(super) fn new(handler: Arc<dyn NamespaceHandler>, socket: Socket) -> Self {
        Self { handler, socket, running: None, event: None, waiting: VecDeque::new(), bytes: 0 }
    }

    /// Starts a job, or lets it wait its turn. What is started goes on when this is polled.
    pub(super) fn push(&mut self, job: Job) {
        if self.is_idle() {
            self.start(job);
        } else {
            self.bytes += job.bytes();
            self.waiting.push_back(job);
        }
    }

    /// Gives the memory of a queue back that has not been needed for a while.
    pub(super) fn give_back(&mut self) {
        if self.waiting.is_empty() {
            self.waiting = VecDeque::new();
        }
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
            match catching_panic(|| running.as_mut().poll(cx)) {
                Ok(Poll::Pending) => return Poll::Pending,
                Ok(Poll::Ready(())) => {}
                Err(panicked) => self.report(panicked),
            }
            drop_quietly(self.running.take(), &self.socket);
            self.event = None;
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
        self.start(job);
        true
    }

    fn start(&mut self, job: Job) {
        if let Job::Event(event) = &job {
            self.event = Some(event.name.clone());
        }
        match catching_panic(|| self.call(job)) {
            Ok(Some(running)) => self.running = Some(running),
            Ok(None) => self.event = None,
            Err(panicked) => self.report(panicked),
        }
    }

    fn call(&self, job: Job) -> Option<BoxFuture<()>> {
        let (handler, socket) = (Arc::clone(&self.handler), self.socket.clone());
        let dispatch = |handler| Dispatch::new(handler, self.socket.clone());
        match job {
            Job::Connected => handler.connected(socket),
            Job::Event(event) if socket.has_incoming() => {
                Some(Box::pin(dispatch(handler).event(event)))
            }
            Job::Event(event) => handler.event(socket, event),
            Job::Disconnecting(reason) if socket.existing_listeners().is_some() => {
                Some(Box::pin(dispatch(handler).disconnecting(reason)))
            }
            Job::Disconnecting(reason) => handler.disconnecting(socket, reason),
            Job::Disconnect(reason) => {
                socket.forget_rooms();
                if socket.existing_listeners().is_some() {
                    Some(Box::pin(dispatch(handler).disconnect(reason)))
                } else {
                    handler.disconnect(socket, reason)
                }
            }
        }
    }

    fn report(&mut self, panicked: Panicked) {
        report_panic(&self.socket, self.event.take(), panicked);
    }
}

/// A queue that once held more than this gives its memory back when it is empty.
const IDLE_JOBS_MAX: usize = 16;

/// Tells of a panic in what was called for `event`, or for something else.
pub(super) fn report_panic(socket: &Socket, event: Option<ByteString>, Panicked(words): Panicked) {
    socket.report_error(event, SocketErrorKind::Panic(words));
}

/// Drops something of the application, whose destructor may panic as well.
pub(super) fn drop_quietly<T>(value: T, socket: &Socket) {
    if let Err(panicked) = catching_panic(|| drop(value)) {
        report_panic(socket, None, panicked);
    }
}

//! A client in one namespace: how far it has come there, and what its handlers have to do.

use std::task::{Context, Poll, ready};

use super::returning::{HeldTurn, Returning};
use crate::codec::{Args, Utf8Bytes};
use crate::config::Config;
use crate::panics::catching_panic;
use crate::socket::handler::BoxFuture;
use crate::socket::namespaces::{NoPlace, Residence};
use crate::socket::reason::Departed;
use crate::socket::recovery::Kept;
use crate::socket::work::{Job, Work, drop_quietly, report_panic};
use crate::socket::{Ack, Auth, Event, Refusal, Socket};

/// The client in one namespace.
pub(super) struct Member {
    pub(super) socket: Socket,
    pub(super) stage: Stage,
    pub(super) work: Work,
    /// Held until the last handler has finished, where the client may come back to the socket.
    pub(super) turn: Option<HeldTurn>,
    /// What a client presents that comes back, and what was kept for it, until it is there again.
    pub(super) returning: Option<(Auth, Box<Kept>)>,
    /// Keeps the namespace until the last handler has finished.
    pub(super) _residence: Residence,
}

/// How far the client has come in a namespace.
pub(super) enum Stage {
    /// It has come back, and its socket still has handlers to run on the connection that it has lost.
    Returning(Returning),
    /// The application decides whether it may join.
    Connecting(BoxFuture<Result<(), Refusal>>),
    Joined,
    /// It has left; handlers may still run.
    Left,
    /// It was refused, or left before it was admitted: nothing will happen any more.
    Gone,
}

impl Member {
    /// Whether the client is in the namespace, or about to be.
    pub(super) fn is_present(&self) -> bool {
        matches!(self.stage, Stage::Returning(_) | Stage::Connecting(_) | Stage::Joined)
    }

    pub(super) fn take_event(&mut self, id: Option<u64>, name: Utf8Bytes, args: Args) {
        let ack = id.map(|id| Ack::new(self.socket.clone(), id));
        self.work.push(Job::Event(Event::new(name.into_inner(), args, ack)));
    }

    /// Whether so many events wait that no more should be read. While the socket owes an acknowledgement, a handler may be waiting
    /// for it, and it can only come behind further events.
    pub(super) fn is_full(&self, config: &Config) -> bool {
        let (events, events_max) = (self.work.len(), config.handler_queue_max);
        if self.work.bytes() >= config.handler_queue_bytes_max {
            return true;
        }
        events >= events_max
            && (events >= events_max.saturating_mul(ACK_HEADROOM)
                || self.socket.pending_acks().is_empty())
    }

    pub(super) fn leave(&mut self, departed: impl Into<Departed>) {
        self.socket.leave_namespace(departed);
        self.notice_leaving();
    }

    /// Follows a socket that has left, whoever made it leave.
    fn notice_leaving(&mut self) {
        let Some(reason) = self.socket.reason_to_leave() else { return };
        match self.stage {
            Stage::Joined => {
                if self.socket.is_dismissed() {
                    self.work.forget_events();
                }
                self.work.push(Job::Disconnecting(reason));
                self.work.push(Job::Disconnect(reason));
                self.stage = Stage::Left;
            }
            // A client that goes before it was admitted was never there: the application is not told.
            Stage::Returning(_) | Stage::Connecting(_) => self.end_admission(),
            Stage::Left | Stage::Gone => {}
        }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_returning(cx);
        self.poll_admission(cx);
        loop {
            // Every handler may have made the socket leave.
            self.notice_leaving();
            if !ready!(self.work.poll_one(cx)) {
                return Poll::Ready(());
            }
        }
    }

    fn poll_returning(&mut self, cx: &mut Context<'_>) {
        let Stage::Returning(returning) = &mut self.stage else { return };
        match returning.poll(cx) {
            Poll::Pending => {}
            Poll::Ready(Ok(turn)) => self.go_on(turn),
            Poll::Ready(Err(reason)) => self.begin_anew(reason),
        }
    }

    fn poll_admission(&mut self, cx: &mut Context<'_>) {
        let Stage::Connecting(admission) = &mut self.stage else { return };
        let outcome = match catching_panic(|| admission.as_mut().poll(cx)) {
            Ok(Poll::Pending) => return,
            Ok(Poll::Ready(outcome)) => outcome,
            Err(panicked) => {
                report_panic(&self.socket, None, panicked);
                Err(Refusal::new(INTERNAL_ERROR))
            }
        };
        self.end_admission();
        match outcome {
            Ok(()) => self.enter(),
            Err(refusal) => self.turn_away(&refusal),
        }
    }

    /// Lets the client in, unless it has left.
    pub(super) fn enter(&mut self) {
        self.stage = Stage::Gone;
        if self.socket.reason_to_leave().is_some() {
            return;
        }
        if self.socket.of_namespace().is_closed() {
            return self.turn_away(&NoPlace::Unknown.refusal());
        }
        match self.socket.admit() {
            Ok(()) => {
                drop_quietly(self.returning.take(), &self.socket);
                self.work.push(Job::Connected);
                self.stage = Stage::Joined;
                // Who took the namespace away at this moment has not seen this socket.
                if self.socket.of_namespace().is_closed() {
                    self.socket.disconnect();
                }
            }
            Err(reason) => self.begin_anew(reason),
        }
    }

    pub(super) fn turn_away(&mut self, refusal: &Refusal) {
        self.stage = Stage::Gone;
        self.socket.refuse(refusal);
    }

    fn end_admission(&mut self) {
        let admission = std::mem::replace(&mut self.stage, Stage::Gone);
        drop_quietly(admission, &self.socket);
    }

    pub(super) fn is_done(&self) -> bool {
        match self.stage {
            Stage::Returning(_) | Stage::Connecting(_) | Stage::Joined => false,
            Stage::Left => self.work.is_idle(),
            Stage::Gone => true,
        }
    }
}

/// How many times more events may wait while the socket owes an acknowledgement.
const ACK_HEADROOM: usize = 16;

/// What a client is told when the application failed: what went wrong is none of its business.
pub(in crate::socket) const INTERNAL_ERROR: &str = "internal error";

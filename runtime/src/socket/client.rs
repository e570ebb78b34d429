//! One client: the namespaces that share its session.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytestring::ByteString;
use tokio::time::{Sleep, sleep};

use super::handler::BoxFuture;
use super::peer::Peer;
use super::unjoined::Unjoined;
use super::work::{Job, Work, drop_quietly, report_panic};
use super::{Ack, Auth, DisconnectReason, Event, Namespace, Namespaces, Refusal, Socket};
use crate::SocketId;
use crate::codec::socket_packet::Packet;
use crate::codec::{self, Body, Decoder, DecoderLimits, Message, encode_connect_error};
use crate::config::Config;
use crate::handshake::Handshake;
use crate::id::random_id;
use crate::session::{Close, CloseReason, Connection, Held, SessionHandler};

/// The Socket.IO side of one session: takes its messages apart by namespace and runs the handlers of its sockets.
pub(crate) struct Client {
    peer: Arc<Peer>,
    decoder: Decoder,
    members: Vec<Member>,
    /// Namespaces that the server has put the client out of: what was on its way then is not the client's fault.
    dismissed_from: Vec<Arc<Namespace>>,
    /// Until a namespace has been joined.
    unjoined: Option<Unjoined>,
    /// When the next attachment of a packet must have come, while one is waited for.
    attachment_deadline: Option<Pin<Box<Sleep>>>,
    /// Whether the session is about to end: what still arrives has no effect.
    is_closing: bool,
    /// Whether the server is shutting down: nothing new is begun.
    is_retiring: bool,
}

/// The client in one namespace.
struct Member {
    socket: Socket,
    stage: Stage,
    work: Work,
}

/// How far the client has come in a namespace.
enum Stage {
    /// The application decides whether it may join.
    Connecting(BoxFuture<Result<(), Refusal>>),
    Joined,
    /// It has left; handlers may still run.
    Left,
    /// It was refused, or left before it was admitted: nothing will happen any more.
    Gone,
}

/// The peer broke a rule of Socket.IO: its connection is closed.
struct Violation;

impl Client {
    pub(crate) fn new(
        namespaces: Arc<Namespaces>,
        connection: Connection,
        handshake: Handshake,
        place: Option<Held>,
    ) -> Self {
        let config = namespaces.config();
        let limits = DecoderLimits {
            attachments_max: config.max_attachments,
            attachment_bytes_max: config
                .max_attachments
                .saturating_mul(config.max_http_buffer_size),
        };
        let unjoined = Some(Unjoined::new(config, place));
        Self {
            peer: Arc::new(Peer::new(namespaces, connection, handshake)),
            decoder: Decoder::new(limits),
            members: Vec::new(),
            dismissed_from: Vec::new(),
            unjoined,
            attachment_deadline: None,
            is_closing: false,
            is_retiring: false,
        }
    }

    fn take(&mut self, packet: Packet) -> Result<(), Violation> {
        let Packet { namespace, body } = packet;
        if self.is_retiring && !matches!(body, Body::Ack { .. }) {
            return Ok(());
        }
        if let Body::Connect { auth } = body {
            return self.connect(&namespace, auth);
        }
        let Some(member) = self.member(&namespace) else {
            return self.take_stray(&namespace);
        };
        match (body, &member.stage) {
            (Body::Connect { .. } | Body::ConnectError, _) => Err(Violation),
            // A client may send what it had in hand when it was told to leave.
            (_, Stage::Left) if member.socket.is_dismissed() => Ok(()),
            (_, Stage::Connecting(_) | Stage::Left | Stage::Gone) => Err(Violation),
            (Body::Disconnect, Stage::Joined) => {
                member.leave(DisconnectReason::ClientNamespaceDisconnect);
                Ok(())
            }
            (Body::Event { id, event }, Stage::Joined) => {
                member.take_event(id, event);
                Ok(())
            }
            (Body::Ack { id: Some(id), args }, Stage::Joined) => {
                let socket = &member.socket;
                socket.pending_acks().resolve(socket.id(), id, args);
                Ok(())
            }
            (Body::Ack { id: None, .. } | Body::EmptyEvent, Stage::Joined) => Ok(()),
        }
    }

    /// A packet for a namespace that the client is not in.
    fn take_stray(&self, namespace: &str) -> Result<(), Violation> {
        let is_late = self.dismissed_from.iter().any(|dismissed| dismissed.name() == namespace);
        if is_late { Ok(()) } else { Err(Violation) }
    }

    /// Attachments are collected for those who are in the namespace, and for nobody else.
    fn check_announced(&mut self) -> Result<(), Violation> {
        let Some(namespace) = self.decoder.awaiting().map(ToOwned::to_owned) else { return Ok(()) };
        match self.member(&namespace) {
            Some(Member { stage: Stage::Joined | Stage::Left, .. }) => Ok(()),
            Some(_) => Err(Violation),
            None => self.take_stray(&namespace),
        }
    }

    fn connect(&mut self, name: &str, auth: Option<ByteString>) -> Result<(), Violation> {
        let is_present =
            |member: &mut Member| matches!(member.stage, Stage::Connecting(_) | Stage::Joined);
        if self.member(name).is_some_and(is_present) {
            return Err(Violation);
        }
        let Some(namespace) = self.peer.namespaces.get(name).cloned() else {
            return self.refuse(name, "Invalid namespace");
        };
        let Ok(id) = random_id() else {
            return self.refuse(name, "the server cannot make ids at the moment");
        };
        self.dismissed_from.retain(|dismissed| !Arc::ptr_eq(dismissed, &namespace));
        let handler = namespace.handler();
        let socket = Socket::new(SocketId::from_bytes(id), Arc::clone(&self.peer), namespace);
        let admission = {
            let (handler, socket) = (Arc::clone(&handler), socket.clone());
            catch_unwind(AssertUnwindSafe(move || handler.connect(socket, Auth::new(auth))))
        };
        let Ok(admission) = admission else {
            report_panic(&socket);
            return self.refuse(name, INTERNAL_ERROR);
        };
        let work = Work::new(handler, socket.clone());
        self.members.push(Member { socket, stage: Stage::Connecting(admission), work });
        Ok(())
    }

    fn refuse(&self, namespace: &str, message: &str) -> Result<(), Violation> {
        if let Ok(frame) = encode_connect_error(namespace, message, None::<&()>) {
            self.peer.connection.push([frame]);
        }
        Ok(())
    }

    /// The latest member of a namespace: an earlier one may still be finishing its work.
    fn member(&mut self, namespace: &str) -> Option<&mut Member> {
        let mut members = self.members.iter_mut().rev();
        members.find(|member| member.socket.namespace_name() == namespace)
    }

    fn close(&mut self, reason: CloseReason) {
        self.is_closing = true;
        self.peer.connection.request_close(Close::Graceful(reason));
    }

    fn poll_unjoined(&mut self, cx: &mut Context<'_>) {
        let Some(unjoined) = &mut self.unjoined else { return };
        let has_joined = |member: &Member| matches!(member.stage, Stage::Joined | Stage::Left);
        if self.members.iter().any(has_joined) {
            self.unjoined = None;
        } else if unjoined.poll_overdue(cx).is_ready() {
            self.unjoined = None;
            self.peer.connection.counters().unjoined_timeouts.count();
            self.close(CloseReason::ForcedServerClose);
        }
    }

    /// While the server itself does not read, nothing can come in time.
    fn poll_attachment_deadline(&mut self, cx: &mut Context<'_>) {
        if self.decoder.awaiting().is_none() || self.is_closing || self.is_saturated() {
            self.attachment_deadline = None;
            return;
        }
        let timeout = self.peer.namespaces.config().attachments_timeout;
        let deadline = self.attachment_deadline.get_or_insert_with(|| Box::pin(sleep(timeout)));
        if deadline.as_mut().poll(cx).is_ready() {
            self.attachment_deadline = None;
            self.peer.connection.counters().attachments_timeouts.count();
            self.close(CloseReason::ForcedServerClose);
        }
    }

    fn dismiss(&mut self) {
        for member in &self.members {
            member.socket.disconnect();
        }
        self.close(CloseReason::ForcedClose);
    }

    fn forget_members(&mut self) {
        let namespaces = &mut self.dismissed_from;
        self.members.retain(|member| {
            if !member.is_done() {
                return true;
            }
            let was_in = matches!(member.stage, Stage::Left);
            let namespace = member.socket.of_namespace();
            let is_known = namespaces.iter().any(|known| Arc::ptr_eq(known, namespace));
            if was_in && member.socket.is_dismissed() && !is_known {
                namespaces.push(Arc::clone(namespace));
            }
            false
        });
    }
}

impl SessionHandler for Client {
    fn message(&mut self, message: Message) {
        if self.is_closing {
            return;
        }
        if self.unjoined.as_mut().is_some_and(|unjoined| !unjoined.admits(&message)) {
            self.peer.connection.counters().unjoined_overflows.count();
            return self.close(CloseReason::ForcedServerClose);
        }
        self.attachment_deadline = None;
        let taken = match self.decoder.decode(message) {
            Ok(Some(packet)) => self.take(packet),
            Ok(None) => self.check_announced(),
            Err(error) => {
                tracing::debug!(%error, "packet refused");
                return self.close(CloseReason::ForcedClose);
            }
        };
        if taken.is_err() {
            tracing::debug!("packet out of place");
            self.close(CloseReason::ForcedServerClose);
        }
    }

    fn poll_work(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.peer.is_dismissed() && !self.is_closing {
            self.dismiss();
        }
        let mut is_idle = true;
        for member in &mut self.members {
            is_idle &= member.poll(cx).is_ready();
        }
        self.poll_unjoined(cx);
        self.poll_attachment_deadline(cx);
        self.forget_members();
        if is_idle { Poll::Ready(()) } else { Poll::Pending }
    }

    fn is_saturated(&self) -> bool {
        let config = self.peer.namespaces.config();
        let leaving = self.members.iter().filter(|member| matches!(member.stage, Stage::Left));
        leaving.count() > LEAVING_MAX || self.members.iter().any(|member| member.is_full(config))
    }

    fn retire(&mut self) {
        self.is_retiring = true;
    }

    /// A handler may be waiting for its client to acknowledge something.
    fn awaits_messages(&self) -> bool {
        self.members.iter().any(|member| !member.socket.pending_acks().is_empty())
    }

    fn closed(&mut self, reason: CloseReason) {
        self.is_closing = true;
        self.unjoined = None;
        self.attachment_deadline = None;
        for member in &mut self.members {
            member.leave(reason.into());
        }
    }
}

/// However the session's task ends, nobody stays in a namespace without it.
impl Drop for Client {
    fn drop(&mut self) {
        for member in &self.members {
            member.socket.leave_namespace(DisconnectReason::TransportError);
        }
    }
}

impl Member {
    fn take_event(&mut self, id: Option<u64>, event: codec::Event) {
        let ack = id.map(|id| Ack::new(self.socket.clone(), id));
        self.work.push(Job::Event(Event { name: event.name, args: event.args, ack }));
    }

    /// Whether so many events wait that no more should be read. While the socket owes an acknowledgement, a handler may be waiting
    /// for it, and it can only come behind further events.
    fn is_full(&self, config: &Config) -> bool {
        let (events, events_max) = (self.work.len(), config.handler_queue_max);
        if self.work.bytes() >= config.handler_queue_bytes_max {
            return true;
        }
        events >= events_max
            && (events >= events_max.saturating_mul(ACK_HEADROOM)
                || self.socket.pending_acks().is_empty())
    }

    fn leave(&mut self, reason: DisconnectReason) {
        self.socket.leave_namespace(reason);
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
                self.work.push(Job::Disconnect(reason));
                self.stage = Stage::Left;
            }
            // A client that goes before it was admitted was never there: the application is not told.
            Stage::Connecting(_) => self.end_admission(),
            Stage::Left | Stage::Gone => {}
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_admission(cx);
        loop {
            // Every handler may have made the socket leave.
            self.notice_leaving();
            if !ready!(self.work.poll_one(cx)) {
                return Poll::Ready(());
            }
        }
    }

    fn poll_admission(&mut self, cx: &mut Context<'_>) {
        let Stage::Connecting(admission) = &mut self.stage else { return };
        let polled = catch_unwind(AssertUnwindSafe(|| admission.as_mut().poll(cx)));
        let outcome = match polled {
            Ok(Poll::Pending) => return,
            Ok(Poll::Ready(outcome)) => outcome,
            Err(_) => {
                report_panic(&self.socket);
                Err(Refusal::new(INTERNAL_ERROR))
            }
        };
        self.end_admission();
        match outcome {
            Ok(()) if self.socket.reason_to_leave().is_some() => {}
            Ok(()) => {
                self.socket.admit();
                self.work.push(Job::Connected);
                self.stage = Stage::Joined;
            }
            Err(refusal) => self.socket.refuse(refusal),
        }
    }

    fn end_admission(&mut self) {
        let admission = std::mem::replace(&mut self.stage, Stage::Gone);
        drop_quietly(admission, &self.socket);
    }

    fn is_done(&self) -> bool {
        match self.stage {
            Stage::Connecting(_) | Stage::Joined => false,
            Stage::Left => self.work.is_idle(),
            Stage::Gone => true,
        }
    }
}

/// How many namespaces a client may have left while their handlers still run. A client that joins and leaves in a loop waits here.
const LEAVING_MAX: usize = 16;

/// How many times more events may wait while the socket owes an acknowledgement.
const ACK_HEADROOM: usize = 16;

/// What a client is told when the application failed: what went wrong is none of its business.
const INTERNAL_ERROR: &str = "internal error";

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("members", &self.members.len()).finish_non_exhaustive()
    }
}

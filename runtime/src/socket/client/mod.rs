//! One client: the namespaces that share its session.

mod admission;
mod member;
mod packets;
mod returning;
mod search;

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

pub(super) use self::member::INTERNAL_ERROR;
use self::member::{Member, Stage};
use self::search::Search;
use super::peer::Peer;
use super::unjoined::Unjoined;
use super::{DisconnectReason, Namespaces, SocketErrorKind};
use crate::codec::{DecodeError, DecoderLimits, Message, PacketDecoder};
use crate::handshake::Handshake;
use crate::session::{Close, CloseReason, Connection, Held, SessionHandler};

/// The Socket.IO side of one session: takes its messages apart by namespace and runs the handlers of its sockets.
pub(crate) struct Client {
    peer: Arc<Peer>,
    /// Its place among the clients of its contract.
    _counted: Option<Held>,
    decoder: PacketDecoder,
    members: Vec<Member>,
    /// Namespaces that the client waits for.
    searches: Vec<Search>,
    /// Namespaces that the server has put the client out of: what was on its way then is not the client's fault.
    dismissed_from: VecDeque<Arc<str>>,
    /// Until a namespace has been joined.
    unjoined: Option<Unjoined>,
    /// When the next attachment of a packet must have come, while one is waited for.
    attachment_deadline: Option<Pin<Box<Sleep>>>,
    /// Whether the session is about to end: what still arrives has no effect.
    is_closing: bool,
    /// Whether the server is shutting down: nothing new is begun.
    is_retiring: bool,
}

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
        let decoder = config.format.decoder(limits);
        let unjoined = Some(Unjoined::new(config, place));
        let (origin, counted) = namespaces.skew().map(|skew| skew.enter(&handshake)).unzip();
        Self {
            peer: Arc::new(Peer::new(namespaces, connection, handshake, origin)),
            _counted: counted,
            decoder,
            members: Vec::new(),
            searches: Vec::new(),
            dismissed_from: VecDeque::new(),
            unjoined,
            attachment_deadline: None,
            is_closing: false,
            is_retiring: false,
        }
    }

    fn close(&mut self, reason: CloseReason) {
        self.is_closing = true;
        self.searches.clear();
        self.peer.connection.request_close(Close::Graceful(reason));
    }

    /// The client sent something that is no packet. As in the reference, each of its sockets is told before it leaves.
    fn refuse_packet(&mut self, error: DecodeError) {
        tracing::debug!(%error, "packet refused");
        self.close(CloseReason::ForcedClose);
        for member in self.members.iter().filter(|member| matches!(member.stage, Stage::Joined)) {
            member.socket.report_error(None, SocketErrorKind::Packet(error));
        }
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
        let dismissed_from = &mut self.dismissed_from;
        self.members.retain(|member| {
            if !member.is_done() {
                return true;
            }
            member.socket.forget_listeners();
            // Whoever takes it out is done with its namespace before that may go.
            member.socket.forget_rooms();
            let was_in = matches!(member.stage, Stage::Left);
            let name = member.socket.namespace_name();
            let is_known = dismissed_from.iter().any(|known| **known == *name);
            if was_in && member.socket.is_told_to_leave() && !is_known {
                dismissed_from.push_back(member.socket.of_namespace().shared_name());
            }
            false
        });
        while dismissed_from.len() > DISMISSED_MAX {
            dismissed_from.pop_front();
        }
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
                return self.refuse_packet(error);
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
        if let Some(vault) = self.peer.namespaces.vault() {
            vault.sweep_if_due();
        }
        self.poll_searches(cx);
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
        let mut n_leaving = 0;
        self.members.iter().any(|member| {
            n_leaving += usize::from(matches!(member.stage, Stage::Left));
            n_leaving > LEAVING_MAX || member.is_full(config)
        })
    }

    fn retire(&mut self) {
        self.is_retiring = true;
    }

    /// A handler may be waiting for its client to acknowledge something.
    fn awaits_messages(&self) -> bool {
        self.members.iter().any(|member| !member.socket.pending_acks().is_empty())
    }

    /// A good moment to look after what only a busy client needs: it comes often enough, and never with every message.
    fn heartbeat(&mut self, _round_trip: Option<Duration>) {
        for member in &mut self.members {
            member.work.give_back();
        }
    }

    fn closed(&mut self, reason: CloseReason) {
        self.is_closing = true;
        self.searches.clear();
        self.unjoined = None;
        self.attachment_deadline = None;
        for member in &mut self.members {
            member.leave(reason);
        }
    }
}

/// However the session's task ends, nobody stays in a namespace without it.
impl Drop for Client {
    fn drop(&mut self) {
        for member in &self.members {
            member.socket.leave_namespace(DisconnectReason::TransportError);
            member.socket.forget_listeners();
        }
    }
}

/// How many namespaces a client may have left while their handlers still run. A client that joins and leaves in a loop waits here.
const LEAVING_MAX: usize = 16;

/// Of how many namespaces that it was put out of a client may still send packets. One that is put out of more at a time, and has packets
/// for the earliest on their way, breaks a rule.
const DISMISSED_MAX: usize = 64;

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("members", &self.members.len()).finish_non_exhaustive()
    }
}

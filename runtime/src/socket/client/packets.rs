//! What the packets of a client do.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Client;
use super::member::{INTERNAL_ERROR, Member, Stage};
use crate::SocketId;
use crate::codec::{Body, Packet, Utf8Bytes};
use crate::id::random_id;
use crate::socket::work::{Work, report_panic};
use crate::socket::{Auth, DisconnectReason, Socket};

/// The peer broke a rule of Socket.IO: its connection is closed.
pub(super) struct Violation;

impl Client {
    pub(super) fn take(&mut self, packet: Packet) -> Result<(), Violation> {
        let Packet { namespace, body } = packet;
        if self.is_retiring && !matches!(body, Body::Ack { .. }) {
            return Ok(());
        }
        if let Body::Connect { data } = body {
            return self.connect(&namespace, data);
        }
        let Some(member) = self.member(&namespace) else {
            return self.take_stray(&namespace);
        };
        match (body, &member.stage) {
            (Body::Connect { .. } | Body::ConnectError { .. }, _) => Err(Violation),
            // A client may send what it had in hand when it was told to leave.
            (_, Stage::Left) if member.socket.is_dismissed() => Ok(()),
            (_, Stage::Connecting(_) | Stage::Left | Stage::Gone) => Err(Violation),
            (Body::Disconnect, Stage::Joined) => {
                member.leave(DisconnectReason::ClientNamespaceDisconnect);
                Ok(())
            }
            (Body::Event { id, name, args }, Stage::Joined) => {
                member.take_event(id, name, args);
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
    pub(super) fn check_announced(&mut self) -> Result<(), Violation> {
        let Some(namespace) = self.decoder.awaiting().map(ToOwned::to_owned) else { return Ok(()) };
        match self.member(&namespace) {
            Some(Member { stage: Stage::Joined | Stage::Left, .. }) => Ok(()),
            Some(_) => Err(Violation),
            None => self.take_stray(&namespace),
        }
    }

    fn connect(&mut self, name: &str, auth: Option<Utf8Bytes>) -> Result<(), Violation> {
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
        self.dismissed_from.retain(|dismissed| *dismissed != namespace);
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
        let format = &self.peer.namespaces.config().format;
        self.peer.tell(format.encode_connect_error(namespace, message, None));
        Ok(())
    }

    /// The latest member of a namespace: an earlier one may still be finishing its work.
    fn member(&mut self, namespace: &str) -> Option<&mut Member> {
        let mut members = self.members.iter_mut().rev();
        members.find(|member| member.socket.namespace_name() == namespace)
    }
}

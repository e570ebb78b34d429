//! What the packets of a client do.

use std::sync::Arc;
use std::task::{Context, Poll};

use super::Client;
use super::admission::Credentials;
use super::member::{Member, Stage};
use super::search::Search;
use crate::codec::{Body, Packet};
use crate::socket::namespaces::{NoPlace, Residence};
use crate::socket::peer::Peer;
use crate::socket::{Auth, DisconnectReason, Refusal};

/// The peer broke a rule of Socket.IO: its connection is closed.
pub(super) struct Violation;

impl Client {
    pub(super) fn take(&mut self, packet: Packet) -> Result<(), Violation> {
        let Packet { namespace, body } = packet;
        if self.is_retiring && !matches!(body, Body::Ack { .. }) {
            return Ok(());
        }
        if let Body::Connect { data } = body {
            return self.connect(&namespace, data.as_deref());
        }
        let Some(member) = self.member(&namespace) else {
            return self.take_stray(&namespace);
        };
        match (body, &member.stage) {
            (Body::Connect { .. } | Body::ConnectError { .. }, _) => Err(Violation),
            // A client may send what it had in hand when it was told to leave.
            (_, Stage::Left) if member.socket.is_told_to_leave() => Ok(()),
            (_, Stage::Returning(_) | Stage::Connecting(_) | Stage::Left | Stage::Gone) => {
                Err(Violation)
            }
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
        let is_late = self.dismissed_from.iter().any(|dismissed| **dismissed == *namespace);
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

    fn connect(&mut self, name: &str, auth: Option<&str>) -> Result<(), Violation> {
        let is_searched = self.searches.iter().any(|search| search.name == name);
        if is_searched || self.member(name).is_some_and(|member| member.is_present()) {
            return Err(Violation);
        }
        if let Err(refusal) = self.check_contract() {
            self.refuse(name, &refusal);
            return Ok(());
        }
        if self.is_in_enough_namespaces() {
            self.deny(name, NoPlace::TooMany);
            return Ok(());
        }
        let auth_bytes = auth.as_ref().map_or(0, |auth| auth.len());
        if auth_bytes > self.peer.namespaces.config().auth_bytes_max {
            self.deny(name, NoPlace::AuthTooLarge);
            return Ok(());
        }
        let auth = Auth::new(auth);
        let credentials = match self.peer.namespaces.vault() {
            Some(_) => Credentials::split(auth),
            None => Credentials::new(auth),
        };
        if let Some(residence) = self.peer.namespaces.enter(name) {
            self.dismissed_from.retain(|dismissed| **dismissed != *name);
            self.begin_admission(residence, &credentials);
        } else if self.peer.namespaces.may_make(name) {
            self.dismissed_from.retain(|dismissed| **dismissed != *name);
            let namespaces = Arc::clone(&self.peer.namespaces);
            self.searches.push(Search::new(namespaces, name.to_owned(), credentials));
        } else {
            self.deny(name, NoPlace::Unknown);
        }
        Ok(())
    }

    /// Before anybody is asked about the client itself: an outdated page is outdated whoever looks at it.
    fn check_contract(&self) -> Result<(), Refusal> {
        let Peer { namespaces, origin, .. } = &*self.peer;
        match (namespaces.skew(), origin) {
            (Some(skew), Some(origin)) => skew.admit(origin),
            _ => Ok(()),
        }
    }

    fn is_in_enough_namespaces(&self) -> bool {
        let present = self.members.iter().filter(|member| member.is_present()).count();
        present + self.searches.len() >= self.peer.namespaces.config().max_namespaces_per_session
    }

    /// Follows the searches; those that are over lead to an admission or to a refusal.
    pub(super) fn poll_searches(&mut self, cx: &mut Context<'_>) {
        let mut index = 0;
        while let Some(search) = self.searches.get_mut(index) {
            let Poll::Ready(outcome) = search.poll(cx) else {
                index += 1;
                continue;
            };
            let search = self.searches.remove(index);
            match outcome {
                Ok(residence) => self.begin_admission(residence, &search.credentials),
                Err(why) => self.deny(&search.name, why),
            }
        }
    }

    fn begin_admission(&mut self, residence: Residence, credentials: &Credentials) {
        let namespace = residence.namespace.clone();
        match Member::knocking(&self.peer, residence, credentials) {
            Ok(member) => {
                // Most clients are in one namespace, and a member is large.
                if self.members.is_empty() {
                    self.members.reserve_exact(1);
                }
                self.members.push(member);
            }
            Err(refusal) => self.refuse(namespace.name(), &refusal),
        }
    }

    fn deny(&self, namespace: &str, why: NoPlace) {
        if why == NoPlace::TooMany {
            self.peer.connection.counters().too_many_namespaces.count();
        }
        self.refuse(namespace, &why.refusal());
    }

    fn refuse(&self, namespace: &str, refusal: &Refusal) {
        let format = &self.peer.namespaces.config().format;
        self.peer.tell(refusal.encode(format, namespace));
    }

    /// The latest member of a namespace: an earlier one may still be finishing its work.
    fn member(&mut self, namespace: &str) -> Option<&mut Member> {
        let mut members = self.members.iter_mut().rev();
        members.find(|member| member.socket.namespace_name() == namespace)
    }
}

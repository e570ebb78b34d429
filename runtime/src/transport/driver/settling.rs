//! The first messages of a session: of many sessions that begin at once, each says them in its turn.

use std::task::Context;
use std::time::Instant;

use super::Driver;
use crate::session::{Route, TransportId};
use crate::transport::turnstile::Passing;
use crate::transport::websocket::Event;

/// How many messages of a new session each need a turn: those in which a client joins and asks for what it has to know.
pub(super) const SETTLING_MESSAGES: u8 = 4;

/// A message that has been read and waits for its turn.
pub(super) struct Settling {
    transport: TransportId,
    accepted_at: Instant,
    event: Event,
    passing: Passing,
}

impl Driver {
    /// Takes what a WebSocket has brought, or keeps it until it is its turn. Thousands who come back together say the same things at the
    /// same moment: what follows from that is not to be in front of everybody who is there already.
    pub(super) fn take_or_keep(
        &mut self,
        transport: TransportId,
        accepted_at: Instant,
        event: Event,
        now: Instant,
    ) {
        if let Some(passing) = self.turn_of(transport, &event) {
            self.settling = Some(Box::new(Settling { transport, accepted_at, event, passing }));
        } else {
            self.take_event(transport, accepted_at, event, now);
        }
    }

    /// What a message has to wait for. A WebSocket beside the one that carries the session has nothing to say to its handler.
    fn turn_of(&mut self, transport: TransportId, event: &Event) -> Option<Passing> {
        if !matches!(event, Event::Message(_)) {
            return None;
        }
        if self.settling_messages == 0 {
            self.registration.count_message();
            return None;
        }
        if self.session.route() != Route::WebSocket(transport) {
            return None;
        }
        self.settling_messages -= 1;
        self.registration.settle()
    }

    /// Takes the message that has waited when it is its turn.
    pub(super) fn settle(&mut self, cx: &mut Context<'_>, now: Instant) {
        let settled = self.settling.take_if(|it| it.passing.as_mut().poll(cx).is_ready());
        if let Some(Settling { transport, accepted_at, event, .. }) = settled.map(|it| *it) {
            self.take_event(transport, accepted_at, event, now);
        }
    }
}

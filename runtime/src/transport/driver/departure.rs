//! A connection that is gone: of many that go at once, each session ends in its turn.

use std::task::Context;

use super::Driver;
use crate::session::TransportId;
use crate::transport::turnstile::Passing;

/// A WebSocket that is gone, until its session is told.
pub(super) struct Departure {
    transport: TransportId,
    passing: Passing,
}

impl Driver {
    /// The peer cannot be reached any more. When a network breaks, thousands of sessions end in the same moment: what their handlers
    /// have to do is not to be in front of everybody who is still there.
    pub(super) fn lose(&mut self, transport: TransportId) {
        match self.registration.depart() {
            Some(passing) => self.departure = Some(Box::new(Departure { transport, passing })),
            None => self.session.handle_transport_closed(transport, None),
        }
    }

    /// Tells the session what it has lost when it is its turn.
    pub(super) fn depart(&mut self, cx: &mut Context<'_>) -> bool {
        let departed = self.departure.take_if(|it| it.passing.as_mut().poll(cx).is_ready());
        let Some(departure) = departed else { return false };
        self.session.handle_transport_closed(departure.transport, None);
        self.act()
    }
}

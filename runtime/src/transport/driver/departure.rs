//! A connection that is gone: of many that go at once, each session ends in its turn.

use std::task::Context;

use super::Driver;
use super::carrier::Carrier;
use crate::session::{Route, TransportId};
use crate::transport::turnstile::Passing;

/// What carried a session and is gone, until the session is told.
pub(super) struct Departure {
    carrier: Carrier,
    passing: Passing,
}

impl Driver {
    /// The peer cannot be reached any more. When a network breaks, thousands of sessions end in the same moment: what their handlers
    /// and the system have to do then is not to be in front of everybody who is still there.
    pub(super) fn lose(&mut self, transport: TransportId) {
        // A WebSocket beside the one that carries the session is told of at once: no handler has anything to do with it.
        let carries = self.session.route() == Route::WebSocket(transport);
        if carries
            && let Some(passing) = self.registration.depart()
            && let Some(index) = self.carriers.iter().position(|it| it.websocket.id() == transport)
        {
            let carrier = self.carriers.remove(index);
            self.departure = Some(Box::new(Departure { carrier, passing }));
        } else {
            self.session.handle_transport_closed(transport, None);
        }
    }

    /// Tells the session what it has lost when it is its turn.
    pub(super) fn depart(&mut self, cx: &mut Context<'_>) -> bool {
        let departed = self.departure.take_if(|it| it.passing.as_mut().poll(cx).is_ready());
        let Some(departure) = departed else { return false };
        self.session.handle_transport_closed(departure.carrier.websocket.id(), None);
        self.act()
    }
}

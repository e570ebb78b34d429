//! Clients that do nothing but answer the server's pings.

use std::time::Duration;

use crate::{
    errand,
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    modes::Measure,
    results::Measured,
    tally::Tally,
    websocket,
    window::{self, Load, Span, Target},
};

/// How long it is measured: two of the intervals that the server is told to ping at, so that each client has its turn as often as the others.
const WINDOW: Duration = Duration::from_secs(2);

/// Clients that are there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heartbeat {
    pub(crate) connections: usize,
}

impl Measure for Heartbeat {
    fn measure(&self, target: &Target, span: &Span) -> Result<Measured, Fault> {
        let mut fleet = Fleet::new(target)?;
        websocket::open(&mut fleet, self.connections)?;
        let mut beats = Beats { tally: Tally::new() };
        let span = Span { window: WINDOW, ..*span };
        let measured = window::measure(&mut fleet, &mut beats, target, &span)?;
        errand::farewell(&mut fleet, self.connections)?;
        Ok(measured)
    }
}

/// Counts pings.
#[derive(Debug)]
struct Beats {
    tally: Tally,
}

impl Exchange for Beats {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        let unexpected = || Fault::unexpected(arrival.connection, arrival.bytes, b"a ping");
        let taken = websocket::take_ping(arrival, reply).ok_or_else(unexpected)?;
        self.tally.count_unawaited();
        Ok(taken)
    }
}

impl Load for Beats {
    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// Pings come all the time.
    fn finish(&mut self) {}

    fn awaited(&self) -> usize {
        0
    }
}

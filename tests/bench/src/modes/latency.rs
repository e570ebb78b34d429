//! Echoes at a fixed rate: how long clients wait when the server has time to spare.

use std::time::{Duration, Instant};

use crate::{
    errand,
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    messages::Messages,
    modes::{Measure, echo::Echoes},
    results::Measured,
    tally::Tally,
    websocket,
    window::{self, Load, Span, Target},
};

/// How many windows it takes: a quantile of 99.9 % wants many samples.
const WINDOWS: u32 = 2;

/// Echoes in an open loop. When one is due does not depend on the answers, and an echo's time begins when it is due: a server that was
/// stuck is charged with everything that was late because of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Latency {
    pub(crate) connections: usize,
    /// Echoes in a second, all connections together.
    pub(crate) rate: u32,
    /// The bytes of the data.
    pub(crate) size: usize,
}

impl Measure for Latency {
    fn measure(&self, target: &Target, span: &Span) -> Result<Measured, Fault> {
        let messages = Messages::text(self.size);
        let mut fleet = Fleet::new(target)?;
        websocket::open(&mut fleet, self.connections)?;
        let mut echoes = Echoes::new(&messages, self.connections);
        // What follows an answer is the schedule's affair.
        echoes.finish();
        let mut schedule = Schedule {
            echoes,
            connections: self.connections,
            interval: Duration::from_secs(1) / self.rate,
            next: Some((0, Instant::now())),
        };
        let span = Span { window: span.window * WINDOWS, ..*span };
        let measured = window::measure(&mut fleet, &mut schedule, target, &span)?;
        errand::farewell(&mut fleet, self.connections)?;
        Ok(measured)
    }
}

/// Echoes, each with the moment at which it is due.
#[derive(Debug)]
struct Schedule<'a> {
    echoes: Echoes<'a>,
    connections: usize,
    interval: Duration,
    /// The connection whose turn it is, and when.
    next: Option<(usize, Instant)>,
}

impl Exchange for Schedule<'_> {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        self.echoes.take(arrival, reply)
    }

    fn advance(&mut self, fleet: &mut Fleet) -> Result<(), Fault> {
        while let Some((connection, due)) = self.next
            && due <= Instant::now()
        {
            fleet.send(connection, self.echoes.request(connection, due))?;
            self.next = Some(((connection + 1) % self.connections, due + self.interval));
        }
        Ok(())
    }

    fn next(&self) -> Option<Instant> {
        self.next.map(|(_, due)| due)
    }
}

impl Load for Schedule<'_> {
    fn tally(&mut self) -> &mut Tally {
        self.echoes.tally()
    }

    fn finish(&mut self) {
        self.next = None;
    }

    fn awaited(&self) -> usize {
        self.echoes.awaited()
    }
}

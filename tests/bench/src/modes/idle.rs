//! Clients that are there and do nothing: what each costs the server in memory.

use std::time::Duration;

use crate::{
    errand,
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    memory, messages,
    modes::Measure,
    results::{Measured, Memory},
    websocket::{self, Opening},
    window::{Meter, Span, Target},
};

/// The bytes of the echo that each client asks for once.
const ECHO: usize = 1_024;

/// What a server may still have to do when its last client has its answer.
const SETTLED: Duration = Duration::from_millis(300);

/// Clients that come in, have one echo each, and rest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Idle {
    pub(crate) connections: usize,
    /// How long they rest, if they do.
    pub(crate) rest: Option<Duration>,
}

impl Measure for Idle {
    fn measure(&self, target: &Target, _span: &Span) -> Result<Measured, Fault> {
        let mut fleet = Fleet::new(target)?;
        let settled = |fleet: &mut Fleet| {
            fleet.run(&mut Silence, SETTLED)?;
            Ok::<_, Fault>(memory::footprint(target.process)?)
        };
        let empty = memory::footprint(target.process)?;
        let mut opening = Opening::new(self.connections);
        let meter = Meter::start(target, opening.tally())?;
        fleet.settle(&mut opening, Opening::awaited)?;
        let measured = meter.stop(opening.tally())?;
        let opened = settled(&mut fleet)?;
        errand::run(&mut fleet, self.connections, echo)?;
        let used = settled(&mut fleet)?;
        let rested = match self.rest {
            Some(rest) => {
                fleet.run(&mut Silence, rest)?;
                Some(memory::footprint(target.process)?)
            }
            None => None,
        };
        let connections = self.connections as u64;
        Ok(Measured {
            memory: Some(Memory { connections, empty, opened, used, rested }),
            ..measured
        })
    }
}

fn echo(connection: usize) -> errand::Pair {
    errand::texts(messages::echo(1, &messages::text_data(connection, ECHO)))
}

/// Clients that await nothing but the server's pings.
#[derive(Debug)]
struct Silence;

impl Exchange for Silence {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        let unexpected = || Fault::unexpected(arrival.connection, arrival.bytes, b"nothing");
        websocket::take_ping(arrival, reply).ok_or_else(unexpected)
    }
}

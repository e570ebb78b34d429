//! The part of a load that is measured.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use nix::unistd::Pid;

use crate::{
    clock::ProcessClock,
    fault::Fault,
    fleet::{Exchange, Fleet},
    results::Measured,
    tally::Tally,
};

/// The server that is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) process: Pid,
    /// How long nothing may come while something is awaited.
    pub(crate) patience: Duration,
}

/// How long a load goes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// Before what is measured, so that every buffer has its size and every function was compiled.
    pub(crate) warm_up: Duration,
    /// What is measured.
    pub(crate) window: Duration,
}

/// Work that goes on until it is told to finish.
pub(crate) trait Load: Exchange {
    /// What was done until now.
    fn tally(&mut self) -> &mut Tally;

    /// Begins nothing any more.
    fn finish(&mut self);

    /// How many answers have not come.
    fn awaited(&self) -> usize;
}

/// Measures a load while it goes on, and sees to it that nothing of it was lost.
pub(crate) fn measure<L: Load>(
    fleet: &mut Fleet,
    load: &mut L,
    target: &Target,
    span: &Span,
) -> Result<Measured, Fault> {
    fleet.run(load, span.warm_up)?;
    let meter = Meter::start(target, load.tally())?;
    fleet.run(load, span.window)?;
    let measured = meter.stop(load.tally())?;
    load.finish();
    fleet.settle(load, L::awaited)?;
    match measured.operations {
        0 => Err(Fault::Idle { time: measured.wall }),
        _ => Ok(measured),
    }
}

/// Counts what passes between two moments.
#[derive(Debug)]
pub(crate) struct Meter {
    server: ProcessClock,
    generator: ProcessClock,
    operations: u64,
    server_cpu: Duration,
    generator_cpu: Duration,
    start: Instant,
}

impl Meter {
    /// From here on.
    pub(crate) fn start(target: &Target, tally: &mut Tally) -> Result<Self, Fault> {
        tally.forget_latencies();
        let operations = tally.operations();
        let (server, generator) = (ProcessClock::of(target.process)?, ProcessClock::own());
        let (server_cpu, generator_cpu) = (server.now()?, generator.now()?);
        Ok(Self { server, generator, operations, server_cpu, generator_cpu, start: Instant::now() })
    }

    /// Up to here.
    pub(crate) fn stop(self, tally: &Tally) -> Result<Measured, Fault> {
        Ok(Measured {
            operations: tally.operations() - self.operations,
            wall: self.start.elapsed(),
            server_cpu: self.server.now()? - self.server_cpu,
            generator_cpu: self.generator.now()? - self.generator_cpu,
            latency: tally.latency(),
            memory: None,
        })
    }
}

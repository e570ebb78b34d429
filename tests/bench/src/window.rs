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
    histogram::Histogram,
    results::Measured,
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
    /// How many operations were done until now.
    fn operations(&self) -> u64;

    /// How long they took.
    fn latencies(&mut self) -> &mut Histogram;

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
    load.latencies().clear();
    let meter = Meter::start(target, load.operations())?;
    fleet.run(load, span.window)?;
    let measured = meter.stop(load.operations(), load.latencies())?;
    load.finish();
    fleet.settle(load, L::awaited)?;
    Ok(measured)
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
    /// From here on. `operations` were done before.
    pub(crate) fn start(target: &Target, operations: u64) -> Result<Self, Fault> {
        let (server, generator) = (ProcessClock::of(target.process)?, ProcessClock::own());
        let (server_cpu, generator_cpu) = (server.now()?, generator.now()?);
        Ok(Self { server, generator, operations, server_cpu, generator_cpu, start: Instant::now() })
    }

    /// Up to here. `operations` were done until now.
    pub(crate) fn stop(self, operations: u64, latencies: &Histogram) -> Result<Measured, Fault> {
        let measured = Measured {
            operations: operations - self.operations,
            wall: self.start.elapsed(),
            server_cpu: self.server.now()? - self.server_cpu,
            generator_cpu: self.generator.now()? - self.generator_cpu,
            latency: latencies.latency(),
            memory: None,
        };
        match measured.operations {
            0 => Err(Fault::Silent { awaited: 1, patience: measured.wall }),
            _ => Ok(measured),
        }
    }
}

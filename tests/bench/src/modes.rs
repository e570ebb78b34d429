//! What is measured: each mode is one kind of load.

mod connect;
pub(crate) mod echo;
pub(crate) mod fanout;
mod idle;
mod latency;
mod polling;
mod upgrade;

use std::{fmt, time::Duration};

use self::{
    connect::Connect,
    echo::{Echo, Kind},
    fanout::{Audience, Fanout},
    idle::Idle,
    latency::Latency,
    polling::Polling,
    upgrade::Upgrade,
};
use crate::{
    fault::Fault,
    results::Measured,
    window::{Span, Target},
};

/// Something that can be measured of any server.
pub(crate) trait Measure: fmt::Debug {
    /// Measures it once.
    fn measure(&self, target: &Target, span: &Span) -> Result<Measured, Fault>;
}

/// A load with a name.
#[derive(Debug)]
pub(crate) struct Mode {
    /// The name on the command line.
    pub(crate) name: String,
    /// What is done, in a sentence.
    pub(crate) about: String,
    /// What is counted.
    pub(crate) operation: &'static str,
    /// How many threads a server has for it. Servers that have one only are left out where it is more.
    pub(crate) threads: usize,
    /// How many rounds are enough.
    pub(crate) rounds: usize,
    pub(crate) load: Box<dyn Measure>,
}

impl Mode {
    fn new(name: &str, about: &str, operation: &'static str, load: impl Measure + 'static) -> Self {
        let load = Box::new(load);
        let (name, about) = (name.to_owned(), about.to_owned());
        Self { name, about, operation, threads: 1, rounds: usize::MAX, load }
    }

    fn threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    fn rounds(self, rounds: usize) -> Self {
        Self { rounds, ..self }
    }
}

/// The modes of the table, in its order.
pub(crate) fn all() -> Vec<Mode> {
    let connects = Connect { warm_up: 500, connections: 4_000 };
    let upgrades = Upgrade { warm_up: 100, clients: 1_000 };
    let polling = Polling { clients: 100, size: 64 };
    let latency = Latency { connections: 100, rate: 5_000, size: 64 };
    let mut modes = vec![
        Mode::new(
            "connect-ws",
            "from TCP to the namespace over a WebSocket",
            "connection",
            connects,
        ),
        Mode::new(
            "connect-up",
            "from TCP over long-polling and its upgrade to the first echo",
            "connection",
            upgrades,
        ),
    ];
    modes.extend(idle());
    modes.extend(echoes());
    modes.extend(fanouts());
    modes.extend([
        Mode::new("polling", "64 bytes over HTTP long-polling, 100 clients", "echo", polling),
        Mode::new("latency", "64 bytes, 5,000 in a second over 100 connections", "echo", latency),
        Mode::new("threads", "64 bytes, 100 connections, two threads", "echo", ECHO).threads(2),
        Mode::new(
            "threads-w8",
            "64 bytes, 100 connections, 8 in flight, two threads",
            "echo",
            Echo { in_flight: 8, ..ECHO },
        )
        .threads(2),
    ]);
    modes
}

/// Memory does not vary from round to round as time does.
fn idle() -> impl Iterator<Item = Mode> {
    let mode = |name, about, connections, rest| {
        Mode::new(name, about, "connection", Idle { connections, rest }).rounds(1)
    };
    [
        mode("idle-1k", "1,000 connections", 1_000, None),
        mode("idle-5k", "5,000 connections", 5_000, None),
        mode(
            "idle-10k",
            "10,000 connections, and after a rest of 30 s",
            10_000,
            Some(Duration::from_secs(30)),
        ),
    ]
    .into_iter()
}

const ECHO: Echo = Echo { connections: 100, in_flight: 1, size: 64, kind: Kind::Text };

fn echoes() -> impl Iterator<Item = Mode> {
    let kilobyte = Echo { size: 1_024, ..ECHO };
    let binary = Echo { kind: Kind::Binary, ..kilobyte };
    let many = |load| Echo { connections: 1_000, ..load };
    let pipelined = Echo { in_flight: 8, ..ECHO };
    [
        ("echo64", "64 bytes, 100 connections", ECHO),
        ("echo64-c1000", "64 bytes, 1,000 connections", many(ECHO)),
        ("echo64-w8", "64 bytes, 100 connections, 8 in flight", pipelined),
        ("echo64-c1000-w8", "64 bytes, 1,000 connections, 8 in flight", many(pipelined)),
        ("echo1k", "1 KiB, 100 connections", kilobyte),
        ("echo1k-c1000", "1 KiB, 1,000 connections", many(kilobyte)),
        ("echobin1k", "1 KiB as attachment, 100 connections", binary),
        ("echobin1k-c1000", "1 KiB as attachment, 1,000 connections", many(binary)),
    ]
    .into_iter()
    .map(|(name, about, load)| Mode::new(name, about, "echo", load))
}

fn fanouts() -> impl Iterator<Item = Mode> {
    let broadcasts =
        |copies| Fanout { groups: 1, members: 1_000, audience: Audience::Everybody { copies } };
    let rooms = Fanout { groups: 1_000, members: 10, audience: Audience::Room };
    [
        ("bcast1", "one broadcast at a time to 1,000 connections", broadcasts(1)),
        ("bcast100", "100 broadcasts at a time to 1,000 connections", broadcasts(100)),
        ("rooms", "1,000 rooms of 10", rooms),
    ]
    .into_iter()
    .map(|(name, about, load)| Mode::new(name, about, "delivery", load))
}

#[cfg(test)]
mod tests;

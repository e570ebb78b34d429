//! What is measured: each mode is one kind of load.

pub(crate) mod assembly;
mod calls;
pub(crate) mod connect;
pub(crate) mod echo;
pub(crate) mod fanout;
mod heartbeat;
mod idle;
mod latency;
pub(crate) mod namespaces;
mod polling;
pub(crate) mod rooms;
mod upgrade;

use std::{fmt, time::Duration};

use self::{
    connect::Connect,
    echo::{Echo, Kind},
    fanout::{Audience, Fanout},
    heartbeat::Heartbeat,
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
    /// What a server is told at its start besides that.
    pub(crate) settings: &'static [&'static str],
    /// How many rounds are enough.
    pub(crate) rounds: usize,
    pub(crate) load: Box<dyn Measure>,
}

impl Mode {
    fn new(name: &str, about: &str, operation: &'static str, load: impl Measure + 'static) -> Self {
        let load = Box::new(load);
        let (name, about) = (name.to_owned(), about.to_owned());
        Self { name, about, operation, threads: 1, settings: &[], rounds: usize::MAX, load }
    }

    fn threads(self, threads: usize) -> Self {
        Self { threads, ..self }
    }

    fn settings(self, settings: &'static [&'static str]) -> Self {
        Self { settings, ..self }
    }

    fn rounds(self, rounds: usize) -> Self {
        Self { rounds, ..self }
    }
}

/// How many clients take part.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scale {
    /// As many as the modes say.
    Full,
    /// A hundredth of them, who do not rest: enough to see whether every answer is right.
    Rehearsal,
}

impl Scale {
    fn of(self, clients: usize) -> usize {
        match self {
            Self::Full => clients,
            Self::Rehearsal => clients.div_ceil(100),
        }
    }
}

/// The modes of the table, in its order.
pub(crate) fn all(scale: Scale) -> Vec<Mode> {
    let connects = Connect { warm_up: scale.of(500), connections: scale.of(4_000) };
    let upgrades = Upgrade { warm_up: scale.of(100), clients: scale.of(1_000) };
    let polling = Polling { clients: scale.of(100), size: 64 };
    let latency = Latency { connections: scale.of(100), rate: 5_000, size: 64 };
    let heartbeat = Heartbeat { connections: scale.of(5_000) };
    let echo = Echo { connections: scale.of(100), in_flight: 1, size: 64, kind: Kind::Text };
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
    modes.extend(idle(scale));
    modes.push(
        Mode::new("heartbeat", "5,000 idle connections, a ping a second", "ping", heartbeat)
            .settings(&["--ping-interval", "1"]),
    );
    modes.extend(echoes(scale, echo));
    modes.extend(fanouts(scale));
    modes.extend([
        Mode::new("polling", "64 bytes over HTTP long-polling, 100 clients", "echo", polling),
        Mode::new("latency", "64 bytes, 5,000 in a second over 100 connections", "echo", latency),
        Mode::new("threads", "64 bytes, 100 connections, two threads", "echo", echo).threads(2),
        Mode::new(
            "threads-w8",
            "64 bytes, 100 connections, 8 in flight, two threads",
            "echo",
            Echo { in_flight: 8, ..echo },
        )
        .threads(2),
    ]);
    modes
}

/// Memory does not vary from round to round as time does.
fn idle(scale: Scale) -> impl Iterator<Item = Mode> {
    let mode = move |name, about, connections, rest| {
        let load = Idle { connections: scale.of(connections), rest };
        Mode::new(name, about, "connection", load).rounds(1)
    };
    let rest = match scale {
        Scale::Full => Duration::from_secs(30),
        Scale::Rehearsal => Duration::ZERO,
    };
    [
        mode("idle-1k", "1,000 connections", 1_000, None),
        mode("idle-5k", "5,000 connections", 5_000, None),
        mode("idle-10k", "10,000 connections, and after a rest of 30 s", 10_000, Some(rest)),
    ]
    .into_iter()
}

fn echoes(scale: Scale, echo: Echo) -> impl Iterator<Item = Mode> {
    let kilobyte = Echo { size: 1_024, ..echo };
    let binary = Echo { kind: Kind::Binary, ..kilobyte };
    let many = |load| Echo { connections: scale.of(1_000), ..load };
    let pipelined = Echo { in_flight: 8, ..echo };
    [
        ("echo64", "64 bytes, 100 connections", echo),
        ("echo64-c1000", "64 bytes, 1,000 connections", many(echo)),
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

fn fanouts(scale: Scale) -> impl Iterator<Item = Mode> {
    let broadcasts = |copies| Fanout {
        groups: 1,
        members: scale.of(1_000),
        audience: Audience::Everybody { copies },
    };
    let rooms = Fanout { groups: scale.of(1_000), members: 10, audience: Audience::Room };
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

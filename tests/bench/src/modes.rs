//! What is measured: each mode is one kind of load.

mod connect;
mod echo;
mod fanout;
mod idle;
mod polling;

use std::{fmt, time::Duration};

use self::{
    connect::Connect,
    echo::{Echo, Kind},
    fanout::{Audience, Fanout},
    idle::Idle,
    polling::Polling,
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
    pub(crate) name: &'static str,
    /// What is done, in a sentence.
    pub(crate) about: &'static str,
    /// What is counted.
    pub(crate) operation: &'static str,
    pub(crate) load: Box<dyn Measure>,
}

/// The modes of the table, in its order.
pub(crate) fn all() -> Vec<Mode> {
    vec![
        Mode {
            name: "connect-ws",
            about: "from TCP to the namespace over a WebSocket",
            operation: "connection",
            load: Box::new(Connect { warm_up: 500, connections: 4_000 }),
        },
        idle("idle-1k", "1,000 connections", Idle { connections: 1_000, rest: None }),
        idle("idle-5k", "5,000 connections", Idle { connections: 5_000, rest: None }),
        idle(
            "idle-10k",
            "10,000 connections, and after 30 s of rest",
            Idle { connections: 10_000, rest: Some(Duration::from_secs(30)) },
        ),
        echo("echo64", "64 bytes, 100 connections", Echo { ..ECHO }),
        echo("echo64-c1000", "64 bytes, 1,000 connections", Echo { connections: 1_000, ..ECHO }),
        echo("echo64-w8", "64 bytes, 100 connections, 8 in flight", Echo { in_flight: 8, ..ECHO }),
        echo(
            "echo64-c1000-w8",
            "64 bytes, 1,000 connections, 8 in flight",
            Echo { connections: 1_000, in_flight: 8, ..ECHO },
        ),
        echo("echo1k", "1 KiB, 100 connections", Echo { size: 1_024, ..ECHO }),
        echo(
            "echo1k-c1000",
            "1 KiB, 1,000 connections",
            Echo { size: 1_024, connections: 1_000, ..ECHO },
        ),
        echo(
            "echobin1k",
            "1 KiB as attachment, 100 connections",
            Echo { size: 1_024, kind: Kind::Binary, ..ECHO },
        ),
        echo(
            "echobin1k-c1000",
            "1 KiB as attachment, 1,000 connections",
            Echo { size: 1_024, kind: Kind::Binary, connections: 1_000, ..ECHO },
        ),
        fanout(
            "bcast1",
            "one broadcast at a time to 1,000 connections",
            Fanout { groups: 1, members: 1_000, audience: Audience::Everybody { copies: 1 } },
        ),
        fanout(
            "bcast100",
            "100 broadcasts at a time to 1,000 connections",
            Fanout { groups: 1, members: 1_000, audience: Audience::Everybody { copies: 100 } },
        ),
        fanout(
            "rooms",
            "1,000 rooms of 10",
            Fanout { groups: 1_000, members: 10, audience: Audience::Room },
        ),
        Mode {
            name: "polling",
            about: "64 bytes over HTTP long-polling, 100 clients",
            operation: "echo",
            load: Box::new(Polling { clients: 100, size: 64 }),
        },
    ]
}

const ECHO: Echo = Echo { connections: 100, in_flight: 1, size: 64, kind: Kind::Text };

fn echo(name: &'static str, about: &'static str, load: Echo) -> Mode {
    Mode { name, about, operation: "echo", load: Box::new(load) }
}

fn idle(name: &'static str, about: &'static str, load: Idle) -> Mode {
    Mode { name, about, operation: "connection", load: Box::new(load) }
}

fn fanout(name: &'static str, about: &'static str, load: Fanout) -> Mode {
    Mode { name, about, operation: "delivery", load: Box::new(load) }
}

#[cfg(test)]
mod tests;

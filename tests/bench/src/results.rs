//! What a run has measured, as it is kept in `target/bench/results.json`.
//!
//! Only what was counted is kept; what follows from it is computed where it is asked for.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Everything that was measured on one machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Results {
    /// Where.
    pub machine: Machine,
    /// How.
    pub method: Method,
    /// The servers, in the order of the roster.
    pub servers: Vec<ServerVersion>,
    /// The modes, in the order in which they were measured.
    pub modes: Vec<ModeResults>,
}

/// Where it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// The number of cores.
    pub cores: usize,
    /// The memory in bytes.
    pub memory_bytes: u64,
    /// The version of Linux.
    pub kernel: String,
}

/// How it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// The time under load that comes before what is measured.
    pub warm_up: Duration,
    /// The time that is measured.
    pub window: Duration,
    /// The core of the load generator; the servers have others, as long as there are enough.
    pub generator_core: usize,
}

/// A server that was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServerVersion {
    /// The name on the command line.
    pub name: String,
    /// What it is, with its version.
    pub version: String,
}

/// What one mode has measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ModeResults {
    /// The name on the command line.
    pub name: String,
    /// What is done, in a sentence.
    pub about: String,
    /// When it was measured, as HTTP writes dates.
    pub date: String,
    /// What is counted: `echo`, `delivery`, `connection`.
    pub operation: String,
    /// How many threads each server has. Where that is as many as the machine has cores, the generator shares one of them.
    pub threads: usize,
    /// The servers, in the order of the roster.
    pub servers: Vec<ServerRounds>,
}

/// The rounds of one server in one mode.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServerRounds {
    /// The name of the server.
    pub server: String,
    /// The rounds, in their order.
    pub rounds: Vec<Round>,
}

/// One round.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Round {
    /// Every answer was right.
    Measured(Measured),
    /// An answer was wrong, lost or doubled, or a connection ended: there is no result, and this is why.
    Failed(String),
}

/// What one round has counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measured {
    /// How many operations were done.
    pub operations: u64,
    /// The time that they took.
    pub wall: Duration,
    /// The processor time that they took the server, all its threads.
    pub server_cpu: Duration,
    /// The processor time that they took the generator.
    pub generator_cpu: Duration,
    /// How long a client waited, where it was measured.
    pub latency: Option<Latency>,
    /// The memory of the server, where it was measured.
    pub memory: Option<Memory>,
}

/// How long clients waited for an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Half of the operations took no longer.
    pub p50: Duration,
    /// 99 of 100.
    pub p99: Duration,
    /// 999 of 1,000.
    pub p999: Duration,
    /// All of them.
    pub max: Duration,
}

/// The memory of a server that holds connections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// How many connections.
    pub connections: u64,
    /// Before the first of them.
    pub empty: Footprint,
    /// When all of them have joined the namespace.
    pub opened: Footprint,
    /// After an echo of 1 KiB on each.
    pub used: Footprint,
    /// After a time without messages, where that was waited for.
    pub rested: Option<Footprint>,
}

/// The memory of a process in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footprint {
    /// Its proportional set size: what others share is counted in part.
    pub pss: u64,
    /// Its resident set size.
    pub rss: u64,
}

impl Results {
    /// Keeps what a mode has measured, in the place of what it had measured before.
    pub(crate) fn put(&mut self, mode: ModeResults) {
        match self.modes.iter_mut().find(|kept| kept.name == mode.name) {
            Some(kept) => *kept = mode,
            None => self.modes.push(mode),
        }
    }
}

impl Measured {
    /// The processor time of the server for one operation, in microseconds.
    pub fn server_micros(&self) -> f64 {
        self.server_cpu.as_secs_f64() * 1e6 / self.operations as f64
    }

    /// Operations in a second.
    pub fn rate(&self) -> f64 {
        self.operations as f64 / self.wall.as_secs_f64()
    }

    /// The part of its core that the server used; more than 1 with more than one thread.
    pub fn server_share(&self) -> f64 {
        self.server_cpu.as_secs_f64() / self.wall.as_secs_f64()
    }

    /// The part of its core that the generator used. Near 1 it is the generator that limits the rate.
    pub fn generator_share(&self) -> f64 {
        self.generator_cpu.as_secs_f64() / self.wall.as_secs_f64()
    }
}

impl Memory {
    /// The bytes of one connection that has joined.
    pub fn opened_each(&self) -> f64 {
        self.each(self.opened)
    }

    /// The bytes of one connection after an echo.
    pub fn used_each(&self) -> f64 {
        self.each(self.used)
    }

    /// The bytes of one connection after a rest.
    pub fn rested_each(&self) -> Option<f64> {
        self.rested.map(|footprint| self.each(footprint))
    }

    fn each(&self, footprint: Footprint) -> f64 {
        (footprint.pss as f64 - self.empty.pss as f64) / self.connections as f64
    }
}

impl Round {
    /// What was counted, unless the round failed.
    pub fn measured(&self) -> Option<&Measured> {
        match self {
            Self::Measured(measured) => Some(measured),
            Self::Failed(_) => None,
        }
    }
}

impl ServerRounds {
    /// The median of a figure and how far its rounds are apart. Nothing when a round failed: a server that was wrong once has no
    /// figure.
    pub fn figure(&self, of: impl Fn(&Measured) -> f64) -> Option<Figure> {
        let figures = self.rounds.iter().map(|round| round.measured().map(&of));
        Figure::of(figures.collect::<Option<_>>()?)
    }

    /// Why a round failed, for the first that did.
    pub fn failure(&self) -> Option<&str> {
        self.rounds.iter().find_map(|round| match round {
            Round::Measured(_) => None,
            Round::Failed(why) => Some(why.as_str()),
        })
    }
}

/// A figure of several rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The one in the middle; of an even number, the mean of both.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
}

impl Figure {
    /// The figure of these rounds, if there are any.
    pub fn of(mut rounds: Vec<f64>) -> Option<Self> {
        rounds.sort_by(f64::total_cmp);
        let (&least, &most) = (rounds.first()?, rounds.last()?);
        let median = (rounds[(rounds.len() - 1) / 2] + rounds[rounds.len() / 2]) / 2.0;
        Some(Self { median, least, most })
    }

    /// How far the rounds are apart, as a part of the median.
    pub fn spread(&self) -> f64 {
        (self.most - self.least) / self.median
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let figure = Figure::of(vec![3.0, 1.0, 2.0]).unwrap();
        assert_eq!(figure, Figure { median: 2.0, least: 1.0, most: 3.0 });
        assert_eq!(figure.spread(), 1.0);
        assert_eq!(Figure::of(vec![4.0, 1.0]).unwrap().median, 2.5);
        assert_eq!(Figure::of(Vec::new()), None);
    }

    #[test]
    fn a_mode_that_is_measured_again_replaces_itself() {
        let mode = |name: &str, date: &str| ModeResults {
            name: name.into(),
            about: String::new(),
            date: date.into(),
            operation: String::new(),
            threads: 1,
            servers: Vec::new(),
        };
        let machine =
            Machine { processor: String::new(), cores: 2, memory_bytes: 0, kernel: String::new() };
        let time = Duration::ZERO;
        let method = Method { warm_up: time, window: time, generator_core: 1 };
        let mut results = Results { machine, method, servers: Vec::new(), modes: Vec::new() };
        for (name, date) in [("echo", "Monday"), ("rooms", "Monday"), ("echo", "Tuesday")] {
            results.put(mode(name, date));
        }
        let kept = results.modes.iter().map(|mode| (mode.name.as_str(), mode.date.as_str()));
        assert_eq!(kept.collect::<Vec<_>>(), [("echo", "Tuesday"), ("rooms", "Monday")]);
    }

    #[test]
    fn a_server_that_failed_once_has_no_figure() {
        let measured = Measured {
            operations: 1_000,
            wall: Duration::from_secs(2),
            server_cpu: Duration::from_millis(5),
            generator_cpu: Duration::from_millis(500),
            latency: None,
            memory: None,
        };
        let right = Round::Measured(measured);
        let mut server = ServerRounds { server: "s".into(), rounds: vec![right.clone(), right] };
        assert_eq!(server.figure(Measured::server_micros).unwrap().median, 5.0);
        assert_eq!(server.figure(Measured::rate).unwrap().median, 500.0);
        assert_eq!(server.figure(Measured::generator_share).unwrap().median, 0.25);

        server.rounds.push(Round::Failed("lost".into()));
        assert_eq!(server.figure(Measured::rate), None);
        assert_eq!(server.failure(), Some("lost"));
    }
}

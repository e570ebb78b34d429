//! What wigwag is to reach, and whether it does.

use super::{
    OURS,
    numbers::{times, whole},
};
use crate::results::{Measured, Memory, ModeResults, Results};

/// What is wanted in a mode.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) mode: &'static str,
    wanted: Wanted,
}

#[derive(Debug, Clone, Copy)]
enum Wanted {
    /// At most so many times the processor time of the limit.
    Cost(f64),
    /// At most so many times the 99th percentile of the limit.
    Wait(f64),
    /// At most so many bytes for a connection that has joined.
    Bytes(f64),
    /// At most so many bytes more after use and a rest than before.
    BytesKept(f64),
    /// At least so many times what one thread does in another mode, by processor time: on a machine of two cores the generator works on one
    /// of those that two threads would need, and the rate shows that.
    TwoThreads(f64, &'static str),
}

/// How a target was met.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    Met,
    Missed,
    /// The mode or the limit was not measured, or a round of it failed.
    Unknown,
}

const fn target(mode: &'static str, wanted: Wanted) -> Target {
    Target { mode, wanted }
}

pub(super) const TARGETS: [Target; 16] = [
    target("connect-ws", Wanted::Cost(1.50)),
    target("idle-10k", Wanted::Bytes(8_192.0)),
    target("idle-10k", Wanted::BytesKept(1_024.0)),
    target("echo64", Wanted::Cost(1.20)),
    target("echo64-c1000", Wanted::Cost(1.20)),
    target("echo64-w8", Wanted::Cost(1.60)),
    target("echo1k", Wanted::Cost(1.20)),
    target("echo1k-c1000", Wanted::Cost(1.20)),
    target("echobin1k", Wanted::Cost(1.20)),
    target("echobin1k-c1000", Wanted::Cost(1.20)),
    target("bcast1", Wanted::Cost(1.15)),
    target("bcast100", Wanted::Cost(1.60)),
    target("rooms", Wanted::Cost(1.20)),
    target("polling", Wanted::Cost(1.15)),
    target("latency", Wanted::Wait(1.30)),
    target("threads", Wanted::TwoThreads(1.60, "echo64")),
];

impl Target {
    /// What was measured, if it was.
    pub(super) fn measured(&self, results: &Results) -> Option<f64> {
        let mode = results.mode(self.mode)?;
        match self.wanted {
            Wanted::Cost(_) => mode.cost(OURS),
            Wanted::Wait(_) => mode.ratio(OURS, |measured| {
                measured.latency.as_ref().map_or(f64::NAN, |latency| latency.p99.as_secs_f64())
            }),
            Wanted::Bytes(_) => mode.server(OURS)?.memory(|memory| Some(memory.opened_each())),
            Wanted::BytesKept(_) => mode.server(OURS)?.memory(kept),
            Wanted::TwoThreads(_, other) => {
                Some(2.0 * micros(results.mode(other)?)? / micros(mode)?)
            }
        }
    }

    pub(super) fn verdict(&self, results: &Results) -> Verdict {
        match (self.measured(results), self.wanted) {
            (None, _) => Verdict::Unknown,
            (Some(measured), Wanted::TwoThreads(least, _)) => Verdict::of(measured >= least),
            (
                Some(measured),
                Wanted::Cost(most)
                | Wanted::Wait(most)
                | Wanted::Bytes(most)
                | Wanted::BytesKept(most),
            ) => Verdict::of(measured <= most),
        }
    }

    /// What is wanted, in words.
    pub(super) fn wanted(&self) -> String {
        match self.wanted {
            Wanted::Cost(most) => format!("at most {} the limit's processor time", times(most)),
            Wanted::Wait(most) => format!("at most {} the limit's p99", times(most)),
            Wanted::Bytes(most) => format!("at most {} bytes a connection", whole(most)),
            Wanted::BytesKept(most) => {
                format!("at most {} bytes more after an echo and a rest", whole(most))
            }
            Wanted::TwoThreads(least, other) => {
                format!(
                    "at least {} what one thread does in {other}, by processor time",
                    times(least)
                )
            }
        }
    }

    /// What was measured, as [`Self::wanted`] counts it.
    pub(super) fn shown(&self, results: &Results) -> String {
        let Some(measured) = self.measured(results) else { return "–".into() };
        match self.wanted {
            Wanted::Cost(_) | Wanted::Wait(_) | Wanted::TwoThreads(..) => times(measured),
            Wanted::Bytes(_) | Wanted::BytesKept(_) => whole(measured),
        }
    }
}

fn micros(mode: &ModeResults) -> Option<f64> {
    Some(mode.server(OURS)?.figure(Measured::server_micros)?.median)
}

fn kept(memory: &Memory) -> Option<f64> {
    Some(memory.rested_each()? - memory.opened_each())
}

impl Verdict {
    fn of(met: bool) -> Self {
        if met { Self::Met } else { Self::Missed }
    }

    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "not met",
            Self::Unknown => "not measured",
        }
    }
}

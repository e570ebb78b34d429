//! What follows from the rounds of a mode.

use std::time::Duration;

use super::LIMIT;
use crate::results::{Figure, Latency, Measured, Memory, ModeResults, Results, ServerRounds};

impl Results {
    /// What was measured in a mode.
    pub(super) fn mode(&self, name: &str) -> Option<&ModeResults> {
        self.modes.iter().find(|mode| mode.name == name)
    }
}

impl ModeResults {
    /// The rounds of a server.
    pub(super) fn server(&self, name: &str) -> Option<&ServerRounds> {
        self.servers.iter().find(|rounds| rounds.server == name)
    }

    /// The processor time of a server for one operation, in microseconds.
    pub(super) fn micros(&self, server: &str) -> Option<Figure> {
        self.server(server)?.figure(Measured::server_micros)
    }

    /// How many times as much of something a server needs as the limit does: the median over the rounds, each of which has
    /// measured both one soon after the other.
    pub(super) fn ratio(&self, server: &str, of: impl Fn(&Measured) -> f64) -> Option<f64> {
        let (server, limit) = (self.server(server)?, self.server(LIMIT)?);
        let rounds = server.rounds.iter().zip(&limit.rounds);
        let ratios =
            rounds.map(|(server, limit)| Some(of(server.measured()?) / of(limit.measured()?)));
        Some(Figure::of(ratios.collect::<Option<_>>()?)?.median)
    }

    /// [`Self::ratio`] of the processor time.
    pub(super) fn cost(&self, server: &str) -> Option<f64> {
        self.ratio(server, Measured::server_micros)
    }

    /// Whether memory was measured, which is then what the mode is about.
    pub(super) fn is_about_memory(&self) -> bool {
        let rounds = self.servers.iter().flat_map(|server| &server.rounds);
        rounds.filter_map(|round| round.measured()).any(|measured| measured.memory.is_some())
    }
}

impl ServerRounds {
    /// The median of a latency, in microseconds.
    pub(super) fn latency(&self, of: impl Fn(&Latency) -> Duration) -> Option<f64> {
        self.median(|measured| Some(of(measured.latency.as_ref()?).as_secs_f64() * 1e6))
    }

    /// The median of a figure of the memory.
    pub(super) fn memory(&self, of: impl Fn(&Memory) -> Option<f64>) -> Option<f64> {
        self.median(|measured| of(measured.memory.as_ref()?))
    }

    fn median(&self, of: impl Fn(&Measured) -> Option<f64>) -> Option<f64> {
        let rounds = self.rounds.iter().map(|round| of(round.measured()?));
        Some(Figure::of(rounds.collect::<Option<_>>()?)?.median)
    }
}

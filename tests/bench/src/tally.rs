//! What a load has done until now.

use std::time::Duration;

use crate::{histogram::Histogram, results::Latency};

/// How many operations were done, and how long clients waited for them.
#[derive(Debug)]
pub(crate) struct Tally {
    operations: u64,
    latencies: Histogram,
}

impl Tally {
    /// Nothing was done yet.
    pub(crate) fn new() -> Self {
        Self { operations: 0, latencies: Histogram::new() }
    }

    /// Counts one for which somebody has waited.
    pub(crate) fn count(&mut self, waited: Duration) {
        self.operations += 1;
        self.latencies.record(waited);
    }

    /// Counts one for which nobody has waited.
    pub(crate) fn count_unawaited(&mut self) {
        self.operations += 1;
    }

    pub(crate) fn operations(&self) -> u64 {
        self.operations
    }

    /// Forgets how long it took until now.
    pub(crate) fn forget_latencies(&mut self) {
        self.latencies.clear();
    }

    pub(crate) fn latency(&self) -> Option<Latency> {
        self.latencies.latency()
    }
}

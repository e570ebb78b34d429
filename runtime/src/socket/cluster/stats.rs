//! What a server of a cluster counts.

use std::sync::atomic::{AtomicU64, Ordering};

/// What has gone between this server and the others since it was built. See [`Io::cluster_stats`](crate::Io::cluster_stats).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClusterStats {
    /// Publications of this server.
    pub published: u64,
    /// Publications of other servers that came.
    pub received: u64,
    /// Gaps that were reported.
    pub gaps: u64,
    /// Messages that lie in those gaps.
    pub missed: u64,
    /// What came and made no sense: bytes that the adapter could not read, and events that nobody could be sent.
    pub malformed: u64,
    /// Requests of this server.
    pub requested: u64,
    /// Requests of other servers that came.
    pub asked: u64,
    /// Requests and server-side events of other servers that were refused by
    /// [`cluster_requests_max`](crate::Config::cluster_requests_max) or [`cluster_answers_max`](crate::Config::cluster_answers_max).
    pub refused: u64,
}

/// Where everybody counts.
#[derive(Debug, Default)]
pub(in crate::socket) struct Counters {
    pub(in crate::socket) published: Counter,
    pub(in crate::socket) received: Counter,
    pub(in crate::socket) gaps: Counter,
    pub(in crate::socket) missed: Counter,
    pub(in crate::socket) malformed: Counter,
    pub(in crate::socket) requested: Counter,
    pub(in crate::socket) asked: Counter,
    pub(in crate::socket) refused: Counter,
}

impl Counters {
    pub(super) fn read(&self) -> ClusterStats {
        ClusterStats {
            published: self.published.get(),
            received: self.received.get(),
            gaps: self.gaps.get(),
            missed: self.missed.get(),
            malformed: self.malformed.get(),
            requested: self.requested.get(),
            asked: self.asked.get(),
            refused: self.refused.get(),
        }
    }
}

/// Counts something: one relaxed addition.
#[derive(Debug, Default)]
pub(in crate::socket) struct Counter(AtomicU64);

impl Counter {
    pub(in crate::socket) fn count(&self) {
        self.add(1);
    }

    pub(in crate::socket) fn add(&self, number: u64) {
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

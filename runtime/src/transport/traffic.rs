//! How many messages come while somebody wants to know it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The messages of all who are there.
///
/// Counted only while there is a [`Tally`]: a number that all threads write is not for every message of a calm day.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    n_tallies: AtomicUsize,
    n_messages: AtomicUsize,
}

impl Traffic {
    /// A message has come.
    pub(super) fn count(&self) {
        if self.n_tallies.load(Ordering::Relaxed) > 0 {
            self.n_messages.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Begins to count.
    pub(super) fn tally(self: &Arc<Self>) -> Tally {
        self.n_tallies.fetch_add(1, Ordering::Relaxed);
        Tally { n_seen: self.n_messages.load(Ordering::Relaxed), traffic: Arc::clone(self) }
    }
}

/// Somebody who wants to know.
pub(super) struct Tally {
    traffic: Arc<Traffic>,
    n_seen: usize,
}

impl Tally {
    /// How many messages have come since this was asked last.
    pub(super) fn since_last(&mut self) -> usize {
        let n_messages = self.traffic.n_messages.load(Ordering::Relaxed);
        n_messages.wrapping_sub(std::mem::replace(&mut self.n_seen, n_messages))
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        self.traffic.n_tallies.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_count_while_somebody_wants_to_know() {
        let traffic = Arc::new(Traffic::default());
        traffic.count();
        let mut tally = traffic.tally();
        assert_eq!(tally.since_last(), 0);
        traffic.count();
        traffic.count();
        let mut other = traffic.tally();
        traffic.count();
        assert_eq!((tally.since_last(), other.since_last()), (3, 1));
        assert_eq!((tally.since_last(), other.since_last()), (0, 0));
        drop((tally, other));
        traffic.count();
        assert_eq!(traffic.tally().since_last(), 0);
        assert_eq!(traffic.n_messages.load(Ordering::Relaxed), 3);
    }
}

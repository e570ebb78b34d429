use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many of something there are. Each of them holds a [`Held`] for as long as it is there.
#[derive(Debug, Default)]
pub(crate) struct Gauge(Arc<AtomicUsize>);

impl Gauge {
    /// Counts one more.
    pub(crate) fn hold(&self) -> Held {
        self.0.fetch_add(1, Ordering::Relaxed);
        Held(Arc::clone(&self.0))
    }

    /// Counts one more, unless there are `max` already.
    pub(crate) fn try_hold(&self, max: usize) -> Option<Held> {
        let more = |count| (count < max).then_some(count + 1);
        let held = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        held.is_ok().then(|| Held(Arc::clone(&self.0)))
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// One of those that a [`Gauge`] counts, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held(Arc<AtomicUsize>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

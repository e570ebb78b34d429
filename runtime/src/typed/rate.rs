//! How often a socket may send an event.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

use crate::limits::Rate;
use crate::sync::lock;

/// The buckets of one socket: one for each event that has a rate and has been sent. As many as the contract has rates at most.
#[derive(Default)]
pub(super) struct Buckets(Mutex<Vec<(usize, Bucket)>>);

impl Buckets {
    /// Takes a token for the event with this index.
    ///
    /// # Errors
    /// When there is none: how long it takes until there is.
    pub(super) fn take(&self, event: usize, rate: Rate, now: Instant) -> Result<(), Duration> {
        let mut buckets = lock(&self.0);
        if let Some((_, bucket)) = buckets.iter_mut().find(|(of, _)| *of == event) {
            return bucket.take(rate, now);
        }
        let mut bucket = Bucket::full(now);
        let taken = bucket.take(rate, now);
        buckets.push((event, bucket));
        taken
    }
}

/// A bucket of as many tokens as the rate has events; one flows in after each `period / events`. All that has to be kept for it is
/// when it will be full again.
struct Bucket {
    full_at: Instant,
}

impl Bucket {
    fn full(now: Instant) -> Self {
        Self { full_at: now }
    }

    fn take(&mut self, rate: Rate, now: Instant) -> Result<(), Duration> {
        let period = rate.period();
        let missing = self.full_at.saturating_duration_since(now);
        let after = missing + period / rate.events;
        if after > period {
            return Err(after - period);
        }
        self.full_at = now + after;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);

    /// Takes at these milliseconds; what comes back is how many are missing.
    #[track_caller]
    fn check(events: u32, seconds: u32, takes: &[(u32, Result<(), u32>)]) {
        let rate = Rate { events, seconds };
        let start = Instant::now();
        let buckets = Buckets::default();
        for &(at, expected) in takes {
            let taken = buckets.take(7, rate, start + MILLISECOND * at);
            assert_eq!(taken, expected.map_err(|millis| MILLISECOND * millis), "at {at} ms");
        }
    }

    #[test]
    fn as_many_as_the_rate_may_come_at_once() {
        check(3, 1, &[(0, Ok(())), (0, Ok(()))]);
        check(2, 1, &[(0, Ok(())), (0, Ok(())), (0, Err(500)), (499, Err(1))]);
        check(1, 60, &[(0, Ok(())), (1, Err(59_999)), (59_999, Err(1)), (60_000, Ok(()))]);
    }

    #[test]
    fn tokens_flow_in_evenly() {
        check(
            4,
            1,
            &[
                (0, Ok(())),
                (0, Ok(())),
                (0, Ok(())),
                (0, Ok(())),
                (100, Err(150)),
                (250, Ok(())),
                (250, Err(250)),
                (750, Ok(())),
                (750, Ok(())),
                (750, Err(250)),
            ],
        );
    }

    #[test]
    fn what_is_refused_costs_nothing() {
        check(1, 1, &[(0, Ok(())), (500, Err(500)), (900, Err(100)), (1000, Ok(()))]);
    }

    #[test]
    fn bucket_holds_no_more_than_the_rate() {
        check(2, 1, &[(0, Ok(())), (90_000, Ok(())), (90_000, Ok(())), (90_000, Err(500))]);
    }

    #[test]
    fn each_event_has_its_own() {
        let (rate, now) = (Rate { events: 1, seconds: 1 }, Instant::now());
        let buckets = Buckets::default();
        for event in [0, 1, 2] {
            assert_eq!(buckets.take(event, rate, now), Ok(()));
        }
        assert_eq!(buckets.take(1, rate, now), Err(Duration::from_secs(1)));
    }
}

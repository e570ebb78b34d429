//! How long things took.

use std::time::Duration;

use crate::results::Latency;

/// Durations up to a minute, each to three digits.
#[derive(Debug)]
pub(crate) struct Histogram(hdrhistogram::Histogram<u64>);

impl Histogram {
    const MOST: Duration = Duration::from_secs(60);

    pub(crate) fn new() -> Self {
        #[expect(clippy::expect_used, reason = "the bounds are constants within what it can count")]
        let counts = hdrhistogram::Histogram::new_with_bounds(1, Self::MOST.as_nanos() as u64, 3)
            .expect("bounds and precision are valid");
        Self(counts)
    }

    /// Counts one. What took longer than the most counts as the most.
    pub(crate) fn record(&mut self, duration: Duration) {
        self.0.saturating_record(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX));
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.0.reset();
    }

    /// What is told of them; nothing if there are none.
    pub(crate) fn latency(&self) -> Option<Latency> {
        let quantile = |part| Duration::from_nanos(self.0.value_at_quantile(part));
        (!self.0.is_empty()).then(|| Latency {
            p50: quantile(0.5),
            p99: quantile(0.99),
            p999: quantile(0.999),
            max: quantile(1.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_exact_to_three_digits() {
        let mut histogram = Histogram::new();
        assert_eq!(histogram.latency(), None);
        for micros in 1..=1_000 {
            histogram.record(Duration::from_micros(micros));
        }
        let latency = histogram.latency().unwrap();
        let near = |duration: Duration, micros: f64| {
            let error = duration.as_secs_f64() * 1e6 / micros - 1.0;
            assert!(error.abs() < 0.001, "{duration:?} instead of {micros} µs");
        };
        near(latency.p50, 500.0);
        near(latency.p99, 990.0);
        near(latency.p999, 999.0);
        near(latency.max, 1_000.0);
    }

    #[test]
    fn what_takes_too_long_is_not_lost() {
        let mut histogram = Histogram::new();
        histogram.record(Duration::from_secs(3_600));
        assert!(histogram.latency().unwrap().max >= Duration::from_secs(60));
        histogram.clear();
        assert_eq!(histogram.latency(), None);
    }
}

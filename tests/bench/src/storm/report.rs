//! What a storm was like.

use std::fmt;
use std::time::Duration;

use super::crowd::Returned;

/// What a storm was like, for those who stayed and for those who were cut off.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) clients: usize,
    pub(super) is_at_once: bool,
    pub(super) calm: Latencies,
    pub(super) storm: Latencies,
    pub(super) after: Latencies,
    pub(super) returned: Returned,
    pub(super) memory_before_kib: u64,
    pub(super) memory_peak_kib: u64,
}

/// How long answers took, in order.
#[derive(Debug)]
pub(super) struct Latencies(Vec<Duration>);

impl Latencies {
    pub(super) fn of(mut latencies: Vec<Duration>) -> Self {
        latencies.sort_unstable();
        Self(latencies)
    }

    fn percentile(&self, percent: f64) -> Duration {
        let index = (self.0.len() as f64 * percent / 100.0) as usize;
        self.0.get(index.min(self.0.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

impl fmt::Display for Latencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>7} answers", self.0.len())?;
        for percent in [50.0, 90.0, 99.0, 99.9, 100.0] {
            write!(f, "  p{percent} {:>7} µs", self.percentile(percent).as_micros())?;
        }
        Ok(())
    }
}

impl Report {
    /// How many times longer the slowest answer in a hundred takes in the storm.
    fn p99_ratio(&self) -> f64 {
        self.storm.percentile(99.0).as_secs_f64() / self.calm.percentile(99.0).as_secs_f64()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.is_at_once { "all at once" } else { "as the official client" };
        writeln!(f, "{} clients are cut off and come back {how}", self.clients)?;
        writeln!(f, "calm   {}", self.calm)?;
        writeln!(f, "storm  {}", self.storm)?;
        writeln!(f, "after  {}", self.after)?;
        let Returned { back_ms, refused, failed, failure } = &self.returned;
        let back = |share: usize| back_ms.get((back_ms.len() * share / 100).saturating_sub(1));
        let [half, most, all] = [50, 99, 100].map(|share| back(share).copied().unwrap_or_default());
        writeln!(
            f,
            "back: {} (half after {half} ms, 99 % after {most} ms, all after {all} ms), {refused} attempts refused, {failed} failed{}",
            back_ms.len(),
            failure.as_ref().map(|failure| format!(" ({failure})")).unwrap_or_default(),
        )?;
        let (before, peak) = (self.memory_before_kib, self.memory_peak_kib);
        write!(
            f,
            "server: {before} KiB before, {peak} KiB at most; p99 {:.2} × of calm",
            self.p99_ratio()
        )
    }
}

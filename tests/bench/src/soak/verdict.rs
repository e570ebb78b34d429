//! Whether what was seen is flat.

use std::fmt;

use serde::Serialize;

use super::sampling::Sample;
use super::world::Tally;

/// Which part of the time shows how a server fills its tables and its allocator's pools, and how many seconds at least: until then
/// there are more and more clients that got stuck and have not been cut off.
const WARM_UP: f64 = 0.2;
const WARM_UP_MIN: f64 = 80.0;

/// How much memory may grow over the whole time by its regression line: three bytes for each client that comes and goes in an hour.
const GROWTH_KIB_MAX: f64 = 1024.0;

/// By how many percent of its mean a number of things may rise, and by how many at least: it goes up and down with the load.
const RISE_PERCENT_MAX: f64 = 5.0;
const RISE_MIN: f64 = 5.0;

/// How many samples it takes to judge.
const JUDGED_MIN: usize = 3;

/// When samples begin to count, in seconds.
pub(super) fn warm_at(samples: &[Sample]) -> f64 {
    let duration = samples.last().map_or(0.0, |last| last.seconds);
    (duration * WARM_UP).max(WARM_UP_MIN)
}

/// The load, and what the server was before, during and after it.
#[derive(Debug, Serialize)]
pub(super) struct Verdict {
    before: Sample,
    /// The last one under load.
    last: Option<Sample>,
    after: Sample,
    /// How many samples there are after the warm-up.
    n_judged: usize,
    lines: Vec<Line>,
    tally: Tally,
}

/// A number over time, after the warm-up.
#[derive(Debug, Serialize)]
struct Line {
    name: &'static str,
    mean: f64,
    min: f64,
    max: f64,
    /// How much the regression line rises from its first to its last sample.
    rise: f64,
    /// How much it may.
    rise_max: f64,
}

impl Verdict {
    pub(super) fn of(before: Sample, samples: Vec<Sample>, after: Sample, tally: Tally) -> Self {
        let warm_at = warm_at(&samples);
        let warm = samples.partition_point(|sample| sample.seconds < warm_at);
        let warm = samples.get(warm..).unwrap_or_default();
        let growth = |_| GROWTH_KIB_MAX;
        let rise = |mean: f64| (mean * RISE_PERCENT_MAX / 100.0).max(RISE_MIN);
        let lines = vec![
            Line::of("memory, KiB of PSS", warm, |sample| sample.pss_kib as f64, growth),
            Line::of("threads", warm, |sample| sample.threads as f64, |_| 0.5),
            Line::of("files", warm, |sample| sample.files as f64, rise),
            Line::of("tasks", warm, |sample| sample.counted.tasks as f64, rise),
            Line::of("sessions", warm, |sample| sample.counted.sessions as f64, rise),
            Line::of("sockets", warm, |sample| sample.counted.sockets as f64, rise),
            Line::of("rooms", warm, |sample| sample.counted.rooms as f64, rise),
        ];
        let n_judged = warm.len();
        Self { before, last: samples.into_iter().next_back(), after, n_judged, lines, tally }
    }

    /// What speaks against the server; nothing, if it is as it should be.
    pub(super) fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        if self.n_judged < JUDGED_MIN {
            complaints.push(format!("{} samples after the warm-up are too few", self.n_judged));
        }
        for line in self.lines.iter().filter(|line| line.rise > line.rise_max) {
            complaints.push(format!(
                "{} rise by {:.1} (at most {:.1})",
                line.name, line.rise, line.rise_max
            ));
        }
        if !self.after.counted.is_as_at_rest(&self.before.counted) {
            complaints.push(format!("not all has ended: {:?}", self.after.counted));
        }
        if self.after.files > self.before.files {
            complaints.push(format!("{} files, {} before", self.after.files, self.before.files));
        }
        if self.tally.n_faults > 0 {
            complaints.push(format!("{} faults", self.tally.n_faults));
        }
        if self.last.as_ref().is_none_or(|last| last.counted.stalled == 0) {
            complaints.push("nobody was cut off who did not read".to_owned());
        }
        complaints
    }
}

impl Line {
    fn of(
        name: &'static str,
        samples: &[Sample],
        value: impl Fn(&Sample) -> f64,
        rise_max: impl Fn(f64) -> f64,
    ) -> Self {
        let points: Vec<_> = samples.iter().map(|sample| (sample.seconds, value(sample))).collect();
        let values = || points.iter().map(|(_, value)| *value);
        let mean = values().sum::<f64>() / points.len().max(1) as f64;
        let duration = match (points.first(), points.last()) {
            (Some((first, _)), Some((last, _))) => last - first,
            _ => 0.0,
        };
        Self {
            name,
            mean,
            min: values().fold(f64::INFINITY, f64::min),
            max: values().fold(f64::NEG_INFINITY, f64::max),
            rise: slope(&points) * duration,
            rise_max: rise_max(mean),
        }
    }
}

/// The slope of the regression line, by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len().max(1) as f64;
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / n;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / n;
    let covariance: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let variance: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    if variance > 0.0 { covariance / variance } else { 0.0 }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<40} {:>10} {:>10} {:>10} {:>10} {:>10}",
            "", "mean", "min", "max", "rise", "at most"
        )?;
        for Line { name, mean, min, max, rise, rise_max } in &self.lines {
            writeln!(
                f,
                "{name:<40} {mean:>10.1} {min:>10} {max:>10} {rise:>10.1} {rise_max:>10.1}"
            )?;
        }
        let (before, after) = (&self.before, &self.after);
        writeln!(
            f,
            "before: {} KiB, {} files, {:?}",
            before.pss_kib, before.files, before.counted
        )?;
        writeln!(f, "after:  {} KiB, {} files, {:?}", after.pss_kib, after.files, after.counted)?;
        if let Some(last) = &self.last {
            let seconds = last.seconds - before.seconds;
            let share = |cpu_ms: u64| cpu_ms as f64 / 10.0 / seconds;
            writeln!(
                f,
                "{seconds:.0} s of load; processor: server {:.1} %, load {:.1} %; {} sessions opened, {} cut off by `write_timeout` or `outbox_bytes_max`",
                share(last.server_cpu_ms - before.server_cpu_ms),
                share(last.load_cpu_ms - before.load_cpu_ms),
                last.counted.opened,
                last.counted.stalled,
            )?;
        }
        for (what, count) in &self.tally.done {
            writeln!(f, "{what:<40} {count:>10}")?;
        }
        for fault in &self.tally.faults {
            writeln!(f, "FAULT {fault}")?;
        }
        let complaints = self.complaints();
        match complaints.is_empty() {
            true => f.write_str("flat"),
            false => write!(f, "NOT FLAT: {}", complaints.join("; ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::slope;

    #[test]
    fn a_line_has_its_slope_whatever_lies_around_it() {
        let noisy = [(0.0, 11.0), (1.0, 11.0), (2.0, 15.0), (3.0, 15.0)];
        assert!((slope(&noisy) - 1.6).abs() < 1e-9);
        assert!(slope(&[(1.0, 5.0)]).abs() < 1e-9);
        assert!(slope(&[]).abs() < 1e-9);
    }
}

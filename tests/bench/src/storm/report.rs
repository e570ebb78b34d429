//! What a storm was like.

use std::fmt;
use std::time::Duration;

use super::Return;
use super::crowd::Returned;

/// How many times as long as in calm the slowest answer in a hundred may take in the storm.
const RATIO_MAX: f64 = 3.0;

/// The pieces in which the storm is shown.
const PIECE: Duration = Duration::from_millis(20);

/// How many of them are shown, the worst.
const PIECES_MAX: usize = 12;

/// What a storm was like, for those who stayed and for those who were cut off.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) clients: usize,
    pub(super) way: Return,
    pub(super) calm: Latencies,
    pub(super) storm: Latencies,
    pub(super) after: Latencies,
    pub(super) returned: Returned,
    pub(super) memory_before_kib: u64,
    pub(super) memory_peak_kib: u64,
}

/// What one felt who stayed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Felt {
    /// When its message was due.
    pub(super) at: Duration,
    /// How much later it was sent: the load's own share of `took`.
    pub(super) late: Duration,
    /// When its answer had come, counted from when it was due.
    pub(super) took: Duration,
}

/// What all felt in some time, in order.
#[derive(Debug)]
pub(super) struct Latencies(Vec<Felt>);

impl Latencies {
    pub(super) fn of(felt: Vec<Felt>) -> Self {
        Self(felt)
    }

    /// The smallest duration that so many percent do not exceed.
    fn percentile(&self, percent: f64, of: impl Fn(&Felt) -> Duration) -> Duration {
        let mut durations: Vec<_> = self.0.iter().map(of).collect();
        durations.sort_unstable();
        let rank = (durations.len() as f64 * percent / 100.0).ceil() as usize;
        durations.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// What is felt in several times.
    fn together<'a>(times: impl Iterator<Item = &'a Self>) -> Self {
        Self(times.flat_map(|Self(felt)| felt).copied().collect())
    }

    fn p99(&self) -> Duration {
        self.percentile(99.0, |felt| felt.took)
    }

    /// The same in pieces of time, each with its beginning.
    fn pieces(&self) -> Vec<(Duration, Self)> {
        let piece = |felt: &Felt| felt.at.as_millis() / PIECE.as_millis();
        let pieces = self.0.chunk_by(|a, b| piece(a) == piece(b));
        let begun = |felt: &[Felt]| PIECE * felt.first().map_or(0, piece) as u32;
        pieces.map(|felt| (begun(felt), Self(felt.to_vec()))).collect()
    }
}

impl fmt::Display for Latencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>6} messages", self.0.len())?;
        for percent in [50.0, 99.0, 99.9, 100.0] {
            let micros = self.percentile(percent, |felt| felt.took).as_micros();
            write!(f, "  p{percent} {micros:>6} µs")?;
        }
        let late = |percent| self.percentile(percent, |felt| felt.late).as_micros();
        write!(f, "  (sent late: p99 {} µs, at most {} µs)", late(99.0), late(100.0))
    }
}

/// Storms of one kind.
#[derive(Debug, Default)]
pub(super) struct Storms(Vec<Report>);

impl Storms {
    pub(super) fn push(&mut self, report: Report) {
        self.0.push(report);
    }

    fn calm(&self) -> Latencies {
        Latencies::together(self.0.iter().map(|it| &it.calm))
    }

    fn storm(&self) -> Latencies {
        Latencies::together(self.0.iter().map(|it| &it.storm))
    }

    /// How many times longer the slowest answer in a hundred takes in a storm.
    fn p99_ratio(&self) -> f64 {
        self.storm().p99().as_secs_f64() / self.calm().p99().as_secs_f64()
    }

    /// What should not have been.
    pub(super) fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        for Report { clients, returned, .. } in &self.0 {
            let n_back = returned.back_ms.len();
            if n_back < *clients {
                complaints.push(format!("{n_back} of {clients} came back"));
            }
        }
        let ratio = self.p99_ratio();
        // Without a message in calm or in the storm it is no number, which is no success either.
        if ratio.is_nan() || ratio > RATIO_MAX {
            complaints.push(format!(
                "the p99 of those who stayed was {ratio:.2} times that of calm, and may be {RATIO_MAX} times that"
            ));
        }
        complaints
    }
}

impl fmt::Display for Storms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "all {} storms of this kind", self.0.len())?;
        writeln!(f, "calm    {}", self.calm())?;
        writeln!(f, "storm   {}", self.storm())?;
        write!(f, "p99 {:.2} × of calm", self.p99_ratio())
    }
}

impl Report {
    /// The worst pieces of the storm, in their order.
    fn worst(&self) -> Vec<(Duration, Latencies)> {
        let mut pieces = self.storm.pieces();
        pieces.sort_by_key(|(_, felt)| std::cmp::Reverse(felt.p99()));
        pieces.truncate(PIECES_MAX);
        pieces.sort_by_key(|(begun, _)| *begun);
        pieces
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} clients are cut off and come back {}", self.clients, self.way)?;
        writeln!(f, "calm    {}", self.calm)?;
        writeln!(f, "storm   {}", self.storm)?;
        for (begun, felt) in self.worst() {
            writeln!(f, "{:>4} ms {felt}", begun.as_millis())?;
        }
        writeln!(f, "after   {}", self.after)?;
        let Returned { back_ms, cut_ms, refused, failed, failure } = &self.returned;
        let back = |share: usize| back_ms.get((back_ms.len() * share / 100).saturating_sub(1));
        let [half, most, all] = [50, 99, 100].map(|share| back(share).copied().unwrap_or_default());
        writeln!(
            f,
            "cut off within {cut_ms} ms; back: {} (half after {half} ms, 99 % after {most} ms, all after {all} ms), {refused} attempts refused, {failed} failed{}",
            back_ms.len(),
            failure.as_ref().map(|failure| format!(" ({failure})")).unwrap_or_default(),
        )?;
        let (before, peak) = (self.memory_before_kib, self.memory_peak_kib);
        write!(f, "server: {before} KiB before, {peak} KiB at most")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many messages, one in a millisecond, of which each fiftieth takes `slow` µs and the others 100.
    fn latencies(count: u64, slow: u64) -> Latencies {
        let felt = |index| {
            let took = if index % 50 == 0 { slow } else { 100 };
            let at = Duration::from_millis(index);
            Felt { at, late: Duration::ZERO, took: Duration::from_micros(took) }
        };
        Latencies((0..count).map(felt).collect())
    }

    fn report(n_back: usize, slow: u64) -> Report {
        Report {
            clients: 3,
            way: Return::AtOnce,
            calm: latencies(1_000, 200),
            storm: latencies(500, slow),
            after: latencies(0, 0),
            returned: Returned { back_ms: vec![1; n_back], ..Returned::default() },
            memory_before_kib: 0,
            memory_peak_kib: 0,
        }
    }

    fn complaints<const N: usize>(reports: [Report; N]) -> Vec<String> {
        Storms(reports.into()).complaints()
    }

    #[test]
    fn storm_is_as_it_should_be_up_to_three_times_of_calm_with_all_back() {
        assert_eq!(complaints([report(3, 600)]), [""; 0]);
        assert_eq!(
            complaints([report(3, 620)]),
            ["the p99 of those who stayed was 3.10 times that of calm, and may be 3 times that"]
        );
        assert_eq!(complaints([report(2, 200)]), ["2 of 3 came back"]);
        let silent = Report { storm: latencies(0, 0), calm: latencies(0, 0), ..report(3, 0) };
        assert_eq!(complaints([silent]).len(), 1);
    }

    #[test]
    fn what_is_felt_is_that_of_all_storms_and_who_comes_back_that_of_each() {
        // The third storm would be too much alone; of all 1,500 messages its 10 slowest are fewer than one in a hundred.
        assert_eq!(complaints([report(3, 600), report(3, 600), report(3, 620)]), [""; 0]);
        assert_eq!(complaints([report(3, 600), report(2, 600)]), ["2 of 3 came back"]);
        assert_eq!(complaints([]).len(), 1);
    }

    #[test]
    fn pieces_are_of_the_same_time_and_have_all_messages() {
        let pieces = latencies(45, 900).pieces();
        let shown: Vec<_> =
            pieces.iter().map(|(begun, felt)| (begun.as_millis(), felt.0.len())).collect();
        assert_eq!(shown, [(0, 20), (20, 20), (40, 5)]);
    }
}

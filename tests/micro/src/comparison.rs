//! A run beside the counts that are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::{Count, Run};

/// By how many percent a bench may grow before somebody has to say why.
pub const GROWTH_MAX: u64 = 3;

/// All benches, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// One for each bench that is kept or was run.
    pub rows: Vec<Row>,
}

/// One bench.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub bench: String,
    /// What is kept.
    pub kept: Option<u64>,
    /// What was counted.
    pub now: Option<u64>,
}

/// What a count says beside the one that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As far as the next accident of layout.
    Same,
    /// By more than [`GROWTH_MAX`] percent.
    Grew,
    /// By more than [`GROWTH_MAX`] percent: worth keeping, so that nobody loses it again.
    Shrank,
    /// Nothing is kept of it.
    New,
    /// It is kept, and was not run.
    Gone,
}

impl Comparison {
    /// Puts both side by side.
    pub fn new(kept: &BTreeMap<String, Count>, Run(now): &Run) -> Self {
        let benches: BTreeSet<_> = kept.keys().chain(now.keys()).collect();
        let row = |bench: &String| Row {
            bench: bench.clone(),
            kept: kept.get(bench).map(|count| count.instructions),
            now: now.get(bench).copied(),
        };
        Self { rows: benches.into_iter().map(row).collect() }
    }

    /// The same for a run of some benches only: the others are not looked at.
    pub fn of_some(kept: &BTreeMap<String, Count>, run: &Run) -> Self {
        let mut comparison = Self::new(kept, run);
        comparison.rows.retain(|row| row.now.is_some());
        comparison
    }

    /// How many benches have such a verdict.
    pub fn count(&self, is_meant: impl Fn(Verdict) -> bool) -> usize {
        self.rows.iter().filter(|row| is_meant(row.verdict())).count()
    }
}

impl Verdict {
    /// Whether it needs no reason.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Same | Self::Shrank)
    }
}

impl Row {
    /// What the counts say.
    pub fn verdict(&self) -> Verdict {
        match (self.kept, self.now) {
            (None, _) => Verdict::New,
            (_, None) => Verdict::Gone,
            (Some(kept), Some(now)) if now * 100 > kept * (100 + GROWTH_MAX) => Verdict::Grew,
            (Some(kept), Some(now)) if now * 100 < kept * (100 - GROWTH_MAX) => Verdict::Shrank,
            _ => Verdict::Same,
        }
    }

    /// The difference in percent.
    fn change(&self) -> Option<f64> {
        let (kept, now) = (self.kept? as f64, self.now? as f64);
        (kept > 0.0).then(|| (now / kept - 1.0) * 100.0)
    }
}

const HEADING: &str = "instructions";

/// A table.
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.rows.iter().map(|row| row.bench.len());
        let width = names.chain([HEADING.len()]).max().unwrap_or(0);
        writeln!(f, "{HEADING:width$}  {:>12}  {:>12}", "kept", "now")?;
        for row in &self.rows {
            let number = |count: Option<u64>| count.map_or_else(|| "-".to_owned(), grouped);
            let change = row.change().map_or_else(String::new, |change| format!("{change:+.1} %"));
            let verdict = match row.verdict() {
                Verdict::Same => "",
                Verdict::Grew => "  GREW",
                Verdict::Shrank => "  shrank",
                Verdict::New => "  NEW",
                Verdict::Gone => "  GONE",
            };
            let (kept, now) = (number(row.kept), number(row.now));
            let line = format!("{:width$}  {kept:>12}  {now:>12}  {change:>8}{verdict}", row.bench);
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A number with a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

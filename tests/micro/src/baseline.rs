//! The counts that are kept, and what they were counted with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Comparison, Verdict};

/// What is kept in `baseline.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// What the counts were made with. With anything else they would be others.
    pub setting: Setting,
    /// The count of each bench.
    pub benches: BTreeMap<String, Count>,
}

/// What decides about the number of instructions besides the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The compiler: version and commit.
    pub rustc: String,
    /// The target triple.
    pub target: String,
    /// The C library, which has `malloc` and `memcpy`.
    pub libc: String,
    /// What counts.
    pub valgrind: String,
    /// The vector instructions that valgrind shows the program: libraries choose their loops by them.
    pub vectors: String,
}

/// The instructions of one bench.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How many there are.
    pub instructions: u64,
    /// Why it is this number: what was said when it was written.
    pub reason: String,
}

impl Baseline {
    /// Nothing is kept yet.
    pub fn new(setting: Setting) -> Self {
        Self { setting, benches: BTreeMap::new() }
    }

    /// Keeps what has changed, for this reason. Counts that are about the same stay as they are, so that growth does not creep in, and
    /// so do their reasons.
    pub fn accept(&mut self, comparison: &Comparison, reason: &str) {
        for row in &comparison.rows {
            match (row.verdict(), row.now) {
                (Verdict::Same, _) => {}
                (_, Some(instructions)) => {
                    let count = Count { instructions, reason: reason.to_owned() };
                    self.benches.insert(row.bench.clone(), count);
                }
                (_, None) => {
                    self.benches.remove(&row.bench);
                }
            }
        }
    }
}

impl Setting {
    /// In what the settings of two counts differ, in words. Empty when the counts can be compared.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let pairs = [
            ("rustc", &self.rustc, &other.rustc),
            ("target", &self.target, &other.target),
            ("libc", &self.libc, &other.libc),
            ("valgrind", &self.valgrind, &other.valgrind),
            ("vectors", &self.vectors, &other.vectors),
        ];
        let different = pairs.into_iter().filter(|(_, one, other)| one != other);
        different.map(|(what, one, other)| format!("{what} {one} instead of {other}")).collect()
    }
}

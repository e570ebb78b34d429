//! What the paths of one message cost, in instructions: the counts that are kept in `baseline.json`, and what a run comes to beside
//! them. Pure: `cargo xtask micro` runs the benches and reads and writes the file.

mod baseline;
mod comparison;
mod run;

pub use self::baseline::{Baseline, Count, Setting};
pub use self::comparison::{Comparison, GROWTH_MAX, Row, Verdict};
pub use self::run::{Run, RunError};

#[cfg(test)]
mod tests;

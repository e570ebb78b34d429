//! What a run comes to: a table for the terminal, a page for the project, and a plot for each mode.

mod figures;
mod numbers;
mod page;
mod plot;
mod table;
mod targets;

use std::{fs, io, path::Path};

use crate::results::Results;

pub use self::table::table;

/// The server that the targets are for.
const OURS: &str = "wigwag";

/// The server that the others are compared with.
const LIMIT: &str = "limit";

/// Where the plots are, from the root of the project.
const PLOTS: &str = "tests/bench/plots";

/// Writes the page and the plots.
pub fn write(results: &Results, root: &Path) -> io::Result<()> {
    let plots = root.join(PLOTS);
    fs::create_dir_all(&plots)?;
    for mode in &results.modes {
        fs::write(plots.join(format!("{}.svg", mode.name)), plot::plot(mode))?;
    }
    fs::write(root.join("BENCHMARKS.md"), page::page(results))
}

#[cfg(test)]
mod tests;

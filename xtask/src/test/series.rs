//! Several steps one after the other: a line for each, and of one that failed what it said about that.
//!
//! A whole run says some ten thousand lines, among which nobody would find the one that failed. So each step
//! runs in a process of its own, whose output goes into a file.

use std::{
    env, fmt,
    fs::{self, File},
    io::{Write as _, stdout},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::{Step, Totals};
use crate::{
    Result,
    process::{program, root},
};

#[cfg(test)]
mod tests;

/// Where the whole output of each step is kept.
const LOGS: &str = "target/test-logs";

/// How many lines of a failed step are shown, those of the tests that failed or the last ones.
const SHOWN_MAX: usize = 150;

/// Begins no line, so that what it would end goes on to the last one.
const NEVER: &str = "\n";

/// Runs the steps and gives what they come to together.
pub(super) fn run(steps: &[Step]) -> Result<Totals> {
    // Asked now: a step that builds everything may replace this very program.
    let xtask = env::current_exe()?;
    fs::create_dir_all(root().join(LOGS))?;
    let mut sum = Totals::default();
    let mut failed = Vec::new();
    for step in steps {
        let name = step.name();
        write!(stdout(), "{name:12} ")?;
        stdout().flush()?;
        let log = Path::new(LOGS).join(format!("{name}.log"));
        let started = Instant::now();
        let (totals, said) = run_into(program(&xtask).arg("test").arg(&name), &log)?;
        writeln!(stdout(), "{totals}  ({})", Shown(started.elapsed()))?;
        if totals.failed > 0 {
            let said = about_failures(&said).join("\n");
            writeln!(stdout(), "\n{said}\n\nAll that it said: {}\n", log.display())?;
            failed.push(name);
        }
        sum += totals;
    }
    if !failed.is_empty() {
        writeln!(stdout(), "\nFailed: {}", failed.join(", "))?;
    }
    Ok(sum)
}

/// Runs a step in a process of its own, and reads what it comes to from the last thing that it says.
fn run_into(step: &mut Command, log: &Path) -> Result<(Totals, String)> {
    let path = root().join(log);
    let file = File::create(&path)?;
    let status = step.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).status()?;
    let said = String::from_utf8_lossy(&fs::read(path)?).into_owned();
    let totals = said.lines().last().and_then(Totals::of_step);
    let totals = totals.filter(|totals| status.success() == (totals.failed == 0));
    Ok((totals.unwrap_or(Totals::FAILED), said))
}

/// Of all that a failed step said, what its runner says about failures, else the last lines.
fn about_failures(said: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut end = None;
    for line in said.lines() {
        end = end.or_else(|| end_of_failures(line));
        let Some(last) = end else { continue };
        lines.push(line);
        if line.starts_with(last) {
            end = None;
        }
    }
    if lines.is_empty() {
        lines.extend(said.lines().skip(said.lines().count().saturating_sub(SHOWN_MAX)));
    }
    lines.truncate(SHOWN_MAX);
    lines
}

/// How the last line about failures begins, when they are told from this line on.
fn end_of_failures(line: &str) -> Option<&'static str> {
    match line {
        "failures:" => Some("test result: "),
        "✖ failing tests:" => Some(NEVER),
        _ if line.starts_with("FAIL: ") || line.starts_with("ERROR: ") => Some("FAILED ("),
        _ => None,
    }
}

/// Minutes and seconds.
struct Shown(Duration);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        write!(f, "{} min {:02} s", seconds / 60, seconds % 60)
    }
}

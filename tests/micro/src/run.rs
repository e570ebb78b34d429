//! One run of the benches, as the harness tells it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

/// How many instructions each bench took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run(pub BTreeMap<String, u64>);

/// A line of the harness that says something else than is expected.
#[derive(Debug)]
pub struct RunError {
    line: String,
}

/// What is read of a bench's summary. The rest is about files and times.
#[derive(Deserialize)]
struct Summary {
    /// `micro::decode::packet`
    module_path: String,
    id: Option<String>,
    profiles: Value,
}

impl Run {
    /// Reads what the harness writes when it is asked for JSON: one summary a line.
    ///
    /// # Errors
    /// When a line has no count of instructions.
    pub fn read(output: &str) -> Result<Self, RunError> {
        let lines = output.lines().filter(|line| !line.trim().is_empty());
        lines.map(read_line).collect::<Result<_, _>>().map(Self)
    }
}

fn read_line(line: &str) -> Result<(String, u64), RunError> {
    let error = || RunError { line: line.chars().take(200).collect() };
    let summary: Summary = serde_json::from_str(line).map_err(|_| error())?;
    let instructions = summary.profiles.pointer(INSTRUCTIONS).and_then(Value::as_u64);
    let instructions = instructions.ok_or_else(error)?;
    let path = summary.module_path;
    // All of them are in one file, whose name says nothing.
    let path = path.split_once("::").map_or(path.as_str(), |(_, path)| path);
    let name = match &summary.id {
        Some(id) => format!("{path}::{id}"),
        None => path.to_owned(),
    };
    Ok((name, instructions))
}

/// Where a summary has the count. That of the last run, which the harness remembers, stands beside it as `old`.
const INSTRUCTIONS: &str = "/0/data/total/metrics/Ir/values/new";

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no count of instructions: {}", self.line)
    }
}

impl std::error::Error for RunError {}

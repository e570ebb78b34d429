//! The table that is printed: a line for each server in each mode.

use super::{
    OURS,
    numbers::{short, times, whole},
    targets::TARGETS,
};
use crate::results::{Measured, Memory, ModeResults, Results, ServerRounds};

const HEAD: [&str; 10] = [
    "mode",
    "server",
    "µs/op",
    "× limit",
    "op/s",
    "p50 µs",
    "p99 µs",
    "p99.9 µs",
    "bytes each",
    "target",
];

/// Everything that was measured, and which targets were met.
pub fn table(results: &Results) -> String {
    let mut lines = vec![HEAD.map(str::to_owned)];
    for mode in &results.modes {
        for rounds in &mode.servers {
            lines.push(line(results, mode, rounds));
        }
    }
    let widths: [usize; 10] = std::array::from_fn(|i| {
        lines.iter().map(|line| line[i].chars().count()).max().unwrap_or(0)
    });
    lines.iter().map(|line| aligned(line, widths)).collect()
}

fn line(results: &Results, mode: &ModeResults, rounds: &ServerRounds) -> [String; 10] {
    let name = &rounds.server;
    if let Some(why) = rounds.failure() {
        let mut cells = std::array::from_fn(|_| String::new());
        cells[0] = mode.name.clone();
        cells[1] = name.clone();
        cells[9] = format!("NO RESULT: {why}");
        return cells;
    }
    let shown = |figure: Option<f64>, show: fn(f64) -> String| figure.map(show).unwrap_or_default();
    [
        mode.name.clone(),
        name.clone(),
        shown(mode.micros(name).map(|figure| figure.median), short),
        shown(mode.cost(name), times),
        shown(rounds.figure(Measured::rate).map(|figure| figure.median), whole),
        shown(rounds.latency(|latency| latency.p50), short),
        shown(rounds.latency(|latency| latency.p99), short),
        shown(rounds.latency(|latency| latency.p999), short),
        shown(rounds.memory(|memory: &Memory| Some(memory.opened_each())), whole),
        if name == OURS { verdicts(results, mode) } else { String::new() },
    ]
}

fn verdicts(results: &Results, mode: &ModeResults) -> String {
    let targets = TARGETS.iter().filter(|target| target.mode == mode.name);
    let verdicts = targets.map(|target| {
        let (wanted, verdict) = (target.wanted(), target.verdict(results));
        format!("{}: {} ({wanted})", verdict.words(), target.shown(results))
    });
    verdicts.collect::<Vec<_>>().join("; ")
}

/// Names to the left, numbers to the right, the words at the end as they are.
fn aligned(cells: &[String; 10], widths: [usize; 10]) -> String {
    let mut line = String::new();
    for (i, (cell, width)) in cells.iter().zip(widths).enumerate() {
        match i {
            0 | 1 => line += &format!("{cell:width$}  "),
            9 => line += cell,
            _ => line += &format!("{cell:>width$}  "),
        }
    }
    line.truncate(line.trim_end().len());
    line + "\n"
}

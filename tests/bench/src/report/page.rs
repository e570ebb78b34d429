//! `BENCHMARKS.md`.

use std::fmt::Write as _;

use super::{
    LIMIT, OURS, PLOTS,
    numbers::{short, times, whole},
    targets::TARGETS,
};
use crate::results::{Measured, Memory, ModeResults, Results, ServerRounds};

const INTRODUCTION: &str = "\
# Benchmarks

<!-- Written by `cargo xtask bench`. -->

What the same work costs wigwag, other Socket.IO servers, and the limit: a server of hyper and fastwebsockets that answers the same
bytes by hand, without a Socket.IO layer. **The figure to trust is the server's processor time for one operation, as a ratio to the
limit of the same run.**

";

const METHOD: &str = "\
## How it is measured

- `cargo xtask bench` builds and installs everything from pinned versions and writes this page. `cargo xtask bench --help` has its
  options: `--mode echo --server wigwag,limit --quick` measures only that, and writes no page.
- One server at a time, with one thread, on one core; the load generator, which is one thread too, on the other. The rounds are
  interleaved over the servers, and the figures are medians of the rounds. A ratio is the median of the ratios of the rounds.
- Processor time is the kernel's, of the server's process, with what the kernel did for it.
- Every byte of every answer is compared. A round with a wrong, lost or doubled answer or a dead connection is no result.
- wigwag is the profile `load` of the fixture, a typed contract. The others are written as their documentation has it, with default
  settings; where a default would lose messages of this load, the bound is raised.
- Bytes a connection are those of the server's process (PSS) that came with the connections, without the kernel's buffers.

## What to keep in mind

- The machine has few cores, which it shares with others, and both ends run on it over loopback: no network, no interrupts of a
  network card. Rates and latencies are for orientation; they are those of this generator in a closed loop except where the mode
  says otherwise.
- Where the generator's share is near 100 %, the rate is the generator's, not the server's.
- Servers in JavaScript use further threads for collecting garbage and compiling; that time is counted, but all threads share one
  core here.
- Not measured: TLS, compression, several nodes, browsers, and what handlers do besides answering.
- What wigwag does where it is dearer than the limit: [PROFILE.md](tests/bench/PROFILE.md). How costs grow with connections, rooms and bytes:
  [GROWTH.md](tests/bench/GROWTH.md).
";

/// The page.
pub(super) fn page(results: &Results) -> String {
    let mut page = String::from(INTRODUCTION);
    targets(&mut page, results);
    let costs: Vec<&ModeResults> =
        results.modes.iter().filter(|mode| !mode.is_about_memory()).collect();
    grid(&mut page, "Processor time as a ratio to the limit", &costs, results, |mode, server| {
        mode.cost(&server.server).map(times)
    });
    grid(&mut page, "Processor time for one operation, µs", &costs, results, |mode, server| {
        let figure = mode.micros(&server.server)?;
        Some(format!("{} ± {:.0} %", short(figure.median), 50.0 * figure.spread()))
    });
    grid(
        &mut page,
        "Operations in a second (the generator's share of its core)",
        &costs,
        results,
        |_, server| {
            let (rate, share) =
                (server.figure(Measured::rate)?, server.figure(Measured::generator_share)?);
            Some(format!("{} ({:.0} %)", whole(rate.median), 100.0 * share.median))
        },
    );
    grid(
        &mut page,
        "How long a client waits, µs: p50 / p99 / p99.9",
        &costs,
        results,
        |_, server| {
            let wait = [
                server.latency(|latency| latency.p50)?,
                server.latency(|latency| latency.p99)?,
                server.latency(|latency| latency.p999)?,
            ];
            Some(wait.map(short).join(" / "))
        },
    );
    let memory: Vec<&ModeResults> =
        results.modes.iter().filter(|mode| mode.is_about_memory()).collect();
    grid(
        &mut page,
        "Bytes a connection: joined / after an echo of 1 KiB / after a rest",
        &memory,
        results,
        |_, server| {
            let moments = [
                server.memory(|memory| Some(memory.opened_each())),
                server.memory(|memory| Some(memory.used_each())),
                server.memory(Memory::rested_each),
            ];
            moments[0]?;
            Some(moments.into_iter().flatten().map(whole).collect::<Vec<_>>().join(" / "))
        },
    );
    failures(&mut page, results);
    plots(&mut page, results);
    machine(&mut page, results);
    page + METHOD
}

/// What wigwag is to reach. The text of this page is written without fail, here and below.
fn targets(page: &mut String, results: &Results) {
    *page += "## Targets\n\n| Mode | Wanted of wigwag | Measured | | Next best |\n|---|---|---:|---|---|\n";
    for target in &TARGETS {
        let mode = results.mode(target.mode);
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            target.mode,
            target.wanted(),
            target.shown(results),
            target.verdict(results).words(),
            mode.and_then(next_best).unwrap_or_else(|| "–".into()),
        );
    }
    *page += "\n";
}

/// The best of the peers, and how it compares with wigwag.
fn next_best(mode: &ModeResults) -> Option<String> {
    let figure = |server: &ServerRounds| match mode.is_about_memory() {
        true => server.memory(|memory| Some(memory.opened_each())),
        false => server.figure(Measured::server_micros).map(|figure| figure.median),
    };
    let ours = figure(mode.server(OURS)?)?;
    let peers =
        mode.servers.iter().filter(|server| ![OURS, LIMIT].contains(&server.server.as_str()));
    let (name, best) = peers
        .filter_map(|server| Some((&server.server, figure(server)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(format!("{name}: {} wigwag's", times(best / ours)))
}

/// A table with a line for each mode and a column for each server.
fn grid(
    page: &mut String,
    title: &str,
    modes: &[&ModeResults],
    results: &Results,
    cell: impl Fn(&ModeResults, &ServerRounds) -> Option<String>,
) {
    if modes.is_empty() {
        return;
    }
    let names: Vec<&str> = results.servers.iter().map(|server| server.name.as_str()).collect();
    let _ = writeln!(page, "## {title}\n\n| Mode | {} |", names.join(" | "));
    let _ = writeln!(page, "|---{}|", "|---:".repeat(names.len()));
    for mode in modes {
        let cells = names.iter().map(|name| cell(mode, mode.server(name)?));
        let cells: Vec<String> = cells.map(|cell| cell.unwrap_or_else(|| "–".into())).collect();
        let _ = writeln!(page, "| {} | {} |", mode.name, cells.join(" | "));
    }
    *page += "\n";
}

fn failures(page: &mut String, results: &Results) {
    let rounds = results.modes.iter().flat_map(|mode| {
        let failed =
            |server: &ServerRounds| Some((server.server.clone(), server.failure()?.to_owned()));
        mode.servers.iter().filter_map(failed).map(|(server, why)| (mode.name.clone(), server, why))
    });
    let failed: Vec<_> = rounds.collect();
    if failed.is_empty() {
        return;
    }
    *page += "## No result\n\n";
    for (mode, server, why) in failed {
        let _ = writeln!(page, "- {mode}, {server}: {why}");
    }
    *page += "\n";
}

fn plots(page: &mut String, results: &Results) {
    *page += "## Plots\n\nBars are medians; the lines across their ends go from the least to the most of the rounds.\n\n";
    for mode in &results.modes {
        let _ = writeln!(page, "![{}: {}]({PLOTS}/{}.svg)\n", mode.name, mode.about, mode.name);
    }
}

fn machine(page: &mut String, results: &Results) {
    let (machine, method) = (&results.machine, &results.method);
    let rounds =
        results.modes.iter().flat_map(|mode| &mode.servers).map(|server| server.rounds.len());
    let _ = writeln!(
        page,
        "## Where and when\n\n{}, {} cores, {:.0} GiB of memory, Linux {}. {} rounds of {:.1} s each, after {:.1} s under load.\n",
        machine.processor,
        machine.cores,
        machine.memory_bytes as f64 / f64::from(1 << 30),
        machine.kernel,
        rounds.max().unwrap_or(0),
        method.window.as_secs_f64(),
        method.warm_up.as_secs_f64(),
    );
    *page += "| Server | Version |\n|---|---|\n";
    for server in &results.servers {
        let _ = writeln!(page, "| {} | {} |", server.name, server.version);
    }
    *page += "\n| Mode | What is done | When |\n|---|---|---|\n";
    for mode in &results.modes {
        let _ = writeln!(page, "| {} | {} | {} |", mode.name, mode.about, mode.date);
    }
    *page += "\n";
}

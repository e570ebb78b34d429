//! The whole run: modes one after the other, and in each of them rounds in which every server has its turn.

use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _, stderr},
    path::Path,
    time::SystemTime,
};

use crate::{
    cores,
    modes::Mode,
    results::{
        Machine, Measured, Method, ModeResults, Results, Round, ServerRounds, ServerVersion,
    },
    roster::Entry,
    server::Server,
    window::Span,
};

/// What is to be measured.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) modes: Vec<Mode>,
    pub(crate) servers: Vec<Entry>,
    pub(crate) rounds: usize,
    pub(crate) span: Span,
    pub(crate) generator_core: usize,
    pub(crate) machine: Machine,
}

impl Plan {
    /// Measures everything and keeps the results in a file, after each mode: `earlier` ones with the new ones in their place.
    pub(crate) fn run(&self, file: &Path, earlier: Option<Results>) -> io::Result<Results> {
        cores::pin(&[self.generator_core])?;
        let mut results = Results {
            machine: self.machine.clone(),
            method: Method {
                warm_up: self.span.warm_up,
                window: self.span.window,
                generator_core: self.generator_core,
            },
            servers: self.servers.iter().map(version).collect(),
            modes: Vec::new(),
        };
        if let Some(earlier) = earlier {
            if (&earlier.machine, &earlier.method, &earlier.servers)
                != (&results.machine, &results.method, &results.servers)
            {
                return Err(io::Error::other(
                    "the results that are kept are of another machine, method or servers",
                ));
            }
            results.modes = earlier.modes;
        }
        for mode in &self.modes {
            results.put(self.measure(mode));
            keep(&results, file)?;
        }
        Ok(results)
    }

    /// Interleaves the rounds over the servers, so that what disturbs the machine for a while disturbs all of them.
    fn measure(&self, mode: &Mode) -> ModeResults {
        let date = httpdate::fmt_http_date(SystemTime::now());
        let able = |server: &&Entry| mode.threads == 1 || server.has_workers;
        let servers: Vec<&Entry> = self.servers.iter().filter(able).collect();
        let mut rounds: Vec<Vec<Round>> = vec![Vec::new(); servers.len()];
        for _ in 0..self.rounds.min(mode.rounds) {
            for (server, rounds) in servers.iter().zip(&mut rounds) {
                let round = self.round(mode, server);
                say(&format!("{:16} {:14} {}", mode.name, server.name, shown(&round)));
                rounds.push(round);
            }
        }
        let servers = servers.iter().zip(rounds);
        ModeResults {
            name: mode.name.clone(),
            about: mode.about.clone(),
            date,
            operation: mode.operation.to_owned(),
            threads: mode.threads,
            servers: servers
                .map(|(server, rounds)| ServerRounds { server: server.name.clone(), rounds })
                .collect(),
        }
    }

    fn round(&self, mode: &Mode, server: &Entry) -> Round {
        let mut command = server.command(mode.threads);
        let server =
            match Server::start(command.args(mode.settings), &self.server_cores(mode.threads)) {
                Ok(server) => server,
                Err(error) => return Round::Failed(error.to_string()),
            };
        match mode.load.measure(&server.target(), &self.span) {
            Ok(measured) => Round::Measured(measured),
            Err(fault) => Round::Failed(fault.to_string()),
        }
    }

    /// One core for each thread; the generator's is the last to be shared.
    fn server_cores(&self, threads: usize) -> Vec<usize> {
        let others = (0..self.machine.cores).filter(|core| *core != self.generator_core);
        others.chain([self.generator_core]).take(threads).collect()
    }
}

fn version(server: &Entry) -> ServerVersion {
    ServerVersion { name: server.name.clone(), version: server.version.clone() }
}

/// Replaces the file by one that is whole.
fn keep(results: &Results, file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = file.with_extension("unfinished");
    fs::write(&unfinished, serde_json::to_vec_pretty(results)?)?;
    fs::rename(unfinished, file)
}

/// One round in a line.
fn shown(round: &Round) -> String {
    match round {
        Round::Measured(measured) => figures(measured),
        Round::Failed(why) => format!("NO RESULT: {why}"),
    }
}

fn figures(measured: &Measured) -> String {
    let mut line = format!(
        "{:9.3} µs/op {:9.0} op/s  server {:3.0} %  generator {:3.0} %",
        measured.server_micros(),
        measured.rate(),
        100.0 * measured.server_share(),
        100.0 * measured.generator_share(),
    );
    // Text is written without fail.
    if let Some(latency) = &measured.latency {
        let _ = write!(
            line,
            "  p50 {:.0?} p99 {:.0?} p99.9 {:.0?}",
            latency.p50, latency.p99, latency.p999
        );
    }
    if let Some(memory) = &measured.memory {
        let _ = write!(
            line,
            "  {:.0} B each, {:.0} after use",
            memory.opened_each(),
            memory.used_each()
        );
        if let Some(rested) = memory.rested_each() {
            let _ = write!(line, ", {rested:.0} after a rest");
        }
    }
    line
}

/// Tells the person at the terminal how far it is.
fn say(line: &str) {
    // Nobody is left to hear that the terminal is gone.
    let _ = writeln!(stderr(), "{line}");
}

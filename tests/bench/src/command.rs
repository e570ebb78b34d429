//! The command line.

use std::{
    error::Error,
    fs,
    io::{self, Write as _, stdout},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Parser, Subcommand};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::{
    growth,
    machine::machine,
    modes::{self, Mode, Scale},
    report,
    results::Results,
    roster::{self, Entry},
    rounds::Plan,
    soak, storm,
    window::Span,
};

/// Measures servers side by side. A run of all modes and servers writes `BENCHMARKS.md` and its plots.
#[derive(Debug, Parser)]
#[command(name = "wigwag-bench", args_conflicts_with_subcommands = true)]
struct Options {
    /// The modes to measure, or with `--growth` what grows: names, or what the names of several begin with [default: all].
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    mode: Vec<String>,
    /// The servers to measure [default: all].
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    server: Vec<String>,
    /// Another build of wigwag's fixture to measure, under a name of its own. Can be given more than once.
    #[arg(long, value_name = "NAME=PATH", value_parser = binary)]
    server_binary: Vec<(String, PathBuf)>,
    /// How many times each server has its turn in each mode.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// One round of less than a second with a hundredth of the clients: to see that something works, not how fast.
    #[arg(long)]
    quick: bool,
    /// The core of the load generator [default: the last].
    #[arg(long, value_name = "CORE")]
    generator_core: Option<usize>,
    /// Where the results are kept.
    #[arg(long, value_name = "FILE", default_value = "target/bench/results.json")]
    results: PathBuf,
    /// Measure how the cost of an operation grows with connections, rooms, members, namespaces and bytes, and nothing else. A run of
    /// everything writes `tests/bench/GROWTH.md` and its plots.
    #[arg(long)]
    growth: bool,
    /// Put what is measured in the place of what is kept of these modes, and write the report of all of it.
    #[arg(long)]
    amend: bool,
    /// Measure nothing, and write the report of the results that are kept.
    #[arg(long)]
    report: bool,
    /// Measure nothing, and print the names of the servers that have to be there.
    #[arg(long, global = true)]
    list: bool,
    #[command(subcommand)]
    trial: Option<Trial>,
}

/// What wigwag alone is put to.
#[derive(Debug, Subcommand)]
enum Trial {
    Storm(storm::Options),
    Soak(soak::Options),
    #[command(hide = true)]
    Crowd(storm::Crowd),
}

impl Trial {
    fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Storm(options) => storm::run(&options),
            Self::Soak(options) => soak::run(&options),
            Self::Crowd(crowd) => crowd.run(),
        }
    }
}

/// Does what the command line says.
pub fn run() -> io::Result<()> {
    let options = Options::parse();
    if let Some(trial) = options.trial {
        if options.list {
            return writeln!(stdout(), "wigwag");
        }
        raise_file_limit()?;
        return trial.run().map_err(|error| io::Error::other(error.to_string()));
    }
    let servers = options.servers()?;
    if options.list {
        let given = |name: &str| options.server_binary.iter().any(|(given, _)| given == name);
        let wanted = servers.iter().map(|server| &server.name).filter(|name| !given(name));
        return wanted.into_iter().try_for_each(|name| writeln!(stdout(), "{name}"));
    }
    if options.report {
        return report::write(&options.kept()?, Path::new("."));
    }
    raise_file_limit()?;
    if options.growth {
        return options.measure_growth(&servers);
    }
    let earlier = options.amend.then(|| options.kept()).transpose()?;
    let results = options.plan(servers)?.run(&options.results, earlier)?;
    write!(stdout(), "{}", report::table(&results))?;
    if options.amend || options.is_whole() {
        report::write(&results, Path::new("."))
    } else {
        Ok(())
    }
}

impl Options {
    /// Whether everything is measured: only that makes a report.
    fn is_whole(&self) -> bool {
        self.mode.is_empty()
            && self.server.is_empty()
            && self.server_binary.is_empty()
            && !self.quick
    }

    /// The results that are kept.
    fn kept(&self) -> io::Result<Results> {
        Ok(serde_json::from_slice(&fs::read(&self.results)?)?)
    }

    fn measure_growth(&self, servers: &[Entry]) -> io::Result<()> {
        let series = match self.mode.is_empty() {
            true => growth::all(),
            false => chosen(growth::all(), &self.mode, |series| series.name)?,
        };
        // Asked first: measuring keeps this program to one core.
        let machine = machine()?;
        let courses = growth::run(&series, servers, self.generator_core()?)?;
        if self.is_whole() { growth::write(&courses, &machine, Path::new(".")) } else { Ok(()) }
    }

    fn generator_core(&self) -> io::Result<usize> {
        let last = || machine().map(|machine| machine.cores - 1);
        self.generator_core.map_or_else(last, Ok)
    }

    /// Those that were named; with builds of wigwag but without names, the builds alone.
    fn servers(&self) -> io::Result<Vec<Entry>> {
        let builds = self.server_binary.iter().map(|(name, path)| Entry::wigwag(name, path));
        let builds: Vec<Entry> = builds.collect();
        let mut servers = match self.server.is_empty() {
            true if self.growth && builds.is_empty() => {
                chosen(roster::all(), &growth::SERVERS.map(String::from), |server| &server.name)?
            }
            true if builds.is_empty() => roster::all(),
            true => Vec::new(),
            false => chosen(roster::all(), &self.server, |server| &server.name)?,
        };
        servers.extend(builds);
        Ok(servers)
    }

    fn modes(&self) -> io::Result<Vec<Mode>> {
        match self.mode.is_empty() {
            true => Ok(modes::all(self.scale())),
            false => chosen(modes::all(self.scale()), &self.mode, |mode| &mode.name),
        }
    }

    fn scale(&self) -> Scale {
        if self.quick { Scale::Rehearsal } else { Scale::Full }
    }

    fn plan(&self, servers: Vec<Entry>) -> io::Result<Plan> {
        let (rounds, warm_up, window) =
            if self.quick { (1, 300, 700) } else { (self.rounds, 500, 1_000) };
        Ok(Plan {
            modes: self.modes()?,
            servers,
            rounds,
            span: Span {
                warm_up: Duration::from_millis(warm_up),
                window: Duration::from_millis(window),
            },
            generator_core: self.generator_core()?,
            machine: machine()?,
        })
    }
}

fn binary(argument: &str) -> Result<(String, PathBuf), String> {
    let (name, path) = argument.split_once('=').ok_or("NAME=PATH is wanted")?;
    Ok((name.to_owned(), path.into()))
}

/// Picks what has one of these names, or else begins with it.
fn chosen<T>(all: Vec<T>, wanted: &[String], name: impl Fn(&T) -> &str) -> io::Result<Vec<T>> {
    let named = |wanted: &str| all.iter().any(|item| name(item) == wanted);
    let fits = |item: &T, wanted: &str| {
        name(item) == wanted || !named(wanted) && name(item).starts_with(wanted)
    };
    if let Some(unknown) = wanted.iter().find(|wanted| !all.iter().any(|item| fits(item, wanted))) {
        let names: Vec<&str> = all.iter().map(&name).collect();
        return Err(io::Error::other(format!("no {unknown} among {}", names.join(", "))));
    }
    let picked: Vec<bool> =
        all.iter().map(|item| wanted.iter().any(|wanted| fits(item, wanted))).collect();
    Ok(all.into_iter().zip(picked).filter_map(|(item, picked)| picked.then_some(item)).collect())
}

/// Allows as many connections as the system lets this process have. The servers inherit it.
pub(crate) fn raise_file_limit() -> io::Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    Ok(setrlimit(Resource::RLIMIT_NOFILE, most, most)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wanted: &[&str], expected: &[&str]) {
        let wanted: Vec<String> = wanted.iter().map(|&name| name.to_owned()).collect();
        let picked = chosen(vec!["echo64", "echo64-w8", "echo1k", "rooms"], &wanted, |name| name);
        assert_eq!(picked.ok().unwrap_or_default(), expected);
    }

    #[test]
    fn names_are_whole_or_the_beginning_of_several() {
        check(&["echo64"], &["echo64"]);
        check(&["echo"], &["echo64", "echo64-w8", "echo1k"]);
        check(&["rooms", "echo64-"], &["echo64-w8", "rooms"]);
        check(&["rooms", "polling"], &[]);
    }

    #[test]
    fn builds_of_wigwag_are_compared_with_those_that_are_named() {
        let names = |arguments: &[&str]| {
            let options = Options::parse_from(["wigwag-bench"].iter().chain(arguments));
            let servers = options.servers().unwrap();
            servers.into_iter().map(|server| server.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&["--server-binary", "a=x", "--server-binary", "b=y"]), ["a", "b"]);
        assert_eq!(names(&["--server-binary", "a=x", "--server", "limit"]), ["limit", "a"]);
        assert_eq!(names(&[])[0], "wigwag");
    }
}

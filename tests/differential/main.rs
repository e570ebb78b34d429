//! The same bytes for the official servers and for wigwag, and the same answers.
//!
//! It needs the npm packages of `tests`: `cargo xtask test differential` installs them and runs this. An argument picks out the
//! scripts whose names contain it. `README.md` says how to write one.

mod connection;
mod deflate;
mod generate;
mod play;
mod reference;
mod script;
mod text;
mod transcript;
mod wigwag;

use std::collections::BTreeMap;
use std::io::{Write as _, stdout};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use std::{env, fs, path::Path};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use self::play::{Outcome, Target, play};
use self::reference::Reference;
use self::script::Script;
use wigwag_tests::comparison::{self, Difference, hunks, unified};

/// How many scripts are played at once. Most of them wait most of the time.
const AT_ONCE: usize = 32;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Plays the chosen scripts; true when the servers differ only as listed.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn run() -> Result<bool> {
    let Arguments { chosen, seeds } = Arguments::parse()?;
    let is_chosen = |script: &Script| {
        chosen.is_empty() || chosen.iter().any(|part| script.name.contains(part.as_str()))
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("differential");
    let mut scripts = written(&folder.join("scripts"))?;
    scripts.extend(generate::scripts(seeds)?);
    scripts.retain(is_chosen);
    let mut differences = comparison::parse(&fs::read_to_string(folder.join("differences.txt"))?)?;

    let started = Instant::now();
    let reference = Reference::start()?;
    let servers = Servers { reference: reference.addresses.clone(), wigwag: wigwag::start()? };
    let mut played = servers.play_all(scripts).await?;
    played.sort_by(|a, b| a.script.name.cmp(&b.script.name));

    let (mut passed, mut failed) = (0, 0);
    for played in &played {
        if played.is_as_meant(&mut differences) {
            passed += 1;
        } else {
            failed += 1;
        }
    }
    // Whoever picks scripts out does not ask whether the list is right.
    if chosen.is_empty() {
        let gone = differences.iter().filter(|difference| is_gone(difference)).count();
        failed += gone;
        passed += differences.len() - gone;
    }
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    let seconds = started.elapsed().as_secs_f32();
    say(&format!(
        "\ntest result: {verdict}. {passed} passed; {failed} failed; 0 ignored; {} scripts in {seconds:.1} s",
        played.len()
    ));
    Ok(failed == 0)
}

struct Arguments {
    /// Parts of the names of scripts.
    chosen: Vec<String>,
    /// How many scripts of each family are generated: `--seeds 1000`.
    seeds: Option<u64>,
}

impl Arguments {
    fn parse() -> Result<Self> {
        let mut arguments = Self { chosen: Vec::new(), seeds: None };
        let mut given = env::args().skip(1);
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--seeds" => arguments.seeds = Some(given.next().unwrap_or_default().parse()?),
                // What Cargo's other runners understand.
                option if option.starts_with("--") => {}
                _ => arguments.chosen.push(argument),
            }
        }
        Ok(arguments)
    }
}

/// The scripts in the files of a folder.
fn written(folder: &Path) -> Result<Vec<Script>> {
    let mut scripts = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let topic = path.file_stem().unwrap_or_default().to_string_lossy();
        scripts.extend(script::parse(&topic, &fs::read_to_string(&path)?)?);
    }
    Ok(scripts)
}

/// Where both sides listen, by the names of their options.
struct Servers {
    reference: BTreeMap<String, SocketAddr>,
    wigwag: BTreeMap<String, SocketAddr>,
}

/// A script, and what each side did.
struct Played {
    script: Script,
    reference: Outcome,
    wigwag: Outcome,
}

impl Servers {
    async fn play_all(&self, scripts: Vec<Script>) -> Result<Vec<Played>> {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut playing = JoinSet::new();
        for script in scripts {
            let reference = target(&self.reference, &script)?;
            let wigwag = target(&self.wigwag, &script)?;
            let places = Arc::clone(&places);
            playing.spawn(async move {
                let _place = places.acquire_owned().await;
                let (reference, wigwag) =
                    tokio::join!(play(&script, &reference), play(&script, &wigwag));
                Played { script, reference, wigwag }
            });
        }
        let mut all = Vec::new();
        while let Some(played) = playing.join_next().await {
            all.push(played?);
        }
        Ok(all)
    }
}

fn target(addresses: &BTreeMap<String, SocketAddr>, script: &Script) -> Result<Target> {
    let unknown = || format!("{}: no server is called `{}`", script.name, script.server);
    let address = *addresses.get(&script.server).ok_or_else(unknown)?;
    let reasons = *addresses.get("reasons").ok_or("no application says why")?;
    let is_socket = ["socket", "short-connect"].iter().any(|it| script.server.starts_with(it));
    let path = if is_socket { "/socket.io/" } else { "/engine.io/" };
    let is_timed = ["pings", "no-pongs"].contains(&script.server.as_str());
    Ok(Target { address, reasons, path: path.to_owned(), is_timed })
}

impl Played {
    /// Whether the script was played to its end, and the servers differ only as listed. Shows it where not.
    fn is_as_meant(&self, differences: &mut [Difference]) -> bool {
        let hunks = hunks(&self.reference.lines, &self.wigwag.lines);
        let is_whole = self.reference.is_whole && self.wigwag.is_whole;
        let is_as_meant = comparison::explain(differences, &self.script.name, &hunks) && is_whole;
        if !is_as_meant {
            let transcript = unified(&self.reference.lines, &hunks);
            let Script { name, server, .. } = &self.script;
            say(&format!("\n=== {name} (server {server})\n{transcript}"));
        }
        is_as_meant
    }
}

/// Whether a listed difference is none any more. Says what is gone.
fn is_gone(difference: &Difference) -> bool {
    let gone = difference.gone();
    if !gone.is_empty() {
        say(&format!("\nlisted, but gone: {}: {}", difference.title, gone.join(", ")));
    }
    !gone.is_empty()
}

fn say(text: &str) {
    // Nobody is left to tell when the output is closed.
    let _ = writeln!(stdout(), "{text}");
}

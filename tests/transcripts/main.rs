//! Programs that run the official client against the official server and against wigwag, and print the same.
//!
//! It needs the npm packages of `tests`: `cargo xtask test transcripts` installs them and runs this. An argument picks out the programs
//! and behaviours whose names, such as `rooms/a socket joins rooms`, contain it. `README.md` says how to write one.

mod program;
mod reference;
mod wigwag;

use std::collections::BTreeMap;
use std::io::{Write as _, stdout};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use std::{env, fs, thread};

use wigwag_tests::comparison::{self, Difference, hunks, unified};

use self::program::{Transcripts, compile, run};
use self::reference::Reference;

/// How many programs run at once.
const AT_ONCE: usize = 6;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match compare() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Runs the chosen programs; true when the servers differ only as listed.
fn compare() -> Result<bool> {
    let chosen: Vec<String> = env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts");
    let mut differences = comparison::parse(&fs::read_to_string(folder.join("differences.txt"))?)?;
    let started = Instant::now();
    let compiled = compile(&folder)?;
    let reference = Reference::start(&compiled)?;
    let wigwag = wigwag::start()?;
    let mut programs = programs(&folder)?;
    programs.retain(|program| {
        let is_of_it =
            |part: &String| !part.contains('/') || part.starts_with(&format!("{program}/"));
        chosen.is_empty() || chosen.iter().any(is_of_it)
    });
    let behaviours = run_all(&programs, &compiled, &reference.control, &wigwag)?;

    let (mut passed, mut failed) = (0, 0);
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|it| name.contains(it));
    for (name, sides) in behaviours.iter().filter(|(name, _)| is_chosen(name)) {
        if sides.are_as_meant(name, &mut differences) {
            passed += 1;
        } else {
            failed += 1;
        }
    }
    // Whoever picks behaviours out does not ask whether the list is right.
    if chosen.is_empty() {
        let gone = differences.iter().filter(|difference| is_gone(difference)).count();
        failed += gone;
        passed += differences.len() - gone;
    }
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    let seconds = started.elapsed().as_secs_f32();
    say(&format!(
        "\ntest result: {verdict}. {passed} passed; {failed} failed; 0 ignored; {} behaviours in {seconds:.1} s",
        behaviours.len()
    ));
    Ok(failed == 0)
}

/// The names of the programs.
fn programs(folder: &Path) -> Result<Vec<String>> {
    let mut programs = Vec::new();
    for entry in folder.join("programs").read_dir()? {
        let path = entry?.path();
        programs.push(path.file_stem().unwrap_or_default().to_string_lossy().into_owned());
    }
    programs.sort();
    Ok(programs)
}

/// What each side printed for one behaviour; nothing when it did not show it.
#[derive(Debug, Default)]
struct Sides {
    reference: Option<Vec<String>>,
    wigwag: Option<Vec<String>>,
}

/// Runs every program against both servers.
fn run_all(
    programs: &[String],
    compiled: &Path,
    reference: &str,
    wigwag: &str,
) -> Result<BTreeMap<String, Sides>> {
    let work: Vec<(&String, bool)> =
        programs.iter().flat_map(|program| [(program, true), (program, false)]).collect();
    let waiting = Mutex::new(work.iter());
    let done: Mutex<Vec<(bool, Transcripts)>> = Mutex::default();
    let failures: Mutex<Vec<String>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((program, is_reference)) = lock(&waiting).next() {
                    let control = if *is_reference { reference } else { wigwag };
                    match run(program, &compiled.join("programs"), control) {
                        Ok(transcripts) => lock(&done).push((*is_reference, transcripts)),
                        Err(error) => lock(&failures).push(format!("{program}: {error}")),
                    }
                }
            });
        }
    });
    if let Some(failure) = lock(&failures).first() {
        return Err(failure.clone().into());
    }
    let mut behaviours: BTreeMap<String, Sides> = BTreeMap::new();
    for (is_reference, transcripts) in std::mem::take(&mut *lock(&done)) {
        for (name, lines) in transcripts {
            let sides = behaviours.entry(name).or_default();
            *if is_reference { &mut sides.reference } else { &mut sides.wigwag } = Some(lines);
        }
    }
    Ok(behaviours)
}

impl Sides {
    /// Whether both sides were shown to the end, and differ only as listed. Shows it where not.
    fn are_as_meant(&self, name: &str, differences: &mut [Difference]) -> bool {
        let (Some(reference), Some(wigwag)) = (&self.reference, &self.wigwag) else {
            say(&format!("\n=== {name}\nshown on one side only"));
            return false;
        };
        let hunks = hunks(reference, wigwag);
        let is_whole =
            ![reference, wigwag].iter().any(|lines| lines.iter().any(|it| it.starts_with("!!!")));
        let are_as_meant = comparison::explain(differences, name, &hunks) && is_whole;
        if !are_as_meant {
            say(&format!("\n=== {name}\n{}", unified(reference, &hunks)));
        }
        are_as_meant
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

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn say(text: &str) {
    // Nobody is left to tell when the output is closed.
    let _ = writeln!(stdout(), "{text}");
}

//! `cargo xtask micro`: counts the instructions of the micro-benchmarks and compares them with those that are kept.

use std::{env, ffi::OsString, fs, io, path::Path};

use clap::Args;
use wigwag_micro::{Baseline, Comparison, GROWTH_MAX, Run, Setting, Verdict};

use crate::{
    Result, debian,
    process::{cargo, output_of, program, root, say, succeed},
    test::Totals,
};

/// Where the counts are kept.
const BASELINE: &str = "tests/micro/baseline.json";

/// Where the runner of the harness is installed.
const TOOLS: &str = "target/tools";

/// What is counted, and what becomes of it.
#[derive(Debug, Default, Args)]
pub(crate) struct Micro {
    /// Only the benches with this in their names.
    filter: Option<String>,
    /// Keep what was counted where it has changed, for this reason, which belongs into the commit as well.
    #[arg(long, value_name = "REASON")]
    accept: Option<String>,
}

impl Micro {
    /// Compares, or keeps. Left out where valgrind is not.
    pub(crate) fn run(&self) -> Result<Totals> {
        let Some((_, valgrind)) = debian::VALGRIND.find_or_install()? else {
            return Ok(Totals::SKIPPED);
        };
        install_runner()?;
        let setting = setting(&valgrind)?;
        let run = self.count(&valgrind)?;
        let kept = read_baseline()?.unwrap_or_else(|| Baseline::new(setting.clone()));
        let differences = setting.differences(&kept.setting);
        if let Some(reason) = &self.accept {
            let kept = if differences.is_empty() { kept } else { Baseline::new(setting) };
            return self.keep(kept, &run, reason);
        }
        let comparison = self.compare(&kept, &run);
        say(&format!("\n{comparison}"));
        Ok(if differences.is_empty() { judge(&comparison) } else { not_comparable(&differences) })
    }

    /// Runs the benches.
    fn count(&self, valgrind: &Path) -> Result<Run> {
        let mut bench = cargo(["bench", "--package", "wigwag-micro", "--bench", "micro", "--"]);
        bench.args(self.filter.as_deref()).arg("--output-format=json");
        bench.arg("--valgrind-bin").arg(valgrind).env("PATH", path_with_runner()?);
        // What is counted is the profile of the repository, whatever the person at the terminal has set.
        for (name, _) in env::vars_os() {
            let is_profile = name.to_string_lossy().starts_with("CARGO_PROFILE_");
            if is_profile || name == "RUSTFLAGS" || name == "CARGO_ENCODED_RUSTFLAGS" {
                bench.env_remove(name);
            }
        }
        Ok(Run::read(&output_of(&mut bench)?)?)
    }

    fn compare(&self, kept: &Baseline, run: &Run) -> Comparison {
        match self.filter {
            Some(_) => Comparison::of_some(&kept.benches, run),
            None => Comparison::new(&kept.benches, run),
        }
    }

    fn keep(&self, mut kept: Baseline, run: &Run, reason: &str) -> Result<Totals> {
        if reason.trim().is_empty() {
            return Err("a number that changes needs a reason".into());
        }
        if self.filter.is_some() && kept.benches.is_empty() {
            return Err("what is counted with other tools has to be counted as a whole".into());
        }
        let comparison = self.compare(&kept, run);
        say(&format!("\n{comparison}"));
        kept.accept(&comparison, reason);
        fs::write(root().join(BASELINE), serde_json::to_string_pretty(&kept)? + "\n")?;
        say(&format!("{BASELINE} is written: say the reason in the commit, too"));
        Ok(Totals::PASSED)
    }
}

fn judge(comparison: &Comparison) -> Totals {
    let failed = comparison.count(|verdict| !verdict.is_good());
    if failed > 0 {
        say(&format!(
            "{failed} of the benches grew by more than {GROWTH_MAX} %, are new or are gone. If that has to be: \
             cargo xtask micro --accept \"the reason\""
        ));
    } else if comparison.count(|verdict| verdict == Verdict::Shrank) > 0 {
        say("To keep what has been won: cargo xtask micro --accept \"what made it cheaper\"");
    }
    let passed = comparison.rows.len() - failed;
    Totals { passed: passed as u64, failed: failed as u64, skipped: 0 }
}

/// A machine that is there to compare must not be content with having compared nothing.
fn not_comparable(differences: &[String]) -> Totals {
    say(&format!(
        "Nothing was compared: the counts that are kept were made with other tools, here is {}.\n\
         With the same ones it is. To see what a change of yours does here: cargo xtask micro --accept \"before\", then the \
         change, then cargo xtask micro; and leave {BASELINE} out of the commit. To move the project to other tools: \
         cargo xtask micro --accept \"which ones\" and nothing else in the commit.",
        differences.join(", ")
    ));
    if env::var_os("CI").is_some() { Totals::FAILED } else { Totals::SKIPPED }
}

fn read_baseline() -> Result<Option<Baseline>> {
    match fs::read(root().join(BASELINE)) {
        Ok(json) => Ok(Some(serde_json::from_slice(&json)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What the counts depend on here.
fn setting(valgrind: &Path) -> Result<Setting> {
    let rustc = output_of(program("rustc").arg("-vV"))?;
    let of_rustc = |key| rustc.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("unknown");
    let version = rustc.lines().next().unwrap_or_default().trim_start_matches("rustc ");
    let libc = output_of(program("getconf").arg("GNU_LIBC_VERSION"));
    let valgrind = output_of(program(valgrind).arg("--version"))?;
    Ok(Setting {
        rustc: version.to_owned(),
        target: of_rustc("host: ").to_owned(),
        libc: libc.map_or_else(|_| "unknown".to_owned(), |libc| libc.trim().to_owned()),
        valgrind: valgrind.trim().trim_start_matches("valgrind-").to_owned(),
        vectors: vectors().to_owned(),
    })
}

/// Valgrind shows programs the vector instructions of the machine up to AVX2, and libraries choose their loops by them.
#[cfg(target_arch = "x86_64")]
fn vectors() -> &'static str {
    if is_x86_feature_detected!("avx2") { "avx2" } else { "sse" }
}

#[cfg(not(target_arch = "x86_64"))]
fn vectors() -> &'static str {
    "those of the target"
}

/// Installs the runner of the harness, in the version of the harness, unless it is there.
fn install_runner() -> Result {
    let id = output_of(&mut cargo(["pkgid", "gungraun"]))?;
    let version = id.trim().rsplit('@').next().unwrap_or_default();
    let mut install = cargo(["install", "--quiet", "--locked", "--root", TOOLS]);
    succeed(install.args(["--version", version, "gungraun-runner"]))
}

/// Benches look for their runner there.
fn path_with_runner() -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [root().join(TOOLS).join("bin")].into_iter().chain(env::split_paths(&path));
    Ok(env::join_paths(folders)?)
}

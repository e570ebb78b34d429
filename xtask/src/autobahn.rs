//! The Autobahn testsuite: more than five hundred cases of RFC 6455 and RFC 7692.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use serde_json::{Value, json};

use crate::{
    Result,
    process::{cargo, follow, program, root, say, succeed},
    test::Totals,
};

/// What is installed. It was written for a Python that is no longer made, and needs just that one.
const SUITE: &str = "autobahntestsuite==25.10.1";

/// Where it is installed, and where its reports are.
const FOLDER: &str = "target/autobahn";

/// Starts it from the folder of its packages, which is no environment of Python.
const START: &str = "import site, sys; site.addsitedir(sys.argv.pop(1)); from autobahntestsuite.wstest import run; run()";

/// The name of our server in the reports.
const AGENT: &str = "wigwag";

/// Runs every case against the fixture's profile `ws-echo`. Left out where no Python 2.7 is.
pub(crate) fn run() -> Result<Totals> {
    let Some(python) = python()? else {
        say(
            "no Python 2.7 with pip is installed, which the Autobahn testsuite needs (with pyenv: pyenv install 2.7)",
        );
        return Ok(Totals::SKIPPED);
    };
    let folder = root().join(FOLDER);
    let packages = install(&python, &folder)?;
    let server = Server::start()?;
    let reports = folder.join("reports");
    let spec = json!({
        "outdir": reports,
        "servers": [{"agent": AGENT, "url": server.url}],
        "cases": ["*"],
        "exclude-cases": [],
        "exclude-agent-cases": {},
    });
    let spec_file = folder.join("fuzzingclient.json");
    fs::write(&spec_file, spec.to_string())?;
    let mut wstest = program(python);
    wstest.args(["-c", START]).arg(packages).args(["--mode", "fuzzingclient", "--spec"]);
    let status = follow(wstest.arg(spec_file), |_| {})?;
    if !status.success() {
        return Err("the Autobahn testsuite did not come to its end".into());
    }
    let index: Value = serde_json::from_slice(&fs::read(reports.join("index.json"))?)?;
    let cases = index.get(AGENT).and_then(Value::as_object).ok_or("no report of our server")?;
    let mut totals = Totals::default();
    for (case, report) in cases {
        let word = |key| report.get(key).and_then(Value::as_str).unwrap_or("missing");
        totals += judge(case, word("behavior"), word("behaviorClose"));
    }
    Ok(totals)
}

/// What a case says of the messages, and of the end of the connection. Those that are not plainly in order are told.
fn judge(case: &str, behavior: &str, behavior_close: &str) -> Totals {
    if (behavior, behavior_close) != ("OK", "OK") {
        say(&format!("case {case}: {behavior}, its end: {behavior_close}"));
    }
    let is_good = |word| matches!(word, "OK" | "NON-STRICT" | "INFORMATIONAL");
    if is_good(behavior) && is_good(behavior_close) { Totals::PASSED } else { Totals::FAILED }
}

/// A Python 2.7 that can install packages: on the path, or one of pyenv's.
fn python() -> Result<Option<PathBuf>> {
    let mut candidates = vec![PathBuf::from("python2.7")];
    if let Ok(versions) = program("pyenv").args(["versions", "--bare"]).output() {
        for version in String::from_utf8_lossy(&versions.stdout).lines() {
            if version.starts_with("2.7") {
                let prefix = program("pyenv").args(["prefix", version]).output()?;
                let prefix = String::from_utf8_lossy(&prefix.stdout);
                candidates.push(Path::new(prefix.trim()).join("bin/python2.7"));
            }
        }
    }
    let has_pip = |python: &PathBuf| {
        let pip = program(python).args(["-m", "pip", "--version"]).output();
        pip.is_ok_and(|pip| pip.status.success())
    };
    Ok(candidates.into_iter().find(has_pip))
}

/// Installs the suite unless it is there. Gives the folder of its packages.
fn install(python: &Path, folder: &Path) -> Result<PathBuf> {
    let packages = folder.join("packages");
    let installed = folder.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == SUITE) {
        return Ok(packages);
    }
    if packages.exists() {
        fs::remove_dir_all(&packages)?;
    }
    let mut pip = program(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"]);
    succeed(pip.arg(&packages).arg(SUITE))?;
    fs::write(installed, SUITE)?;
    Ok(packages)
}

/// The server under test, until it is dropped. It is built for speed: some cases send a thousand messages of 128 KiB.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Result<Self> {
        succeed(&mut cargo([
            "build",
            "--quiet",
            "--release",
            "--package",
            "wigwag-tests",
            "--bin",
            "fixture",
        ]))?;
        let mut fixture = program(release_binary("fixture")?);
        fixture.args(["ws-echo", "--port", "0"]).stdout(Stdio::piped());
        let mut server = Self { process: fixture.spawn()?, url: String::new() };
        let stdout = server.process.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://");
        server.url = format!("ws://{}", address.ok_or("the server does not listen")?);
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it stays.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The path of a binary of the workspace that has been built for release.
fn release_binary(name: &str) -> Result<PathBuf> {
    let debug = env::current_exe()?;
    let target = debug.parent().and_then(Path::parent).ok_or("no target folder")?;
    Ok(target.join("release").join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

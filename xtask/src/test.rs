//! `cargo xtask test`: every test there is, the cheap ones first, and one line of totals.

mod series;
mod template;
mod totals;

use std::{
    env,
    io::{Write as _, stdout},
    path::PathBuf,
    process::{Command, ExitCode},
};

use clap::ValueEnum;

use crate::{
    Result, autobahn, chat, compile_time, debian,
    micro::Micro,
    npm,
    process::{binary, cargo, follow, program, root, say},
    python,
};

pub(crate) use self::totals::Totals;

/// The folder of the tests that need Node.
const TESTS: &str = "tests";

/// The features that users name, and two that meet.
const FEATURES: [&str; 6] =
    ["server", "client-bundles", "http2", "msgpack", "rustls", "http2,rustls"];

/// What the pure layers must not depend on.
const IMPURE: [&str; 3] = ["tokio", "hyper", "fastwebsockets"];

/// One part of the whole test run, in the order of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// The code is formatted.
    Fmt,
    /// Clippy has nothing to say.
    Clippy,
    /// The generated files are up to date.
    GenTs,
    /// The pure layers build and pass their tests without tokio and hyper.
    Pure,
    /// The contract crate builds without the server.
    Contract,
    /// Each feature builds without the others, and Clippy has nothing to say.
    Features,
    /// The documentation builds without warnings.
    Docs,
    /// Unit, loopback and compile-fail tests.
    Rust,
    /// The examples in the documentation.
    Doctests,
    /// Every official client over each transport, and the smallest example.
    Interop,
    /// Official clients through nginx and haproxy.
    Proxies,
    /// The client in Python over each transport.
    Python,
    /// The same bytes for the official servers and for wigwag.
    Differential,
    /// The same programs with the official server and with wigwag.
    Transcripts,
    /// The official AsyncAPI parser on the documents.
    Document,
    /// Random values against the document, the schema bundle and the TypeScript compiler.
    Truth,
    /// The TypeScript compiler on the generated clients.
    Types,
    /// The chat in a headless browser.
    Browser,
    /// The project to start from, as its users build it; its page in a headless browser.
    Template,
    /// 5,000 clients cut off at each stage of their life. Takes long.
    Churn,
    /// What 100 events and 200 payload types cost the compiler.
    CompileTime,
    /// What the paths of one message cost, in instructions.
    Micro,
    /// The Autobahn testsuite against WebSockets of ours. Takes long.
    Autobahn,
}

/// Runs the given steps. When none is given: all that do not take long, or all when the run is to be full.
pub(crate) fn run(steps: &[Step], full: bool) -> Result<ExitCode> {
    let chosen = |step: &Step| {
        if steps.is_empty() { full || !step.takes_long() } else { steps.contains(step) }
    };
    let chosen: Vec<_> = Step::value_variants().iter().copied().filter(chosen).collect();
    match chosen[..] {
        [step] => step.run().map(tell),
        _ => series::run(&chosen).map(tell),
    }
}

/// Tells what a run comes to, to people and as an exit code.
pub(crate) fn tell(sum: Totals) -> ExitCode {
    // A closed standard output leaves nobody to tell; the exit code still says it.
    let _ = writeln!(stdout(), "\n{sum}");
    if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Step {
    /// The name on the command line.
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn run(self) -> Result<Totals> {
        match self {
            Self::Fmt => check(&mut cargo(["fmt", "--all", "--check"])),
            Self::Clippy => check(&mut cargo([
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "--deny",
                "warnings",
            ])),
            Self::GenTs => check(program(env::current_exe()?).args(["gen-ts", "--check"])),
            Self::Pure => pure(),
            Self::Contract => {
                check(&mut cargo(["check", "--package", "wigwag", "--no-default-features"]))
            }
            Self::Features => features(),
            Self::Docs => check(
                cargo(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings"),
            ),
            Self::Rust => cargo_test(&["--workspace", "--lib", "--bins", "--tests"]),
            Self::Doctests => cargo_test(&["--workspace", "--doc"]),
            Self::Interop => interop(),
            Self::Proxies => proxies(),
            Self::Python => python_clients(),
            Self::Differential => {
                npm::install(TESTS)?;
                cargo_test(&["--workspace", "--test", "differential"])
            }
            Self::Transcripts => {
                npm::install(TESTS)?;
                cargo_test(&["--workspace", "--test", "transcripts"])
            }
            Self::Document => {
                npm::install(TESTS)?;
                cargo_test(&["--workspace", "--test", "document"])
            }
            Self::Truth => {
                npm::install(TESTS)?;
                cargo_test(&["--workspace", "--test", "truth"])
            }
            Self::Types => {
                npm::install(TESTS)?;
                npm::install(chat::CLIENT)?;
                cargo_test(&["--workspace", "--test", "types"])
            }
            Self::Browser => browser(),
            Self::Template => template::run(),
            Self::Churn => churn(),
            Self::CompileTime => compile_time::run(),
            Self::Micro => Micro::default().run(),
            Self::Autobahn => autobahn::run(),
        }
    }

    /// Whether it runs only when it is asked for.
    fn takes_long(self) -> bool {
        matches!(self, Self::Churn | Self::Autobahn)
    }
}

/// One check: a program that succeeds or fails.
fn check(command: &mut Command) -> Result<Totals> {
    let status = follow(command, |_| {})?;
    Ok(passed_if(status.success()))
}

fn passed_if(good: bool) -> Totals {
    if good { Totals::PASSED } else { Totals::FAILED }
}

/// In the workspace the tests turn every feature on, so that code which lacks one would not be noticed there.
fn features() -> Result<Totals> {
    let mut totals = Totals::default();
    for feature in FEATURES {
        let mut clippy = cargo(["clippy", "--package", "wigwag", "--no-default-features"]);
        totals += check(clippy.args(["--features", feature, "--", "--deny", "warnings"]))?;
    }
    Ok(totals)
}

/// Proves that the layers without IO need no IO: by their dependencies, and by their tests.
fn pure() -> Result<Totals> {
    const PURE: [&str; 5] =
        ["--package", "wigwag", "--no-default-features", "--features", "__pure"];
    let mut tree = cargo(["tree", "--edges", "normal", "--prefix", "none"]);
    let mut impure = Vec::new();
    let status = follow(tree.args(PURE), |line| {
        let name = line.split(' ').next();
        impure.extend(IMPURE.iter().copied().filter(|&impure| name == Some(impure)));
    })?;
    if !impure.is_empty() {
        say(&format!("the pure layers depend on {}", impure.join(", ")));
    }
    let mut totals = passed_if(status.success() && impure.is_empty());
    totals += cargo_test(&[&PURE[..], &["--lib"]].concat())?;
    Ok(totals)
}

/// Lets official clients talk to servers of their own and to the smallest examples.
fn interop() -> Result<Totals> {
    npm::install(TESTS)?;
    npm::install("examples/hello")?;
    npm::install("examples/engine")?;
    let env = [
        ("WIGWAG_INTEROP_SERVER", binary("interop-server")?),
        ("WIGWAG_FIXTURE", binary("fixture")?),
        ("WIGWAG_HELLO", binary("wigwag-example-hello")?),
        ("WIGWAG_ENGINE_EXAMPLE", binary("wigwag-example-engine")?),
    ];
    node_test("tests/interop", &env)
}

/// Puts reverse proxies between official clients and a server.
fn proxies() -> Result<Totals> {
    npm::install(TESTS)?;
    let mut env = Vec::new();
    for package in [debian::NGINX, debian::HAPROXY, debian::OPENSSL] {
        let Some(program) = package.find_or_install()? else {
            return Ok(Totals::SKIPPED);
        };
        env.push(program);
    }
    env.push(("WIGWAG_INTEROP_SERVER", binary("interop-server")?));
    node_test("tests/proxies", &env)
}

/// Lets the client in Python, a second implementation, talk to a server.
fn python_clients() -> Result<Totals> {
    const FOLDER: &str = "tests/python";
    let Some(interpreter) = python::interpreter(FOLDER)? else {
        return Ok(Totals::SKIPPED);
    };
    let mut tests = program(interpreter);
    tests.arg(root().join(FOLDER).join("run.py"));
    tests.env("WIGWAG_INTEROP_SERVER", binary("interop-server")?);
    tests.env("WIGWAG_FIXTURE", binary("fixture")?);
    count(&mut tests, Totals::of_unittest)
}

/// Lets people in two tabs of a headless browser chat with each other.
fn browser() -> Result<Totals> {
    npm::install(TESTS)?;
    let Some(chromium) = debian::CHROMIUM.find_or_install()? else {
        return Ok(Totals::SKIPPED);
    };
    let assets = chat::bundle()?;
    let server = binary("chat")?;
    node_test("tests/browser", &[chromium, ("WIGWAG_CHAT", server), ("WIGWAG_CHAT_ASSETS", assets)])
}

/// The ordinary run cuts fewer clients off.
fn churn() -> Result<Totals> {
    let mut command = cargo(["test", "--package", "wigwag-tests", "--test", "churn"]);
    count(command.args(["--", "--nocapture"]).env("WIGWAG_CHURN", "5000"), Totals::of_cargo_test)
}

fn cargo_test(args: &[&str]) -> Result<Totals> {
    let mut command = cargo(["test", "--no-fail-fast"]);
    count(command.args(args), Totals::of_cargo_test)
}

/// Runs the test files of a folder with Node's own runner.
fn node_test(folder: &str, env: &[(&str, PathBuf)]) -> Result<Totals> {
    let mut files = Vec::new();
    for entry in root().join(folder).read_dir()? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    let mut command = program("node");
    command.args(["--test", "--test-reporter=spec"]).args(files).envs(env.iter().cloned());
    count(&mut command, Totals::of_node_test)
}

/// Runs a test runner and adds up what its lines say.
fn count(command: &mut Command, read: fn(&str) -> Option<Totals>) -> Result<Totals> {
    let mut totals = Totals::default();
    let status = follow(command, |line| totals += read(line).unwrap_or_default())?;
    // A runner can fail without a failed test: what it should run does not compile, for example.
    if !status.success() && totals.failed == 0 {
        totals += Totals::FAILED;
    }
    Ok(totals)
}

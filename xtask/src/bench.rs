//! `cargo xtask bench`: builds the servers and the load generator, and starts it.

use std::{ffi::OsString, process::ExitCode};

use crate::{
    Result, npm,
    process::{become_program, cargo, program, root, succeed},
};

/// The servers of others: packages of their own, each with its lock file.
const PEERS: &str = "tests/bench/peers";

/// Measures what the generator's arguments say.
pub(crate) fn run(arguments: &[OsString]) -> Result<ExitCode> {
    succeed(&mut cargo(["build", "--release", "--package", "wigwag-bench"]))?;
    let generator = root().join("target/release/wigwag-bench");
    // The generator knows which servers its arguments mean. What is wrong with them it says when it is started.
    let servers = program(&generator).args(arguments).arg("--list").output()?.stdout;
    for server in String::from_utf8(servers)?.lines() {
        prepare(server)?;
    }
    become_program(program(&generator).args(arguments))
}

/// Builds or installs a server.
fn prepare(server: &str) -> Result {
    let folder = format!("{PEERS}/{server}");
    if server == "wigwag" {
        succeed(&mut cargo(["build", "--release", "--package", "wigwag-tests", "--bin", "fixture"]))
    } else if root().join(&folder).join("Cargo.toml").exists() {
        let manifest = format!("{folder}/Cargo.toml");
        succeed(
            cargo(["build", "--release", "--locked", "--target-dir", "target/bench-peers"])
                .args(["--manifest-path", &manifest]),
        )
    } else {
        npm::install(&folder)
    }
}

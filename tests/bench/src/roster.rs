//! The servers that can be measured.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::versions::{self, Packages};

const LIMIT: Packages =
    Packages::Crates("tests/bench/peers/limit", &["hyper", "fastwebsockets", "tokio"]);
const SOCKETIOXIDE: Packages = Packages::Crates(
    "tests/bench/peers/socketioxide",
    &["socketioxide", "engineioxide", "axum", "tokio"],
);
const NODE: Packages =
    Packages::Modules("tests/bench/peers/node", &["socket.io", "engine.io", "ws"]);
const BUN: Packages =
    Packages::Modules("tests/bench/peers/bun", &["bun", "socket.io", "@socket.io/bun-engine"]);

/// A server, and how it is started from the root of the workspace.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The name on the command line.
    pub(crate) name: String,
    /// What it is, with its version.
    pub(crate) version: String,
    program: PathBuf,
    arguments: Vec<&'static str>,
    /// Whether it can have several threads.
    pub(crate) has_workers: bool,
}

impl Entry {
    /// A server with as many threads as `--workers` says.
    fn new(
        name: &str,
        packages: Packages,
        program: impl AsRef<Path>,
        arguments: &[&'static str],
    ) -> Self {
        Self {
            name: name.to_owned(),
            version: packages.versions(),
            program: program.as_ref().to_owned(),
            arguments: arguments.to_vec(),
            has_workers: true,
        }
    }

    /// A script, which has one thread.
    fn script(name: &str, packages: Packages, program: &str, script: &'static str) -> Self {
        Self { has_workers: false, ..Self::new(name, packages, program, &[script]) }
    }

    /// The fixture of wigwag, built from any commit.
    pub(crate) fn wigwag(name: &str, program: impl AsRef<Path>) -> Self {
        Self::new(name, Packages::Wigwag, program, &["load"])
    }

    /// How it is started.
    pub(crate) fn command(&self, threads: usize) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).args(["--port", "0"]);
        if self.has_workers {
            command.arg("--workers").arg(threads.to_string());
        }
        command
    }
}

/// Every server, wigwag first.
pub(crate) fn all() -> Vec<Entry> {
    let mut node = Entry::script("node", NODE, "node", "tests/bench/peers/node/server.mjs");
    node.version = format!("{}, {}", versions::of_program("node"), node.version);
    vec![
        Entry::wigwag("wigwag", "target/release/fixture"),
        Entry::new("limit", LIMIT, "target/bench-peers/release/limit", &[]),
        Entry::new(
            "socketioxide",
            SOCKETIOXIDE,
            "target/bench-peers/release/socketioxide-peer",
            &[],
        ),
        node,
        Entry::script(
            "bun",
            BUN,
            "tests/bench/peers/bun/node_modules/.bin/bun",
            "tests/bench/peers/bun/server.mjs",
        ),
    ]
}

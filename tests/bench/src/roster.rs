//! The servers that can be measured.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A server, and how it is started from the root of the workspace.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The name on the command line.
    pub(crate) name: String,
    /// What it is, with its version.
    pub(crate) version: String,
    program: PathBuf,
    arguments: Vec<&'static str>,
}

impl Entry {
    fn new(name: &str, program: impl AsRef<Path>, arguments: &[&'static str]) -> Self {
        Self {
            name: name.to_owned(),
            version: name.to_owned(),
            program: program.as_ref().to_owned(),
            arguments: arguments.to_vec(),
        }
    }

    /// The fixture of wigwag, built from any commit.
    pub(crate) fn wigwag(name: &str, program: impl AsRef<Path>) -> Self {
        Self::new(name, program, &["load", "--port", "0", "--workers", "1"])
    }

    /// How it is started.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        command
    }
}

/// Every server, wigwag first.
pub(crate) fn all() -> Vec<Entry> {
    vec![
        Entry::wigwag("wigwag", "target/release/fixture"),
        Entry::new("limit", "target/bench-peers/release/limit", &["--port", "0"]),
        Entry::new("socketioxide", "target/bench-peers/release/socketioxide-peer", &["--port", "0"]),
        Entry::new("node", "node", &["tests/bench/peers/node/server.mjs", "--port", "0"]),
        Entry::new(
            "bun",
            "tests/bench/peers/bun/node_modules/.bin/bun",
            &["tests/bench/peers/bun/server.mjs", "--port", "0"],
        ),
    ]
}

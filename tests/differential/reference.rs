//! The official servers, in a process of their own.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The process. It ends when it is dropped, or when this one ends.
#[derive(Debug)]
pub(crate) struct Reference {
    process: Child,
    /// Where each server listens.
    pub(crate) addresses: BTreeMap<String, SocketAddr>,
}

impl Reference {
    /// Starts the servers and waits until they listen.
    pub(crate) fn start() -> Result<Self, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut process = Command::new("node")
            .arg("differential/reference.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("node is needed: {error}"))?;
        let output = process.stdout.take().ok_or("the output is a pipe")?;
        let mut reference = Self { process, addresses: BTreeMap::new() };
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|error| error.to_string())?;
            if line == "ready" {
                return Ok(reference);
            }
            let (name, port) = line.split_once(" listening on ").ok_or_else(|| line.clone())?;
            let port: u16 = port.parse().map_err(|_| line.clone())?;
            reference.addresses.insert(name.to_owned(), (Ipv4Addr::LOCALHOST, port).into());
        }
        Err("the official servers did not start: install them with `npm ci` in tests/".to_owned())
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        // It has ended already, or ends now.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

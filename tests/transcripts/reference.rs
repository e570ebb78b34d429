//! The official server, in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::Result;

/// The process. It ends when it is dropped, or when this one ends.
#[derive(Debug)]
pub(crate) struct Reference {
    process: Child,
    /// Where it is told what to do.
    pub(crate) control: String,
}

impl Reference {
    pub(crate) fn start(compiled: &Path) -> Result<Self> {
        let mut process = Command::new("node")
            .arg(compiled.join("reference/main.js"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("the output is a pipe")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let control = line.trim_end().strip_prefix("listening on ").map(ToOwned::to_owned);
        let mut reference = Self { process, control: String::new() };
        reference.control = control.ok_or("the official server did not start")?;
        Ok(reference)
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        // It has ended already, or ends now.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

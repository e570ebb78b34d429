//! A program that gives generated TypeScript the form that a project's own has.

use std::{
    ffi::OsStr,
    io::{self, Write as _},
    path::Path,
    process::{Command, Output, Stdio},
    thread,
};

#[cfg(test)]
mod tests;

/// Stands for the file in the arguments.
const PATH: &str = "{path}";

/// A program that reads a file on its standard input and prints it as it should be.
#[derive(Clone, Debug)]
pub(crate) struct Formatter(Vec<String>);

impl Formatter {
    /// The program and its arguments; nothing when not even the program is named.
    pub(crate) fn new(command: Vec<String>) -> Option<Self> {
        (!command.is_empty()).then_some(Self(command))
    }

    /// Formats the text of the file `path`; the program runs in `root`.
    pub(crate) fn format(&self, root: &Path, path: &Path, text: &str) -> io::Result<String> {
        let Output { status, stdout, stderr } = self
            .run(root, path, text)
            .map_err(|error| self.failed(&format!("cannot be run: {error}")))?;
        if !status.success() {
            let stderr = String::from_utf8_lossy(&stderr);
            let words = format!("failed ({status}): {}", stderr.trim());
            return Err(self.failed(words.trim_end_matches(": ")));
        }
        match String::from_utf8(stdout) {
            Ok(formatted) if formatted.trim().is_empty() => {
                Err(self.failed("printed nothing; it must print the file that it reads"))
            }
            Ok(formatted) => Ok(formatted.replace("\r\n", "\n")),
            Err(_) => Err(self.failed("printed what is no UTF-8")),
        }
    }

    fn run(&self, root: &Path, path: &Path, text: &str) -> io::Result<Output> {
        let path = path.to_string_lossy();
        let mut words = self.0.iter().map(|word| word.replace(PATH, &path));
        let mut child = Command::new(words.next().unwrap_or_default())
            .args(words)
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        thread::scope(|scope| {
            // It may print before it has read everything, and both pipes have an end.
            scope.spawn(|| {
                // Who does not want the rest says why by its exit code.
                stdin.map(|mut stdin| stdin.write_all(text.as_bytes()))
            });
            child.wait_with_output()
        })
    }

    fn failed(&self, how: &str) -> io::Error {
        let program = self.0.first().map(OsStr::new).unwrap_or_default().to_string_lossy();
        io::Error::other(format!("the formatter `{program}` {how}"))
    }
}

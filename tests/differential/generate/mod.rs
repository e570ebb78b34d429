//! Scripts from random numbers: the same ones in each run, because the seeds are.

mod frames;
mod packets;
mod payloads;
mod queries;
mod random;

use self::random::Random;
use super::script::{self, Script};

/// Writes the steps of one script.
type Write = fn(&mut Random) -> Steps;

/// What is generated: a name, how many scripts, and how one is written.
const FAMILIES: [(&str, u64, Write); 4] = [
    ("queries", 40, queries::write),
    ("payloads", 60, payloads::write),
    ("frames", 60, frames::write),
    ("packets", 60, packets::write),
];

/// The generated scripts, or as many of each family as are wanted. The name of each has its seed.
pub(crate) fn scripts(wanted: Option<u64>) -> Result<Vec<Script>, String> {
    let mut scripts = Vec::new();
    for (family, count, write) in FAMILIES {
        for seed in 0..wanted.unwrap_or(count) {
            let steps = write(&mut Random::new(family, seed));
            let text = format!("=== {family}, seed {seed}\n{}", steps.0);
            scripts.extend(script::parse("generated", &text)?);
        }
    }
    Ok(scripts)
}

/// The lines of a script.
struct Steps(String);

impl Steps {
    fn new(server: &str) -> Self {
        Self(format!("server {server}\n"))
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.0 += line.as_ref();
        self.0.push('\n');
    }

    fn lines<const N: usize>(&mut self, lines: [&str; N]) {
        lines.into_iter().for_each(|line| self.line(line));
    }
}

/// Bytes as a script writes them.
fn literal(bytes: &[u8]) -> String {
    let mut text = String::new();
    for &byte in bytes {
        match byte {
            b'$' => text += "$$",
            b'\\' => text += r"\\",
            b' '..=b'~' => text.push(char::from(byte)),
            _ => text += &format!(r"\x{byte:02x}"),
        }
    }
    text
}

//! The programs: compiled together, and run one by one.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Result;

/// The transcripts of the behaviours of a program, by name.
pub(crate) type Transcripts = Vec<(String, Vec<String>)>;

/// Has the TypeScript compiler check everything, and gives the folder with what it made of it.
pub(crate) fn compile(folder: &Path) -> Result<PathBuf> {
    let packages = folder.with_file_name("node_modules");
    let output = Command::new("node")
        .arg(packages.join("typescript/bin/tsc"))
        .args(["--pretty", "false", "--project"])
        .arg(folder)
        .output()
        .map_err(|error| format!("node is needed: {error}"))?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        return Err(format!("tsc: {}", String::from_utf8_lossy(&said)).into());
    }
    Ok(packages.join(".cache/transcripts"))
}

/// Runs a program against the server that `control` starts.
pub(crate) fn run(program: &str, folder: &Path, control: &str) -> Result<Transcripts> {
    let output = Command::new("node")
        .arg(folder.join(program).with_extension("js"))
        .arg(control)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let mut transcripts = Transcripts::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        match (line.strip_prefix("=== "), transcripts.last_mut()) {
            (Some(name), _) => transcripts.push((format!("{program}/{name}"), Vec::new())),
            (None, Some((_, lines))) => lines.push(line.to_owned()),
            (None, None) => return Err(format!("what is `{line}`?").into()),
        }
    }
    if transcripts.is_empty() { Err("it has no behaviours".into()) } else { Ok(transcripts) }
}

//! Node and the packages that the front end and the tests need.

use std::{path::Path, process::Command};

use crate::{
    Result,
    process::{program, root, succeed},
};

/// Installs the packages of `folder` unless they are there as its lock file wants them.
pub(crate) fn install(folder: &str) -> Result {
    if is_installed(&root().join(folder)) {
        return Ok(());
    }
    succeed(npm(folder).args(["ci", "--no-audit", "--no-fund"]))
}

/// Runs a script of `folder`'s `package.json`.
pub(crate) fn run(folder: &str, name: &str) -> Result {
    succeed(&mut script(folder, name))
}

/// A script of `folder`'s `package.json`.
pub(crate) fn script(folder: &str, name: &str) -> Command {
    let mut command = npm(folder);
    command.args(["run", name]);
    command
}

fn npm(folder: &str) -> Command {
    let mut command = program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(root().join(folder));
    command
}

/// Whether npm has installed `folder` since its lock file was last changed.
fn is_installed(folder: &Path) -> bool {
    let modified = |file: &str| folder.join(file).metadata().and_then(|meta| meta.modified()).ok();
    match (modified("package-lock.json"), modified("node_modules/.package-lock.json")) {
        (Some(wanted), Some(installed)) => installed >= wanted,
        _ => false,
    }
}

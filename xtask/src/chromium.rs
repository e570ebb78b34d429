//! The browser of the browser tests.

use std::{env, path::PathBuf};

use crate::{
    Result,
    process::{program, say, succeed},
};

/// The names under which systems install it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Finds Chromium, or installs it where that is possible: as root on Debian and its relatives.
pub(crate) fn find_or_install() -> Result<Option<PathBuf>> {
    if let Some(found) = find() {
        return Ok(Some(found));
    }
    if !can_install() {
        say("no Chromium is installed: install it (on Debian: apt-get install chromium)");
        return Ok(None);
    }
    succeed(apt_get().arg("update"))?;
    succeed(apt_get().args(["install", "--yes", "--no-install-recommends", "chromium"]))?;
    Ok(find())
}

/// The browser that `CHROMIUM` names, or the first that is on the path.
fn find() -> Option<PathBuf> {
    if let Some(chosen) = env::var_os("CHROMIUM") {
        return Some(chosen.into());
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

fn can_install() -> bool {
    let is_root = program("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    is_root && PathBuf::from("/etc/debian_version").exists()
}

fn apt_get() -> std::process::Command {
    let mut command = program("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

//! Contracts that no list names: found in the sources, since nothing else knows of them.

mod contracts;
mod sources;

use std::{
    collections::BTreeSet,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use crate::Api;

#[cfg(test)]
mod tests;

/// A `#[socket_events]` trait in the sources of a project that is in no `api!` list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unlisted {
    /// From the root of the project, with slashes.
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) name: String,
    /// `None` when it is not written as text in the attribute.
    pub(crate) namespace: Option<String>,
}

impl fmt::Display for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, .. } = self;
        write!(f, "{path}:{line}: {}", self.fault())
    }
}

impl Unlisted {
    /// What is wrong, without where.
    pub(crate) fn fault(&self) -> String {
        let namespace = self.namespace.iter().map(|namespace| format!(" ({namespace})"));
        format!("`{}`{} is in no `api!` list", self.name, namespace.collect::<String>())
    }
}

/// What to do about it.
pub(crate) const REMEDY: &str = "Contracts that no `api!` list names are in no document and in no client. List them, \
     or say that they are to stay out: `// wigwag: unlisted` above the attribute, or `exclude` of \
     [scan] in wigwag.toml.";

/// Looks for contracts in the sources below `root` that `apis` do not list. `excluded` are files and
/// folders that are not looked at, from there.
///
/// A folder that is no Cargo package has no sources.
///
/// # Errors
///
/// When a file or a folder cannot be read.
pub(crate) fn unlisted<'a>(
    root: &Path,
    apis: impl IntoIterator<Item = &'a Api>,
    excluded: &[PathBuf],
) -> io::Result<Vec<Unlisted>> {
    if !root.join("Cargo.toml").exists() {
        return Ok(Vec::new());
    }
    let listed: BTreeSet<_> = apis.into_iter().flat_map(Api::contracts).collect();
    let is_listed = |contract: &contracts::Contract| match &contract.namespace {
        Some(namespace) => listed.contains(&(&contract.name, namespace)),
        None => listed.iter().any(|(name, _)| *name == contract.name),
    };
    let mut unlisted = Vec::new();
    for path in sources::sources(root, excluded)? {
        // What is no UTF-8 is no Rust.
        let Ok(text) = String::from_utf8(fs::read(root.join(&path))?) else { continue };
        for contract in contracts::contracts(&text).into_iter().filter(|found| !is_listed(found)) {
            let contracts::Contract { line, name, namespace } = contract;
            let path = path.to_string_lossy().replace('\\', "/");
            unlisted.push(Unlisted { path, line, name, namespace });
        }
    }
    Ok(unlisted)
}

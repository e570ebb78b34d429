//! What exactly is measured, read where it is pinned.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

/// The packages that a server is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Packages {
    /// This workspace.
    Wigwag,
    /// Crates, pinned by the `Cargo.lock` in this folder.
    Crates(&'static str, &'static [&'static str]),
    /// Packages of npm, pinned by the `package-lock.json` in this folder.
    Modules(&'static str, &'static [&'static str]),
}

impl Packages {
    /// Their names and versions; without a version where that is not pinned.
    pub(crate) fn versions(self) -> String {
        match self {
            Self::Wigwag => format!("wigwag {}", env!("CARGO_PKG_VERSION")),
            Self::Crates(folder, names) => {
                let lock = read(folder, "Cargo.lock");
                list(names, |name| crate_version(&lock, name))
            }
            Self::Modules(folder, names) => {
                let lock = serde_json::from_str(&read(folder, "package-lock.json"));
                let lock: Value = lock.unwrap_or_default();
                list(names, |name| module_version(&lock, name))
            }
        }
    }
}

/// The version that a program says it has.
pub(crate) fn of_program(program: &str) -> String {
    let said = Command::new(program).arg("--version").output();
    let said = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    format!("{program} {}", said.unwrap_or_default())
}

fn read(folder: &str, lock: &str) -> String {
    fs::read_to_string(Path::new(folder).join(lock)).unwrap_or_default()
}

fn list(names: &[&str], version: impl Fn(&str) -> Option<String>) -> String {
    let versions = names.iter().map(|name| match version(name) {
        Some(version) => format!("{name} {version}"),
        None => (*name).to_owned(),
    });
    versions.collect::<Vec<_>>().join(", ")
}

/// In a `Cargo.lock` the version is the line behind the name.
fn crate_version(lock: &str, name: &str) -> Option<String> {
    let (_, behind) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    Some(behind.split_once('"')?.0.to_owned())
}

fn module_version(lock: &Value, name: &str) -> Option<String> {
    let module = &lock["packages"][format!("node_modules/{name}")];
    Some(module["version"].as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_of_a_crate_is_that_of_its_own_entry() {
        let lock = "[[package]]\nname = \"hyper-util\"\nversion = \"0.1.9\"\n\n\
                    [[package]]\nname = \"hyper\"\nversion = \"1.12.0\"\n";
        assert_eq!(crate_version(lock, "hyper").as_deref(), Some("1.12.0"));
        assert_eq!(crate_version(lock, "tokio"), None);
    }

    #[test]
    fn version_of_a_module_is_that_of_its_folder() {
        let lock =
            serde_json::json!({ "packages": { "node_modules/ws": { "version": "8.18.3" } } });
        assert_eq!(module_version(&lock, "ws").as_deref(), Some("8.18.3"));
        assert_eq!(module_version(&lock, "bun"), None);
    }

    #[test]
    fn what_is_not_pinned_is_named_without_a_version() {
        let version = |name: &str| (name == "a").then(|| "1".to_owned());
        assert_eq!(list(&["a", "b"], version), "a 1, b");
    }
}

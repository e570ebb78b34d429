//! Programs that some tests need and that Debian packages.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Result,
    process::{program, say, succeed},
};

/// The browser of the browser tests.
pub(crate) const CHROMIUM: Package = Package {
    name: "chromium",
    variable: "CHROMIUM",
    programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
};

/// A reverse proxy.
pub(crate) const NGINX: Package =
    Package { name: "nginx", variable: "NGINX", programs: &["nginx"] };

/// A reverse proxy.
pub(crate) const HAPROXY: Package =
    Package { name: "haproxy", variable: "HAPROXY", programs: &["haproxy"] };

/// What makes the certificates of the proxies.
pub(crate) const OPENSSL: Package =
    Package { name: "openssl", variable: "OPENSSL", programs: &["openssl"] };

/// What counts instructions.
pub(crate) const VALGRIND: Package =
    Package { name: "valgrind", variable: "VALGRIND", programs: &["valgrind"] };

/// Where systems install servers; the path of a user who is not root often lacks them.
const SERVER_FOLDERS: [&str; 2] = ["/usr/local/sbin", "/usr/sbin"];

/// A program and the package that it comes with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package {
    /// The package's name in Debian.
    name: &'static str,
    /// The environment variable that names the program, both to us and to the tests.
    variable: &'static str,
    /// The names under which systems install the program.
    programs: &'static [&'static str],
}

impl Package {
    /// Finds the program, or installs it where that is possible: as root on Debian and its relatives. Gives the environment variable
    /// by which tests find it.
    pub(crate) fn find_or_install(self) -> Result<Option<(&'static str, PathBuf)>> {
        if self.find().is_none() && !install(self.name)? {
            return Ok(None);
        }
        Ok(self.find().map(|program| (self.variable, program)))
    }

    /// The program that the environment variable names, or the first that is installed.
    fn find(self) -> Option<PathBuf> {
        if let Some(chosen) = env::var_os(self.variable) {
            return Some(chosen.into());
        }
        let path = env::var_os("PATH").unwrap_or_default();
        env::split_paths(&path)
            .chain(SERVER_FOLDERS.map(PathBuf::from))
            .flat_map(|folder| self.programs.iter().map(move |name| folder.join(name)))
            .find(|candidate| candidate.is_file())
    }
}

/// Installs a package, or says what to install and gives `false`.
pub(crate) fn install(package: &str) -> Result<bool> {
    if !can_install() {
        say(&format!("{package} is missing: install it (on Debian: apt-get install {package})"));
        return Ok(false);
    }
    succeed(apt_get().arg("update"))?;
    succeed(apt_get().args(["install", "--yes", "--no-install-recommends", package]))?;
    Ok(true)
}

fn can_install() -> bool {
    let is_root = program("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    is_root && Path::new("/etc/debian_version").exists()
}

fn apt_get() -> Command {
    let mut command = program("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

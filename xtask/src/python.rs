//! Python and the packages that the client in Python needs.

use std::{fs, path::PathBuf};

use crate::{
    Result, debian,
    process::{program, root, succeed},
};

/// Where the packages are installed.
const ENVIRONMENT: &str = "target/python";

/// Gives an interpreter that has the packages of `folder`'s `requirements.txt`; installs what is missing of them. `None` where Python
/// cannot make an environment for them.
pub(crate) fn interpreter(folder: &str) -> Result<Option<PathBuf>> {
    let environment = root().join(ENVIRONMENT);
    let interpreter =
        environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = root().join(folder).join("requirements.txt");
    let installed = environment.join("requirements.txt");
    if fs::read(&installed).is_ok_and(|installed| fs::read(&wanted).is_ok_and(|it| it == installed))
    {
        return Ok(Some(interpreter));
    }
    if !makes_environments() && !debian::install("python3-venv")? {
        return Ok(None);
    }
    succeed(program("python3").args(["-m", "venv", "--clear", ENVIRONMENT]))?;
    let mut pip = program(&interpreter);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    succeed(pip.arg(&wanted))?;
    fs::copy(wanted, installed)?;
    Ok(Some(interpreter))
}

/// Whether Python has what an environment is made with; Debian packages that apart.
fn makes_environments() -> bool {
    let mut check = program("python3");
    check.args(["-c", "import ensurepip, venv"]);
    check.output().is_ok_and(|output| output.status.success())
}

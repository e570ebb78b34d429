//! The command line.

use std::process::ExitCode;

use crate::Project;

/// Runs the command line on the arguments of this process.
pub fn cli(project: impl Into<Project>) -> ExitCode {
    let _project = project.into();
    todo!()
}

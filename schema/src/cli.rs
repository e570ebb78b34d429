//! The command line of a project's `xtask`.

use std::{
    error::Error as _,
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::Project;

#[cfg(test)]
mod tests;

/// Runs the command line on the arguments of this process.
///
/// It is the whole `main` of a project's `xtask`:
///
/// ```no_run
/// # mod my_api { pub fn api() -> wigwag_schema::Api { wigwag_schema::Api::new("Chat", "1.0.0") } }
/// fn main() -> std::process::ExitCode {
///     wigwag_schema::cli(my_api::api())
/// }
/// ```
///
/// | Command | Does | Exit code |
/// |---|---|---|
/// | `gen-ts` | writes the files that are not fresh | 0; 1 when a contract or a file is at fault |
/// | `gen-ts --check` | writes nothing, prints a diff for each stale file | 0; 1 also when one is stale |
pub fn cli(project: impl Into<Project>) -> ExitCode {
    let code = run(
        &project.into(),
        std::env::args_os(),
        &mut io::stdout().lock(),
        &mut io::stderr().lock(),
    );
    // Nobody reads what is printed: the exit code is all that is left to say so.
    code.unwrap_or(ExitCode::FAILURE)
}

#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the document, the schemas and the TypeScript client from the contracts.
    GenTs {
        /// Write nothing; show what is stale and fail if anything is.
        #[arg(long)]
        check: bool,
    },
}

fn run(
    project: &Project,
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut impl Write,
    errors: &mut impl Write,
) -> io::Result<ExitCode> {
    let check = match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command: Command::GenTs { check } }) => check,
        Err(error) if error.use_stderr() => {
            write!(errors, "{error}")?;
            return Ok(ExitCode::from(2));
        }
        Err(help) => {
            write!(out, "{help}")?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    match if check { project.check() } else { project.write() } {
        Ok(report) => {
            write!(out, "{report}")?;
            Ok(if report.is_fresh() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Err(error) => {
            write!(errors, "error: {error}")?;
            let mut cause = error.source();
            while let Some(source) = cause {
                write!(errors, ": {source}")?;
                cause = source.source();
            }
            writeln!(errors)?;
            Ok(ExitCode::FAILURE)
        }
    }
}

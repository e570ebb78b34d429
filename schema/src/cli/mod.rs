//! The command line of a project's `xtask`.

use std::{
    error::Error,
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::Project;

mod gen_ts;
mod github;
mod import_ts;

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
/// | `gen-ts` | writes the files that are not fresh | 0; 1 when a contract or a file is at fault, or a contract is in no list |
/// | `gen-ts --check` | writes nothing, prints a diff for each stale file | 0; 1 also when one is stale |
/// | `import-ts <FILE>…` | prints a contract's skeleton, made of event maps that were written by hand in TypeScript | 0; 1 when a file is at fault |
///
/// Arguments that make no sense end every command with 2.
///
/// `gen-ts --format github` shows what it finds as annotations of GitHub Actions, too.
///
/// # Contracts in no list
///
/// `gen-ts` looks through the Rust sources of the workspace for `#[socket_events]` traits, and reports those
/// that no API lists: they would be missing in the document and in the client without a word. Tests, benches and
/// examples are not looked at, nor are other workspaces in folders below. A trait that is to stay out is marked,
/// on the line above the attribute:
///
/// ```text
/// // wigwag: unlisted, since only our own load test speaks it
/// #[socket_events(namespace = "/load")]
/// ```
///
/// # Configuration
///
/// `wigwag.toml` in the [root](Project::root) of the project. It may be absent, and so may all in it;
/// what it may not hold is anything else, which ends every command with 1.
///
/// ```toml
/// # Where the files of the API are generated. Only for a project that was made of an `Api` alone.
/// [generate]
/// asyncapi = "api/asyncapi.json"
/// schema = "api/schema.json"
/// typescript = "web/src/api.gen.ts"
///
/// # Files and folders in which contracts may be in no list.
/// [scan]
/// exclude = ["tools/load"]
/// ```
pub fn cli(project: impl Into<Project>) -> ExitCode {
    cli_from(project, std::env::args_os())
}

/// Runs the command line on `arguments`, of which the first is the name of the program.
///
/// For an `xtask` that has commands of its own and passes the others on. See [`cli`].
pub fn cli_from(
    project: impl Into<Project>,
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
) -> ExitCode {
    let arguments = arguments.into_iter().map(Into::into);
    let code = run(project.into(), arguments, &mut io::stdout().lock(), &mut io::stderr().lock());
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
    GenTs(gen_ts::Args),
    /// Write a contract's skeleton from event maps that were written by hand in TypeScript.
    ImportTs(import_ts::Args),
}

fn run(
    project: Project,
    arguments: impl Iterator<Item = OsString>,
    out: &mut impl Write,
    errors: &mut impl Write,
) -> io::Result<ExitCode> {
    let command = match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command }) => command,
        Err(error) if error.use_stderr() => {
            write!(errors, "{error}")?;
            return Ok(ExitCode::from(2));
        }
        Err(help) => {
            write!(out, "{help}")?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    let project = match project.configured() {
        Ok(project) => project,
        Err(error) => return fail(&error, errors),
    };
    match command {
        Command::GenTs(args) => gen_ts::run(&args, &project, out, errors),
        Command::ImportTs(args) => import_ts::run(&args, out, errors),
    }
}

/// Says what went wrong, down to the first cause.
fn fail(error: &dyn Error, errors: &mut impl Write) -> io::Result<ExitCode> {
    write!(errors, "error: {error}")?;
    let mut cause = error.source();
    while let Some(source) = cause {
        write!(errors, ": {source}")?;
        cause = source.source();
    }
    writeln!(errors)?;
    Ok(ExitCode::FAILURE)
}

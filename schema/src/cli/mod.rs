//! The command line of a project's `xtask`.

use std::{
    error::Error,
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::Project;

mod diff;
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
/// | `schema diff` | tells what changed since the contract that clients go by, and who breaks | 0; 2 when somebody breaks; 1 when the two cannot be compared |
/// | `import-ts <FILE>…` | prints a contract's skeleton, made of event maps that were written by hand in TypeScript | 0; 1 when a file is at fault |
///
/// Arguments that make no sense end every command with 1.
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
/// [generate]
/// # Where the files of the API are generated. Only for a project that was made of an `Api` alone.
/// asyncapi = "api/asyncapi.json"
/// schema = "api/schema.json"
/// typescript = "web/src/api.gen.ts"
/// # Validators beside the client, see `Outputs::validators`. Default: none.
/// validators = "web/src/api.validators.gen.ts"
///
/// # Formats generated TypeScript: a program that reads it on its standard input and prints it. It is run in
/// # the root of the project, without a shell; `{path}` is the file. Default: it stays as it is. Checks run it,
/// # too, so that everybody must have the same version of it.
/// format-cmd = ["npx", "prettier", "--stdin-filepath", "{path}"]
///
/// # Files and folders in which contracts may be in no list.
/// [scan]
/// exclude = ["tools/load"]
///
/// # What `schema diff` compares with, when no `--base` says otherwise: a git ref.
/// [diff]
/// base = "origin/main"
///
/// # A change for the worse that is meant, as `schema diff` names it, and the last day on which it is
/// # allowed. With a `*` at its end, `where` is all that starts so.
/// [[diff.allow]]
/// rule = "field-removed"
/// where = "Message.color"
/// reason = "no client ever showed it"
/// expires = 2027-03-31
/// ```
///
/// # Comparing contracts
///
/// `schema diff` compares the contracts in the code with the generated documents of an earlier state,
/// which it takes out of git: `--base <ref>`, by default `origin/main`, or else the branch that
/// `origin/HEAD` leads to. `--base <file>` is a document itself. A document that was not there is a
/// new contract, which breaks nobody.
///
/// What counts is who writes a value and who reads it: old clients write to the new server, and the
/// new server writes to them; servers of one cluster do both during a deploy. `--level wire` looks at
/// programs that run; `--level source` also at TypeScript that was written for the old client and is
/// compiled with the new one. What is *dangerous* does not fail the command.
///
/// `--format text` is for people. `--format github` prints annotations for workflows of GitHub.
/// `--format json` prints one object:
///
/// | Key | Is |
/// |---|---|
/// | `format` | 1; raised when something is taken away from this form |
/// | `base`, `level` | what was compared with, `wire` or `source` |
/// | `breaking`, `dangerous`, `ok`, `allowed` | how many findings there are |
/// | `apis` | for each API its `title`, the path of its `document`, whether it `is_new`, and its `findings` |
/// | `notes` | what should be known about the configuration |
///
/// A finding has a `rule`, a `severity` (`breaking`, `dangerous`, `ok`), `where` it is, its `detail`,
/// `explanation` and `repair`, in words; `places`, each a `namespace`, with `event` (`kind` and `name`),
/// `part` and `path` or null; and `allowed`, an object with `reason` and `expires` or null.
///
/// These are the rules. "TypeScript" is what `--level source` adds.
///
#[doc = include_str!("../docs/compatibility.md")]
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
    /// Look after the contracts as they change.
    #[command(subcommand)]
    Schema(Schema),
}

#[derive(Subcommand)]
enum Schema {
    /// Compare the contracts with an earlier state, and fail if somebody breaks.
    Diff(diff::Args),
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
            return Ok(ExitCode::FAILURE);
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
        Command::Schema(Schema::Diff(args)) => diff::run(&args, &project, out, errors),
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

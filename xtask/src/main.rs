//! The project's commands: `cargo xtask <command>`.

mod autobahn;
mod bench;
mod chat;
mod compile_time;
mod contracts;
mod debian;
mod micro;
mod npm;
mod process;
mod python;
mod test;

use std::{ffi::OsString, net::SocketAddr, process::ExitCode};

use clap::{Args, Parser};

use crate::{micro::Micro, test::Step};

/// What a command comes to: its error is printed by `main`.
type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The project's commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Write the documents and TypeScript clients that are generated from the contracts.
    #[command(disable_help_flag = true)]
    GenTs(Passed),
    /// Look after the contracts as they change.
    #[command(disable_help_flag = true)]
    Schema(Passed),
    /// Print a contract's skeleton, made of event maps that were written by hand in TypeScript.
    #[command(disable_help_flag = true)]
    ImportTs(Passed),
    /// Bundle the chat's front end and serve the chat until Ctrl-C.
    Chat {
        /// Where to listen; port 0 takes a free one [default: HOST and PORT, or 127.0.0.1:3000].
        #[arg(long, value_name = "ADDR")]
        listen: Option<SocketAddr>,
    },
    /// Count the instructions of the micro-benchmarks, and compare them with those that are kept.
    Micro(Micro),
    /// Measure wigwag and its peers side by side.
    #[command(disable_help_flag = true)]
    Bench(Passed),
    /// Run every test, or the named steps; the last line counts what passed and failed.
    ///
    /// A single step writes what it does. Of several there is a line each, and what was said about a failure.
    Test {
        /// Run the steps that take long, too.
        #[arg(long)]
        full: bool,
        /// Run these steps only.
        #[arg(value_name = "STEP")]
        steps: Vec<Step>,
    },
}

/// What the library understands, which says more about it with `--help`.
#[derive(Debug, Args)]
struct Passed {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::GenTs(Passed { arguments }) => Ok(contracts::run("gen-ts", arguments)),
        Command::Schema(Passed { arguments }) => Ok(contracts::run("schema", arguments)),
        Command::ImportTs(Passed { arguments }) => Ok(contracts::run("import-ts", arguments)),
        Command::Chat { listen } => chat::run(listen),
        Command::Micro(micro) => micro.run().map(test::tell),
        Command::Bench(Passed { arguments }) => bench::run(&arguments),
        Command::Test { full, steps } => test::run(&steps, full),
    };
    done.unwrap_or_else(|error| {
        process::say_error(&*error);
        ExitCode::FAILURE
    })
}

//! `gen-ts`: the files that are generated from the contracts.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use super::fail;
use crate::Project;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Write nothing; show what is stale and fail if anything is.
    #[arg(long)]
    check: bool,
}

pub(super) fn run(
    args: &Args,
    project: &Project,
    out: &mut impl Write,
    errors: &mut impl Write,
) -> io::Result<ExitCode> {
    match if args.check { project.check() } else { project.write() } {
        Ok(report) => {
            write!(out, "{report}")?;
            Ok(if report.is_fresh() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Err(error) => fail(&error, errors),
    }
}

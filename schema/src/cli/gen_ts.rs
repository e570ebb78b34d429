//! `gen-ts`: the files that are generated from the contracts.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::ValueEnum;

use super::{
    fail,
    github::{Annotation, Weight},
};
use crate::{
    Project, ProjectError, Report, Status,
    project::COMMAND,
    scan::{self, Unlisted},
};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Write nothing; show what is stale and fail if anything is.
    #[arg(long)]
    check: bool,
    /// For whom faults are shown.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For people, and as annotations of GitHub Actions.
    Github,
}

pub(super) fn run(
    args: &Args,
    project: &Project,
    out: &mut impl Write,
    errors: &mut impl Write,
) -> io::Result<ExitCode> {
    let (report, unlisted) = match visit(project, args.check) {
        Ok(found) => found,
        Err(error) => return fail(&error, errors),
    };
    write!(out, "{report}")?;
    for contract in &unlisted {
        writeln!(out, "unlisted {contract}")?;
    }
    if !unlisted.is_empty() {
        writeln!(out, "{}", scan::REMEDY)?;
    }
    if args.format == Format::Github {
        annotate(&report, &unlisted, out)?;
    }
    let is_good = report.is_fresh() && unlisted.is_empty();
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn visit(project: &Project, check: bool) -> Result<(Report, Vec<Unlisted>), ProjectError> {
    let unlisted = project.unlisted()?;
    let report = if check { project.check() } else { project.write() }?;
    Ok((report, unlisted))
}

fn annotate(report: &Report, unlisted: &[Unlisted], out: &mut impl Write) -> io::Result<()> {
    for file in report.files() {
        let Status::Stale { diff } = &file.status else { continue };
        let annotation = Annotation {
            weight: Weight::Error,
            file: &file.path.to_string_lossy(),
            line: first_difference(diff),
            title: "Generated file is stale",
            message: &format!("To generate it again: {COMMAND}"),
        };
        writeln!(out, "{annotation}")?;
    }
    for contract in unlisted {
        let annotation = Annotation {
            weight: Weight::Error,
            file: &contract.path,
            line: contract.line,
            title: "Contract is not listed",
            message: &format!("{}\n{}", contract.fault(), scan::REMEDY),
        };
        writeln!(out, "{annotation}")?;
    }
    Ok(())
}

/// The line of the file on disk where a unified diff begins to differ.
fn first_difference(diff: &str) -> usize {
    let mut lines = diff.lines().skip_while(|line| !line.starts_with("@@ -"));
    let hunk = lines.next().and_then(|line| line.strip_prefix("@@ -"));
    let start = hunk.and_then(|hunk| hunk.split([',', ' ']).next()?.parse::<usize>().ok());
    let unchanged = lines.take_while(|line| line.starts_with(' ')).count();
    // What was not there before counts from 0.
    start.map_or(1, |start| start + unchanged).max(1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn a_difference_is_at_the_line_on_disk() {
        let head = "--- a (on disk)\n+++ a (generated)\n";
        let check = |hunk: &str, line| assert_eq!(first_difference(&format!("{head}{hunk}")), line);
        check("@@ -7,5 +7,5 @@\n a\n \n b\n-c\n+d\n", 10);
        check("@@ -1 +1 @@\n-a\n+b\n", 1);
        check("@@ -0,0 +1,2 @@\n+a\n+b\n", 1);
        check("", 1);
    }
}

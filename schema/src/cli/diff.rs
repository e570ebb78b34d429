//! `schema diff`: what changed since the contract that clients go by, and who breaks.

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use self::{
    allowances::{Allowances, Judged},
    base::{Base, BaseError},
};
use super::fail;
use crate::{
    Project,
    config::{self, Config},
    diff::{Level, Severity, compare},
    document,
};

mod allowances;
mod base;
mod github;
mod json;
mod text;

#[cfg(test)]
mod tests;

#[derive(clap::Args)]
pub(super) struct Args {
    /// What to compare with: a git ref, or the file of a document
    /// [default: `base` under `[diff]` in wigwag.toml, or else origin/main]
    #[arg(long, value_name = "REF|FILE")]
    base: Option<String>,
    /// Whose programs to look at
    #[arg(long, value_enum, default_value_t = Level::Wire)]
    level: Level,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// Annotations of GitHub's workflows.
    Github,
    /// For programs.
    Json,
}

/// Everything that there is to say.
struct Outcome {
    base: String,
    level: Level,
    apis: Vec<Comparison>,
    /// What the people who configured this should know.
    notes: Vec<String>,
}

/// What became of one API.
struct Comparison {
    title: String,
    /// The path of its document.
    document: PathBuf,
    /// There was no document to compare with.
    is_new: bool,
    findings: Vec<Judged>,
}

impl Outcome {
    /// How many findings there are of one severity, without those that are allowed.
    fn count(&self, severity: Severity) -> usize {
        let findings = self.apis.iter().flat_map(|api| &api.findings);
        findings
            .filter(|judged| judged.allowed.is_none() && judged.finding.severity == severity)
            .count()
    }

    fn count_allowed(&self) -> usize {
        let findings = self.apis.iter().flat_map(|api| &api.findings);
        findings.filter(|judged| judged.allowed.is_some()).count()
    }
}

/// The exit code is 2 when something breaks, so that it cannot be taken for a failure of the command.
pub(super) fn run(
    args: &Args,
    project: &Project,
    out: &mut impl Write,
    errors: &mut impl Write,
) -> io::Result<ExitCode> {
    let outcome = match look(args, project) {
        Ok(outcome) => outcome,
        Err(error) => return fail(&*error, errors),
    };
    match args.format {
        Format::Text => text::write(&outcome, out)?,
        Format::Github => github::write(&outcome, out)?,
        Format::Json => json::write(&outcome, out)?,
    }
    let is_broken = outcome.count(Severity::Breaking) > 0;
    Ok(if is_broken { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

fn look(args: &Args, project: &Project) -> Result<Outcome, Box<dyn Error>> {
    let Config { diff: config::Diff { base, allow }, .. } = Config::load(project)?;
    let mut allowances = Allowances::new(allow, config::today())?;
    let mut notes = Vec::new();
    let documents: Vec<_> = project
        .documents()?
        .into_iter()
        .filter_map(|(outputs, document)| Some((outputs.asyncapi.clone()?, document)))
        .collect();
    if documents.is_empty() {
        return Err(BaseError::new("no API of the project has a document to compare").into());
    }
    let folder = project.folder();
    let wanted = args.base.as_deref().or(base.as_deref());
    let base = Base::find(&folder, wanted, &mut notes)?;
    if base.is_file() && documents.len() > 1 {
        let message = "the project has several APIs, which cannot be compared with one file; \
                       name a git ref";
        return Err(BaseError::new(message).into());
    }
    let mut apis = Vec::new();
    for (path, new) in documents {
        let old = match base.read(&path)? {
            Some(text) => Some(document::contract(&text).map_err(|error| {
                BaseError::new(format!("{} as of {base}", path.display())).because(error)
            })?),
            None => None,
        };
        let changes = old.as_ref().map(|old| compare(old, new.contract(), args.level));
        apis.push(Comparison {
            title: new.contract().title.clone(),
            document: path,
            is_new: old.is_none(),
            findings: changes.into_iter().flatten().map(|found| allowances.judge(found)).collect(),
        });
    }
    notes.extend(allowances.notes());
    Ok(Outcome { base: base.to_string(), level: args.level, apis, notes })
}

//! `wigwag.toml`: what a project says about its files outside of Rust.

use std::{fmt, fs, io, path::PathBuf};

use serde::Deserialize;

use crate::{Outputs, Project, formatter::Formatter};

mod allowance;

pub(crate) use self::allowance::Allowance;
#[cfg(feature = "cli")]
pub(crate) use self::allowance::today;

#[cfg(test)]
mod tests;

/// The name of the file, in the root of the project.
pub(crate) const FILE: &str = "wigwag.toml";

/// The whole file. What is not here is a mistake, told with its line and what may stand there.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Config {
    generate: Generate,
    scan: Scan,
    pub(crate) diff: Diff,
}

/// Where to put the generated files, and how they look; absent paths stay the usual ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Generate {
    asyncapi: Option<PathBuf>,
    schema: Option<PathBuf>,
    typescript: Option<PathBuf>,
    validators: Option<PathBuf>,
    /// The program that formats TypeScript, and its arguments.
    format_cmd: Option<Vec<String>>,
}

/// Where to look for contracts that no API lists.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Scan {
    /// Files and folders that are not looked at.
    exclude: Vec<PathBuf>,
}

/// What `schema diff` compares with, and what it should put up with.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Diff {
    /// A git ref.
    pub(crate) base: Option<String>,
    pub(crate) allow: Vec<Allowance>,
}

impl Config {
    /// Reads the configuration of `project`; a project without one has the defaults.
    pub(crate) fn load(project: &Project) -> Result<Self, ConfigError> {
        match fs::read_to_string(project.folder().join(FILE)) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(ConfigError(error.to_string())),
        }
    }

    fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| ConfigError(error.to_string().trim_end().to_owned()))
    }

    /// The project with everything as it is configured.
    pub(crate) fn apply(&self, project: Project) -> Result<Project, ConfigError> {
        #[cfg(feature = "cli")]
        let project = project.unscanned(&self.scan.exclude);
        let project = match &self.generate.format_cmd {
            Some(command) => project.formatted_by(formatter(command)?),
            None => project,
        };
        if !self.generate.names_files() {
            return Ok(project);
        }
        project.with_usual_outputs(|usual| self.generate.outputs(usual)).ok_or_else(|| {
            ConfigError(
                "the paths in [generate] have no effect, since the program names the files of its APIs itself; \
                 remove them, or let the program pass an `Api` without `Outputs`"
                    .to_owned(),
            )
        })
    }
}

fn formatter(command: &[String]) -> Result<Formatter, ConfigError> {
    let formatter = Formatter::new(command.to_vec());
    formatter.ok_or_else(|| ConfigError("format-cmd in [generate] names no program".to_owned()))
}

impl Generate {
    fn names_files(&self) -> bool {
        Self { format_cmd: None, ..self.clone() } != Self::default()
    }

    fn outputs(&self, mut outputs: Outputs) -> Outputs {
        if let Some(path) = &self.asyncapi {
            outputs = outputs.asyncapi(path);
        }
        if let Some(path) = &self.schema {
            outputs = outputs.schema(path);
        }
        if let Some(path) = &self.typescript {
            outputs = outputs.typescript(path);
        }
        if let Some(path) = &self.validators {
            outputs = outputs.validators(path);
        }
        outputs
    }
}

/// A configuration that cannot be used, in words.
#[derive(Debug)]
pub(crate) struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FILE}: {}", self.0)
    }
}

impl std::error::Error for ConfigError {}

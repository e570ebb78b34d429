//! The generated files of a project: write them, or check that they are fresh.

use std::{
    collections::BTreeSet,
    env,
    ffi::OsStr,
    fmt, io,
    path::{Path, PathBuf},
};

#[cfg(feature = "cli")]
use crate::scan::{self, Unlisted};
use crate::{
    Api, ContractError, Document,
    artifact::Artifact,
    config::{Config, ConfigError},
    formatter::Formatter,
    typescript::validators::import_path,
};

#[cfg(test)]
mod tests;

/// The command that generated files and messages name.
pub(crate) const COMMAND: &str = "cargo xtask gen-ts";

/// The APIs of a project and the files that are generated from them.
///
/// # Examples
///
/// What the test that `wigwag::contract_test!` writes does: it fails when somebody changes a contract
/// and forgets to generate.
///
/// ```no_run
/// # fn api() -> wigwag_schema::Api { wigwag_schema::Api::new("Chat", "1.0.0") }
/// use wigwag_schema::Project;
///
/// let report = Project::from(api()).configured()?.check()?;
/// assert!(report.is_fresh(), "{report}");
/// # Ok::<(), wigwag_schema::ProjectError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Project {
    root: Option<PathBuf>,
    apis: Vec<(Api, Outputs)>,
    /// The program has left it to the project where the files are.
    has_usual_outputs: bool,
    /// Where nobody looks for contracts that no API lists.
    #[cfg(feature = "cli")]
    unscanned: Vec<PathBuf>,
    formatter: Option<Formatter>,
}

impl Project {
    /// A project without APIs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an API with the files to generate from it.
    #[must_use]
    pub fn api(mut self, api: Api, outputs: Outputs) -> Self {
        self.apis.push((api, outputs));
        self
    }

    /// Sets the folder that all paths start from.
    ///
    /// Default: the Cargo workspace of the running program or test, which is the closest folder
    /// with a `Cargo.lock`, from the package upwards; outside of Cargo the current folder.
    #[must_use]
    pub fn root(mut self, folder: impl Into<PathBuf>) -> Self {
        self.root = Some(folder.into());
        self
    }

    /// The project as `wigwag.toml` in its root has it, if there is one. The command line always works on
    /// this.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or says what makes no sense.
    pub fn configured(self) -> Result<Self, ProjectError> {
        let config = Config::load(&self).and_then(|config| config.apply(self));
        config.map_err(|error| ProjectError::config(&error))
    }

    /// The same project with a program that formats its TypeScript.
    pub(crate) fn formatted_by(self, formatter: Formatter) -> Self {
        Self { formatter: Some(formatter), ..self }
    }

    /// The folder that all paths start from.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.clone().unwrap_or_else(workspace)
    }

    /// The same project with its usual files replaced by other ones, or nothing when the program has
    /// named the files itself.
    pub(crate) fn with_usual_outputs(
        mut self,
        change: impl Fn(Outputs) -> Outputs,
    ) -> Option<Self> {
        self.has_usual_outputs.then(|| {
            self.apis = self.apis.into_iter().map(|(api, usual)| (api, change(usual))).collect();
            self
        })
    }

    /// The same project with files and folders in which contracts may be in no list.
    #[cfg(feature = "cli")]
    pub(crate) fn unscanned(mut self, paths: &[PathBuf]) -> Self {
        self.unscanned.extend_from_slice(paths);
        self
    }

    /// The contracts in the sources of the workspace that none of its APIs lists.
    #[cfg(feature = "cli")]
    pub(crate) fn unlisted(&self) -> Result<Vec<Unlisted>, ProjectError> {
        let root = self.folder();
        let apis = self.apis.iter().map(|(api, _)| api);
        scan::unlisted(&root, apis, &self.unscanned)
            .map_err(|source| ProjectError::file(&root, source))
    }

    /// Writes every file that is not fresh, each in one step; leaves the others untouched.
    ///
    /// # Errors
    ///
    /// When a contract is at fault, before anything is written, or when a file cannot be written.
    pub fn write(&self) -> Result<Report, ProjectError> {
        self.visit(|root, artifact, diff| match diff {
            Some(_) => artifact.write(root).map(|()| Status::Written),
            None => Ok(Status::Fresh),
        })
    }

    /// Compares every file with what [`write`](Self::write) would put there. Writes nothing.
    ///
    /// Differences in line ends do not count. A missing file is stale.
    ///
    /// # Errors
    ///
    /// When a contract is at fault or a file cannot be read. A stale file is no error; ask the
    /// [`Report`].
    pub fn check(&self) -> Result<Report, ProjectError> {
        self.visit(|_, _, diff| Ok(diff.map_or(Status::Fresh, |diff| Status::Stale { diff })))
    }

    fn visit(
        &self,
        settle: impl Fn(&Path, &Artifact, Option<String>) -> io::Result<Status>,
    ) -> Result<Report, ProjectError> {
        let root = self.folder();
        let documents = self.documents()?;
        let warnings = documents.iter().flat_map(|(_, document)| document.warnings()).collect();
        let artifacts = artifacts(&documents)?.into_iter().map(|artifact| {
            let path = artifact.path.clone();
            self.formatted(&root, artifact).map_err(|source| ProjectError::file(&path, source))
        });
        // Before any of them is touched.
        let artifacts = artifacts.collect::<Result<Vec<_>, _>>()?;
        let files = artifacts
            .into_iter()
            .map(|artifact| {
                let status = artifact
                    .diff(&root)
                    .and_then(|diff| settle(&root, &artifact, diff))
                    .map_err(|source| ProjectError::file(&artifact.path, source))?;
                Ok(FileReport { path: artifact.path, status })
            })
            .collect::<Result<_, ProjectError>>()?;
        Ok(Report { files, warnings })
    }

    /// The file as the project wants it to look.
    fn formatted(&self, root: &Path, artifact: Artifact) -> io::Result<Artifact> {
        match &self.formatter {
            Some(formatter) if is_typescript(&artifact.path) => {
                let text = formatter.format(root, &artifact.path, &artifact.text)?;
                Ok(Artifact { text, ..artifact })
            }
            _ => Ok(artifact),
        }
    }

    /// What is generated, and from what.
    pub(crate) fn documents(&self) -> Result<Vec<(&Outputs, Document)>, ProjectError> {
        let documents = self.apis.iter().map(|(api, outputs)| {
            let document = api.document().map_err(|error| ProjectError::contract(api, error))?;
            Ok((outputs, document))
        });
        documents.collect()
    }
}

fn is_typescript(path: &Path) -> bool {
    ["ts", "mts"].map(OsStr::new).iter().any(|extension| path.extension() == Some(extension))
}

/// All files of all APIs, before any of them is touched.
fn artifacts(documents: &[(&Outputs, Document)]) -> Result<Vec<Artifact>, ProjectError> {
    let mut artifacts = Vec::new();
    let mut paths = BTreeSet::new();
    for (outputs, document) in documents {
        let validators = match (&outputs.validators, &outputs.typescript) {
            (Some(path), Some(client)) => {
                Some((path, document.validators(&import_path(path, client))))
            }
            (Some(path), None) => return Err(ProjectError::without_client(path)),
            (None, _) => None,
        };
        let texts = [
            outputs.asyncapi.as_ref().map(|path| (path, document.to_json())),
            outputs.schema.as_ref().map(|path| (path, document.json_schema())),
            outputs.typescript.as_ref().map(|path| (path, document.typescript())),
            validators,
        ];
        for (path, text) in texts.into_iter().flatten() {
            if !paths.insert(path) {
                return Err(ProjectError::twice(path));
            }
            artifacts.push(Artifact { path: path.clone(), text });
        }
    }
    Ok(artifacts)
}

/// One API with the usual files: `api/asyncapi.json`, `api/schema.json` and `api/client.gen.ts`.
impl From<Api> for Project {
    fn from(api: Api) -> Self {
        let outputs = Outputs::new()
            .asyncapi("api/asyncapi.json")
            .schema("api/schema.json")
            .typescript("api/client.gen.ts");
        Self { has_usual_outputs: true, ..Self::new().api(api, outputs) }
    }
}

/// Cargo tells the programs that it runs where their package is, not where the workspace is.
fn workspace() -> PathBuf {
    let Some(package) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        return PathBuf::from(".");
    };
    let workspace = package.ancestors().find(|folder| folder.join("Cargo.lock").exists());
    workspace.unwrap_or(&package).to_owned()
}

/// The files to generate for one API, each with its path. A file without a path is not generated.
///
/// Paths start from the [root](Project::root) of the project; folders are created.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    pub(crate) asyncapi: Option<PathBuf>,
    schema: Option<PathBuf>,
    typescript: Option<PathBuf>,
    validators: Option<PathBuf>,
}

impl Outputs {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the AsyncAPI document.
    #[must_use]
    pub fn asyncapi(mut self, path: impl Into<PathBuf>) -> Self {
        self.asyncapi = Some(path.into());
        self
    }

    /// Adds the JSON Schema 2020-12 bundle.
    #[must_use]
    pub fn schema(mut self, path: impl Into<PathBuf>) -> Self {
        self.schema = Some(path.into());
        self
    }

    /// Adds the TypeScript module.
    #[must_use]
    pub fn typescript(mut self, path: impl Into<PathBuf>) -> Self {
        self.typescript = Some(path.into());
        self
    }

    /// Adds a TypeScript module that checks values at run time: those that arrive, or a form before it is sent.
    ///
    /// It takes its types from the module of [`typescript`](Self::typescript), without which it is refused.
    #[must_use]
    pub fn validators(mut self, path: impl Into<PathBuf>) -> Self {
        self.validators = Some(path.into());
        self
    }
}

/// What became of the files of a project.
///
/// Its `Display` is for people: a line per file that was written, a unified diff per stale file,
/// and the command that repairs them; before these, a line per warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    files: Vec<FileReport>,
    warnings: Vec<String>,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileReport {
    /// The path of the file, as given in [`Outputs`].
    pub path: PathBuf,
    /// What was found or done.
    pub status: Status,
}

/// What was found of a generated file, or done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Status {
    /// The file is what it should be and was left alone.
    Fresh,
    /// The file was stale or missing and was written.
    Written,
    /// The file is stale or missing; nothing was written.
    Stale {
        /// A unified diff from the file to what should be there.
        diff: String,
    },
}

impl Report {
    /// The files, in the order of their APIs.
    pub fn files(&self) -> &[FileReport] {
        &self.files
    }

    /// What is hardly meant: the [warnings](Document::warnings) of all documents.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Whether no file is stale.
    pub fn is_fresh(&self) -> bool {
        self.files.iter().all(|file| !matches!(file.status, Status::Stale { .. }))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for warning in &self.warnings {
            writeln!(f, "warning  {warning}")?;
        }
        for file in &self.files {
            let path = file.path.display();
            match &file.status {
                Status::Fresh => writeln!(f, "fresh    {path}")?,
                Status::Written => writeln!(f, "written  {path}")?,
                Status::Stale { diff } => writeln!(f, "stale    {path}\n{diff}")?,
            }
        }
        if !self.is_fresh() {
            writeln!(f, "Generated files are stale. To generate them again: {COMMAND}")?;
        }
        Ok(())
    }
}

/// Files that could not be generated or compared.
#[derive(Debug)]
pub struct ProjectError {
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl ProjectError {
    fn config(error: &ConfigError) -> Self {
        Self { message: error.to_string(), source: None }
    }

    fn contract(api: &Api, error: ContractError) -> Self {
        let message = format!("the contracts of {:?} do not fit together", api.title());
        Self { message, source: Some(error.into()) }
    }

    fn file(path: &Path, error: io::Error) -> Self {
        Self { message: path.display().to_string(), source: Some(error.into()) }
    }

    fn twice(path: &Path) -> Self {
        let message = format!("{} would be generated twice", path.display());
        Self { message, source: None }
    }

    fn without_client(path: &Path) -> Self {
        let message = format!(
            "{} needs the types of the TypeScript module, which is not generated",
            path.display()
        );
        Self { message, source: None }
    }
}

impl fmt::Display for ProjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ProjectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

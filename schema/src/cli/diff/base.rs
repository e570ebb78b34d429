//! The state to compare with: a commit of the repository, or a file.

use std::{
    error::Error,
    fmt, fs, io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// What is compared with when nobody says otherwise, the first of these that there is.
const DEFAULTS: [&str; 2] = ["origin/main", "origin/HEAD"];

/// Where old documents come from.
pub(super) enum Base {
    File(PathBuf),
    Commit { repository: Repository, name: String, id: String },
}

impl Base {
    /// Finds what was asked for. Nobody being asked, tells what it took in place of the usual.
    pub(super) fn find(
        folder: &Path,
        wanted: Option<&str>,
        notes: &mut Vec<String>,
    ) -> Result<Self, BaseError> {
        if let Some(file) = wanted.map(|wanted| folder.join(wanted)).filter(|file| file.is_file()) {
            return Ok(Self::File(file));
        }
        let repository = Repository::around(folder)?;
        let found = match wanted {
            Some(name) => repository.commit(name)?.map(|id| (name, id)),
            None => repository.usual(notes)?,
        };
        match found {
            Some((name, id)) => Ok(Self::Commit { name: name.to_owned(), id, repository }),
            None => Err(repository.not_found(wanted)?),
        }
    }

    pub(super) fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// The text of the document that is generated to `path`, or nothing when it was not there.
    pub(super) fn read(&self, path: &Path) -> Result<Option<String>, BaseError> {
        match self {
            Self::File(file) => fs::read_to_string(file)
                .map(Some)
                .map_err(|error| BaseError::new(file.display().to_string()).because(error)),
            Self::Commit { repository, id, .. } => repository.file(id, path),
        }
    }
}

/// Reads as the object of "compared with".
impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Commit { name, id, .. } if id.starts_with(name) => f.write_str(name),
            Self::Commit { name, id, .. } => {
                write!(f, "{name} ({})", id.get(..7).unwrap_or_default())
            }
        }
    }
}

/// The repository that a folder is in, as the program git sees it.
pub(super) struct Repository {
    folder: PathBuf,
}

impl Repository {
    fn around(folder: &Path) -> Result<Self, BaseError> {
        let repository = Self { folder: folder.to_owned() };
        let inside = repository.git(["rev-parse", "--is-inside-work-tree"])?;
        if !inside.status.success() {
            return Err(BaseError::new(format!(
                "{} is not in a git repository; name a file with --base",
                folder.display()
            )));
        }
        Ok(repository)
    }

    /// The usual base; a note when it is not the first choice.
    fn usual(&self, notes: &mut Vec<String>) -> Result<Option<(&'static str, String)>, BaseError> {
        for name in DEFAULTS {
            if let Some(id) = self.commit(name)? {
                if name != DEFAULTS[0] {
                    notes.push(format!(
                        "there is no {}, so this compares with {name}; `base` under `[diff]` in \
                         wigwag.toml names another one",
                        DEFAULTS[0]
                    ));
                }
                return Ok(Some((name, id)));
            }
        }
        Ok(None)
    }

    /// The id of the commit that has this name, if one has.
    fn commit(&self, name: &str) -> Result<Option<String>, BaseError> {
        let name = format!("{name}^{{commit}}");
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &name];
        let found = self.git(arguments)?;
        let id = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        Ok(found.status.success().then_some(id))
    }

    /// The text of a file at a commit, or nothing when it was not there.
    fn file(&self, commit: &str, path: &Path) -> Result<Option<String>, BaseError> {
        let name = path.to_string_lossy().replace('\\', "/");
        let listed = self.git(["ls-tree", "-z", "--name-only", commit, "--", &name])?;
        if !listed.status.success() {
            return Err(BaseError::of_git(&listed));
        }
        if listed.stdout.is_empty() {
            return Ok(None);
        }
        let shown = self.git(["show", &format!("{commit}:./{name}")])?;
        match shown.status.success() {
            true => Ok(Some(String::from_utf8_lossy(&shown.stdout).into_owned())),
            false => Err(BaseError::of_git(&shown)),
        }
    }

    /// Why there is no commit of that name, as far as one can know.
    fn not_found(&self, wanted: Option<&str>) -> Result<BaseError, BaseError> {
        let shallow = self.git(["rev-parse", "--is-shallow-repository"])?;
        let is_shallow = shallow.stdout.starts_with(b"true");
        let name = wanted.unwrap_or(DEFAULTS[0]);
        let repair = match (is_shallow, wanted) {
            (true, _) => {
                "this is a shallow clone, which does not have it; fetch it first (in a workflow of \
                 GitHub: `fetch-depth: 0` for actions/checkout)"
            }
            (false, Some(_)) => "there is neither such a file nor such a commit here",
            (false, None) => {
                "there is no such commit here; fetch it, or name another one with --base, or as \
                 `base` under `[diff]` in wigwag.toml"
            }
        };
        Ok(BaseError::new(format!("cannot compare with {name}: {repair}")))
    }

    fn git<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Result<Output, BaseError> {
        let output = Command::new("git").current_dir(&self.folder).args(arguments).output();
        output.map_err(|error| BaseError::new("cannot run git").because(error))
    }
}

/// Old documents that cannot be had.
#[derive(Debug)]
pub(super) struct BaseError {
    message: String,
    source: Option<Box<dyn Error>>,
}

impl BaseError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    pub(super) fn because(self, source: impl Error + 'static) -> Self {
        Self { source: Some(source.into()), ..self }
    }

    /// What git says itself.
    fn of_git(output: &Output) -> Self {
        let said = String::from_utf8_lossy(&output.stderr);
        Self::new("git failed").because(io::Error::other(said.trim().to_owned()))
    }
}

impl fmt::Display for BaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for BaseError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref()
    }
}

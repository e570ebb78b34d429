//! One generated file: compare it, write it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use similar::TextDiff;

/// A file and what should be in it.
#[derive(Clone, Debug)]
pub(crate) struct Artifact {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

impl Artifact {
    /// The difference between the file below `root` and what should be in it, as a unified diff;
    /// nothing when the file is fresh. A missing file differs by all of its lines.
    ///
    /// Line ends do not count: git may check a file out with CRLF.
    pub(crate) fn diff(&self, root: &Path) -> io::Result<Option<String>> {
        let present = match fs::read(root.join(&self.path)) {
            // A file in another encoding is shown as far as it can be, and is stale in any case.
            Ok(bytes) => String::from_utf8_lossy(&bytes).replace("\r\n", "\n"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        if present == self.text {
            return Ok(None);
        }
        let path = self.path.display();
        let diff = TextDiff::from_lines(&present, &self.text);
        let mut unified = diff.unified_diff();
        unified
            .context_radius(3)
            .header(&format!("{path} (on disk)"), &format!("{path} (generated)"));
        Ok(Some(unified.to_string()))
    }

    /// Puts the text in place in one step: a reader sees the old file or the new one.
    pub(crate) fn write(&self, root: &Path) -> io::Result<()> {
        let path = root.join(&self.path);
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // In the same folder, since a rename across file systems is a copy.
        let temporary =
            path.with_file_name(format!(".{}.{}", name.to_string_lossy(), std::process::id()));
        fs::write(&temporary, &self.text)
            .and_then(|()| fs::rename(&temporary, &path))
            .inspect_err(|_| _ = fs::remove_file(&temporary))
    }
}

//! The Rust files of a workspace that belong to its programs and libraries.

use std::{
    ffi::OsStr,
    fs::{self, DirEntry},
    io,
    path::{Path, PathBuf},
};

/// Folders of a package whose targets are no part of a product.
const NO_PRODUCT: [&str; 2] = ["benches", "examples"];

/// A folder to look into, from the root of the workspace.
struct Folder {
    path: PathBuf,
    /// Whether its files count; a package further down counts in any case.
    counts: bool,
}

/// All files below `root`, as paths from there, sorted; without those in `excluded`.
///
/// Not among them: what is hidden, what Cargo and npm made, other workspaces (folders with a
/// `Cargo.lock`), and tests, benches and examples, unless they are packages of their own.
pub(super) fn sources(root: &Path, excluded: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![Folder { path: PathBuf::new(), counts: true }];
    while let Some(Folder { path: folder, counts }) = folders.pop() {
        let here = root.join(&folder);
        let is_package = here.join("Cargo.toml").exists();
        let counts = counts || is_package;
        for entry in fs::read_dir(&here)? {
            let entry = entry?;
            let name = entry.file_name();
            let path = folder.join(&name);
            if excluded.contains(&path) || name.to_string_lossy().starts_with('.') {
                continue;
            }
            // A symbolic link is neither: it could lead in a circle.
            let kind = entry.file_type()?;
            if kind.is_dir() && !is_foreign(&entry) {
                let is_product = name != "tests"
                    && !(is_package && NO_PRODUCT.iter().any(|other| name == *other));
                folders.push(Folder { path, counts: counts && is_product });
            } else if kind.is_file()
                && counts
                && path.extension() == Some(OsStr::new("rs"))
                && name != "tests.rs"
            {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a folder holds what nobody here has written.
fn is_foreign(folder: &DirEntry) -> bool {
    let has = |name: &str| folder.path().join(name).exists();
    folder.file_name() == "node_modules" || has("CACHEDIR.TAG") || has("Cargo.lock")
}

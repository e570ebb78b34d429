//! `import-ts`: what it makes of a file as people write it. That it compiles shows in that this crate does, and what clients make of it
//! in `types/imported.ts`.

use std::{fs, path::Path, process::Command};

use wigwag_schema::{Project, cli_from};

/// To make the file anew: delete it, and write there what the command prints.
#[test]
fn a_file_as_people_write_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = tempfile::tempdir().unwrap();
    let rust = out.path().join("imported.rs");
    let events = folder.join("types/shop.ts");
    let arguments = ["xtask", "import-ts", "--name", "Shop", "--namespace", "/shop", "--out"];
    let paths = [rust.as_os_str(), events.as_os_str()];
    let arguments = arguments.into_iter().map(std::ffi::OsStr::new).chain(paths);
    cli_from(Project::new().root(out.path()), arguments);
    let expected = fs::read_to_string(folder.join("src/imported.rs")).unwrap();
    assert_eq!(fs::read_to_string(&rust).unwrap(), expected);

    let settings = out.path().join("rustfmt.toml");
    fs::write(&settings, "").unwrap();
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--check", "--edition", "2024", "--config-path"]).args([&settings, &rust]);
    let output = rustfmt.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

//! The chat's front end, when the contract changes below it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use wigwag_schema::Document;

use crate::{compilers::V5_9, root};

#[test]
fn renaming_a_field_breaks_the_front_end_where_the_field_is_used() {
    let document = fs::read_to_string(root().join("examples/chat/api/asyncapi.json")).unwrap();
    let renamed = document.replace("\"sentAt\"", "\"postedAt\"");
    assert_ne!(renamed, document);

    let unchanged = front_end_copy("unchanged", &document);
    assert_eq!(V5_9.run(&unchanged, &[]), "");

    let said = V5_9.run(&front_end_copy("renamed", &renamed), &[]);
    let faults = diagnostics(&said);
    assert!(!faults.is_empty());
    for fault in faults {
        assert!(fault.contains("'sentAt'"), "{fault}");
        assert!(!fault.contains("api.gen.ts"), "{fault}");
    }
}

/// The compiler's diagnostics: a line each, with indented lines that explain it.
fn diagnostics(said: &str) -> Vec<String> {
    let mut diagnostics: Vec<String> = Vec::new();
    for line in said.lines() {
        match diagnostics.last_mut() {
            Some(last) if line.starts_with(' ') => *last += line,
            _ => diagnostics.push(line.to_owned()),
        }
    }
    diagnostics
}

/// A copy of the chat's front end whose types are generated from `document`.
fn front_end_copy(name: &str, document: &str) -> PathBuf {
    let client = root().join("examples/chat/client");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("front-end").join(name);
    // Of an earlier run, when there was one.
    let _ = fs::remove_dir_all(&copy);
    copy_folder(&client.join("src"), &copy.join("src"));
    let types = Document::from_json(document).unwrap().typescript();
    fs::write(copy.join("src/api.gen.ts"), types).unwrap();
    let packages = client.join("node_modules/*");
    let project = serde_json::json!({
        "extends": client.join("tsconfig.json"),
        "compilerOptions": { "paths": { "*": [packages] } },
        "include": ["src"],
    });
    fs::write(copy.join("tsconfig.json"), project.to_string()).unwrap();
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

//! The official AsyncAPI parser on every document, committed or not.
//!
//! It needs the npm packages of `tests`: `cargo xtask test document` installs them and runs this.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use wigwag_schema::{Api, Describe, NamespaceBuilder};

/// The committed documents, from the root of the workspace.
const COMMITTED: [&str; 4] = [
    "examples/board/api/asyncapi.json",
    "examples/chat/api/asyncapi.json",
    "schema/src/tests/golden/chat.asyncapi.json",
    "schema/src/tests/golden/zoo.asyncapi.json",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every diagnostic of the official parser, hints and warnings as well, one in a line.
fn diagnostics(documents: &[PathBuf]) -> String {
    let output = Command::new("node")
        .arg(root().join("tests/document/parse.mjs"))
        .args(documents)
        .output()
        .expect("node is needed");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A document that is not committed.
fn generated(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.json"));
    fs::write(&path, text).unwrap();
    path
}

/// As little as a contract can say.
struct Minimal;

impl Describe for Minimal {
    const NAME: &'static str = "Minimal";
    const NAMESPACE: &'static str = "/";
    const VERSION: Option<&'static str> = None;

    fn describe(_: &mut NamespaceBuilder) {}
}

/// As much as can be said without types of its own.
struct Busy;

impl Describe for Busy {
    const NAME: &'static str = "Busy";
    const NAMESPACE: &'static str = "/busy/{room}/{seat}";
    const VERSION: Option<&'static str> = Some("2.0.0");

    fn describe(ns: &mut NamespaceBuilder) {
        ns.docs("Everything at once.").param("room", Some("Which.")).param("seat", None);
        ns.auth::<Option<String>>().reject::<(u8, String)>();
        ns.client_event("~/{a} b#?%\u{e9}\u{1f980}\"\\\n").arg::<str>("x").reply::<u8>();
        ns.client_event("old")
            .deprecated(Some("1.0.0"), Some("use another"))
            .rate("1/s")
            .max_bytes(10)
            .guard("IsAdmin")
            .arg::<Vec<u8>>("bytes")
            .arg::<serde_json::Value>("anything")
            .outcome::<(), String>();
        ns.client_event("new").alias("newer ?").alias("newest").node::<u8, String>();
        ns.server_event("old").volatile().arg::<f64>("number").outcome::<bool, u8>();
        ns.server_event("asked").node::<(), bool>();
        ns.cluster_event("reload").docs("All at once.").arg::<u32>("revision").reply::<bool>();
    }
}

#[test]
fn the_official_parser_has_nothing_to_say_about_any_document() {
    let mut documents: Vec<_> = COMMITTED.iter().map(|path| root().join(path)).collect();
    let apis = [
        ("lab", wigwag_tests::contract::api()),
        ("minimal", Api::new("Minimal", "0").namespace::<Minimal>()),
        ("busy", Api::new("Busy", "2.0.0").namespace::<Busy>().namespace::<Minimal>()),
    ];
    documents.extend(apis.map(|(name, api)| generated(name, &api.document().unwrap().to_json())));
    assert_eq!(diagnostics(&documents), "");
}

#[test]
fn the_official_parser_finds_what_is_wrong() {
    let minimal = Api::new("Minimal", "0").namespace::<Minimal>().document().unwrap().to_json();
    let without_title = minimal.replace("\"title\": \"Minimal\",", "");
    let said = diagnostics(&[generated("without-title", &without_title)]);
    assert!(said.contains(r#""info" property must have required property "title""#), "{said}");
}

#[test]
fn every_committed_document_is_parsed() {
    let mut found = Vec::new();
    for folder in ["examples", "schema", "tests"] {
        find_documents(&root().join(folder), &mut found);
    }
    let mut expected = COMMITTED.map(|path| root().join(path));
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

fn find_documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if path.is_dir() {
            if name != "node_modules" && name != "target" {
                find_documents(&path, found);
            }
        } else if name.ends_with("asyncapi.json") {
            found.push(path);
        }
    }
}

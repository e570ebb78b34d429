use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{contracts::contracts, sources::sources, unlisted};
use crate::{
    Api,
    tests::{api, chat},
};

#[track_caller]
fn check(text: &str, expected: &[(usize, &str, Option<&str>)]) {
    let found = contracts(text);
    let found: Vec<_> = found
        .iter()
        .map(|contract| (contract.line, contract.name.as_str(), contract.namespace.as_deref()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn contracts_are_found_with_their_lines_and_namespaces() {
    check(
        "use wigwag::socket_events;

/// Docs.
#[socket_events]
#[allow(dead_code)]
pub(crate) trait Main {
    async fn say(&self);
}

mod inner {
    #[doc = \"more\"]
    #[wigwag::socket_events(version = \"1.0.0\", namespace = \"/chat/{room}\")]
    trait Chat {}
    #[socket_events(namespace = PATH)]
    trait Named {}
    #[socket_events(namespace = r\"/raw\")]
    trait Raw {}
}
",
        &[
            (4, "Main", Some("/")),
            (12, "Chat", Some("/chat/{room}")),
            (14, "Named", None),
            (16, "Raw", None),
        ],
    );
}

#[test]
fn comments_texts_and_documentation_are_no_contracts() {
    check("// #[socket_events] trait A {}", &[]);
    check("/* /* */ #[socket_events] trait A {} */", &[]);
    check("//! #[socket_events]\n//! trait A {}\nfn main() {}", &[]);
    check("/// ```\n/// #[socket_events]\n/// trait A {}\n/// ```\nfn f() {}", &[]);
    check("const A: &str = \"#[socket_events] trait A {}\";", &[]);
    check("const A: &str = r#\"\"#[socket_events] trait A {}\"#;", &[]);
    check("use wigwag::socket_events; trait A {}", &[]);
    check("#[doc(socket_events)] trait A {}", &[]);
    check("macro_rules! contract { ($name:ident) => { #[socket_events] trait $name {} } }", &[]);
}

#[test]
fn what_stands_before_an_item_says_nothing_about_the_next() {
    check("#[socket_events] struct A; trait B {}", &[]);
    check("#[socket_events] mod a { trait B {} }", &[]);
    check("#[cfg(test)] use a::b; #[socket_events] trait A {}", &[(1, "A", Some("/"))]);
}

#[test]
fn tests_are_left_out() {
    check("#[cfg(test)] mod tests { #[socket_events] trait A {} }", &[]);
    check("#[cfg(all(unix, test))] mod tests { mod a { #[socket_events] trait A {} } }", &[]);
    check("#[cfg(test)] #[socket_events] trait A {}", &[]);
    check("#[cfg(not(test))] #[socket_events] trait A {}", &[(1, "A", Some("/"))]);
}

#[test]
fn a_mark_keeps_a_contract_out() {
    check("// wigwag: unlisted, only for probes\n#[socket_events] trait A {}", &[]);
    check("    // wigwag: unlisted\n    #[socket_events] trait A {}", &[]);
    check("// wigwag: unlisted\n\n#[socket_events] trait A {}", &[(3, "A", Some("/"))]);
    check("let a = \"wigwag: unlisted\";\n#[socket_events] trait A {}", &[(2, "A", Some("/"))]);
}

#[test]
fn what_is_not_rust_has_no_contracts() {
    check("#[socket_events] trait A { \"", &[]);
    check("#[socket_events] trait", &[]);
    check(&"{".repeat(100_000), &[]);
    let nested = "{".repeat(100_000) + "#[socket_events] trait A {}" + &"}".repeat(100_000);
    check(&nested, &[(1, "A", Some("/"))]);
}

/// Makes files of these texts below `root`.
fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn sources_are_those_of_programs_and_libraries() {
    let root = tempfile::tempdir().unwrap();
    let looked_at = [
        "api/src/examples/module.rs",
        "api/src/lib.rs",
        "api/src/target/mod.rs",
        "build.rs",
        "examples/board/src/main.rs",
        "tests/suite/src/lib.rs",
    ];
    let others = [
        ".git/hook.rs",
        "api/benches/a.rs",
        "api/examples/a.rs",
        "api/src/a/tests.rs",
        "api/src/lib.txt",
        "api/src/tests/a.rs",
        "api/tests/ui/a.rs",
        "examples/a.rs",
        "excluded/a.rs",
        "other/src/lib.rs",
        "target/debug/a.rs",
        "web/node_modules/a/src/a.rs",
    ];
    let texts = looked_at.iter().chain(&others).map(|path| (*path, ""));
    write(root.path(), &texts.collect::<Vec<_>>());
    let marks = [
        "Cargo.toml",
        "Cargo.lock",
        "api/Cargo.toml",
        "examples/board/Cargo.toml",
        "tests/suite/Cargo.toml",
        "other/Cargo.lock",
        "target/CACHEDIR.TAG",
    ];
    write(root.path(), &marks.map(|path| (path, "")));
    let found = sources(root.path(), &[PathBuf::from("excluded")]).unwrap();
    assert_eq!(found, looked_at.map(PathBuf::from));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), &[("src/lib.rs", "")]);
    std::os::unix::fs::symlink(root.path(), root.path().join("src/again")).unwrap();
    assert_eq!(sources(root.path(), &[]).unwrap(), [PathBuf::from("src/lib.rs")]);
}

#[test]
fn contracts_that_no_api_lists_are_told() {
    let root = tempfile::tempdir().unwrap();
    let text = "#[socket_events(namespace = \"/chat/{room}/{level}\")]\npub trait Chat {}\n\n\
                #[socket_events(namespace = \"/test\")]\npub trait Test {}\n";
    write(root.path(), &[("Cargo.toml", ""), ("src/api.rs", text)]);
    let check = |apis: &[Api], expected: &[&str]| {
        let unlisted = unlisted(root.path(), apis, &[]).unwrap();
        let unlisted: Vec<_> = unlisted.iter().map(ToString::to_string).collect();
        assert_eq!(unlisted, expected);
    };
    let test = || api(|_| {});
    check(&[chat(), test()], &[]);
    check(&[test()], &["src/api.rs:1: `Chat` (/chat/{room}/{level}) is in no `api!` list"]);
    check(
        &[],
        &[
            "src/api.rs:1: `Chat` (/chat/{room}/{level}) is in no `api!` list",
            "src/api.rs:4: `Test` (/test) is in no `api!` list",
        ],
    );
}

#[test]
fn a_folder_that_is_no_package_has_no_sources() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), &[("src/api.rs", "#[socket_events] trait A {}")]);
    assert_eq!(unlisted(root.path(), &[], &[]).unwrap(), []);
}

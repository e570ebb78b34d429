//! The conformance table: every row has tests that exist.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// Where a prefix of the table leads, seen from the package, and what the files there end with.
const FOLDERS: [(&str, &str, &str); 10] = [
    ("it/", "it/", "rs"),
    ("interop/", "interop/", "mjs"),
    ("proxies/", "proxies/", "mjs"),
    ("codec/", "../runtime/src/codec/tests/", "rs"),
    ("session/", "../runtime/src/session/tests/", "rs"),
    ("websocket/", "../runtime/src/transport/websocket/tests/", "rs"),
    ("src/", "../runtime/src/", "rs"),
    ("differential/", "differential/scripts/", "txt"),
    ("transcripts/", "transcripts/programs/", "ts"),
    ("python/", "python/", "py"),
];

/// The rows that there have to be, by group: a behaviour that is left out would be missed by nobody.
const REQUIRED: [(&str, RangeInclusive<u32>); 27] = [
    ("O", 10..=18),
    ("R", 1..=10),
    ("E", 1..=9),
    ("H", 1..=7),
    ("P", 1..=18),
    ("K", 0..=8),
    ("W", 1..=11),
    ("B", 1..=5),
    ("U", 1..=10),
    ("C", 1..=5),
    ("X", 1..=9),
    ("S", 60..=67),
    ("L", 1..=5),
    ("IO C", 1..=9),
    ("IO N", 1..=9),
    ("IO A", 1..=6),
    ("IO K", 1..=10),
    ("IO R", 1..=11),
    ("IO S", 1..=11),
    ("IO S", 20..=27),
    ("IO S", 30..=34),
    ("IO S", 40..=54),
    ("IO BO", 1..=7),
    ("IO DR", 1..=9),
    ("IO RN", 1..=2),
    ("IO F", 1..=5),
    ("IO M", 3..=6),
];

#[test]
fn every_row_of_the_table_has_tests_that_exist() {
    let table = read(Path::new("conformance/README.md"));
    let rows = table.lines().filter_map(row).collect::<Vec<_>>();
    let mut faults = String::new();
    let mut ids = HashSet::new();
    for [id, ..] in &rows {
        if !ids.insert((*id).to_owned()) {
            let _ = writeln!(faults, "{id}: twice");
        }
    }
    for (group, numbers) in REQUIRED {
        for id in numbers.map(|number| format!("{group}{number}")) {
            if !ids.contains(&id) {
                let _ = writeln!(faults, "{id}: missing");
            }
        }
    }
    for [id, behaviour, tests, verdict] in rows {
        let mut say = |fault: &str| {
            let _ = writeln!(faults, "{id}: {fault}");
        };
        if behaviour.is_empty() {
            say("no behaviour");
        }
        let has_reason = verdict.strip_prefix("DIFFERENCE: ").is_some_and(|why| !why.is_empty());
        if !has_reason && !verdict.starts_with("same") {
            say("neither the same nor a difference with a reason");
        }
        if tests.is_empty() {
            say("no test");
        }
        for test in tests.split("`, `") {
            if let Some(fault) = fault_of(test.trim_matches('`')) {
                say(&fault);
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// The cells of a row. `None` for other lines, and for the tables of other things.
fn row(line: &str) -> Option<[&str; 4]> {
    let cells = line.strip_prefix("| ")?.strip_suffix(" |")?;
    let cells = cells.split(" | ").collect::<Vec<_>>();
    let cells: [&str; 4] = cells.try_into().ok()?;
    (cells[0] != "Row" && cells[0] != "---").then_some(cells)
}

/// What is wrong with the name of a test.
fn fault_of(test: &str) -> Option<String> {
    let Some((file, name)) = test.split_once("::") else {
        return Some(format!("`{test}` is not a file and a name"));
    };
    let Some(path) = path_of(file) else {
        return Some(format!("`{file}` begins with no known prefix"));
    };
    let code = read(&path);
    let exists = match path.extension()?.to_str()? {
        "rs" => code.contains(&format!("fn {name}(")),
        "txt" => code.contains(&format!("=== {name}\n")),
        _ => !name.is_empty() && code.contains(name),
    };
    (!exists).then(|| format!("`{test}` does not exist"))
}

fn path_of(file: &str) -> Option<PathBuf> {
    let (prefix, folder, extension) =
        FOLDERS.iter().find(|(prefix, ..)| file.starts_with(prefix))?;
    let file = &file[prefix.len()..];
    Some(PathBuf::from(format!("{folder}{file}.{extension}")))
}

/// A file of the package; empty when it does not exist.
fn read(path: &Path) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(path).unwrap_or_default()
}

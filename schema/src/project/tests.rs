use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{Outputs, Project, Status};
use crate::{
    Api,
    tests::{api, chat},
};

fn project(root: &Path) -> Project {
    Project::from(chat()).root(root)
}

fn statuses(report: &super::Report) -> Vec<(PathBuf, &Status)> {
    report.files().iter().map(|file| (file.path.clone(), &file.status)).collect()
}

fn files() -> [PathBuf; 3] {
    ["api/asyncapi.json", "api/schema.json", "api/client.gen.ts"].map(PathBuf::from)
}

#[test]
fn what_is_missing_is_written() {
    let root = tempfile::tempdir().unwrap();
    let report = project(root.path()).write().unwrap();
    assert_eq!(statuses(&report), files().map(|path| (path, &Status::Written)));
    assert_eq!(
        report.to_string(),
        "written  api/asyncapi.json\nwritten  api/schema.json\nwritten  api/client.gen.ts\n"
    );
    let document = chat().document().unwrap();
    let read = |path: &Path| fs::read_to_string(root.path().join(path)).unwrap();
    let texts = [document.to_json(), document.json_schema(), document.typescript()];
    assert_eq!(files().map(|path| read(&path)), texts);
    // Nothing but these files is left behind.
    assert_eq!(fs::read_dir(root.path().join("api")).unwrap().count(), 3);
}

#[test]
fn what_is_fresh_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    project(root.path()).write().unwrap();
    let paths = files().map(|path| root.path().join(path));
    for path in &paths {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    }
    let report = project(root.path()).write().unwrap();
    assert_eq!(statuses(&report), files().map(|path| (path, &Status::Fresh)));
    for path in &paths {
        assert_eq!(fs::metadata(path).unwrap().modified().unwrap(), SystemTime::UNIX_EPOCH);
    }
    let report = project(root.path()).check().unwrap();
    assert!(report.is_fresh());
    assert_eq!(
        report.to_string(),
        "fresh    api/asyncapi.json\nfresh    api/schema.json\nfresh    api/client.gen.ts\n"
    );
}

#[test]
fn only_what_is_stale_is_written_again() {
    let root = tempfile::tempdir().unwrap();
    project(root.path()).write().unwrap();
    fs::write(root.path().join("api/schema.json"), "{}\n").unwrap();
    let report = project(root.path()).write().unwrap();
    let [document, schema, client] = files();
    assert_eq!(
        statuses(&report),
        [(document, &Status::Fresh), (schema, &Status::Written), (client, &Status::Fresh)]
    );
    assert!(project(root.path()).check().unwrap().is_fresh());
}

#[test]
fn a_check_shows_what_is_stale_and_writes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let outputs = || Outputs::new().typescript("client.ts");
    let with = |api: Api| Project::new().root(root.path()).api(api, outputs());
    let before = api(|ns| _ = ns.client_event("say").arg::<String>("text"));
    let after = api(|ns| _ = ns.client_event("say").arg::<u8>("number"));
    with(before.clone()).write().unwrap();
    let text = fs::read_to_string(root.path().join("client.ts")).unwrap();

    let report = with(after.clone()).check().unwrap();
    assert!(!report.is_fresh());
    let expected = format!(
        "stale    client.ts
--- client.ts (on disk)
+++ client.ts (generated)
@@ -4,14 +4,14 @@
 import {{ io, type ManagerOptions, type Socket, type SocketOptions }} from \"socket.io-client\";
 
 /** The contract that this file is of, as the server is told when a client connects. */
-const contract = \"{}\";
+const contract = \"{}\";
 
 /** Events that the server sends on `/test`. */
 export interface TestServerToClient {{}}
 
 /** Events that clients send on `/test`. */
 export interface TestClientToServer {{
-  say: (text: string) => void;
+  say: (number: number) => void;
 }}
 
 /** A socket on `/test`. */

Generated files are stale. To generate them again: cargo xtask gen-ts
",
        before.document().unwrap().hash(),
        after.document().unwrap().hash(),
    );
    assert_eq!(report.to_string(), expected);
    assert_eq!(fs::read_to_string(root.path().join("client.ts")).unwrap(), text);
}

#[test]
fn a_check_of_missing_files_creates_none() {
    let root = tempfile::tempdir().unwrap();
    let report = project(root.path()).check().unwrap();
    assert!(!report.is_fresh());
    let diffs: Vec<_> = report.files().iter().map(|file| &file.status).collect();
    for diff in diffs {
        let Status::Stale { diff } = diff else { panic!("{diff:?}") };
        assert!(diff.lines().skip(3).all(|line| line.starts_with('+')), "{diff}");
    }
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn line_ends_do_not_count() {
    let root = tempfile::tempdir().unwrap();
    project(root.path()).write().unwrap();
    for path in files().map(|path| root.path().join(path)) {
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    }
    assert!(project(root.path()).check().unwrap().is_fresh());
}

#[test]
fn a_file_in_another_encoding_is_stale() {
    let root = tempfile::tempdir().unwrap();
    project(root.path()).write().unwrap();
    fs::write(root.path().join("api/client.gen.ts"), [0xff, 0xfe, b'/']).unwrap();
    assert!(!project(root.path()).check().unwrap().is_fresh());
}

#[test]
fn faults_of_contracts_are_reported_before_anything_is_written() {
    let root = tempfile::tempdir().unwrap();
    let faulty = api(|ns| {
        ns.client_event("say");
        ns.client_event("say");
    });
    let outputs = |path: &str| Outputs::new().asyncapi(path);
    let project =
        Project::new().root(root.path()).api(chat(), outputs("a")).api(faulty, outputs("b"));
    let error = project.write().unwrap_err();
    assert_eq!(error.to_string(), "the contracts of \"Test\" do not fit together");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "/test: two client events are called \"say\"");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn a_file_cannot_be_generated_twice() {
    let outputs = || Outputs::new().asyncapi("api.json");
    let project = Project::new().root("unused").api(chat(), outputs()).api(chat(), outputs());
    assert_eq!(project.check().unwrap_err().to_string(), "api.json would be generated twice");
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("api"), "a file where a folder should be").unwrap();
    let error = project(root.path()).write().unwrap_err();
    assert_eq!(error.to_string(), "api/asyncapi.json");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn paths_start_from_the_workspace() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(super::workspace(), package.parent().unwrap());
}

#[test]
fn validators_import_the_client_from_where_it_is() {
    let root = tempfile::tempdir().unwrap();
    let outputs = Outputs::new().typescript("web/client.ts").validators("web/check/api.ts");
    Project::new().root(root.path()).api(chat(), outputs).write().unwrap();
    let text = fs::read_to_string(root.path().join("web/check/api.ts")).unwrap();
    assert!(text.contains("\nimport type * as api from \"../client.js\";\n"), "{text}");
}

#[test]
fn validators_need_the_client() {
    let project = Project::new().root("unused").api(chat(), Outputs::new().validators("check.ts"));
    assert_eq!(
        project.check().unwrap_err().to_string(),
        "check.ts needs the types of the TypeScript module, which is not generated"
    );
}

use std::{fs, path::Path, process::ExitCode};

use super::run;
use crate::{
    Outputs, Project,
    tests::{api, chat},
};

/// What a run prints, to stdout and to stderr, and its exit code.
#[track_caller]
pub(super) fn run_with(
    project: &Project,
    arguments: &[&str],
    expected: ExitCode,
) -> (String, String) {
    let arguments = ["xtask"].iter().chain(arguments).map(Into::into);
    let (mut out, mut errors) = (Vec::new(), Vec::new());
    let code = run(project.clone(), arguments, &mut out, &mut errors).unwrap();
    assert_eq!(format!("{code:?}"), format!("{expected:?}"));
    (String::from_utf8(out).unwrap(), String::from_utf8(errors).unwrap())
}

fn project(root: &Path) -> Project {
    Project::from(chat()).root(root)
}

#[test]
fn files_are_written_and_then_fresh() {
    let root = tempfile::tempdir().unwrap();
    let project = project(root.path());
    let (out, errors) = run_with(&project, &["gen-ts"], ExitCode::SUCCESS);
    let written =
        "written  api/asyncapi.json\nwritten  api/schema.json\nwritten  api/client.gen.ts\n";
    assert_eq!((out.as_str(), errors.as_str()), (written, ""));
    let (out, errors) = run_with(&project, &["gen-ts", "--check"], ExitCode::SUCCESS);
    let fresh =
        "fresh    api/asyncapi.json\nfresh    api/schema.json\nfresh    api/client.gen.ts\n";
    assert_eq!((out.as_str(), errors.as_str()), (fresh, ""));
}

#[test]
fn a_stale_file_fails_the_check() {
    let root = tempfile::tempdir().unwrap();
    let project = project(root.path());
    run_with(&project, &["gen-ts"], ExitCode::SUCCESS);
    let client = root.path().join("api/client.gen.ts");
    let text = fs::read_to_string(&client).unwrap().replace("nickname: string", "nickname: number");
    fs::write(&client, &text).unwrap();
    let (out, errors) = run_with(&project, &["gen-ts", "--check"], ExitCode::FAILURE);
    assert!(out.contains("stale    api/client.gen.ts\n"), "{out}");
    assert!(out.contains("\n-  nickname: number;\n+  nickname: string;\n"), "{out}");
    assert!(out.ends_with("To generate them again: cargo xtask gen-ts\n"), "{out}");
    assert_eq!(errors, "");
    assert_eq!(fs::read_to_string(&client).unwrap(), text);
}

#[test]
fn a_faulty_contract_fails_with_its_faults() {
    let faulty = api(|ns| {
        ns.client_event("say");
        ns.client_event("say");
    });
    let project = Project::from(faulty);
    let (out, errors) = run_with(&project, &["gen-ts", "--check"], ExitCode::FAILURE);
    assert_eq!(out, "");
    assert_eq!(
        errors,
        "error: the contracts of \"Test\" do not fit together: \
         /test: two client events are called \"say\"\n"
    );
}

#[test]
fn help_is_no_failure() {
    let (out, errors) = run_with(&Project::new(), &["--help"], ExitCode::SUCCESS);
    assert!(out.contains("gen-ts"), "{out}");
    assert_eq!(errors, "");
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let (out, errors) = run_with(&Project::new(), &["gen-rs"], ExitCode::FAILURE);
    assert_eq!(out, "");
    assert!(errors.contains("gen-rs"), "{errors}");
    run_with(&Project::new(), &[], ExitCode::FAILURE);
}

#[test]
fn the_configuration_says_where_the_files_are() {
    let root = tempfile::tempdir().unwrap();
    let config = "[generate]\ntypescript = \"web/src/api.gen.ts\"\n";
    fs::write(root.path().join("wigwag.toml"), config).unwrap();
    let (out, errors) = run_with(&project(root.path()), &["gen-ts"], ExitCode::SUCCESS);
    let written =
        "written  api/asyncapi.json\nwritten  api/schema.json\nwritten  web/src/api.gen.ts\n";
    assert_eq!((out.as_str(), errors.as_str()), (written, ""));
}

#[test]
fn a_configuration_that_makes_no_sense_ends_every_command() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("wigwag.toml"), "[generate]\ntypscript = \"api.ts\"\n").unwrap();
    let (out, errors) = run_with(&project(root.path()), &["gen-ts"], ExitCode::FAILURE);
    assert_eq!(out, "");
    assert!(errors.starts_with("error: wigwag.toml: TOML parse error at line 2"), "{errors}");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

/// A workspace with the contract `Chat` in its sources, whose files were generated with it.
fn workspace() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("src")).unwrap();
    fs::write(root.path().join("Cargo.toml"), "").unwrap();
    let contract = "use wigwag::socket_events;\n\n\
                    #[socket_events(namespace = \"/chat/{room}/{level}\")]\npub trait Chat {}\n";
    fs::write(root.path().join("src/lib.rs"), contract).unwrap();
    run_with(&project(root.path()), &["gen-ts"], ExitCode::SUCCESS);
    root
}

#[test]
fn a_contract_that_is_taken_off_the_list_fails_the_check_twice() {
    let root = workspace();
    let without_chat = Project::from(api(|_| {})).root(root.path());
    let (out, _) = run_with(&without_chat, &["gen-ts", "--check"], ExitCode::FAILURE);
    assert!(out.contains("\n-export interface ChatClientToServer {\n"), "{out}");
    let unlisted = "unlisted src/lib.rs:3: `Chat` (/chat/{room}/{level}) is in no `api!` list\n";
    assert!(out.contains(unlisted), "{out}");

    // The files can be made fresh; the contract is still missing.
    for arguments in [&["gen-ts"][..], &["gen-ts", "--check"]] {
        let (out, _) = run_with(&without_chat, arguments, ExitCode::FAILURE);
        assert!(!out.contains("stale"), "{out}");
        assert!(out.contains(unlisted), "{out}");
    }
}

#[test]
fn a_contract_may_stay_out_of_every_list_on_purpose() {
    let root = workspace();
    let project = Project::from(api(|_| {})).root(root.path());
    run_with(&project, &["gen-ts"], ExitCode::FAILURE);
    fs::write(root.path().join("wigwag.toml"), "[scan]\nexclude = [\"src/lib.rs\"]\n").unwrap();
    run_with(&project, &["gen-ts", "--check"], ExitCode::SUCCESS);
}

#[test]
fn faults_are_annotations_on_github() {
    let root = workspace();
    let arguments = ["gen-ts", "--check", "--format", "github"];
    let (out, _) = run_with(&project(root.path()), &arguments, ExitCode::SUCCESS);
    assert!(!out.contains("::"), "{out}");

    fs::write(root.path().join("api/client.gen.ts"), "// Something else.\n").unwrap();
    let outputs = Outputs::new().typescript("api/client.gen.ts");
    let without_chat = Project::new().root(root.path()).api(api(|_| {}), outputs);
    let (out, _) = run_with(&without_chat, &arguments, ExitCode::FAILURE);
    let annotations: Vec<_> = out.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(
        annotations,
        [
            "::error file=api/client.gen.ts,line=1,title=Generated file is stale\
             ::To generate it again: cargo xtask gen-ts",
            "::error file=src/lib.rs,line=3,title=Contract is not listed\
             ::`Chat` (/chat/{room}/{level}) is in no `api!` list%0AContracts that no `api!` list names are in no \
             document and in no client. List them, or say that they are to stay out: `// wigwag: unlisted` above the \
             attribute, or `exclude` of [scan] in wigwag.toml.",
        ]
    );
}

#[test]
fn what_is_hardly_meant_is_a_warning_that_fails_nothing() {
    let root = tempfile::tempdir().unwrap();
    let api = api(|ns| {
        ns.client_event("put").arg::<Vec<u8>>("bytes");
    });
    let project = Project::from(api).root(root.path());
    let (out, _) = run_with(&project, &["gen-ts"], ExitCode::SUCCESS);
    let warning = "warning  /test, client event \"put\", argument \"bytes\" is an array of bytes, which JSON writes as an array of \
                   numbers; use `wigwag::Binary`, or mark the field with `#[payload(numbers)]` where numbers are meant\n";
    assert!(out.starts_with(warning), "{out}");
    let (out, _) = run_with(&project, &["gen-ts", "--check"], ExitCode::SUCCESS);
    assert!(out.starts_with(warning), "{out}");
}

use std::{fs, path::Path, process::Command, process::ExitCode};

use serde_json::{Value, json};

use super::super::tests::run_with;
use crate::{NamespaceBuilder, Outputs, Project, tests::api};

#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "the types are described, no values are made")]
struct User {
    name: String,
    age: u8,
}

#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "the types are described, no values are made")]
struct Post {
    author: User,
    text: String,
}

mod later {
    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "the types are described, no values are made")]
    pub(super) struct User {
        name: String,
    }

    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "the types are described, no values are made")]
    pub(super) struct Post {
        author: User,
        text: String,
        topic: String,
    }
}

fn before(ns: &mut NamespaceBuilder) {
    ns.client_event("post").arg::<Post>("post");
    ns.client_event("say").deprecated(Some("1.2.0"), None).arg::<String>("text");
    ns.server_event("posted").arg::<Post>("post");
    ns.server_event("joined").arg::<User>("user");
}

fn after(ns: &mut NamespaceBuilder) {
    ns.client_event("post").arg::<later::Post>("post");
    ns.server_event("posted").arg::<later::Post>("post");
    ns.server_event("joined").arg::<later::User>("user");
    ns.server_event("left");
}

/// A project whose document on disk is that of `before`, and whose code says `after`.
fn changed(root: &Path) -> Project {
    Project::from(api(before)).root(root).write().unwrap();
    Project::from(api(after)).root(root)
}

const AGAINST_FILE: &[&str] = &["schema", "diff", "--base", "api/asyncapi.json"];

fn broken() -> ExitCode {
    ExitCode::from(2)
}

/// What is printed, with the name of the folder taken out.
#[track_caller]
fn output(root: &Path, project: &Project, arguments: &[&str], code: ExitCode) -> String {
    let (out, errors) = run_with(project, arguments, code);
    (out + &errors).replace(&format!("{}/", root.display()), "")
}

#[test]
fn what_breaks_is_told_by_event_with_what_to_do() {
    let root = tempfile::tempdir().unwrap();
    let project = changed(root.path());
    let text = output(root.path(), &project, AGAINST_FILE, broken());
    assert_eq!(text, include_str!("tests/changed.txt"));
}

#[test]
fn nothing_that_changed_is_nothing_to_tell() {
    let root = tempfile::tempdir().unwrap();
    let project = Project::from(api(before)).root(root.path());
    project.write().unwrap();
    let text = output(root.path(), &project, AGAINST_FILE, ExitCode::SUCCESS);
    assert_eq!(
        text,
        "api/asyncapi.json, compared with api/asyncapi.json\n\n0 breaking, 0 dangerous, 0 ok\n"
    );
}

#[test]
fn github_gets_an_annotation_for_each_finding() {
    let root = tempfile::tempdir().unwrap();
    let project = changed(root.path());
    let arguments = [AGAINST_FILE, &["--format", "github"]].concat();
    let text = output(root.path(), &project, &arguments, broken());
    let expected = "\
::error file=api/asyncapi.json,line=1,title=breaking%3A required-field-added::Post.topic (string)%0A\
Who writes by the old contract leaves the field out, and is refused.%0A\
Make the field optional: `Option<…>` or `#[serde(default)]`.%0A/test client event post, argument post";
    assert_eq!(text.lines().next(), Some(expected));
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn programs_get_json() {
    let root = tempfile::tempdir().unwrap();
    let project = changed(root.path());
    let arguments = [AGAINST_FILE, &["--format", "json"]].concat();
    let text = output(root.path(), &project, &arguments, broken());
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["format"], 1);
    assert_eq!(report["breaking"], 3);
    assert_eq!(report["apis"][0]["document"], "api/asyncapi.json");
    let removed = &report["apis"][0]["findings"][2];
    assert_eq!(
        *removed,
        json!({
            "rule": "field-removed",
            "severity": "breaking",
            "where": "User.age",
            "detail": "uint8",
            "explanation": "Who reads by the old contract relies on the field.",
            "repair": "Keep the field until the old programs are gone.",
            "places": [
                {
                    "namespace": "/test",
                    "event": { "kind": "server", "name": "joined" },
                    "part": "argument user",
                    "path": "User.age",
                },
                {
                    "namespace": "/test",
                    "event": { "kind": "server", "name": "posted" },
                    "part": "argument post",
                    "path": "Post.author.age",
                },
            ],
            "allowed": null,
        })
    );
}

#[test]
fn typescript_is_looked_at_when_asked_for() {
    let root = tempfile::tempdir().unwrap();
    type Optional = std::collections::BTreeMap<String, String>;
    Project::from(api(|_| {})).root(root.path()).write().unwrap();
    let new = api(|ns| _ = ns.auth::<Optional>());
    let project = Project::from(new).root(root.path());
    output(root.path(), &project, AGAINST_FILE, ExitCode::SUCCESS);
    let arguments = [AGAINST_FILE, &["--level", "source"]].concat();
    let text = output(root.path(), &project, &arguments, broken());
    assert!(text.contains("breaking   auth-added\n"), "{text}");
}

fn configure(root: &Path, config: &str) {
    fs::write(root.join("wigwag.toml"), config).unwrap();
}

#[test]
fn what_is_allowed_does_not_break() {
    let root = tempfile::tempdir().unwrap();
    let project = changed(root.path());
    configure(
        root.path(),
        r#"
            [[diff.allow]]
            rule = "required-field-added"
            where = "Post.*"
            reason = "nobody posts yet"
            expires = 9999-12-31

            [[diff.allow]]
            rule = "client-event-removed"
            where = "/test client event say"
            reason = "deprecated for two years"
            expires = 9999-12-31

            [[diff.allow]]
            rule = "field-removed"
            where = "User.age"
            reason = "the page never showed it"
            expires = 9999-12-31
        "#,
    );
    let text = output(root.path(), &project, AGAINST_FILE, ExitCode::SUCCESS);
    let allowed = "\
  allowed    field-removed  User.age (uint8)
             at Post.author.age
             until 9999-12-31: the page never showed it
";
    assert!(text.contains(allowed), "{text}");
    assert!(text.ends_with("\n0 breaking, 0 dangerous, 3 ok, 3 allowed\n"), "{text}");
}

#[test]
fn an_allowance_that_ended_or_allows_nothing_is_told() {
    let root = tempfile::tempdir().unwrap();
    let project = changed(root.path());
    configure(
        root.path(),
        r#"
            [[diff.allow]]
            rule = "field-removed"
            where = "User.age"
            reason = "the page never showed it"
            expires = 2020-02-29

            [[diff.allow]]
            rule = "field-removed"
            where = "User.name"
            reason = "it was planned"
            expires = 9999-12-31
        "#,
    );
    let text = output(root.path(), &project, AGAINST_FILE, broken());
    let notes = "\
note: wigwag.toml: the allowance of field-removed at User.age ended on 2020-02-29
note: wigwag.toml: the allowance of field-removed at User.name allows nothing; remove it
3 breaking, 0 dangerous, 3 ok
";
    assert!(text.contains(notes), "{text}");
}

#[test]
fn an_allowance_of_no_rule_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    let project = changed(root.path());
    configure(
        root.path(),
        "[[diff.allow]]\nrule = \"x\"\nwhere = \"y\"\nreason = \"z\"\nexpires = 2030-01-01\n",
    );
    let text = output(root.path(), &project, AGAINST_FILE, ExitCode::FAILURE);
    let start = "error: wigwag.toml: [[diff.allow]] names the rule `x`, which is none of required-field-added, ";
    assert!(text.starts_with(start), "{text}");
}

#[test]
fn a_document_of_another_form_is_told_from_one_that_is_none() {
    let root = tempfile::tempdir().unwrap();
    let project = changed(root.path());
    let file = root.path().join("api/asyncapi.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        text.replace("\"format\": 1", "\"format\": 0").replace("\"info\"", "\"about\""),
    )
    .unwrap();
    let said = output(root.path(), &project, AGAINST_FILE, ExitCode::FAILURE);
    assert_eq!(
        said,
        "error: api/asyncapi.json as of api/asyncapi.json: AsyncAPI 3.0.0 with x-wigwag format 0 is \
         not supported; this release reads AsyncAPI 3.0.0 with format 1\n"
    );
    fs::write(&file, "{}").unwrap();
    let said = output(root.path(), &project, AGAINST_FILE, ExitCode::FAILURE);
    assert!(said.contains("not an AsyncAPI document of wigwag: missing field"), "{said}");
}

#[test]
fn several_apis_cannot_be_compared_with_one_file() {
    let root = tempfile::tempdir().unwrap();
    let project = changed(root.path()).api(api(before), Outputs::new().asyncapi("other.json"));
    let said = output(root.path(), &project, AGAINST_FILE, ExitCode::FAILURE);
    assert!(said.starts_with("error: the project has several APIs"), "{said}");
}

#[test]
fn without_a_document_there_is_nothing_to_compare() {
    let project = Project::new().api(api(before), Outputs::new());
    let (out, errors) = run_with(&project, &["schema", "diff"], ExitCode::FAILURE);
    assert_eq!(out, "");
    assert_eq!(errors, "error: no API of the project has a document to compare\n");
}

/// Runs git, out of reach of how the machine is configured.
#[track_caller]
fn git(folder: &Path, arguments: &[&str]) {
    let git = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(git.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&git.stderr));
}

/// A repository with the document of `before` committed below `folder`.
fn repository(root: &Path, folder: &str) {
    git(root, &["init", "--quiet"]);
    changed(&root.join(folder));
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "Before"]);
}

#[test]
fn a_commit_has_the_document_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    // The project need not be the whole repository.
    repository(root.path(), "server");
    let folder = root.path().join("server");
    let project = Project::from(api(after)).root(&folder);
    project.write().unwrap();
    let text = output(&folder, &project, &["schema", "diff", "--base", "HEAD"], broken());
    assert!(text.starts_with("api/asyncapi.json, compared with HEAD ("), "{text}");
    assert!(text.contains("\n3 breaking, 0 dangerous, 3 ok\n"), "{text}");
}

#[test]
fn the_configuration_names_the_base() {
    let root = tempfile::tempdir().unwrap();
    repository(root.path(), "");
    git(root.path(), &["tag", "v1"]);
    configure(root.path(), "[diff]\nbase = \"v1\"\n");
    let project = Project::from(api(after)).root(root.path());
    let text = output(root.path(), &project, &["schema", "diff"], broken());
    assert!(text.starts_with("api/asyncapi.json, compared with v1 ("), "{text}");
}

#[test]
fn the_usual_base_is_the_main_branch_of_the_origin() {
    let origin = tempfile::tempdir().unwrap();
    repository(origin.path(), "");
    let clones = tempfile::tempdir().unwrap();
    let clone = |name: &str| {
        let from = format!("file://{}", origin.path().display());
        git(clones.path(), &["clone", "--quiet", "--depth", "1", &from, name]);
        Project::from(api(after)).root(clones.path().join(name))
    };
    let project = clone("main");
    let text = output(clones.path(), &project, &["schema", "diff"], broken());
    assert!(text.starts_with("api/asyncapi.json, compared with origin/main ("), "{text}");

    git(origin.path(), &["branch", "--quiet", "--move", "trunk"]);
    let project = clone("trunk");
    let text = output(clones.path(), &project, &["schema", "diff"], broken());
    assert!(text.starts_with("api/asyncapi.json, compared with origin/HEAD ("), "{text}");
    let note = "note: there is no origin/main, so this compares with origin/HEAD; `base` under \
                `[diff]` in wigwag.toml names another one\n";
    assert!(text.contains(note), "{text}");

    let text =
        output(clones.path(), &project, &["schema", "diff", "--base", "v1"], ExitCode::FAILURE);
    let expected = "error: cannot compare with v1: this is a shallow clone, which does not have it; \
                    fetch it first (in a workflow of GitHub: `fetch-depth: 0` for actions/checkout)\n";
    assert_eq!(text, expected);
}

#[test]
fn a_base_that_is_not_there_is_told() {
    let root = tempfile::tempdir().unwrap();
    repository(root.path(), "");
    let project = Project::from(api(after)).root(root.path());
    let text = output(root.path(), &project, &["schema", "diff", "--base=--v1"], ExitCode::FAILURE);
    let expected =
        "error: cannot compare with --v1: there is neither such a file nor such a commit here\n";
    assert_eq!(text, expected);
    let text = output(root.path(), &project, &["schema", "diff"], ExitCode::FAILURE);
    let expected = "error: cannot compare with origin/main: there is no such commit here; fetch it, or name \
                    another one with --base, or as `base` under `[diff]` in wigwag.toml\n";
    assert_eq!(text, expected);
}

#[test]
fn outside_of_a_repository_only_a_file_will_do() {
    let root = tempfile::tempdir().unwrap();
    let project = changed(root.path());
    let (_, errors) = run_with(&project, &["schema", "diff"], ExitCode::FAILURE);
    let expected = format!(
        "error: {} is not in a git repository; name a file with --base\n",
        root.path().display()
    );
    assert_eq!(errors, expected);
}

#[test]
fn a_contract_that_was_not_there_is_new() {
    let root = tempfile::tempdir().unwrap();
    repository(root.path(), "");
    let project =
        Project::new().root(root.path()).api(api(after), Outputs::new().asyncapi("api/other.json"));
    let text =
        output(root.path(), &project, &["schema", "diff", "--base", "HEAD"], ExitCode::SUCCESS);
    assert!(
        text.starts_with("api/other.json: a new contract, nothing to compare it with in HEAD ("),
        "{text}"
    );
    assert!(text.ends_with("0 breaking, 0 dangerous, 0 ok\n"), "{text}");
}

use super::Config;
use crate::{Outputs, Project, tests::chat};

/// The error of a configuration that cannot be read.
#[track_caller]
fn check_fault(text: &str, expected: &str) {
    assert_eq!(Config::parse(text).unwrap_err().to_string(), expected);
}

#[test]
fn nothing_has_to_be_configured() {
    let root = tempfile::tempdir().unwrap();
    let project = Project::from(chat()).root(root.path());
    let config = Config::load(&project).unwrap();
    let files = |project: &Project| project.check().unwrap();
    assert_eq!(files(&config.apply(project.clone()).unwrap()), files(&project));
    assert!(Config::parse("").is_ok());
}

#[test]
fn an_unknown_key_is_told_with_its_line_and_what_is_allowed() {
    check_fault(
        "# Files.\n[generate]\ntypscript = \"api.ts\"\n",
        "wigwag.toml: TOML parse error at line 3, column 1
  |
3 | typscript = \"api.ts\"
  | ^^^^^^^^^
unknown field `typscript`, expected one of `asyncapi`, `schema`, `typescript`, `validators`, `format-cmd`",
    );
    check_fault(
        "[generates]\n",
        "wigwag.toml: TOML parse error at line 1, column 2
  |
1 | [generates]
  |  ^^^^^^^^^
unknown field `generates`, expected one of `generate`, `scan`, `diff`",
    );
}

#[test]
fn a_value_of_another_type_is_told_with_its_line() {
    check_fault(
        "[generate]\nschema = 5\n",
        "wigwag.toml: TOML parse error at line 2, column 10
  |
2 | schema = 5
  |          ^
invalid type: integer `5`, expected path string",
    );
}

#[test]
fn paths_are_refused_where_the_program_names_them() {
    let config = Config::parse("[generate]\nschema = \"schema.json\"\n").unwrap();
    let project = Project::new().api(chat(), Outputs::new().schema("api.json"));
    let error = config.apply(project).unwrap_err().to_string();
    assert!(error.starts_with("wigwag.toml: the paths in [generate] have no effect"), "{error}");
}

#[cfg(unix)]
#[test]
fn typescript_is_formatted_by_a_program_of_the_project() {
    let root = tempfile::tempdir().unwrap();
    // Paths that the program has named itself are no matter of the formatter.
    let outputs = Outputs::new().asyncapi("api.json").typescript("client.ts");
    let project = Project::new().root(root.path()).api(chat(), outputs);
    let formatted = |command: &str| {
        let text = format!("[generate]\nformat-cmd = {command}\n");
        Config::parse(&text).unwrap().apply(project.clone())
    };
    let project = formatted(r#"["sed", "s/;$//"]"#).unwrap();
    project.write().unwrap();
    let document = chat().document().unwrap();
    let without_semicolons = document.typescript().replace(";\n", "\n");
    let read = |path: &str| std::fs::read_to_string(root.path().join(path)).unwrap();
    assert_eq!(read("client.ts"), without_semicolons);
    assert_eq!(read("api.json"), document.to_json());
    assert!(project.check().unwrap().is_fresh());

    let error = formatted("[\"false\"]").unwrap().check().unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(
        format!("{error}: {source}"),
        "client.ts: the formatter `false` failed (exit status: 1)"
    );
    let error = formatted("[]").unwrap_err().to_string();
    assert_eq!(error, "wigwag.toml: format-cmd in [generate] names no program");
}

#[test]
fn an_allowance_needs_a_reason_and_an_end() {
    let allow = |last: &str| format!("[[diff.allow]]\nrule = \"x\"\nwhere = \"y\"\n{last}\n");
    check_fault(
        &allow("reason = \" \"\nexpires = 2030-01-01"),
        "wigwag.toml: TOML parse error at line 4, column 10
  |
4 | reason = \" \"
  |          ^^^
say why the change is meant",
    );
    check_fault(
        &allow("reason = \"z\"\nexpires = 2030-02-29"),
        "wigwag.toml: TOML parse error at line 5, column 11
  |
5 | expires = 2030-02-29
  |           ^^^^^^^^^^
invalid date, expected day between 01 and 28",
    );
    check_fault(
        &allow("reason = \"z\""),
        "wigwag.toml: TOML parse error at line 1, column 1
  |
1 | [[diff.allow]]
  | ^^^^^^^^^^^^^^
missing field `expires`",
    );
}

use std::path::Path;

use super::Formatter;

fn formatter(command: &[&str]) -> Formatter {
    Formatter::new(command.iter().map(|word| (*word).to_owned()).collect()).unwrap()
}

/// What a program makes of `text`, or what is wrong with it.
fn format(command: &[&str], text: &str) -> Result<String, String> {
    let root = tempfile::tempdir().unwrap();
    let formatted = formatter(command).format(root.path(), Path::new("web/api.ts"), text);
    formatted.map_err(|error| error.to_string())
}

#[test]
fn a_formatter_needs_a_program() {
    assert!(Formatter::new(Vec::new()).is_none());
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let error = format(&["no-such-formatter", "--fast"], "").unwrap_err();
    assert!(error.starts_with("the formatter `no-such-formatter` cannot be run: "), "{error}");
}

#[cfg(unix)]
#[test]
fn the_program_is_given_the_text_and_the_path() {
    assert_eq!(format(&["tr", "a-z", "A-Z"], "let a;\n"), Ok("LET A;\n".to_owned()));
    let script = "cat; echo \"// $0\"";
    assert_eq!(
        format(&["sh", "-c", script, "{path}"], "a\r\n"),
        Ok("a\n// web/api.ts\n".to_owned())
    );
    // No shell looks at the arguments.
    assert_eq!(format(&["echo", "$HOME;", "*"], ""), Ok("$HOME; *\n".to_owned()));
}

#[cfg(unix)]
#[test]
fn a_text_may_be_longer_than_a_pipe() {
    let text = "let a = 1;\n".repeat(100_000);
    assert_eq!(format(&["cat"], &text), Ok(text.clone()));
    assert_eq!(format(&["echo", "a"], &text), Ok("a\n".to_owned()));
}

#[cfg(unix)]
#[test]
fn a_program_that_fails_is_quoted() {
    let check = |script: &str, expected: &str| {
        assert_eq!(format(&["sh", "-c", script], "a").unwrap_err(), expected);
    };
    check("echo oops >&2; exit 3", "the formatter `sh` failed (exit status: 3): oops");
    check("true", "the formatter `sh` printed nothing; it must print the file that it reads");
    check("printf '\\377'", "the formatter `sh` printed what is no UTF-8");
}

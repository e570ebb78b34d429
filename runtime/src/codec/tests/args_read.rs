use std::cell::Cell;
use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::codec::args::{ArgsError, FromArgs, read_value};

use super::args;

#[derive(Debug, PartialEq, Deserialize)]
struct Note {
    text: String,
    #[serde(default)]
    tags: Vec<String>,
}

fn note(text: &str) -> Note {
    Note { text: text.to_owned(), tags: Vec::new() }
}

#[track_caller]
fn check<T: FromArgs + PartialEq + std::fmt::Debug>(packet: &str, expected: T) {
    assert_eq!(args(packet, &[]).read::<T>(), Ok(expected), "packet {packet}");
}

#[track_caller]
fn check_error<T: FromArgs + std::fmt::Debug>(packet: &str, path: &str, message: &str) {
    let error = args(packet, &[]).read::<T>().expect_err("the arguments have another shape");
    assert_eq!((error.path(), error.message()), (path, message), "packet {packet}");
}

#[test]
fn arguments_read_into_tuples() {
    check(r#"2["e"]"#, ());
    check(r#"2["e",1]"#, (1,));
    check(r#"2["e",{"text":"hi"}]"#, (note("hi"),));
    check(r#"2["e",1,"é",null,[true]]"#, (1_u8, "é".to_owned(), (), [true]));
    check("37[1,2]", (1, 2));
    check("37", ());
    check("2[1,2,3]", (2, 3));
    check("2 [ \"e\" , 1 , 2 ] ", (1, 2));
    check(r#"2["e",1,2,3,4,5,6,7,8]"#, (1, 2, 3, 4, 5, 6, 7, 8));
}

#[test]
fn arguments_can_be_read_again_and_as_other_types() {
    let args = args(r#"2["e",{"text":"hi"}]"#, &[]);
    assert_eq!(args.read(), Ok((note("hi"),)));
    assert_eq!(args.read(), Ok((note("hi"),)));
    assert_eq!(args.read(), Ok((json!({ "text": "hi" }),)));
    assert_eq!(args.read(), Ok(()));
}

#[test]
fn further_arguments_are_ignored() {
    check(r#"2["e",1,2,{"x":[3]}]"#, (1,));
    check(r#"2["e",1,2]"#, ());
    check("37[1,2,3]", (1, 2));
}

#[test]
fn arguments_without_faults_are_read_once() {
    thread_local!(static READ: Cell<usize> = const { Cell::new(0) });

    #[derive(Debug)]
    struct Counted;

    impl<'de> Deserialize<'de> for Counted {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            READ.set(READ.get() + 1);
            IgnoredAny::deserialize(deserializer).map(|_| Self)
        }
    }

    args(r#"2["e",1]"#, &[]).read::<(Counted,)>().unwrap();
    assert_eq!(READ.take(), 1);
    args(r#"2["e",1,2,{"x":[3]}]"#, &[]).read::<(Counted,)>().unwrap();
    assert_eq!(READ.take(), 1);
    args("37[]", &[]).read::<(Counted,)>().unwrap();
    assert_eq!(READ.take(), 1);
}

#[test]
fn a_missing_argument_is_null() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Limit(Option<u32>);
    check(r#"2["e"]"#, (Limit(None),));
    check(r#"2["e"]"#, (None::<u32>,));
    check(r#"2["e",1]"#, (1, None::<Note>, (), None::<u32>));
    check("37[]", ((),));
    check(r#"2["e"]"#, (Value::Null,));
    check(r#"2["e",null]"#, (None::<u32>,));
}

#[test]
fn a_missing_argument_that_is_needed_is_an_error() {
    check_error::<(u32,)>(r#"2["e"]"#, "[0]", "missing argument");
    check_error::<(u32, Note)>(r#"2["e",1]"#, "[1]", "missing argument");
    check_error::<(u32, Option<u32>, String)>("37[1]", "[2]", "missing argument");
    check_error::<(Vec<u8>,)>("37", "[0]", "missing argument");
}

#[test]
fn an_error_names_the_argument_that_is_wrong() {
    let message = "invalid type: string \"x\", expected u32";
    check_error::<(u32,)>(r#"2["e","x"]"#, "[0]", message);
    check_error::<(String, u32)>(r#"2["e","y","x"]"#, "[1]", message);
    check_error::<(u32,)>(r#"37["x"]"#, "[0]", message);
    check_error::<(u32, u32)>(r#"2["e",1,"x"]"#, "[1]", message);
}

#[test]
fn an_error_has_the_path_within_the_argument() {
    let message = "invalid type: integer `1`, expected a string";
    check_error::<(Note,)>(r#"2["e",{"text":1}]"#, "[0].text", message);
    check_error::<((), Note)>(r#"2["e",null,{"text":"","tags":["a",1]}]"#, "[1].tags[1]", message);
    check_error::<(Vec<Note>,)>(r#"2["e",[{"text":1}]]"#, "[0][0].text", message);
    check_error::<(BTreeMap<String, Note>,)>(
        r#"2["e",{"a b":{"text":1}}]"#,
        "[0].a b.text",
        message,
    );
    check_error::<(Note,)>(r#"2["e",{}]"#, "[0]", "missing field `text`");
}

#[test]
fn an_error_names_the_first_of_several_faults() {
    check_error::<(u8, u8)>(r#"2["e",256,-1]"#, "[0]", "invalid value: integer `256`, expected u8");
}

#[test]
fn errors_read_as_path_and_message() {
    let error = args(r#"2["e",{}]"#, &[]).read::<(Note,)>().unwrap_err();
    assert_eq!(error.to_string(), "[0]: missing field `text`");
}

#[test]
fn errors_do_not_grow_with_the_input() {
    let long = "é".repeat(10_000);
    let error = args(&format!("2[\"e\",\"{long}\"]"), &[]).read::<(u32,)>().unwrap_err();
    assert_eq!(error.path(), "[0]");
    assert!(error.message().starts_with("invalid type: string \"éé"));
    assert!((255..=256).contains(&error.message().len()), "{} bytes", error.message().len());

    let packet = format!("2[\"e\",{{\"{long}\":\"x\"}}]");
    let error = args(&packet, &[]).read::<(BTreeMap<String, u32>,)>().unwrap_err();
    assert!(error.path().starts_with("[0].éé"));
    assert!((255..=256).contains(&error.path().len()), "{} bytes", error.path().len());
}

#[test]
fn raw_json_is_kept_as_it_came() {
    let args = args(r#"2["e",{ "b":1.0, "a":"\u00e9" },2]"#, &[]);
    let (raw, two) = args.read::<(Box<RawValue>, u32)>().unwrap();
    assert_eq!((raw.get(), two), (r#"{ "b":1.0, "a":"\u00e9" }"#, 2));

    let error = args.read::<(Box<RawValue>, String)>().unwrap_err();
    assert_eq!(error.path(), "[1]");
}

#[test]
fn json_that_rust_cannot_hold_is_an_error_of_its_argument() {
    check_error::<(u32, String)>(r#"2["e",1,"\ud800"]"#, "[1]", "unexpected end of hex escape");
    check_error::<(f64,)>(r#"2["e",1e999]"#, "[0]", "number out of range");
    let deep = format!("2[\"e\",{}{}]", "[".repeat(100_000), "]".repeat(100_000));
    let error = args(&deep, &[]).read::<(Value,)>().unwrap_err();
    assert_eq!(error.message(), "recursion limit exceeded");
}

#[test]
fn a_single_value_has_a_path_without_an_index() {
    assert_eq!(read_value(r#" {"text":"hi"} "#), Ok(note("hi")));
    let check_error = |json, path, text| {
        let error: ArgsError = read_value::<Note>(json).unwrap_err();
        assert_eq!((error.path(), error.to_string().as_str()), (path, text));
    };
    check_error("{}", "", "missing field `text`");
    check_error(r#"{"text":1}"#, "text", "text: invalid type: integer `1`, expected a string");
}

#![expect(dead_code, reason = "the types are described, no values are made")]

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;

use super::*;
use crate::{Api, Describe, NamespaceBuilder, check_map_key};

/// The faults and the warnings of a contract in which the server sends a `T`.
fn lint<T: JsonSchema>() -> (Vec<String>, Vec<String>) {
    struct Files<T>(std::marker::PhantomData<T>);
    impl<T: JsonSchema> Describe for Files<T> {
        const NAME: &'static str = "Files";
        const NAMESPACE: &'static str = "/files";
        const VERSION: Option<&'static str> = None;

        fn describe(ns: &mut NamespaceBuilder) {
            ns.server_event("changed").arg::<T>("file");
        }
    }
    match Api::new("Files", "1.0.0").namespace::<Files<T>>().document() {
        Ok(document) => (Vec::new(), document.warnings()),
        Err(error) => (error.faults().to_owned(), Vec::new()),
    }
}

#[track_caller]
fn check_warned<T: JsonSchema>(place: &str) {
    let warning = format!(
        "{place} is an array of bytes, which JSON writes as an array of numbers; use `wigwag::Binary`, or mark the field with \
         `#[payload(numbers)]` where numbers are meant"
    );
    assert_eq!(lint::<T>(), (Vec::new(), vec![warning]));
}

#[track_caller]
fn check_fault<T: JsonSchema>(fault: &str) {
    assert_eq!(lint::<T>(), (vec![fault.to_owned()], Vec::new()));
}

const SITE: &str = r#"/files, server event "changed", argument "file""#;

#[derive(JsonSchema)]
struct File {
    name: String,
    content: Option<Vec<u8>>,
}

#[derive(JsonSchema)]
struct Folder {
    files: Vec<File>,
}

#[derive(JsonSchema)]
enum Part {
    Empty,
    Full { inner: BTreeMap<String, Vec<u8>> },
}

#[test]
fn arrays_of_bytes_are_warned_of() {
    check_warned::<Vec<u8>>(SITE);
    check_warned::<(u32, Vec<Vec<u8>>)>(SITE);
    check_warned::<Folder>(&format!("`File.content` (used by {SITE})"));
    check_warned::<Part>(&format!("`Part.Full.inner` (used by {SITE})"));
}

#[derive(JsonSchema)]
struct Levels {
    #[schemars(extend("x-wigwag-numbers" = true))]
    volume: Option<Vec<u8>>,
    #[schemars(extend("x-wigwag-numbers" = true))]
    by_band: BTreeMap<String, Vec<u8>>,
    color: [u8; 3],
    seen: BTreeSet<u8>,
    wide: Vec<u16>,
    #[schemars(example = json(), extend("x-array" = { "items": { "format": "uint8" } }))]
    text: String,
}

fn json() -> Value {
    serde_json::json!({ "items": { "format": "uint8" } })
}

#[test]
fn arrays_that_are_meant_as_numbers_are_not() {
    let (faults, warnings) = lint::<Levels>();
    assert_eq!((faults, warnings), (Vec::new(), Vec::new()));
}

#[derive(JsonSchema)]
struct Point {
    x: Size,
}

#[derive(JsonSchema)]
struct Size(u32);

#[derive(JsonSchema)]
struct Board {
    #[schemars(transform = check_map_key::<Point>)]
    pieces: BTreeMap<Point, String>,
}

#[test]
fn keys_that_are_no_text_are_faults() {
    check_fault::<Board>(&format!(
        "`Board.pieces` (used by {SITE}) has a map with keys of the type `Point`, and JSON names the entries of a map by text; use \
         keys that are written as text or as numbers, or send a list of pairs, `Vec<(K, V)>`"
    ));
}

#[derive(JsonSchema)]
#[schemars(extend("x-wigwag-brand" = true))]
struct UserId(String);

#[derive(JsonSchema)]
#[schemars(extend("x-wigwag-brand" = true))]
struct Place(Point);

#[derive(JsonSchema)]
#[schemars(extend("x-wigwag-brand" = true))]
struct AdminId(UserId);

#[test]
fn brands_are_texts_or_numbers() {
    assert_eq!(lint::<(UserId, AdminId)>(), (Vec::new(), Vec::new()));
    check_fault::<Place>(&format!(
        "`Place` (used by {SITE}) is a brand, and stands for neither a text nor a number; remove `brand` from its `#[payload]`"
    ));
}

#[derive(JsonSchema)]
#[schemars(tag = "type")]
enum Inner {
    Numbers(BTreeMap<String, u8>),
    Texts(BTreeMap<String, String>),
    Plain(Label),
}

#[derive(JsonSchema)]
struct Label {
    name: String,
}

#[derive(JsonSchema)]
#[schemars(tag = "outer")]
enum Outer {
    Inner(Inner),
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Closed {
    name: String,
}

#[derive(JsonSchema)]
#[schemars(tag = "type")]
enum OfClosed {
    Closed(Closed),
}

#[derive(JsonSchema)]
#[schemars(tag = "type", content = "content")]
enum Adjacent {
    Closed(Closed),
    Numbers(BTreeMap<String, u8>),
}

#[derive(JsonSchema)]
struct Flat {
    id: u8,
    #[schemars(flatten)]
    adjacent: Adjacent,
    #[schemars(flatten)]
    external: Part,
    #[schemars(flatten)]
    rest: BTreeMap<String, u8>,
}

#[test]
fn a_field_that_a_combined_type_forbids_is_a_fault() {
    check_fault::<Outer>(&format!(
        "`Outer` (used by {SITE}) has the field `outer` beside a map, or a type that denies unknown fields, and JSON Schema would \
         take it for one of theirs; give the inner type a field of its own, such as with `#[serde(content = \"…\")]`"
    ));
}

#[test]
fn combinations_that_allow_each_other_are_none() {
    assert_eq!(lint::<Inner>().0, Vec::<String>::new());
    assert_eq!(lint::<OfClosed>().0, Vec::<String>::new());
    assert_eq!(lint::<Adjacent>().0, Vec::<String>::new());
    assert_eq!(lint::<Flat>().0, Vec::<String>::new());
}

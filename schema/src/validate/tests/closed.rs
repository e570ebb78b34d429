//! Of what the server sends, everything has to be described.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::validate::Validator;

#[track_caller]
fn check<T: JsonSchema + Serialize>(sent: T, beside: &str) {
    let validator = Validator::of_sent::<T>();
    let mut value = serde_json::to_value(&sent).unwrap();
    assert_eq!(validator.check(&value), Ok(()));
    value.as_object_mut().unwrap().insert("more".to_owned(), json!(1));
    let words = validator.check(&value).map_err(|mismatch| mismatch.to_string()).err();
    assert_eq!(words.unwrap_or_default(), beside);
    assert_eq!(Validator::of_received::<T>().check(&value), Ok(()));
}

const REFUSED: &str = "more: the schema has no such property";

#[derive(Serialize, JsonSchema)]
struct Leaf {
    name: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind")]
enum Internal {
    Unit,
    Newtype(Leaf),
    Struct { a: bool },
}

#[derive(Serialize, JsonSchema)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    leaf: Leaf,
    #[serde(flatten)]
    internal: Internal,
}

#[test]
fn properties_that_nothing_describes_are_refused() {
    let leaf = || Leaf { name: String::new() };
    check(leaf(), REFUSED);
    check(Internal::Unit, REFUSED);
    check(Internal::Newtype(leaf()), REFUSED);
    check(Internal::Struct { a: true }, REFUSED);
    check(Flat { id: 1, leaf: leaf(), internal: Internal::Struct { a: true } }, REFUSED);
}

#[derive(Serialize, JsonSchema)]
struct Open {
    id: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, u8>,
}

#[derive(Serialize, JsonSchema)]
struct Empty {}

#[test]
fn objects_that_may_hold_anything_may() {
    check(BTreeMap::from([("a", 1)]), "");
    check(Open { id: 1, rest: BTreeMap::from([("a".to_owned(), 1)]) }, "");
    check(json!({ "a": 1 }), "");
    check(Empty {}, "");
    assert_eq!(Validator::of_sent::<Value>().check(&json!([{ "a": [null] }])), Ok(()));
}

//! Structs, and what can be said about their fields.

use std::{borrow::Cow, rc::Rc, sync::Arc};

use arbitrary::Arbitrary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Specimen;

pub(super) fn specimens() -> Vec<Specimen> {
    specimens![
        Leaf,
        Unit,
        Empty,
        EmptyTuple,
        Newtype,
        Pair,
        Optional,
        OptionalTuple,
        Skipping,
        Renaming,
        Hidden,
        Defaulted,
        Closed,
        Keys,
        Pointers,
        Tree,
        List,
        Profile,
        Team,
        Lowercase,
        Converted,
        Borrowing,
    ]
}

#[derive(Arbitrary, Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub(super) struct Leaf {
    name: String,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Unit;

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Empty {}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct EmptyTuple();

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Newtype(Option<Leaf>);

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Pair(i32, Leaf);

/// `Option`, `default` and `skip_serializing_if` in every combination.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Optional {
    plain: Option<u8>,
    #[serde(default)]
    default: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    both: Option<Leaf>,
    unit: Option<()>,
    twice: Option<Option<u8>>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct OptionalTuple(u8, Option<String>, Option<Leaf>);

/// What is skipped though it is no `Option`.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Skipping {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    list: Vec<u8>,
    #[serde(default, skip_serializing_if = "is_zero")]
    number: u8,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
}

fn is_zero(number: &u8) -> bool {
    *number == 0
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Renaming {
    #[serde(rename(serialize = "written", deserialize = "read"))]
    different: u8,
    #[serde(rename = "Ünïcode ☃")]
    unicode: Option<u8>,
    #[serde(alias = "formerly")]
    now: u8,
}

/// Fields that exist in one direction, or in none.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[expect(dead_code, reason = "not all of it is written")]
struct Hidden {
    shown: u8,
    #[serde(skip_serializing)]
    secret: String,
    #[serde(skip_deserializing)]
    number: u32,
    #[serde(skip)]
    cached: Option<u8>,
}

#[derive(Arbitrary, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(default)]
struct Defaulted {
    a: u8,
    b: Option<String>,
    #[serde(default = "ten")]
    c: u8,
}

fn ten() -> u8 {
    10
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Closed {
    only: String,
    maybe: Option<u8>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Keys {
    #[serde(rename = "kebab-case")]
    kebab: u8,
    #[serde(rename = "9lives")]
    lives: u8,
    default: u8,
    #[serde(rename = "quote\"d")]
    quoted: u8,
    #[serde(rename = "")]
    empty: u8,
    #[serde(rename = "a/b~c")]
    pointer: u8,
    #[serde(rename = "$ref")]
    reference: u8,
    constructor: u8,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Pointers {
    boxed: Box<Leaf>,
    counted: Rc<str>,
    shared: Arc<[u8]>,
    #[arbitrary(with = |random: &mut _| String::arbitrary(random).map(Cow::Owned))]
    cow: Cow<'static, str>,
    maybe: Option<Box<Leaf>>,
}

/// A tree.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Tree {
    value: u8,
    children: Vec<Self>,
    left: Option<Box<Self>>,
}

/// Ends somewhere.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
enum List {
    Nil,
    Cons(u8, Box<Self>),
}

/// Differs in the two directions.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Profile {
    name: String,
    about: Option<String>,
    #[serde(default)]
    level: u32,
}

/// Differs by what it refers to.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Team {
    members: Vec<Profile>,
    leader: Option<Box<Profile>>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
struct Lowercase {
    first_field: u8,
    second_field: u8,
}

/// Another type stands for it on the wire.
#[derive(Arbitrary, Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(from = "Leaf", into = "Leaf")]
struct Converted {
    length: u8,
}

impl From<Leaf> for Converted {
    fn from(leaf: Leaf) -> Self {
        Self { length: leaf.name.len() as u8 }
    }
}

impl From<Converted> for Leaf {
    fn from(converted: Converted) -> Self {
        Self { name: "x".repeat(converted.length.into()) }
    }
}

/// Written by functions of its own.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Borrowing {
    #[serde(with = "as_text")]
    #[schemars(with = "String")]
    number: u8,
}

mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(number: &u8, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
        String::deserialize(from)?.len().try_into().map_err(D::Error::custom)
    }
}

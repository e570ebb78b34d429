//! The four ways to write an enum, with every kind of variant.

use std::collections::BTreeMap;

use arbitrary::Arbitrary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Specimen,
    fields::{Closed, Leaf},
    scalars::Finite,
};

pub(super) fn specimens() -> Vec<Specimen> {
    specimens![
        Size,
        Species,
        Single,
        External,
        ExternalOnly,
        Internal,
        InternalOnly,
        Adjacent,
        Untagged,
        Mixed,
        Renamed,
        Limited,
        Nested,
        OfClosed,
        Option<External>,
        Vec<Internal>,
        Option<Adjacent>,
        Message,
    ]
}

#[derive(
    Arbitrary,
    Clone,
    Copy,
    Debug,
    Deserialize,
    Eq,
    JsonSchema,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
)]
#[serde(rename_all = "lowercase")]
pub(super) enum Size {
    Small,
    Large,
}

/// With a description for some of its variants.
#[derive(
    Arbitrary,
    Clone,
    Copy,
    Debug,
    Deserialize,
    Eq,
    JsonSchema,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
)]
pub(super) enum Species {
    /// Meows.
    Cat,
    Dog,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
enum Single {
    Only,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
pub(super) enum External {
    Unit,
    /// A number.
    Newtype(u32),
    Optional(Option<u32>),
    Empty(),
    Tuple(u8, String),
    Struct {
        a: bool,
        b: Option<u8>,
    },
    EmptyStruct {},
    Leaf(Leaf),
}

/// No variant is only a name.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
enum ExternalOnly {
    FirstOne(Vec<u8>),
    SecondOne { some_field: String },
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "type")]
pub(super) enum Internal {
    /// Nothing but the tag.
    Unit,
    /// The fields of another type, and the tag.
    Newtype(Leaf),
    Map(BTreeMap<String, u8>),
    Nothing(()),
    Struct {
        a: bool,
        b: Option<u8>,
    },
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
enum InternalOnly {
    NotFound,
    TooLong { max: u32 },
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "t", content = "c")]
pub(super) enum Adjacent {
    Unit,
    Newtype(Leaf),
    Optional(Option<u8>),
    Tuple(u32, String),
    Struct { a: bool },
    List(Vec<String>),
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(untagged)]
enum Untagged {
    Number(Finite),
    Text(String),
    Leaf(Leaf),
    Pair(bool, bool),
    Nothing,
}

/// Variants that are written otherwise than the rest.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "tag")]
enum Mixed {
    Tagged {
        a: u8,
    },
    #[serde(untagged)]
    Bare {
        b: u8,
    },
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
enum Renamed {
    #[serde(rename = "kebab-case")]
    Kebab,
    #[serde(rename = "with \"quotes\"")]
    Quoted {
        #[serde(rename = "9lives")]
        lives: u8,
    },
    #[serde(rename(serialize = "written", deserialize = "read"))]
    Different,
}

/// Variants that exist in one direction only.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
enum Limited {
    Both,
    #[arbitrary(skip)]
    #[serde(skip_serializing)]
    FromClients,
    #[serde(skip_deserializing)]
    ToClients,
    #[arbitrary(skip)]
    #[expect(dead_code, reason = "neither side can make one")]
    #[serde(skip)]
    Never,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "outer")]
enum Nested {
    Adjacent(Adjacent),
    Boxed(Box<InternalOnly>),
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "type")]
enum OfClosed {
    Closed(Closed),
}

/// What a product would have.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Message {
    Text {
        body: String,
        reply_to: Option<u32>,
    },
    Image {
        width: u32,
        height: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
    },
    Reaction {
        to: u32,
        #[serde(flatten)]
        size: Option<Leaf>,
    },
}

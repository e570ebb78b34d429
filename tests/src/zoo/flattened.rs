//! Fields that are written as if their fields were the struct's own.

use std::collections::{BTreeMap, HashMap};

use arbitrary::Arbitrary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Specimen,
    enums::{Adjacent, External, Internal, Size},
    fields::Leaf,
    values::json,
};

pub(super) fn specimens() -> Vec<Specimen> {
    specimens![
        FlatStruct,
        FlatOption,
        FlatInternal,
        FlatExternal,
        FlatAdjacent,
        FlatOptionalEnum,
        FlatMap,
        FlatMapAlone,
        FlatValues,
        FlatTwice,
        FlatDeep,
        FlatVariant,
        FlatUntagged,
        FlatInList,
    ]
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatStruct {
    id: u32,
    #[serde(flatten)]
    leaf: Leaf,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatOption {
    id: u32,
    #[serde(flatten)]
    leaf: Option<Leaf>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatInternal {
    id: u32,
    #[serde(flatten)]
    internal: InternalPart,
}

/// Without a map, which would take in the fields around it.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(tag = "type")]
enum InternalPart {
    Unit,
    Newtype(Leaf),
    Struct { a: bool, b: Option<u8> },
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatExternal {
    id: u32,
    #[serde(flatten)]
    external: ExternalPart,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
enum ExternalPart {
    Newtype(u32),
    Tuple(u8, String),
    Struct { a: bool },
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatAdjacent {
    id: u32,
    #[serde(flatten)]
    adjacent: Adjacent,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatOptionalEnum {
    #[serde(flatten)]
    internal: Option<InternalPart>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatMap {
    id: u32,
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatMapAlone {
    #[serde(flatten)]
    all: HashMap<String, Leaf>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatValues {
    id: Option<String>,
    #[arbitrary(with = |random: &mut _| Ok([("more".to_owned(), json(random)?)].into()))]
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatTwice {
    #[serde(flatten)]
    leaf: Leaf,
    #[serde(flatten)]
    page: Paging,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Paging {
    offset: u32,
    limit: Option<u32>,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatDeep {
    own: u8,
    #[serde(flatten)]
    inner: FlatTwice,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
enum FlatVariant {
    Struct {
        size: Size,
        #[serde(flatten)]
        leaf: Leaf,
    },
    Other(Box<External>),
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatUntagged {
    id: u8,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(untagged)]
enum Shape {
    Circle { radius: u32 },
    Box { width: u32, height: u32 },
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct FlatInList {
    items: Vec<FlatInternal>,
    by_name: BTreeMap<String, FlatStruct>,
    internal: Option<Internal>,
}

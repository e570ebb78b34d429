//! Lists, sets, maps and tuples.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use arbitrary::Arbitrary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Specimen,
    enums::{Size, Species},
    fields::Leaf,
    scalars::{Finite, UserName},
};

pub(super) fn specimens() -> Vec<Specimen> {
    specimens![
        Vec<u8>,
        Vec<Leaf>,
        Vec<Option<bool>>,
        VecDeque<Option<Leaf>>,
        BTreeSet<String>,
        BTreeSet<Size>,
        [Finite; 2],
        [u8; 32],
        [Leaf; 1],
        (u8, String, Option<bool>),
        (Leaf,),
        ((u8, u8), Vec<(String, Leaf)>),
        Option<(u8, Leaf)>,
        BTreeMap<String, u32>,
        HashMap<String, Vec<Option<u32>>>,
        BTreeMap<u8, String>,
        BTreeMap<i32, Leaf>,
        BTreeMap<Size, Option<u32>>,
        BTreeMap<Species, u8>,
        BTreeMap<UserName, Leaf>,
        BTreeMap<char, u8>,
        BTreeMap<String, BTreeMap<String, Leaf>>,
        Option<BTreeMap<String, Option<Leaf>>>,
        Collections,
        Json,
    ]
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Collections {
    list: Vec<Leaf>,
    maybe: Option<Vec<u8>>,
    #[serde(default)]
    defaulted: BTreeMap<String, Leaf>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    skipped: BTreeMap<Size, u8>,
}

/// Recursive without an object in between.
#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(untagged)]
enum Json {
    Text(String),
    List(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

//! What derives agree about, in every form that serde has.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Binary;
use crate::audit::assert_honest;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Leaf {
    name: String,
    size: Option<u8>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
}

fn leaf() -> Leaf {
    Leaf { name: "leaf".to_owned(), size: Some(255), tags: vec![String::new()] }
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum External {
    Unit,
    Newtype(Leaf),
    Tuple(i8, Option<String>),
    Struct { a: bool, b: Option<Binary> },
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Internal {
    NoContent,
    Newtype(Leaf),
    Struct { a: bool, b: Option<Binary> },
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "content")]
enum Adjacent {
    Unit,
    Newtype(Leaf),
    Tuple(i8, Option<String>),
    Struct { a: bool, b: Binary },
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(f64),
    Pair(u8, u8),
    Leaf(Leaf),
    Binary { bytes: Binary },
    Nothing,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Flat<T> {
    id: u32,
    #[serde(flatten)]
    leaf: Leaf,
    #[serde(flatten)]
    rest: T,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Tree {
    value: u8,
    children: Vec<Self>,
    parent: Option<Box<Self>>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Unit;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Newtype(u64);

#[derive(Serialize, Deserialize, JsonSchema)]
struct Pair(i32, Leaf);

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Transparent {
    inner: Newtype,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Closed {
    only: Option<u8>,
}

#[derive(Serialize, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    /// With a comment of its own.
    Large,
}

fn bytes() -> Binary {
    Binary::from(vec![1, 2, 3])
}

#[test]
fn enums() {
    let text = || Some("x".to_owned());
    for value in [
        External::Unit,
        External::Newtype(leaf()),
        External::Tuple(-128, text()),
        External::Tuple(0, None),
        External::Struct { a: true, b: Some(bytes()) },
        External::Struct { a: true, b: None },
    ] {
        assert_honest(&value);
    }
    for value in [
        Internal::NoContent,
        Internal::Newtype(leaf()),
        Internal::Struct { a: true, b: Some(bytes()) },
        Internal::Struct { a: true, b: None },
    ] {
        assert_honest(&value);
    }
    for value in [
        Adjacent::Unit,
        Adjacent::Newtype(leaf()),
        Adjacent::Tuple(127, text()),
        Adjacent::Struct { a: false, b: bytes() },
    ] {
        assert_honest(&value);
    }
    for value in [
        Untagged::Number(0.5),
        Untagged::Pair(1, 2),
        Untagged::Leaf(leaf()),
        Untagged::Binary { bytes: bytes() },
        Untagged::Nothing,
    ] {
        assert_honest(&value);
    }
    assert_honest(&[Size::Small, Size::Large]);
    assert_honest(&Ok::<Leaf, Size>(leaf()));
}

#[test]
fn structs() {
    assert_honest(&leaf());
    assert_honest(&Leaf { size: None, tags: Vec::new(), ..leaf() });
    assert_honest(&Unit);
    assert_honest(&Newtype(9_007_199_254_740_991));
    assert_honest(&Pair(-1, leaf()));
    assert_honest(&Transparent { inner: Newtype(0) });
    assert_honest(&Closed { only: Some(1) });
}

#[test]
fn flattened() {
    assert_honest(&Flat {
        id: 1,
        leaf: leaf(),
        rest: Internal::Struct { a: true, b: Some(bytes()) },
    });
    assert_honest(&Flat { id: 1, leaf: leaf(), rest: Internal::NoContent });
    assert_honest(&Flat { id: 1, leaf: leaf(), rest: Adjacent::Tuple(1, None) });
    assert_honest(&Flat { id: 1, leaf: leaf(), rest: External::Struct { a: true, b: None } });
    assert_honest(&Flat {
        id: 1,
        leaf: leaf(),
        rest: BTreeMap::from([("more".to_owned(), bytes())]),
    });
}

#[test]
fn recursive() {
    let tree = |children| Tree { value: 1, children, parent: None };
    let parent = Some(Box::new(tree(vec![])));
    assert_honest(&Tree { value: 2, children: vec![tree(vec![tree(vec![])])], parent });
}

#[test]
fn collections() {
    assert_honest(&(1_u8, "x".to_owned(), Some(bytes()), [0.5, -0.5]));
    assert_honest(&vec![Some(leaf()), None]);
    assert_honest(&BTreeMap::from([("a".to_owned(), vec![Some(bytes())])]));
    assert_honest(&HashMap::from([(1_u32, Some(2_u8)), (3, None)]));
    assert_honest(&BTreeMap::from([(-1_i64, leaf())]));
    assert_honest(&BTreeMap::from([(Size::Large, 1)]));
    assert_honest(&HashSet::from([1, 2, 3]));
    assert_honest(&BTreeSet::from(["a".to_owned(), "b".to_owned()]));
    assert_honest(&[7_u8; 32]);
    assert_honest::<Value>(&json!({ "anything": [1, null, { "at": "all" }] }));
}

#[test]
fn attachments() {
    assert_honest(&bytes());
    assert_honest(&vec![bytes(); 20]);
    assert_honest(&BTreeMap::from([("a".to_owned(), (bytes(), Some(bytes())))]));
}

#[test]
fn types_of_wigwag() {
    assert_honest(&"AAAAAAAAAAAAAAAAAAAA".parse::<crate::SocketId>().unwrap());
    assert_honest(&crate::U64::from(u64::MAX));
    assert_honest(&crate::I64::from(i64::MIN));
    assert_honest(&crate::U128::from(u128::MAX));
}

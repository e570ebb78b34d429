//! Every way in which serde and schemars can describe a value.

#![expect(dead_code, reason = "the types are described, no values are made")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Describe, NamespaceBuilder};

pub(crate) struct Zoo;

impl Describe for Zoo {
    const NAME: &'static str = "Zoo";
    const NAMESPACE: &'static str = "/";
    const VERSION: Option<&'static str> = None;

    fn describe(ns: &mut NamespaceBuilder) {
        ns.server_event("enums")
            .arg::<Size>("size")
            .arg::<Species>("species")
            .arg::<External>("external")
            .arg::<Internal>("internal")
            .arg::<Adjacent>("adjacent")
            .arg::<Untagged>("untagged");
        ns.server_event("structs")
            .arg::<Newtype>("newtype")
            .arg::<Pair>("pair")
            .arg::<Unit>("unit")
            .arg::<Empty>("empty")
            .arg::<Flattened>("flattened")
            .arg::<OnlyFlattened>("onlyFlattened")
            .arg::<FlattenedMap>("flattenedMap")
            .arg::<Closed>("closed")
            .arg::<Keys>("keys");
        ns.server_event("collections")
            .arg::<[u8]>("list")
            .arg::<BTreeSet<String>>("set")
            .arg::<[f64; 2]>("point")
            .arg::<[u8; 32]>("digest")
            .arg::<(u8, String, Option<bool>)>("tuple")
            .arg::<HashMap<String, Vec<Option<u32>>>>("map")
            .arg::<BTreeMap<u32, String>>("byNumber")
            .arg::<BTreeMap<Size, Option<u32>>>("bySize")
            .arg::<Value>("anything")
            .arg::<Option<Size>>("maybe");
        ns.server_event("named types")
            .arg::<Tree>("tree")
            .arg::<Json>("json")
            .arg::<Page<Leaf>>("leaves")
            .arg::<Page<u32>>("numbers")
            .arg::<Vec2>("vec2")
            .arg::<Vec3>("vec3")
            .arg::<Scene>("scene")
            .arg::<Stamped>("stamped")
            .arg::<UserId>("user")
            .arg::<Mood>("mood");
        ns.client_event("größe").arg::<Umlaut>("größe").arg::<Wish>("wish").arg::<Mood>("mood");
        ns.server_event("file").arg::<Binary>("bytes").arg::<File>("file");
        ns.client_event("file/put ~ 100% \"é\"")
            .arg::<Binary>("bytes")
            .arg::<File>("new")
            .arg::<[Binary]>("ack")
            .reply::<Binary>();
        ns.client_event("both ways")
            .arg::<Profile>("profile")
            .arg::<Team>("team")
            .arg::<Leaf>("leaf")
            .arg::<Tagged>("tagged")
            .reply::<(Profile, Team, Tagged)>();
    }
}

#[derive(Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

/// With a description for some of its variants.
#[derive(Serialize, JsonSchema)]
enum Species {
    /// Meows.
    Cat,
    Dog,
    /// Has `*/` in its comment.
    #[deprecated]
    Dodo,
}

#[derive(Serialize, JsonSchema)]
enum External {
    Unit,
    Newtype(u32),
    Tuple(u32, String),
    Struct { a: bool, b: Option<u8> },
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "type")]
enum Internal {
    /// Nothing but the tag.
    Unit,
    /// The fields of another type, and the tag.
    Newtype(Leaf),
    Struct {
        a: bool,
    },
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    Newtype(Leaf),
    Tuple(u32, String),
    Struct { a: bool },
}

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(f64),
    Text(String),
    Leaf(Leaf),
    Nothing,
}

#[derive(Serialize, JsonSchema)]
struct Newtype(u64);

#[derive(Serialize, JsonSchema)]
struct Pair(i32, Leaf);

#[derive(Serialize, JsonSchema)]
struct Unit;

#[derive(Serialize, JsonSchema)]
struct Empty {}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Leaf {
    name: String,
}

#[derive(Serialize, JsonSchema)]
struct Flattened {
    id: u32,
    #[serde(flatten)]
    leaf: Leaf,
    #[serde(flatten)]
    internal: Internal,
    #[serde(flatten)]
    maybe: Option<Adjacent>,
}

#[derive(Serialize, JsonSchema)]
struct OnlyFlattened {
    #[serde(flatten)]
    maybe: Option<Internal>,
}

#[derive(Serialize, JsonSchema)]
struct FlattenedMap {
    id: u32,
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
}

#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Closed {
    only: String,
}

#[derive(Serialize, JsonSchema)]
struct Keys {
    #[serde(rename = "kebab-case")]
    kebab: u8,
    #[serde(rename = "9lives")]
    lives: u8,
    default: u8,
    #[serde(rename = "quote\"d")]
    quoted: u8,
    #[serde(skip_serializing_if = "<[u8]>::is_empty")]
    skipped: Vec<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped_leaf: Option<Leaf>,
}

/// A tree.
#[derive(Serialize, JsonSchema)]
struct Tree {
    children: Vec<Self>,
    parent: Option<Box<Self>>,
}

/// Recursive without an object in between.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Json {
    Text(String),
    List(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
struct Page<T> {
    items: Vec<T>,
    next: Option<u32>,
}

#[derive(Serialize, JsonSchema)]
struct Vec2 {
    x: f32,
    y: f32,
}

#[derive(Serialize, JsonSchema)]
struct Vec3 {
    x: f32,
    y: f32,
    z: f32,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Vec")]
struct AnyVec {
    items: Vec<f32>,
}

/// A type and its namesakes with a number, in one payload.
#[derive(Serialize, JsonSchema)]
struct Scene {
    vec: AnyVec,
    vec2: Vec2,
    vec3: Vec3,
}

/// Formats that have a name in TypeScript.
#[derive(Serialize, JsonSchema)]
struct Stamped {
    #[schemars(extend("format" = "date-time"))]
    at: String,
    #[schemars(extend("format" = "uuid"))]
    id: String,
    #[schemars(extend("format" = "email"))]
    by: String,
    #[schemars(extend("format" = "uint64-string"))]
    serial: String,
    #[schemars(extend("format" = "int64-string"))]
    offset: String,
    #[schemars(extend("format" = "uint128-string"))]
    hash: Option<String>,
}

/// Told from other strings by its name.
#[derive(Serialize, JsonSchema)]
#[schemars(extend("x-wigwag-brand" = true))]
struct UserId(String);

/// Later servers may have more of them.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-wigwag-open" = true))]
enum Mood {
    Calm,
    /// As after a [`Wish`] that came true; see also [`Mood::Calm`].
    Happy,
}

/// The server takes no others.
#[derive(Deserialize, JsonSchema)]
enum Wish {
    Tea,
    Cake,
}

/// Not everybody speaks [English](https://en.wikipedia.org/wiki/English_language).
#[derive(Deserialize, JsonSchema)]
struct Umlaut {
    größe: Option<u32>,
}

/// Stands for the runtime's type, which this crate does not know.
struct Binary;

impl JsonSchema for Binary {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Binary".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "x-wigwag-binary": true })
    }
}

/// Has an attachment.
#[derive(JsonSchema)]
struct File {
    name: String,
    /// What is in it.
    bytes: Binary,
    thumbnail: Option<Binary>,
}

/// Differs in the two directions by its optional fields.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Profile {
    name: String,
    about: Option<String>,
    #[serde(default)]
    level: u32,
    #[serde(rename(serialize = "since", deserialize = "from"))]
    since: u32,
}

/// Differs by what it refers to.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Team {
    members: Vec<Profile>,
    leaf: Leaf,
}

/// Has one schema, but the client may write null where the server leaves out.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Tagged {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
}

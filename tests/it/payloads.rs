//! `#[payload]`: what values look like on the wire, and what their schemas say.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wigwag::{Api, U64, payload, socket_events};

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a literal of the value stands in each call")]
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, expected: Value) {
    assert_eq!(serde_json::to_value(&value).unwrap(), expected);
    assert_eq!(serde_json::from_value::<T>(expected).unwrap(), value);
}

#[payload]
#[derive(Debug, PartialEq)]
struct Draft {
    text: String,
    reply_to: Option<UserId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shared_with: Vec<UserId>,
    #[serde(rename = "re")]
    subject: u32,
}

#[payload(brand)]
#[derive(Debug, PartialEq)]
struct UserId(U64);

#[payload(rename_all = "SCREAMING_SNAKE_CASE")]
#[derive(Debug, PartialEq)]
struct Limits {
    max_len: u32,
}

#[payload]
#[derive(Debug, PartialEq)]
enum External {
    PlainName,
    TooLong { max_length: u32 },
    InWords(String),
}

#[payload(tag = "code")]
#[derive(Debug, PartialEq)]
enum Internal {
    PlainName,
    TooLong { max_length: u32 },
}

#[payload(tag = "code", content = "data")]
#[derive(Debug, PartialEq)]
enum Adjacent {
    PlainName,
    TooLong { max_length: u32 },
    InWords(String),
}

#[payload(untagged)]
#[derive(Debug, PartialEq)]
enum Untagged {
    TooLong { max_length: u32 },
    InWords(String),
}

#[payload(tag = "type")]
#[derive(Debug, PartialEq)]
struct Tagged {
    the_field: u32,
}

#[test]
fn structs_are_written_in_camel_case_unless_they_say_otherwise() {
    let draft = Draft { text: "hi".into(), reply_to: None, shared_with: vec![], subject: 1 };
    check(draft, json!({ "text": "hi", "replyTo": null, "re": 1 }));
    let user = || UserId(U64(u64::MAX));
    let draft =
        Draft { text: "hi".into(), reply_to: Some(user()), shared_with: vec![user()], subject: 1 };
    let id = "18446744073709551615";
    check(draft, json!({ "text": "hi", "replyTo": id, "sharedWith": [id], "re": 1 }));
    check(Limits { max_len: 7 }, json!({ "MAX_LEN": 7 }));
    check(Tagged { the_field: 7 }, json!({ "type": "Tagged", "theField": 7 }));
}

#[test]
fn enums_have_the_representations_of_serde() {
    check(External::PlainName, json!("plainName"));
    check(External::TooLong { max_length: 7 }, json!({ "tooLong": { "maxLength": 7 } }));
    check(External::InWords("a".into()), json!({ "inWords": "a" }));
    check(Internal::PlainName, json!({ "code": "plainName" }));
    check(Internal::TooLong { max_length: 7 }, json!({ "code": "tooLong", "maxLength": 7 }));
    check(Adjacent::PlainName, json!({ "code": "plainName" }));
    let too_long = json!({ "code": "tooLong", "data": { "maxLength": 7 } });
    check(Adjacent::TooLong { max_length: 7 }, too_long);
    check(Adjacent::InWords("a".into()), json!({ "code": "inWords", "data": "a" }));
    check(Untagged::TooLong { max_length: 7 }, json!({ "maxLength": 7 }));
    check(Untagged::InWords("a".into()), json!("a"));
}

/// The schema of what the server writes, with the named types that it refers to.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a literal of the schema stands in each call")]
fn check_schema<T: JsonSchema>(expected: Value, definitions: Value) {
    let mut generator: SchemaGenerator = SchemaSettings::draft07().for_serialize().into_generator();
    assert_eq!(generator.subschema_for::<T>(), expected);
    assert_eq!(Value::Object(generator.take_definitions(true)), definitions);
}

#[payload]
struct Page<T> {
    items: Vec<T>,
}

#[payload]
struct Pair<A, B>(A, B);

#[payload]
struct Row<const LEN: usize> {
    cells: Vec<bool>,
}

#[payload]
#[schemars(rename = "{T}Box")]
struct Boxed<T>(T);

#[test]
fn generic_types_are_named_after_their_parameters() {
    let uint32 = || json!({ "type": "integer", "format": "uint32", "minimum": 0 });
    check_schema::<Page<Limits>>(
        json!({ "$ref": "#/definitions/PageOfLimits" }),
        json!({
            "PageOfLimits": {
                "type": "object",
                "properties": {
                    "items": { "type": "array", "items": { "$ref": "#/definitions/Limits" } },
                },
                "required": ["items"],
            },
            "Limits": {
                "type": "object",
                "properties": { "MAX_LEN": uint32() },
                "required": ["MAX_LEN"],
            },
        }),
    );
    let name = |name: std::borrow::Cow<'static, str>| name.into_owned();
    assert_eq!(name(Pair::<Limits, Page<Draft>>::schema_name()), "PairOfLimitsAndPageOfDraft");
    assert_eq!(name(Row::<7>::schema_name()), "RowOf7");
    assert_eq!(name(Boxed::<Limits>::schema_name()), "LimitsBox");
}

#[payload]
#[non_exhaustive]
enum Mood {
    Calm,
    Wild,
}

#[payload]
#[derive(Debug, PartialEq)]
#[non_exhaustive]
enum Platform {
    Web,
    #[serde(other)]
    Unknown,
}

#[test]
fn schemas_say_what_is_a_brand_and_what_is_open() {
    check_schema::<UserId>(
        json!({ "$ref": "#/definitions/UserId" }),
        json!({
            "UserId": {
                "type": "string",
                "format": "uint64-string",
                "pattern": "^(0|[1-9][0-9]{0,19})$",
                "x-wigwag-brand": true,
            },
        }),
    );
    check_schema::<Mood>(
        json!({ "$ref": "#/definitions/Mood" }),
        json!({
            "Mood": { "type": "string", "enum": ["calm", "wild"], "x-wigwag-open": "emitted" },
        }),
    );
    check_schema::<Platform>(
        json!({ "$ref": "#/definitions/Platform" }),
        json!({
            "Platform": { "type": "string", "enum": ["web", "unknown"], "x-wigwag-open": true },
        }),
    );
}

#[test]
fn a_name_for_the_others_takes_names_that_are_not_known() {
    check(Platform::Web, json!("web"));
    assert_eq!(serde_json::from_value::<Platform>(json!("fridge")).unwrap(), Platform::Unknown);
    let error = serde_json::from_value::<Mood>(json!("cross")).err().unwrap();
    assert_eq!(error.to_string(), "unknown variant `cross`, expected `calm` or `wild`");
}

#[payload(receive)]
struct Query {
    text: String,
}

#[payload(send)]
struct Hint {
    text: &'static str,
}

#[payload(send)]
struct View<'a> {
    lines: &'a [String],
}

#[test]
fn a_payload_that_is_only_sent_may_borrow() {
    assert_eq!(serde_json::from_value::<Query>(json!({ "text": "?" })).unwrap().text, "?");
    assert_eq!(serde_json::to_value(Hint { text: "!" }).unwrap(), json!({ "text": "!" }));
    let lines = ["a".to_owned()];
    assert_eq!(serde_json::to_value(View { lines: &lines }).unwrap(), json!({ "lines": ["a"] }));
}

#[payload]
#[derive(PartialEq, Eq, Hash)]
struct Square {
    file: u8,
    rank: u8,
}

#[payload]
struct Board {
    pieces: HashMap<Square, String>,
    captured: BTreeMap<String, u32>,
    by_id: HashMap<U64, Vec<HashMap<i8, char>>>,
}

#[payload(brand)]
struct Player(Sound);

#[payload]
struct Sound {
    content: Option<Vec<u8>>,
    #[payload(numbers)]
    levels: Vec<u8>,
}

#[socket_events]
trait Chess {
    async fn set_up(&self, cx: chess::Cx<Self>, board: Board);
    async fn join(&self, cx: chess::Cx<Self>, player: Player);
}

#[test]
fn what_cannot_travel_is_told_when_the_contract_is_described() {
    let api = Api::new("Chess", "1.0.0").namespace::<chess::Ns>();
    assert_eq!(
        api.document().unwrap_err().faults(),
        [
            "`Board.pieces` (used by /, client event \"set_up\", argument \"board\") has a map with keys of the type `Square`, and \
             JSON names the entries of a map by text; use keys that are written as text or as numbers, or send a list of pairs, \
             `Vec<(K, V)>`",
            "`Player` (used by /, client event \"join\", argument \"player\") is a brand, and stands for neither a text nor a \
             number; remove `brand` from its `#[payload]`",
        ]
    );
}

#[socket_events]
trait Files {
    async fn put(&self, cx: files::Cx<Self>, file: Sound, mood: Mood) -> Mood;
}

#[test]
fn arrays_of_bytes_are_warned_of_unless_they_are_meant() {
    let document = Api::new("Files", "1.0.0").namespace::<files::Ns>().document().unwrap();
    assert_eq!(
        document.warnings(),
        [
            "`Sound.content` (used by /, client event \"put\", argument \"file\") is an array of bytes, which JSON writes as an \
          array of numbers; use `wigwag::Binary`, or mark the field with `#[payload(numbers)]` where numbers are meant"
        ]
    );
}

#[test]
fn clients_may_only_send_the_names_that_the_server_knows() {
    let document = Api::new("Files", "1.0.0").namespace::<files::Ns>().document().unwrap();
    let document: Value = serde_json::from_str(&document.to_json()).unwrap();
    let schema = |name: &str| document["components"]["schemas"][name].clone();
    assert_eq!(schema("Mood")["x-wigwag-open"], json!(true));
    assert_eq!(schema("MoodInput")["x-wigwag-open"], Value::Null);
    assert_eq!(schema("MoodInput")["enum"], json!(["calm", "wild"]));
}

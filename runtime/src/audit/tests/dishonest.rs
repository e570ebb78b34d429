//! `Serialize`, `Deserialize` and the schema, each in disagreement with the others.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::ser::{SerializeStruct as _, Serializer};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::Binary;
use crate::audit::{check_both_ways, check_received, check_sent};

#[track_caller]
fn check_written<T: Serialize + JsonSchema>(value: T, words: &str) {
    assert_eq!(check_sent(&value).unwrap_err().to_string(), words);
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "an example is written where it is checked")]
fn check_read<T: DeserializeOwned + JsonSchema>(json: Value, words: &str) {
    assert_eq!(check_received::<T>(&json).unwrap_err().to_string(), words);
}

#[test]
fn function_that_writes_another_type() {
    fn as_text<S: Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }
    #[derive(Serialize, JsonSchema)]
    struct Price {
        #[serde(serialize_with = "as_text")]
        #[schemars(with = "u32")]
        cents: u32,
    }
    check_written(
        [Price { cents: 5 }],
        r#"[0].cents: the schema refuses what is written: "5" is not of type integer"#,
    );
}

/// Written by hand, and not as it is declared.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "what is written does not depend on it")]
struct ByHand {
    user_id: u32,
    note: Option<String>,
}

impl Serialize for ByHand {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("ByHand", 2)?;
        fields.serialize_field("userId", &1)?;
        fields.serialize_field("note", &None::<String>)?;
        fields.end()
    }
}

#[test]
fn field_with_another_name() {
    check_written(
        ByHand { user_id: 1, note: None },
        "the schema refuses what is written: `user_id` is missing",
    );
}

#[test]
fn name_that_only_one_of_them_knows() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Renamed {
        #[serde(rename = "userId")]
        #[schemars(rename = "user")]
        user: u32,
    }
    check_written(Renamed { user: 1 }, "the schema refuses what is written: `user` is missing");
    check_read::<Renamed>(
        json!({ "user": 1 }),
        "the schema takes what cannot be read: missing field `userId` at line 1 column 10",
    );
    check_read::<Renamed>(
        json!({ "userId": 1 }),
        "the schema refuses what can be read: `user` is missing",
    );
}

#[test]
fn field_that_nobody_knows() {
    #[derive(Serialize, JsonSchema)]
    struct More {
        id: u32,
        #[schemars(skip)]
        secret: &'static str,
    }
    check_written(
        More { id: 1, secret: "x" },
        "secret: the schema refuses what is written: the schema has no such property",
    );
}

#[test]
fn option_that_is_left_out() {
    struct Sparse;
    impl Serialize for Sparse {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_struct("Sparse", 0)?.end()
        }
    }
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema matters")]
    struct Nullable {
        note: Option<String>,
    }
    #[derive(Serialize, JsonSchema)]
    struct Wrapped(#[schemars(with = "Nullable")] Sparse);
    check_written(Wrapped(Sparse), "the schema refuses what is written: `note` is missing");
}

#[test]
fn schema_of_another_type() {
    #[derive(Serialize, JsonSchema)]
    struct Moment {
        #[schemars(with = "String")]
        at: u64,
    }
    check_written(
        Moment { at: 1 },
        "at: the schema refuses what is written: 1 is not of type string",
    );
}

#[derive(Serialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema matters")]
#[serde(tag = "type")]
enum TaggedByType {
    Moved { x: u8 },
    Left,
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind")]
enum TaggedByKind {
    Moved { x: u8 },
}

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Moved { x: u8 },
}

#[test]
fn enum_with_another_tag() {
    #[derive(Serialize, JsonSchema)]
    struct Event(#[schemars(with = "TaggedByType")] TaggedByKind);
    check_written(
        Event(TaggedByKind::Moved { x: 1 }),
        r#"the schema refuses what is written: {"kind":"Moved","x":1} fits none of 2 alternatives"#,
    );
}

#[test]
fn enum_without_the_tag() {
    #[derive(Serialize, JsonSchema)]
    struct Event {
        #[schemars(with = "TaggedByType")]
        event: Untagged,
    }
    check_written(
        Event { event: Untagged::Moved { x: 1 } },
        r#"event: the schema refuses what is written: {"x":1} fits none of 2 alternatives"#,
    );
}

#[test]
fn value_in_place_of_a_struct() {
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema matters")]
    struct Id {
        value: u32,
    }
    #[derive(Serialize, JsonSchema)]
    struct User {
        #[schemars(with = "Id")]
        id: u32,
    }
    check_written(
        User { id: 1 },
        "id: the schema refuses what is written: 1 is not of type object",
    );
}

#[test]
fn number_beyond_its_type() {
    #[derive(Serialize, JsonSchema)]
    struct Level(#[schemars(with = "u8")] u32);
    assert_eq!(check_sent(&Level(255)), Ok(()));
    check_written(Level(300), "the schema refuses what is written: 300 is more than 255");

    #[derive(Serialize, JsonSchema)]
    struct Offset(#[schemars(with = "i32")] i64);
    check_written(
        Offset(1 << 40),
        "the schema refuses what is written: 1099511627776 is more than 2147483647",
    );
}

#[test]
fn bytes_that_are_no_attachment() {
    #[derive(Serialize, JsonSchema)]
    struct Upload {
        #[schemars(with = "Binary")]
        data: Vec<u8>,
    }
    check_written(
        Upload { data: vec![1, 2] },
        "data: the schema refuses what is written: [1,2] is no attachment",
    );

    #[derive(Serialize, JsonSchema)]
    struct Digest {
        #[schemars(with = "Vec<u8>")]
        data: Binary,
    }
    check_written(
        Digest { data: vec![1].into() },
        r#"data: the schema refuses what is written: {"_placeholder":true,"num":0} is not of type array"#,
    );
}

#[test]
fn keys_of_a_map() {
    #[derive(Serialize, JsonSchema)]
    struct ByNumber(#[schemars(with = "BTreeMap<u32, u8>")] BTreeMap<&'static str, u8>);
    assert_eq!(check_sent(&ByNumber(BTreeMap::from([("17", 1)]))), Ok(()));
    check_written(
        ByNumber(BTreeMap::from([("x", 1)])),
        "x: the schema refuses what is written: the schema has no such property",
    );
    check_written(BTreeMap::from([((1, 2), 3)]), "cannot be written: key must be a string");
}

#[test]
fn length_of_a_tuple() {
    #[derive(Serialize, JsonSchema)]
    struct Point(#[schemars(with = "(u8, u8, u8)")] Vec<u8>);
    check_written(
        Point(vec![1, 2]),
        "the schema refuses what is written: 2 elements are less than 3",
    );
}

#[test]
fn text_that_is_no_date() {
    #[derive(Serialize, JsonSchema)]
    struct Meeting {
        #[schemars(extend("format" = "date-time"))]
        at: &'static str,
    }
    assert_eq!(check_sent(&Meeting { at: "2026-07-01T12:00:00Z" }), Ok(()));
    check_written(
        Meeting { at: "2026-07-01 noon" },
        r#"at: the schema refuses what is written: "2026-07-01 noon" is beyond date-time"#,
    );
}

#[test]
fn numbers_that_json_or_javascript_does_not_have() {
    check_written([0.5, f64::NAN], "[1]: cannot be written: NaN is no number in JSON");
    check_written(
        BTreeMap::from([("id", u64::MAX)]),
        "id: cannot be written: the integer 18446744073709551615 is beyond ±9007199254740991, where JavaScript rounds",
    );
}

#[test]
fn option_that_must_not_be_missing() {
    /// A function takes away what serde does for an `Option` by itself.
    fn trimmed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(|text| text.trim().to_owned()))
    }
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Note {
        #[serde(deserialize_with = "trimmed")]
        #[schemars(with = "Option<String>")]
        text: Option<String>,
    }
    check_read::<Note>(
        json!({ "text": "x" }),
        "text: the schema allows to leave it out, which cannot be read: missing field `text` at line 1 column 2",
    );
}

#[test]
fn null_that_cannot_be_read() {
    fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
        u8::deserialize(deserializer).map(Some)
    }
    #[derive(Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "it is only read")]
    struct Patch {
        #[serde(default, deserialize_with = "present")]
        #[schemars(with = "Option<u8>")]
        level: Option<u8>,
    }
    check_read::<[Patch; 1]>(
        json!([{ "level": 1 }]),
        "[0].level: the schema allows to send null, which cannot be read: invalid type: null, expected u8 at line 1 column 14",
    );
}

#[test]
fn default_that_the_schema_does_not_know() {
    #[derive(Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only its schema matters")]
    struct Strict {
        id: u32,
    }
    #[derive(Deserialize, JsonSchema)]
    #[serde(from = "Value")]
    #[schemars(with = "Strict")]
    struct Lenient;
    impl From<Value> for Lenient {
        fn from(_: Value) -> Self {
            Self
        }
    }
    check_read::<Lenient>(json!({}), "the schema refuses what can be read: `id` is missing");
}

#[test]
fn value_that_is_read_as_another_one() {
    /// Written in milliseconds, read in seconds.
    #[derive(JsonSchema)]
    #[schemars(with = "u32")]
    struct Timeout {
        ms: u32,
    }
    impl Serialize for Timeout {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u32(self.ms)
        }
    }
    impl<'de> Deserialize<'de> for Timeout {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            u32::deserialize(deserializer).map(|seconds| Self { ms: seconds * 1_000 })
        }
    }
    let dishonest = check_both_ways(&Timeout { ms: 5 }).unwrap_err();
    assert_eq!(dishonest.to_string(), "what is written as 5 is read as another value: 5000");
}

#[test]
fn example_that_nothing_takes_is_no_example() {
    check_read::<u8>(
        json!(-1),
        "the schema refuses the example, and so does the type: -1 is less than 0",
    );
}

#[test]
#[should_panic(expected = "Level` is dishonest: cannot be written: NaN is no number in JSON")]
fn tests_panic_with_what_was_found() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Level(f64);
    crate::audit::assert_honest(&Level(f64::NAN));
}

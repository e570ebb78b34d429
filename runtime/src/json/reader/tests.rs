use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny, SeqAccess as _};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{DEPTH_MAX, Reader, Unread};
use crate::json::access::Items;

fn read<T: DeserializeOwned>(json: &str) -> Result<T, Unread> {
    let mut reader = Reader::new(json);
    let value = T::deserialize(&mut reader)?;
    if reader.peek().is_none() { Ok(value) } else { Err(Unread) }
}

#[derive(Debug, Deserialize)]
struct Unit;

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only shown")]
struct Newtype(u32);

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only shown")]
struct Pair(u8, String);

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only shown")]
struct Fields {
    id: u32,
    text: Option<String>,
    #[serde(default, rename = "größe")]
    size: f32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only shown")]
struct Flat {
    id: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, PartialEq, Eq, Hash, Deserialize)]
enum Variants {
    Unit,
    Newtype(u8),
    Tuple(u8, String),
    Struct { id: Option<u8> },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "t", content = "c")]
#[expect(dead_code, reason = "only shown")]
enum Adjacent {
    Unit,
    Newtype(u8),
    Struct { id: u8 },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "t")]
#[expect(dead_code, reason = "only shown")]
enum Internal {
    Unit,
    Struct { id: f64 },
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "only shown")]
enum Untagged {
    Number(f64),
    Text(String),
    List(Vec<Self>),
    Fields { id: u8 },
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only shown")]
struct Nested(Vec<Self>);

/// JSON of every kind, with what is at the edge of a kind.
const TEXTS: [&str; 98] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "42",
    "255",
    "256",
    "-128",
    "-129",
    "65536",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211455",
    "1.0",
    "1.5",
    "-1.5",
    "0.1",
    "1e3",
    "1E-3",
    "1.5e+300",
    "123456789.123456789",
    "3.4028236e38",
    "1e400",
    "16777217",
    "16777217.0",
    r#""""#,
    r#""a""#,
    r#""é""#,
    r#""ß🦀""#,
    r#""Unit""#,
    r#""Newtype""#,
    r#""Other""#,
    r#""1""#,
    r#""true""#,
    r#""a\nb""#,
    r#""\u00e9\ud83e\udd80""#,
    r#""\ud800""#,
    r#""\"\\\/""#,
    r#""Un\u0069t""#,
    "[]",
    "[1]",
    "[null]",
    "[1,2]",
    r#"[1,"a"]"#,
    r#"[1,"a",2]"#,
    r#"["a",1]"#,
    "[[],[[],[]]]",
    "[1,[2],{}]",
    "[1.5,-2]",
    "[255,0]",
    "{}",
    r#"{"id":1}"#,
    r#"{"id":1,"text":"a"}"#,
    r#"{"text":"a","id":1,"größe":2.5}"#,
    r#"{"id":1,"text":null,"größe":3}"#,
    r#"{"id":1,"gr\u00f6\u00dfe":2.5}"#,
    r#"{"id":1,"id":2}"#,
    r#"{"text":"a"}"#,
    r#"{"id":1,"x":[{"y":"]}\""}]}"#,
    r#"{"id":1.5}"#,
    r#"{"Unit":null}"#,
    r#"{"Unit":1}"#,
    r#"{"Newtype":1}"#,
    r#"{"Newtype":[1]}"#,
    r#"{"Tuple":[1,"a"]}"#,
    r#"{"Tuple":[1]}"#,
    r#"{"Struct":{"id":1}}"#,
    r#"{"Struct":{}}"#,
    r#"{"Struct":[1]}"#,
    r#"{"Newtype":1,"Unit":null}"#,
    r#"{"Other":1}"#,
    r#"{"t":"Unit"}"#,
    r#"{"t":"Newtype","c":1}"#,
    r#"{"c":{"id":1},"t":"Struct"}"#,
    r#"{"t":"Struct","id":1.5}"#,
    r#"{"id":1,"t":"Struct"}"#,
    r#"{"1":"a"}"#,
    r#"{"-1":"a"}"#,
    r#"{"1.5":1}"#,
    r#"{" 1":1}"#,
    r#"{"1 ":1}"#,
    r#"{"01":1}"#,
    r#"{"":1}"#,
    r#"{"true":1}"#,
    r#"{"a":1,"b":2}"#,
    r#"{"a":{"b":{"c":[1]}}}"#,
    r#"{"\u0031":1}"#,
];

/// A name of a variant with an escape, and a number as a key with one: these are left to serde_json.
const LEFT: [&str; 2] = [r#""Un\u0069t""#, r#"{"\u0031":1}"#];

/// Checks that a type is read from all texts as serde_json does, and without it where both can.
#[track_caller]
fn check<T: DeserializeOwned + Debug>() {
    for text in TEXTS {
        let spread = spread(text);
        for json in [text, &spread] {
            let expected = serde_json::from_str::<T>(json).map(|value| format!("{value:?}"));
            match (read::<T>(json), expected) {
                (Ok(value), Ok(expected)) => assert_eq!(format!("{value:?}"), expected, "{json}"),
                (Err(Unread), Err(_)) => {}
                (Err(Unread), Ok(_)) if LEFT.contains(&text) => {}
                (Ok(value), Err(error)) => panic!("{json} is no {value:?}: {error}"),
                (Err(Unread), Ok(expected)) => panic!("{json} is {expected}"),
            }
        }
    }
}

/// The text with space wherever JSON allows for it.
fn spread(json: &str) -> String {
    let mut spread = " \n\t\r".to_owned();
    let (mut is_text, mut is_escaped) = (false, false);
    for character in json.chars() {
        if !is_text && ",:[]{}".contains(character) {
            spread.extend([' ', character, ' ', '\n']);
        } else {
            spread.push(character);
        }
        is_text ^= character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
    }
    spread + " \t"
}

macro_rules! types_are_read_as_by_serde_json {
    ($($test:ident: $($type:ty),*;)*) => {
        $(
            #[test]
            fn $test() {
                $( check::<$type>(); )*
            }
        )*
    };
}

types_are_read_as_by_serde_json! {
    integers_are_read_as_by_serde_json: u8, u16, u32, u64, u128, i8, i16, i32, i64, i128;
    other_scalars_are_read_as_by_serde_json: f32, f64, bool, char, String, (), Unit, Option<()>, Option<u8>, Option<Option<f64>>;
    lists_are_read_as_by_serde_json: Vec<u8>, Vec<IgnoredAny>, Vec<Option<f64>>, (u8, String), [u8; 2], Pair, Newtype, Vec<Vec<Value>>;
    objects_are_read_as_by_serde_json: Fields, Strict, Flat, BTreeMap<String, u8>, BTreeMap<char, Value>, BTreeMap<Option<String>, IgnoredAny>;
    keys_are_read_as_by_serde_json: BTreeMap<u8, Value>, BTreeMap<i64, String>, BTreeMap<u128, u8>, HashMap<Variants, Value>;
    enums_are_read_as_by_serde_json: Variants, Adjacent, Internal, Untagged, Option<Variants>, Result<u8, String>;
    whatever_comes_is_read_as_by_serde_json: Value, serde_json::Number, Box<RawValue>, IgnoredAny, Vec<Box<RawValue>>;
}

#[test]
fn depth_is_bounded_as_by_serde_json() {
    for depth in [1, 32, 100, 126, 127, 128, 129, 200] {
        let json = "[".repeat(depth) + &"]".repeat(depth);
        let is_read = read::<Nested>(&json).is_ok();
        assert_eq!(is_read, serde_json::from_str::<Nested>(&json).is_ok(), "{depth}");
        assert_eq!(is_read, depth <= usize::from(DEPTH_MAX), "{depth}");
    }
}

/// It is made for JSON that has been checked; what has not is no danger.
#[test]
fn what_is_no_json_is_not_read() {
    for text in TEXTS {
        for (at, character) in text.char_indices() {
            let behind = &text[at + character.len_utf8()..];
            for broken in [
                text[..at].to_owned(),
                format!("{}{behind}", &text[..at]),
                format!("{}é\\{behind}", &text[..at]),
            ] {
                let is_json = serde_json::from_str::<IgnoredAny>(&broken).is_ok();
                assert!(read::<Value>(&broken).is_err() || is_json, "{broken}");
                // Whether they see it depends on what they look at.
                let _ = read::<IgnoredAny>(&broken);
                let _ = read::<Fields>(&broken);
                let _ = read::<Variants>(&broken);
                let _ = read::<Vec<Pair>>(&broken);
            }
        }
    }
}

#[test]
fn elements_are_read_one_by_one() {
    let mut reader = Reader::new(" , 1 , \"a\" ] ");
    let mut items = Items::behind_first(&mut reader);
    assert_eq!(items.next_element(), Ok(Some(1_u8)));
    assert_eq!(items.next_element(), Ok(Some("a".to_owned())));
    assert_eq!(items.next_element::<u8>(), Ok(None));
    assert_eq!(items.next_element::<u8>(), Ok(None));
}

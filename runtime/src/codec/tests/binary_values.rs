//! [`Binary`] in every place that serde treats differently, in both directions.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Binary;

use super::{args, encode_event};

const ATTACHMENTS: [&[u8]; 2] = [b"zero", b"one"];

fn zero() -> Binary {
    Binary::from(ATTACHMENTS[0])
}

fn one() -> Binary {
    Binary::from(ATTACHMENTS[1])
}

/// Checks that `value` is sent as `json` with the first attachments, and that it is read from that.
#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, json: &str) {
    let n_attachments = json.matches("_placeholder").count();
    let attachments = &ATTACHMENTS[..n_attachments];

    let encoded = encode_event("/", None, "e", &(&value,)).unwrap();
    let packet = format!("5{n_attachments}-[\"e\",{json}]");
    assert_eq!(encoded.frame.payload(), format!("4{packet}").as_bytes());
    assert!(
        encoded.attachments.iter().map(|frame| frame.payload()).eq(attachments.iter().copied())
    );

    assert_eq!(args(&packet, attachments).read::<(T,)>(), Ok((value,)));
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct File {
    name: String,
    data: Binary,
}

fn file() -> File {
    File { name: "f".to_owned(), data: zero() }
}

#[test]
fn an_argument() {
    check(zero(), r#"{"_placeholder":true,"num":0}"#);
}

#[test]
fn a_field() {
    check(file(), r#"{"name":"f","data":{"_placeholder":true,"num":0}}"#);
}

#[test]
fn an_option() {
    check(Some(zero()), r#"{"_placeholder":true,"num":0}"#);
    check(vec![None, Some(zero())], r#"[null,{"_placeholder":true,"num":0}]"#);
}

#[test]
fn a_sequence() {
    check(vec![zero(), one()], r#"[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#);
}

#[test]
fn a_map() {
    check(
        BTreeMap::from([("a".to_owned(), zero()), ("b".to_owned(), one())]),
        r#"{"a":{"_placeholder":true,"num":0},"b":{"_placeholder":true,"num":1}}"#,
    );
}

#[test]
fn a_tuple() {
    check((1, zero(), "x".to_owned()), r#"[1,{"_placeholder":true,"num":0},"x"]"#);
}

#[test]
fn a_newtype() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Image(Binary);
    check(Image(zero()), r#"{"_placeholder":true,"num":0}"#);
}

#[test]
fn an_externally_tagged_enum() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Part {
        Raw(Binary),
        Pair(Binary, Binary),
        File { data: Binary },
    }
    check(Part::Raw(zero()), r#"{"Raw":{"_placeholder":true,"num":0}}"#);
    check(
        Part::Pair(zero(), one()),
        r#"{"Pair":[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]}"#,
    );
    check(Part::File { data: zero() }, r#"{"File":{"data":{"_placeholder":true,"num":0}}}"#);
}

#[test]
fn an_internally_tagged_enum() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Part {
        Data { data: Binary },
        File(File),
    }
    check(Part::Data { data: zero() }, r#"{"kind":"Data","data":{"_placeholder":true,"num":0}}"#);
    check(Part::File(file()), r#"{"kind":"File","name":"f","data":{"_placeholder":true,"num":0}}"#);
}

#[test]
fn an_adjacently_tagged_enum() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", content = "content")]
    enum Part {
        Raw(Binary),
        File { data: Binary },
    }
    check(Part::Raw(zero()), r#"{"kind":"Raw","content":{"_placeholder":true,"num":0}}"#);
    check(
        Part::File { data: zero() },
        r#"{"kind":"File","content":{"data":{"_placeholder":true,"num":0}}}"#,
    );
}

#[test]
fn an_adjacently_tagged_enum_whose_content_comes_first() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind", content = "content")]
    enum Part {
        Raw(Binary),
    }
    let packet = r#"51-["e",{"content":{"_placeholder":true,"num":0},"kind":"Raw"}]"#;
    assert_eq!(args(packet, &[b"zero"]).read(), Ok((Part::Raw(zero()),)));
}

#[test]
fn an_untagged_enum() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Part {
        Text(String),
        Raw(Binary),
        Both { text: String, data: Binary },
    }
    check(Part::Raw(zero()), r#"{"_placeholder":true,"num":0}"#);
    check(
        Part::Both { text: "t".to_owned(), data: zero() },
        r#"{"text":"t","data":{"_placeholder":true,"num":0}}"#,
    );
    assert_eq!(args(r#"2["e","t"]"#, &[]).read(), Ok((Part::Text("t".to_owned()),)));
}

#[test]
fn a_flattened_struct() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Upload {
        id: u32,
        #[serde(flatten)]
        file: File,
    }
    check(
        Upload { id: 1, file: file() },
        r#"{"id":1,"name":"f","data":{"_placeholder":true,"num":0}}"#,
    );
}

#[test]
fn a_flattened_map() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Upload {
        id: u32,
        #[serde(flatten)]
        parts: BTreeMap<String, Binary>,
    }
    check(
        Upload { id: 1, parts: BTreeMap::from([("a".to_owned(), zero())]) },
        r#"{"id":1,"a":{"_placeholder":true,"num":0}}"#,
    );
}

#[test]
fn the_same_attachment_can_be_read_twice() {
    let packet = r#"51-["e",{"num":0,"_placeholder":true},{"_placeholder":true,"num":0,"x":1}]"#;
    assert_eq!(args(packet, &[b"zero"]).read(), Ok((zero(), zero())));
}

#[track_caller]
fn check_error(arg: &str, path: &str, message: &str) {
    let error = args(&format!("2[\"e\",{arg}]"), &[]).read::<(File,)>().unwrap_err();
    assert_eq!((error.path(), error.message()), (path, message));
}

#[test]
fn anything_but_a_placeholder_is_an_error() {
    let refused = |found| format!("invalid type: {found}, expected binary data");
    let cases =
        [("[1,2]", "sequence"), (r#""AQI=""#, r#"string "AQI=""#), ("null", "null"), ("{}", "map")];
    for (json, found) in cases {
        let arg = format!(r#"{{"name":"f","data":{json}}}"#);
        check_error(&arg, "[0].data", &refused(found));
    }
}

#[test]
fn an_object_without_the_mark_of_a_placeholder_is_an_error() {
    for json in [r#"{"num":0}"#, r#"{"_placeholder":false,"num":0}"#] {
        let error = args(&format!("61-7[{json}]"), &[b"zero"]).read::<(Binary,)>().unwrap_err();
        assert_eq!(error.message(), "invalid type: map, expected binary data", "object {json}");
    }
}

#[test]
fn a_placeholder_in_a_packet_without_attachments_is_an_error() {
    check_error(
        r#"{"name":"f","data":{"_placeholder":true,"num":0}}"#,
        "[0].data",
        "the packet has no attachment 0",
    );
}

#[test]
fn an_error_beside_binary_data_has_its_path() {
    let packet = r#"51-["e",{"data":{"_placeholder":true,"num":0},"name":1}]"#;
    let error = args(packet, &[b"zero"]).read::<(File,)>().unwrap_err();
    assert_eq!(error.path(), "[0].name");
}

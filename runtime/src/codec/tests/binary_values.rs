//! What is no binary data, though [`Binary`] is asked for. Where it may stand: `places.rs`.

use serde::{Deserialize, Serialize};

use crate::Binary;

use super::args;

fn zero() -> Binary {
    Binary::from(b"zero".as_slice())
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct File {
    name: String,
    data: Binary,
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

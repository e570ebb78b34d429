use std::collections::BTreeMap;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

use crate::Binary;
use crate::codec;
use crate::codec::args::ToArgs;
use crate::codec::encode::{
    Encoded, encode_ack, encode_connect, encode_connect_error, encode_disconnect,
};
use crate::codec::error::EncodeError;
use crate::codec::format::Format;
use crate::codec::frame::Frame;

use super::encode_event;

#[track_caller]
fn check(encoded: Result<Encoded, EncodeError>, text: &str, attachments: &[&[u8]]) {
    let encoded = encoded.unwrap();
    assert_eq!(encoded.frame.payload(), text.as_bytes());
    assert!(!encoded.frame.is_binary());
    assert!(encoded.attachments.iter().all(Frame::is_binary));
    assert!(encoded.attachments.iter().map(Frame::payload).eq(attachments.iter().copied()));
}

fn bytes(bytes: &'static [u8]) -> Binary {
    Binary::from(bytes)
}

#[test]
fn events() {
    check(encode_event("/", None, "hello", &()), r#"42["hello"]"#, &[]);
    check(encode_event("/", None, "hello", &(1, "two")), r#"42["hello",1,"two"]"#, &[]);
    check(encode_event("/", Some(0), "hello", &()), r#"420["hello"]"#, &[]);
    check(encode_event("/admin", None, "e", &(true,)), r#"42/admin,["e",true]"#, &[]);
    check(encode_event("/admin", Some(12), "e", &()), r#"42/admin,12["e"]"#, &[]);
    check(encode_event("/", Some(u64::MAX), "a\"é", &()), r#"4218446744073709551615["a\"é"]"#, &[]);
}

#[test]
fn acknowledgements() {
    check(encode_ack("/", 7, &()), "437[]", &[]);
    check(encode_ack("/", 7, &(1, "two")), r#"437[1,"two"]"#, &[]);
    check(encode_ack("/admin", 0, &(json!({}),)), "43/admin,0[{}]", &[]);
}

#[test]
fn c7_binary_data_makes_a_binary_event() {
    check(
        encode_event("/", None, "e", &(bytes(b"\x01\x02"),)),
        r#"451-["e",{"_placeholder":true,"num":0}]"#,
        &[b"\x01\x02"],
    );
    check(
        encode_event("/admin", Some(7), "e", &(bytes(b"a"), 1, bytes(b""))),
        r#"452-/admin,7["e",{"_placeholder":true,"num":0},1,{"_placeholder":true,"num":1}]"#,
        &[b"a", b""],
    );
}

#[test]
fn c7_binary_data_makes_a_binary_acknowledgement() {
    check(
        encode_ack("/admin", 7, &(bytes(b"a"),)),
        r#"461-/admin,7[{"_placeholder":true,"num":0}]"#,
        &[b"a"],
    );
}

#[test]
fn c7_attachments_are_numbered_in_the_order_of_the_json() {
    let mut map = BTreeMap::new();
    map.insert("b", vec![bytes(b"2"), bytes(b"3")]);
    map.insert("a", vec![bytes(b"1")]);
    check(
        encode_event("/", None, "e", &(bytes(b"0"), map)),
        concat!(
            r#"454-["e",{"_placeholder":true,"num":0},"#,
            r#"{"a":[{"_placeholder":true,"num":1}],"#,
            r#""b":[{"_placeholder":true,"num":2},{"_placeholder":true,"num":3}]}]"#,
        ),
        &[b"0", b"1", b"2", b"3"],
    );
}

#[test]
fn c7_equal_attachments_are_sent_twice() {
    let data = bytes(b"a");
    check(
        encode_event("/", None, "e", &(&data, &data)),
        r#"452-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#,
        &[b"a", b"a"],
    );
}

#[test]
fn d9_more_than_ten_attachments_are_refused_unless_configured() {
    let ten = vec![bytes(b"a"); 10];
    let event =
        |format: &Format, args: &dyn ToArgs| format.encode_event("/", None, "e", args, None);
    let encoded = event(&Format::default(), &(&ten,)).unwrap();
    assert!(encoded.frame.payload().starts_with(br#"4510-["e",[{"#));
    assert_eq!(encoded.attachments.len(), 10);

    let error = event(&Format::default(), &(&ten, &ten[0])).unwrap_err();
    assert_eq!(error, EncodeError::TooManyAttachments { count: 11, max: 10 });
    assert_eq!(error.to_string(), "11 attachments in one packet, at most 10 are allowed");
    let error = Format::default().encode_ack("/", 1, &(&ten, &ten[0])).unwrap_err();
    assert_eq!(error, EncodeError::TooManyAttachments { count: 11, max: 10 });

    let encoded = event(&Format::text(11), &(&ten, &ten[0])).unwrap();
    assert!(encoded.frame.payload().starts_with(br#"4511-["e",[{"#));
    let error = event(&Format::text(11), &(&ten, [&ten[0], &ten[1]])).unwrap_err();
    assert_eq!(error, EncodeError::TooManyAttachments { count: 12, max: 11 });
    // All clients take ten, whatever the server takes.
    assert!(event(&Format::text(0), &(&ten,)).is_ok());
}

#[test]
fn the_header_has_room_for_five_digits() {
    let data = Binary::default();
    let encoded = encode_event("/", None, "e", &(vec![&data; 99_999],)).unwrap();
    assert!(encoded.frame.payload().starts_with(br#"4599999-["e",[{"#));
    let error = encode_event("/", None, "e", &(vec![&data; 100_000],)).unwrap_err();
    assert_eq!(error, EncodeError::TooManyAttachments { count: 100_000, max: 99_999 });
    let format = Format::text(usize::MAX);
    let error = format.encode_ack("/", 1, &(vec![&data; 100_000],)).unwrap_err();
    assert_eq!(error, EncodeError::TooManyAttachments { count: 100_000, max: 99_999 });
}

struct Unserializable;

impl Serialize for Unserializable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("no"))
    }
}

#[test]
fn an_argument_that_does_not_serialize_is_an_error() {
    let error = encode_event("/", None, "e", &(1, Unserializable)).unwrap_err();
    let (path, message) = ("[1]".to_owned(), "no".to_owned());
    assert_eq!(error, EncodeError::Serialize { path, message });
    assert_eq!(error.to_string(), "cannot serialize an argument: [1]: no");
}

#[test]
fn an_error_leaves_no_attachments_for_the_next_packet() {
    encode_event("/", None, "e", &(bytes(b"a"), Unserializable)).unwrap_err();
    check(encode_event("/", None, "e", &()), r#"42["e"]"#, &[]);
}

#[track_caller]
fn check_frame(frame: &Frame, expected: &str) {
    assert_eq!(frame.payload(), expected.as_bytes());
    assert!(!frame.is_binary());
}

#[test]
fn n1_connects() {
    check_frame(&encode_connect("/", "abc", None), r#"40{"sid":"abc"}"#);
    check_frame(&encode_connect("/admin", "abc", None), r#"40/admin,{"sid":"abc"}"#);
    check_frame(&encode_connect("/", "a\"b", None), r#"40{"sid":"a\"b"}"#);
    check_frame(&encode_connect("/", "abc", Some("x")), r#"40{"sid":"abc","pid":"x"}"#);
}

#[test]
fn n4_connect_errors() {
    let encode = |namespace, message, data: Option<Value>| {
        let data = data.map(|data| to_raw_value(&data).unwrap());
        encode_connect_error(namespace, message, data.as_deref())
    };
    check_frame(&encode("/", "no \"entry\"", None), r#"44{"message":"no \"entry\""}"#);
    let frame = encode("/x", "no", Some(json!({ "code": 7 })));
    check_frame(&frame, r#"44/x,{"message":"no","data":{"code":7}}"#);
    let frame = encode("/x", "no", Some(json!("why")));
    check_frame(&frame, r#"44/x,{"message":"no","data":"why"}"#);
    let frame = encode("/", "no", Some(Value::Null));
    check_frame(&frame, r#"44{"message":"no","data":null}"#);
}

#[test]
fn r1_an_offset_is_the_last_argument() {
    let encode = |args: &dyn ToArgs| codec::encode::encode_event("/", None, "e", args, Some("1-0"));
    check(encode(&()), r#"42["e","1-0"]"#, &[]);
    check(encode(&(1, "two")), r#"42["e",1,"two","1-0"]"#, &[]);
    check(encode(&(bytes(b"a"),)), r#"451-["e",{"_placeholder":true,"num":0},"1-0"]"#, &[b"a"]);
}

#[test]
fn disconnects() {
    check_frame(&encode_disconnect("/"), "41");
    check_frame(&encode_disconnect("/admin"), "41/admin,");
}

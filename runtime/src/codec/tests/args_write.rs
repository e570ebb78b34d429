use bytes::Bytes;
use serde_json::json;

use crate::Binary;
use crate::codec::args::ToArgs;
use crate::codec::encode::encode_ack;

use super::{args, encode_event};

#[track_caller]
fn check(args: &dyn ToArgs, expected: &str) {
    let encoded = encode_event("/", None, "e", args).unwrap();
    assert_eq!(encoded.frame.payload(), expected.as_bytes());
    assert!(encoded.attachments.is_empty());
}

#[test]
fn tuples_write_their_elements() {
    check(&(), r#"42["e"]"#);
    check(&(1,), r#"42["e",1]"#);
    check(&("é\n", &2.5, None::<u32>), r#"42["e","é\n",2.5,null]"#);
    check(&(json!({ "a": [1] }), ()), r#"42["e",{"a":[1]},null]"#);
    check(&(1, 2, 3, 4, 5, 6, 7, 8), r#"42["e",1,2,3,4,5,6,7,8]"#);
}

#[test]
fn references_to_arguments_are_arguments() {
    check(&&(1,), r#"42["e",1]"#);
}

#[test]
fn c7_not_a_number_is_null() {
    check(&(f64::NAN, f64::INFINITY), r#"42["e",null,null]"#);
}

#[test]
fn received_arguments_are_forwarded_as_they_came() {
    check(&args(r#"2["in"]"#, &[]), r#"42["e"]"#);
    check(&args(r#"2["in",1, { "b":1.0 }]"#, &[]), r#"42["e",1, { "b":1.0 }]"#);
    check(&args("2 [ \"in\" , 1 , 2 ] ", &[]), r#"42["e",1 , 2]"#);
    check(&args("2[7,[],[]]", &[]), r#"42["e",[],[]]"#);
    check(&args("37[]", &[]), r#"42["e"]"#);
    check(&args("37", &[]), r#"42["e"]"#);
    check(&args("37[[1],2]", &[]), r#"42["e",[1],2]"#);
    check(&args(r#"2["in","]"]"#, &[]), r#"42["e","]"]"#);
}

#[test]
fn received_arguments_can_answer_an_event() {
    let encoded = encode_ack("/", 3, &args(r#"2["in",1,2]"#, &[])).unwrap();
    assert_eq!(encoded.frame.payload(), b"433[1,2]");
    let encoded = encode_ack("/", 3, &args(r#"2["in"]"#, &[])).unwrap();
    assert_eq!(encoded.frame.payload(), b"433[]");
}

#[test]
fn attachments_are_forwarded_in_order() {
    let list = r#"{"_placeholder":true,"num":1},[{"_placeholder":true,"num":0}]"#;
    let args = args(&format!("52-[\"in\",{list}]"), &[b"zero", b"one"]);
    for _ in 0..2 {
        let encoded = encode_event("/", None, "e", &args).unwrap();
        assert_eq!(encoded.frame.payload(), format!("452-[\"e\",{list}]").as_bytes());
        let attachments = encoded.attachments.iter().map(|frame| frame.payload());
        assert!(attachments.eq([&b"zero"[..], b"one"]));
    }
    let (one, [zero]) = args.read::<(Binary, [Binary; 1])>().unwrap();
    assert_eq!((one.into_bytes(), zero.into_bytes()), ("one".into(), Bytes::from("zero")));
}

#[test]
fn what_only_looks_like_a_placeholder_is_forwarded_as_plain_data() {
    let list = r#"{"_placeholder":true,"num":5}"#;
    check(&args(&format!("2[\"in\",{list}]"), &[]), &format!("42[\"e\",{list}]"));
}

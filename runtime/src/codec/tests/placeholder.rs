use super::{binary, decode, summary, text};

/// An event with two attachments and `arg` as its argument.
#[track_caller]
fn check(arg: &str, expected: Result<(), &str>) {
    let packet = format!("52-[\"e\",{arg}]");
    let result = summary(&decode([text(&packet), binary(b"a"), binary(b"b")]));
    let event = format!("/ event \"e\" {arg} +b\"a\" +b\"b\"");
    assert_eq!(result, expected.map(|()| event).unwrap_or_else(str::to_owned), "argument {arg}");
}

const INVALID: Result<(), &str> = Err("InvalidPlaceholder");

#[test]
fn an_index_of_an_attachment_is_accepted() {
    check(r#"{"_placeholder":true,"num":0}"#, Ok(()));
    check(r#"{"_placeholder":true,"num":1}"#, Ok(()));
    check(r#"{"num":1,"_placeholder":true}"#, Ok(()));
    check(r#"{"num":1,"more":[{}],"_placeholder":true}"#, Ok(()));
}

#[test]
fn an_index_out_of_range_is_refused() {
    check(r#"{"_placeholder":true,"num":2}"#, INVALID);
    check(r#"{"_placeholder":true,"num":-1}"#, INVALID);
    check(r#"{"_placeholder":true,"num":18446744073709551615}"#, INVALID);
    check(r#"{"_placeholder":true,"num":18446744073709551616}"#, INVALID);
}

#[test]
fn an_index_that_is_no_integer_is_refused() {
    for num in ["1.5", "\"0\"", "\"__proto__\"", "null", "true", "[0]", "{}"] {
        check(&format!(r#"{{"_placeholder":true,"num":{num}}}"#), INVALID);
    }
    check(r#"{"_placeholder":true}"#, INVALID);
}

#[test]
fn placeholders_are_checked_at_every_depth() {
    check(r#"[{"a":[{"_placeholder":true,"num":1}]}]"#, Ok(()));
    check(r#"[{"a":[{"_placeholder":true,"num":2}]}]"#, INVALID);
    check(r#"{"num":{"_placeholder":true,"num":2}}"#, INVALID);
    check(r#"{"_placeholder":{"_placeholder":true,"num":2}}"#, INVALID);
    check(r#"{"_placeholder":true,"num":0,"x":{"_placeholder":true,"num":2}}"#, INVALID);
}

#[test]
fn a_key_with_escapes_is_the_same_key() {
    check(r#"{"\u005fplaceholder":true,"num":2}"#, INVALID);
    check(r#"{"_placeholder":true,"n\u0075m":1}"#, Ok(()));
}

#[test]
fn the_last_of_equal_keys_counts() {
    check(r#"{"_placeholder":true,"num":0,"num":2}"#, INVALID);
    check(r#"{"_placeholder":true,"num":2,"num":0}"#, Ok(()));
}

#[test]
fn other_objects_are_plain_data() {
    check(r#"{"_placeholder":false,"num":9}"#, Ok(()));
    check(r#"{"_placeholder":1,"num":9}"#, Ok(()));
    check(r#"{"_placeholder":"true","num":9}"#, Ok(()));
    check(r#"{"num":9}"#, Ok(()));
    check(r#"{"placeholder":true,"num":9}"#, Ok(()));
}

#[test]
fn c6_acknowledgements_are_checked_from_their_first_argument() {
    let result = decode([text(r#"61-7[{"_placeholder":true,"num":1}]"#), binary(b"a")]);
    assert_eq!(summary(&result), "InvalidPlaceholder");
}

#[test]
fn c6_in_a_packet_without_attachments_a_placeholder_is_plain_data() {
    let arg = r#"{"_placeholder":true,"num":-1}"#;
    let event = decode([text(&format!("2[\"e\",{arg}]"))]);
    assert_eq!(summary(&event), format!("/ event \"e\" {arg}"));
    let ack = decode([text(&format!("37[{arg}]"))]);
    assert_eq!(summary(&ack), format!("/ ack id=7 {arg}"));
}

#[test]
fn binary_packets_are_checked_down_to_127_levels() {
    let nested = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    // The packet's own array is a level, too.
    check(&nested(126), Ok(()));
    check(&nested(127), Err("InvalidJson"));
}

//! Rows C1 to C9 are those of the reference parser's behaviour; tests name them.

use crate::codec::socket_packet::is_reserved_event;

use super::{binary, decode, summary, text};

#[track_caller]
fn check(packet: &str, expected: &str) {
    assert_eq!(summary(&decode([text(packet)])), expected, "packet {packet:?}");
}

/// As [`check`], with one attachment behind the text.
#[track_caller]
fn check_binary(packet: &str, expected: &str) {
    let result = decode([text(packet), binary(b"\x01\x02")]);
    assert_eq!(summary(&result), expected, "packet {packet:?}");
}

#[test]
fn every_type_decodes() {
    check("0", "/ connect");
    check(r#"0/admin,{"token":"x"}"#, r#"/admin connect {"token":"x"}"#);
    check("1", "/ disconnect");
    check("1/admin,", "/admin disconnect");
    check(r#"2["hi",1,"two"]"#, r#"/ event "hi" 1,"two""#);
    check(r#"2/admin,7["hi"]"#, r#"/admin event id=7 "hi""#);
    check("37[1]", "/ ack id=7 1");
    check("3/admin,7[]", "/admin ack id=7");
    check(r#"4{"message":"no"}"#, "/ connect error");
    check_binary(
        r#"51-/admin,7["b",{"_placeholder":true,"num":0}]"#,
        r#"/admin event id=7 "b" {"_placeholder":true,"num":0} +b"\x01\x02""#,
    );
    check_binary(
        r#"61-7[{"_placeholder":true,"num":0}]"#,
        r#"/ ack id=7 {"_placeholder":true,"num":0} +b"\x01\x02""#,
    );
}

#[test]
fn an_empty_message_is_an_error() {
    check("", "EmptyMessage");
}

#[test]
fn an_unknown_type_is_an_error() {
    check("7", "UnknownSocketType { byte: 55 }");
    check("[", "UnknownSocketType { byte: 91 }");
    check(" 0", "UnknownSocketType { byte: 32 }");
    check("é", "UnknownSocketType { byte: 195 }");
    check("😀", "UnknownSocketType { byte: 240 }");
}

#[test]
fn c1_the_comma_behind_a_namespace_is_optional_at_the_end() {
    check("0/a", "/a connect");
    check("0/a,", "/a connect");
    check("0/", "/ connect");
    check("0/,", "/ connect");
    check(r#"2/,["e"]"#, r#"/ event "e""#);
}

#[test]
fn c1_a_namespace_is_whatever_stands_before_the_comma() {
    check("0/a/,", "/a/ connect");
    check("0//a,", "//a connect");
    check("0/a?token=1,{}", "/a?token=1 connect {}");
    check("0/é😀,", "/é😀 connect");
    check(r#"2/a["e"]"#, r#"/a["e"] empty event"#);
}

#[test]
fn c1_without_a_slash_there_is_no_namespace() {
    check("0a,", "UnexpectedPayload");
    check("0,", "UnexpectedPayload");
}

#[test]
fn c2_an_acknowledgement_id_is_a_run_of_digits() {
    check(r#"20["e"]"#, r#"/ event id=0 "e""#);
    check(r#"2007["e"]"#, r#"/ event id=7 "e""#);
    check(r#"2/a,12["e"]"#, r#"/a event id=12 "e""#);
    check(r#"2-1["e"]"#, "UnexpectedPayload");
    check(r#"2٣["e"]"#, "UnexpectedPayload");
}

#[test]
fn c2_an_acknowledgement_id_fits_into_64_bits() {
    check(r#"218446744073709551615["e"]"#, r#"/ event id=18446744073709551615 "e""#);
    check(r#"218446744073709551616["e"]"#, "AckIdOverflow");
    check(r#"299999999999999999999["e"]"#, "AckIdOverflow");
    check("318446744073709551616[]", "AckIdOverflow");
    check("018446744073709551616", "AckIdOverflow");
}

#[test]
fn c2_an_id_is_allowed_where_it_means_nothing() {
    check(r#"05{"a":1}"#, r#"/ connect {"a":1}"#);
    check("15", "/ disconnect");
    check("25", "/ empty event");
}

#[test]
fn c2_a_long_run_of_digits_is_refused_in_linear_time() {
    check(&format!("2{}", "9".repeat(1_000_000)), "AckIdOverflow");
    check(&format!("2{}7[\"e\"]", "0".repeat(1_000_000)), r#"/ event id=7 "e""#);
}

#[test]
fn c3_a_connect_carries_an_object_or_nothing() {
    check("0{}", "/ connect {}");
    check(r#"0 {"a":[1]} "#, r#"/ connect  {"a":[1]} "#);
    for payload in ["null", "[]", r#""x""#, "true", "-1"] {
        check(&format!("0{payload}"), "UnexpectedPayload");
    }
    for payload in ["{", "{}{}", r#"{"a"}"#, "{a:1}"] {
        check(&format!("0{payload}"), "InvalidJson");
    }
}

#[test]
fn c3_a_disconnect_carries_nothing() {
    for payload in ["{}", "null", "[]", "x"] {
        check(&format!("1{payload}"), "UnexpectedPayload");
    }
}

#[test]
fn c3_an_event_is_an_array_that_starts_with_its_name() {
    check(r#"2[""]"#, r#"/ event """#);
    check(r#"2["e",null,{"a":[]}]"#, r#"/ event "e" null,{"a":[]}"#);
    for payload in ["{}", r#""e""#, "null", "x", " "] {
        check(&format!("2{payload}"), "UnexpectedPayload");
    }
    for payload in ["[]", "[ ]", "[{}]", "[null]", "[true]", r#"[["a"]]"#, r#"[{"a":1},"e"]"#] {
        check(&format!("2{payload}"), "InvalidEventName");
    }
    for payload in ["[", r#"["e""#, r#"["e",]"#, r#"["e"]]"#, r#"["e"] 1"#, "[e]", "[\"\n\"]"] {
        check(&format!("2{payload}"), "InvalidJson");
    }
}

#[test]
fn c3_an_event_without_a_payload_is_accepted() {
    check("2", "/ empty event");
    check("2/a,", "/a empty event");
    check_binary("51-", "/ empty event");
}

#[test]
fn c3_an_acknowledgement_carries_an_array_or_nothing() {
    check("37", "/ ack id=7");
    check("37[]", "/ ack id=7");
    check(r#"37[{"a":1},[2]]"#, r#"/ ack id=7 {"a":1},[2]"#);
    for payload in ["{}", "null", r#""x""#] {
        check(&format!("37{payload}"), "UnexpectedPayload");
    }
    check("37[1", "InvalidJson");
}

#[test]
fn an_acknowledgement_without_an_id_is_accepted() {
    check("3[1]", "/ ack 1");
    check("3", "/ ack");
}

#[test]
fn c3_a_connect_error_carries_a_string_or_an_object() {
    check("4", "/ connect error");
    check(r#"4"no""#, "/ connect error");
    check("4{}", "/ connect error");
    check("4[]", "UnexpectedPayload");
    check("4null", "UnexpectedPayload");
    check("4{", "InvalidJson");
}

#[test]
fn c4_reserved_names_are_refused() {
    let reserved = [
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener",
    ];
    for name in reserved {
        check(&format!("2[\"{name}\"]"), "ReservedEventName");
        check(&format!("51-[\"{name}\"]"), "ReservedEventName");
        assert!(is_reserved_event(name));
    }
    check(r#"2["\u0063onnect"]"#, "ReservedEventName");
}

#[test]
fn c4_names_that_only_sound_reserved_are_allowed() {
    for name in ["connection", "error", "message", "ping", "reconnect", "__proto__", "Connect"] {
        check(&format!("2[\"{name}\"]"), &format!("/ event {name:?}"));
        assert!(!is_reserved_event(name));
    }
}

#[test]
fn c5_between_1_and_10_attachments_are_allowed() {
    check(r#"51-["e"]"#, "awaits attachments");
    check(r#"510-["e"]"#, "awaits attachments");
    check(r#"5010-["e"]"#, "awaits attachments");
    check("610-7[]", "awaits attachments");
    check(r#"511-["e"]"#, "TooManyAttachments");
    check("611-7[]", "TooManyAttachments");
    check(r#"51000000-["e"]"#, "TooManyAttachments");
    check(r#"599999999999999999999-["e"]"#, "TooManyAttachments");
    check(r#"50-["e"]"#, "InvalidAttachmentCount");
    check("60-7[]", "InvalidAttachmentCount");
}

#[test]
fn c5_the_number_of_attachments_is_digits_and_a_hyphen() {
    for packet in ["5", "5-", r#"5["e"]"#, r#"51["e"]"#, "51", r#"5-1-["e"]"#, r#"51.5-["e"]"#] {
        check(packet, "InvalidAttachmentCount");
    }
    for packet in [r#"5x-["e"]"#, r#"5 1-["e"]"#, r#"51e0-["e"]"#, "5é", r#"5/a,1-["e"]"#] {
        check(packet, "InvalidAttachmentCount");
    }
}

#[test]
fn c5_only_binary_packets_have_attachments() {
    check(r#"21-["e"]"#, "UnexpectedPayload");
}

#[test]
fn c9_a_number_is_an_event_name() {
    check("2[1,2]", r#"/ event "1" 2"#);
    check("2[-1.5e3]", r#"/ event "-1.5e3""#);
    check("2[ 0 ,2]", r#"/ event "0" 2"#);
    check("2[01]", "InvalidJson");
    check("2[-]", "InvalidJson");
}

#[test]
fn escapes_in_a_name_are_resolved() {
    check(r#"2["a\n\u00e9\"\\"]"#, r#"/ event "a\né\"\\""#);
    check(r#"2["\ud83d\ude00"]"#, r#"/ event "😀""#);
    check(r#"2["é😀"]"#, r#"/ event "é😀""#);
}

#[test]
fn a_name_with_a_lone_surrogate_is_refused() {
    check(r#"2["\ud83d"]"#, "InvalidJson");
}

#[test]
fn whitespace_in_the_json_is_allowed() {
    check(" 2[\"e\"]", "UnknownSocketType { byte: 32 }");
    check("2 [ \"e\" , 1 , 2 ] \r\n", r#"/ event "e" 1 , 2"#);
    check("37\t[ 1 ]", "/ ack id=7 1");
    check("2\u{a0}[\"e\"]", "UnexpectedPayload");
}

#[test]
fn a_record_separator_is_no_json() {
    check("2[\"e\"]\u{1e}42[\"f\"]", "InvalidJson");
}

#[test]
fn deep_json_is_decoded_without_deep_stacks() {
    let open = "[".repeat(100_000);
    let nested = format!("{open}{}", "]".repeat(100_000));
    check(&format!("2[\"e\",{nested}]"), &format!("/ event \"e\" {nested}"));
    check(&format!("37{nested}"), &format!("/ ack id=7 {}", &nested[1..nested.len() - 1]));
    check(&format!("2{open}"), "InvalidJson");
    check(&format!("2{nested}"), "InvalidEventName");
    check(&format!("0{}", r#"{"a":"#.repeat(100_000)), "InvalidJson");
    check(&format!("51-{open}"), "InvalidJson");
    check(&format!("51-[\"e\",{nested}]"), "InvalidJson");
}

/// Checks every prefix: `expected` has runs of prefixes with the same result, from the empty one
/// on.
#[track_caller]
fn check_prefixes(packet: &str, expected: &[(usize, &str)]) {
    let mut prefixes = packet.char_indices().map(|(end, _)| &packet[..end]).chain([packet]);
    for &(count, expected) in expected {
        for prefix in prefixes.by_ref().take(count) {
            check(prefix, expected);
        }
    }
    assert_eq!(prefixes.next(), None, "a prefix without an expectation");
}

#[test]
fn prefixes_of_a_connect() {
    check_prefixes("0/é", &[(1, "EmptyMessage"), (2, "/ connect"), (1, "/é connect")]);
    check_prefixes(
        r#"0/a,{"t":1}"#,
        &[
            (1, "EmptyMessage"),
            (2, "/ connect"),
            (2, "/a connect"),
            (6, "InvalidJson"),
            (1, r#"/a connect {"t":1}"#),
        ],
    );
}

#[test]
fn prefixes_of_a_disconnect() {
    check_prefixes("1/a,", &[(1, "EmptyMessage"), (2, "/ disconnect"), (2, "/a disconnect")]);
}

#[test]
fn prefixes_of_an_event() {
    check_prefixes(
        r#"2/a,17["é",{"b":[1]}]"#,
        &[
            (1, "EmptyMessage"),
            (2, "/ empty event"),
            (4, "/a empty event"),
            (14, "InvalidJson"),
            (1, r#"/a event id=17 "é" {"b":[1]}"#),
        ],
    );
}

#[test]
fn prefixes_of_an_acknowledgement() {
    check_prefixes(
        "317[1,2]",
        &[
            (1, "EmptyMessage"),
            (1, "/ ack"),
            (1, "/ ack id=1"),
            (1, "/ ack id=17"),
            (4, "InvalidJson"),
            (1, "/ ack id=17 1,2"),
        ],
    );
}

#[test]
fn prefixes_of_a_connect_error() {
    check_prefixes(
        r#"4/a,"no""#,
        &[
            (1, "EmptyMessage"),
            (2, "/ connect error"),
            (2, "/a connect error"),
            (3, "InvalidJson"),
            (1, "/a connect error"),
        ],
    );
}

#[test]
fn prefixes_of_a_binary_event() {
    check_prefixes(
        r#"510-/a,1["e",{"_placeholder":true,"num":9}]"#,
        &[
            (1, "EmptyMessage"),
            (3, "InvalidAttachmentCount"),
            (5, "awaits attachments"),
            (34, "InvalidJson"),
            (1, "awaits attachments"),
        ],
    );
}

#[test]
fn prefixes_of_a_binary_acknowledgement() {
    check_prefixes(
        r#"61-2[{"num":0,"_placeholder":true}]"#,
        &[
            (1, "EmptyMessage"),
            (2, "InvalidAttachmentCount"),
            (2, "awaits attachments"),
            (30, "InvalidJson"),
            (1, "awaits attachments"),
        ],
    );
}

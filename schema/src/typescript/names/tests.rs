use super::{argument, is_identifier, key, rejection};
use crate::tests::namespace;

#[test]
fn names_of_types() {
    for name in ["Message", "_a1", "PageOfuint8", "type", "async"] {
        assert!(is_identifier(name), "{name}");
    }
    for name in ["", "1a", "a-b", "Größe", "Page<u8>", "string", "class", "undefined"] {
        assert!(!is_identifier(name), "{name}");
    }
}

#[test]
fn arguments_that_cannot_have_their_name_get_another() {
    let check = |name, expected| assert_eq!(argument(name, &["ack".to_owned()]), expected);
    check("user_id", "user_id");
    check("number", "number");
    check("größe", "größe");
    check("default", "default_");
    check("new", "new_");
    check("ack", "ack_");
    check("a-b", "a_b");
    check("1st", "_1st");
    check("", "_");
}

#[test]
fn keys_are_quoted_where_they_need_it() {
    let check = |name, expected| assert_eq!(key(name), expected);
    check("message", "message");
    check("default", "default");
    check("message:send", "\"message:send\"");
    check("1", "\"1\"");
    check("a\"\\\n", r#""a\"\\\n""#);
}

#[test]
fn functions_start_in_lower_case() {
    let namespace = namespace("ChatRoom", "/", |_| {}).namespace;
    assert_eq!(rejection(&namespace), "chatRoomRejection");
}

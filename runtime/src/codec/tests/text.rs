use std::cmp::Ordering;
use std::collections::HashMap;

use bytes::Bytes;

use crate::codec::{Message, Utf8Bytes};

#[test]
fn text_shares_the_memory_that_it_was_made_from() {
    let bytes = Bytes::from(vec![b'a', 0xc3, 0xa4]);
    let text = Utf8Bytes::try_from(bytes.clone()).unwrap();
    assert_eq!(text.as_ptr(), bytes.as_ptr());
    assert_eq!(text.clone().as_ptr(), bytes.as_ptr());
    assert_eq!(text.slice_ref(&text[1..]), "ä");
    assert_eq!(Bytes::from(text).as_ptr(), bytes.as_ptr());
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let error = Utf8Bytes::try_from(Bytes::from_static(b"ab\xff")).unwrap_err();
    assert_eq!(error.valid_up_to(), 2);
    assert!(Utf8Bytes::try_from(vec![0xc3]).is_err());
}

#[test]
fn text_is_what_its_characters_are() {
    let text = Utf8Bytes::from_static("one");
    assert_eq!(text, Utf8Bytes::from("one".to_owned()));
    assert_eq!(text.cmp(&Utf8Bytes::from("two")), Ordering::Less);
    assert_eq!(format!("{text} {text:?}"), r#"one "one""#);
    let numbers = HashMap::from([(text, 1)]);
    assert_eq!(numbers.get("one"), Some(&1), "hashed as a str");
}

#[test]
fn message_knows_its_content() {
    let text = Message::text("ä");
    assert_eq!((text.as_text(), text.len(), text.is_empty()), (Some("ä"), 2, false));
    let binary = Message::binary(&[0, 1][..]);
    assert_eq!((binary.as_text(), &**binary.as_bytes()), (None, &[0, 1][..]));
    assert!(Message::text("").is_empty());
    assert_ne!(Message::text("a"), Message::from(b"a".to_vec()));
}

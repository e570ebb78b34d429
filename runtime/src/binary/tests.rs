use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use bytes::Bytes;
use schemars::schema_for;
use serde_json::json;

use super::Binary;

#[test]
fn every_source_gives_the_same_bytes() {
    let binary = Binary::from(vec![1, 2]);
    assert_eq!(binary, Binary::from(Bytes::from_static(&[1, 2])));
    assert_eq!(binary, Binary::from(&[1_u8, 2][..]));
    assert_eq!(*binary, [1, 2]);
    assert_eq!(binary.as_ref(), [1, 2]);
    assert_eq!(Binary::default().len(), 0);
}

#[test]
fn equal_bytes_have_equal_hashes() {
    let hash = |binary: Binary| {
        let mut hasher = DefaultHasher::new();
        binary.hash(&mut hasher);
        hasher.finish()
    };
    assert_eq!(hash(vec![1, 2].into()), hash(Bytes::from_static(&[1, 2]).into()));
}

#[test]
fn bytes_are_not_copied() {
    let bytes = Bytes::from(vec![7; 100]);
    let binary = Binary::from(bytes.clone());
    assert_eq!(binary.clone().as_ptr(), bytes.as_ptr());
    assert_eq!(binary.into_bytes().as_ptr(), bytes.as_ptr());
}

#[test]
fn debug_output_shows_the_length_only() {
    assert_eq!(format!("{:?}", Binary::from(vec![1, 2, 3])), "Binary(3 bytes)");
}

#[test]
fn outside_of_a_packet_it_is_plain_bytes() {
    let binary = Binary::from(vec![1, 255]);
    assert_eq!(serde_json::to_string(&binary).unwrap(), "[1,255]");
    assert_eq!(serde_json::from_str::<Binary>("[1,255]").unwrap(), binary);
    assert!(serde_json::from_str::<Binary>("[256]").is_err());
    assert!(serde_json::from_str::<Binary>(r#"{"_placeholder":true,"num":0}"#).is_err());
}

#[test]
fn the_schema_marks_it() {
    let schema = schema_for!(Vec<Binary>);
    assert_eq!(schema.get("items"), Some(&json!({ "type": "object", "x-wigwag-binary": true })));
}

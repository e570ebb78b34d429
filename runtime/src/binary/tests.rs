use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice::from_ref;

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
    assert_eq!(schema.get("items"), Some(&json!({ "x-wigwag-binary": true })));
}

#[cfg(feature = "__pure")]
mod scope {
    use super::super::scope::{collecting_attachments, with_attachments};
    use super::*;

    const PLACEHOLDER: &str = r#"{"_placeholder":true,"num":0}"#;

    fn to_json(binary: &Binary) -> String {
        serde_json::to_string(binary).unwrap()
    }

    fn from_json(json: &str) -> Option<Bytes> {
        serde_json::from_str::<Binary>(json).ok().map(Binary::into_bytes)
    }

    #[test]
    fn a_scope_collects_what_is_serialized_in_it() {
        let (json, attachments) = collecting_attachments(|| {
            [vec![1].into(), vec![2].into()].map(|binary| to_json(&binary)).join(" ")
        });
        assert_eq!(json, r#"{"_placeholder":true,"num":0} {"_placeholder":true,"num":1}"#);
        assert_eq!(attachments, [Bytes::from(vec![1]), Bytes::from(vec![2])]);
        assert_eq!(to_json(&vec![3].into()), "[3]");
    }

    #[test]
    fn a_collecting_scope_inside_of_another_counts_for_itself() {
        let ((), outer) = collecting_attachments(|| {
            to_json(&vec![1].into());
            let (json, inner) = collecting_attachments(|| to_json(&vec![2].into()));
            assert_eq!((json.as_str(), inner), (PLACEHOLDER, vec![Bytes::from(vec![2])]));
            to_json(&vec![3].into());
        });
        assert_eq!(outer, [Bytes::from(vec![1]), Bytes::from(vec![3])]);
    }

    #[test]
    fn a_resolving_scope_inside_of_another_has_its_own_attachments() {
        let [outer, inner] = [Bytes::from_static(b"outer"), Bytes::from_static(b"inner")];
        with_attachments(from_ref(&outer), || {
            let read = with_attachments(from_ref(&inner), || from_json(PLACEHOLDER));
            assert_eq!(read, Some(inner));
            assert_eq!(with_attachments(&[], || from_json(PLACEHOLDER)), None);
            assert_eq!(from_json(PLACEHOLDER).as_ref(), Some(&outer));
        });
        assert_eq!(from_json(PLACEHOLDER), None);
    }

    #[test]
    fn in_a_resolving_scope_plain_bytes_are_refused() {
        with_attachments(&[], || assert_eq!(from_json("[1]"), None));
        assert_eq!(from_json("[1]"), Some(Bytes::from_static(&[1])));
    }

    #[test]
    fn a_panic_ends_its_scope_only() {
        let panicking = || -> () { panic!("in user code") };
        let ((), attachments) = collecting_attachments(|| {
            to_json(&vec![1].into());
            let panic = catch_unwind(|| {
                collecting_attachments(|| {
                    to_json(&vec![2].into());
                    panicking();
                })
            });
            assert!(panic.is_err());
            assert_eq!(to_json(&vec![3].into()), r#"{"_placeholder":true,"num":1}"#);
        });
        assert_eq!(attachments.len(), 2);

        let panic = catch_unwind(AssertUnwindSafe(|| with_attachments(&[], panicking)));
        assert!(panic.is_err());
        assert_eq!(from_json("[1]"), Some(Bytes::from_static(&[1])));
    }
}

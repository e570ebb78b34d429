use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice::from_ref;

use bytes::Bytes;

use super::{collecting_attachments, with_attachments};
use crate::Binary;

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

//! Checks a payload in passes that build no values.
//!
//! Depth needs no limit here: skipping a value costs one byte of heap per level, not a stack frame.

use std::fmt;
use std::ops::Range;

use bytestring::ByteString;
use serde::Deserializer as _;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{DecodeError, scan};

/// Checks that the payload starts with one of `openings`, which tell the kinds of JSON values
/// apart.
pub(super) fn expect(payload: &str, openings: &[u8]) -> Result<(), DecodeError> {
    match payload.bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
        Some(byte) if openings.contains(&byte) => Ok(()),
        _ => Err(DecodeError::UnexpectedPayload),
    }
}

/// Checks that the payload is JSON.
pub(super) fn check(payload: &str) -> Result<(), DecodeError> {
    if scan::is_sound(payload) {
        return Ok(());
    }
    serde_json::from_str::<IgnoredAny>(payload)
        .map(|IgnoredAny| ())
        .map_err(|_| DecodeError::InvalidJson)
}

/// Checks that the payload is a JSON array and returns where its first element stands.
pub(super) fn check_array(payload: &str) -> Result<Option<Range<usize>>, DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_str(payload);
    let first = deserializer
        .deserialize_seq(FirstElement)
        .and_then(|first| deserializer.end().map(|()| first))
        .map_err(|_| DecodeError::InvalidJson)?;
    Ok(first.map(|first| {
        let start = first.as_ptr() as usize - payload.as_ptr() as usize;
        start..start + first.len()
    }))
}

/// Borrows the text of an array's first element and skips the others.
struct FirstElement;

impl<'de> Visitor<'de> for FirstElement {
    type Value = Option<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let first = seq.next_element::<&RawValue>()?;
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first.map(RawValue::get))
    }
}

/// The content of a JSON string, which is a slice of the text around it unless it has escapes.
pub(super) fn unescape(text: &ByteString, string: &str) -> Result<ByteString, DecodeError> {
    if string.contains('\\') {
        return serde_json::from_str::<ByteString>(string).map_err(|_| DecodeError::InvalidJson);
    }
    let content = string.get(1..string.len() - 1).ok_or(DecodeError::InvalidJson)?;
    Ok(text.slice_ref(content))
}

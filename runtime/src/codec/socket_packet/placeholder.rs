//! Checks that every placeholder of a binary packet names one of its attachments.
//!
//! Unchecked placeholders were a hole in the reference's parser (CVE-2022-2421), and an application
//! may forward a packet to peers that still have it.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

use super::DecodeError;
use crate::binary::PlaceholderKey;

/// Checks the placeholders in `payload`, which is known to be JSON.
///
/// # Errors
/// [`DecodeError::InvalidPlaceholder`]; also [`DecodeError::InvalidJson`] for what JSON allows and
/// Rust's types do not hold: lone surrogates, numbers beyond `f64`, and more than 127 levels.
pub(super) fn check(payload: &str, n_attachments: usize) -> Result<(), DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_str(payload);
    match (Check { n_attachments }).deserialize(&mut deserializer) {
        Ok(_) => Ok(()),
        // Only the check itself objects to data; the parser objects to syntax.
        Err(error) if error.is_data() => Err(DecodeError::InvalidPlaceholder),
        Err(_) => Err(DecodeError::InvalidJson),
    }
}

/// What an enclosing object must know of a value to decide whether it is a placeholder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    True,
    Unsigned(u64),
    Other,
}

#[derive(Clone, Copy)]
struct Check {
    n_attachments: usize,
}

impl<'de> DeserializeSeed<'de> for Check {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Check {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Shape, E> {
        Ok(if value { Shape::True } else { Shape::Other })
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Shape, E> {
        Ok(Shape::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Shape, E> {
        Ok(Shape::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
        while seq.next_element_seed(self)?.is_some() {}
        Ok(Shape::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut is_placeholder = false;
        let mut num = Shape::Other;
        while let Some(key) = map.next_key()? {
            let value = map.next_value_seed(self)?;
            match key {
                PlaceholderKey::Placeholder => is_placeholder = value == Shape::True,
                PlaceholderKey::Num => num = value,
                PlaceholderKey::Other => {}
            }
        }
        match num {
            Shape::Unsigned(num) if num < self.n_attachments as u64 => Ok(Shape::Other),
            _ if is_placeholder => Err(A::Error::custom("placeholder without an attachment")),
            _ => Ok(Shape::Other),
        }
    }
}

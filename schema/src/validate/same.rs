//! Whether two values are the same one.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{Hash, Hasher},
};

use serde_json::Value;

use super::scalar::equal;

/// An element that stands in an array twice, with the index of the earlier one.
pub(super) fn repeated(array: &[Value]) -> Option<(usize, usize)> {
    let mut earlier = HashMap::with_capacity(array.len());
    array.iter().enumerate().find_map(|(index, element)| match earlier.entry(Same(element)) {
        Entry::Occupied(earlier) => Some((index, *earlier.get())),
        Entry::Vacant(place) => {
            place.insert(index);
            None
        }
    })
}

/// A value that equals others as JSON does, so that not every pair of a large array has to be compared.
struct Same<'v>(&'v Value);

impl PartialEq for Same<'_> {
    fn eq(&self, other: &Self) -> bool {
        equal(self.0, other.0)
    }
}

impl Eq for Same<'_> {}

impl Hash for Same<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.0 {
            Value::Null => {}
            Value::Bool(value) => value.hash(state),
            // `1` is `1.0`, and adding zero makes `0.0` of `-0.0`.
            Value::Number(number) => {
                number.as_f64().map(|number| (number + 0.0).to_bits()).hash(state)
            }
            Value::String(text) => text.hash(state),
            Value::Array(values) => values.iter().for_each(|value| Same(value).hash(state)),
            Value::Object(values) => {
                let mut values: Vec<_> = values.iter().collect();
                values.sort_unstable_by_key(|(name, _)| *name);
                for (name, value) in values {
                    name.hash(state);
                    Same(value).hash(state);
                }
            }
        }
    }
}

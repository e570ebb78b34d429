//! Types of serde_json that are JSON text themselves.

use serde::ser::{SerializeStruct as _, Serializer as _};

use super::Fault;
use super::serializer::Serializer;

/// What the names of those types start with. Each is a struct with one field, of the same name, which is text.
const PREFIX: &str = "$serde_json::private::";

/// A `RawValue`, or a `Number` when some dependency has serde_json keep the digits of numbers (`arbitrary_precision`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Foreign(&'static str);

impl Foreign {
    #[inline]
    pub(super) fn named(name: &'static str) -> Option<Self> {
        name.starts_with(PREFIX).then_some(Self(name))
    }
}

/// Has serde_json write what it said of itself.
#[cold]
pub(super) fn write(
    writer: &mut Serializer<'_>,
    Foreign(name): Foreign,
    text: &str,
) -> Result<(), Fault> {
    if let Ok(integer) = text.parse::<i128>() {
        writer.check_integer(integer.unsigned_abs(), integer)?;
    }
    let mut json = serde_json::Serializer::new(&mut *writer.json);
    let mut foreign = json.serialize_struct(name, 1)?;
    foreign.serialize_field(name, text)?;
    Ok(foreign.end()?)
}

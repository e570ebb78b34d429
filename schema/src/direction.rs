//! What TypeScript has to spell differently for a value that is sent and one that is received.

use schemars::{
    Schema,
    transform::{RecursiveTransform, Transform as _},
};
use serde_json::Value;

use crate::{mark, model::Direction, schema::walk};

/// Leaves `"x-wigwag-open": true` where names may come that are not listed.
pub(crate) fn settle_openness(direction: Direction, schema: &mut Schema) {
    RecursiveTransform(|part: &mut Schema| {
        if part.get(mark::OPEN).is_some_and(|open| open == "emitted") {
            match direction {
                Direction::ClientToServer => part.remove(mark::OPEN),
                Direction::ServerToClient => part.insert(mark::OPEN.to_owned(), true.into()),
            };
        }
    })
    .transform(schema);
}

/// Whether the value of this very schema is a binary attachment.
pub(crate) fn is_binary(schema: &Schema) -> bool {
    mark::is_set(schema.get(mark::BINARY))
}

/// Whether some part of `schema` is typed differently in the two directions, though the schema is
/// the same: an attachment, or a field that may be absent or `null`.
pub(crate) fn depends_on_direction(schema: &Schema) -> bool {
    let mut depends = false;
    walk(schema, |part| {
        depends |= is_binary(part)
            || properties(part)
                .any(|(name, property)| !is_required(part, name) && allows_null(property));
    });
    depends
}

/// Whether an object that `schema` describes always has the property `name`.
pub(crate) fn is_required(schema: &Schema, name: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|required| required.iter().any(|required| required == name))
}

/// The properties of an object schema with what is said about each.
pub(crate) fn properties(schema: &Schema) -> impl Iterator<Item = (&str, &Value)> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().map(|(name, property)| (name.as_str(), property))
}

/// Whether `schema` says by itself, not by a reference, that the value may be null.
pub(crate) fn allows_null(schema: &Value) -> bool {
    let is_null = |kind: &Value| kind == "null";
    let by_type = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_null),
        Some(kind) => is_null(kind),
        None => false,
    };
    let by_member = ["anyOf", "oneOf"]
        .iter()
        .filter_map(|keyword| schema.get(keyword)?.as_array())
        .flatten()
        .any(allows_null);
    by_type || by_member
}

//! Keys of maps: JSON names the entries of a map by text.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde_json::Value;

#[cfg(test)]
mod tests;

/// Marks the schema of a value with a map in it whose keys cannot be written, with the name of their type.
const UNWRITABLE_KEY: &str = "x-wigwag-unwritable-key";

/// Marks `schema`, which has a map with the keys `K` in it, when JSON cannot write them.
///
/// `#[payload]` calls this for the maps that it sees: the schema of a map does not tell what its keys were.
#[doc(hidden)]
pub fn check_map_key<K: JsonSchema>(schema: &mut Schema) {
    let mut generator = SchemaSettings::draft07().into_generator();
    let key = generator.subschema_for::<K>();
    let definitions = generator.take_definitions(true);
    let definition =
        |key: &Value| definitions.get(key.get("$ref")?.as_str()?.rsplit('/').next()?).cloned();
    if !is_writable(key.as_value(), &definition, DEPTH_MAX) {
        schema.insert(UNWRITABLE_KEY.to_owned(), K::schema_name().into_owned().into());
    }
}

/// The type of the keys that cannot be written in the map that `schema` has in it.
pub(crate) fn unwritable_key(schema: &Schema) -> Option<&str> {
    schema.get(UNWRITABLE_KEY)?.as_str()
}

/// How deep a key is looked into: a newtype around a newtype, and a choice of them.
const DEPTH_MAX: u32 = 16;

/// Whether values of the schema are written as text or as a number, as far as the schema says. `true` and `false` are no keys that anybody
/// means.
fn is_writable(schema: &Value, definition: &impl Fn(&Value) -> Option<Value>, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    let of_kind =
        |kind: &Value| ["string", "integer", "number"].iter().any(|writable| kind == writable);
    let by_type = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().all(of_kind),
        Some(kind) => of_kind(kind),
        None => true,
    };
    let members =
        ["anyOf", "oneOf", "allOf"].iter().filter_map(|keyword| schema.get(keyword)?.as_array());
    by_type
        && definition(schema).is_none_or(|schema| is_writable(&schema, definition, depth))
        && members.flatten().all(|member| is_writable(member, definition, depth))
}

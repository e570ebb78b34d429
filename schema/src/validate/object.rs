//! What is said about the properties of an object.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    Mismatch, Path,
    scalar::{check_size, check_type, shown},
    walk::{Keywords, Listed, Walk},
};

/// `listed` is what other schemas have said about the same object.
pub(super) fn check<'v>(
    walk: &Walk<'_>,
    schema: &Keywords,
    object: &'v Map<String, Value>,
    mut listed: Listed<'v>,
    path: &Path<'_>,
) -> Result<Listed<'v>, Mismatch> {
    check_size(schema, object.len(), ["minProperties", "maxProperties"], "properties", path)?;
    let own = described(walk, schema, object, path)?;
    check_required(schema, object, path)?;
    if let Some(rest) = schema.get("additionalProperties") {
        others(walk, rest, object, &own.names, path)?;
        listed.all = true;
    }
    listed.add(own);
    if let Some(rest) = schema.get("unevaluatedProperties").filter(|_| !listed.all) {
        others(walk, rest, object, &listed.names, path)?;
        listed.all = true;
    }
    if let Some(names) = schema.get("propertyNames") {
        for name in object.keys() {
            walk.value(names, &Value::String(name.clone()), &path.field(name))?;
        }
    }
    Ok(listed)
}

/// Checks the properties that `properties` and `patternProperties` describe, and returns them.
///
/// Those that tell the variants of an enum apart go first: what they say would otherwise be found out only after the variant's
/// content, which may be an enum itself, and so on at every level.
fn described<'v>(
    walk: &Walk<'_>,
    schema: &Keywords,
    object: &'v Map<String, Value>,
    path: &Path<'_>,
) -> Result<Listed<'v>, Mismatch> {
    let mut listed = Listed::default();
    if let Some(Value::Object(properties)) = schema.get("properties") {
        listed.has_list = true;
        for tags_first in [true, false] {
            for (name, schema) in
                properties.iter().filter(|(_, schema)| is_tag(schema) == tags_first)
            {
                if let Some((name, value)) = object.get_key_value(name) {
                    walk.value(schema, value, &path.field(name))?;
                    listed.names.insert(name);
                }
            }
        }
    }
    if let Some(Value::Object(patterns)) = schema.get("patternProperties") {
        for (pattern, schema) in patterns {
            for (name, value) in object {
                match is_integer_key(pattern, name) {
                    Some(true) => walk.value(schema, value, &path.field(name))?,
                    Some(false) => continue,
                    None => {}
                }
                listed.names.insert(name);
            }
        }
    }
    Ok(listed)
}

fn is_tag(schema: &Value) -> bool {
    schema.get("const").or_else(|| schema.get("enum")).is_some()
}

/// Whether a name matches one of the patterns that schemars writes for maps with integers as keys; `None` for other patterns, which
/// might mean any name.
fn is_integer_key(pattern: &str, name: &str) -> Option<bool> {
    let digits = match pattern {
        r"^\d+$" => name,
        r"^-?\d+$" => name.strip_prefix('-').unwrap_or(name),
        _ => return None,
    };
    Some(!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn check_required(
    schema: &Keywords,
    object: &Map<String, Value>,
    path: &Path<'_>,
) -> Result<(), Mismatch> {
    let Some(Value::Array(required)) = schema.get("required") else { return Ok(()) };
    let mut missing =
        required.iter().filter_map(Value::as_str).filter(|name| !object.contains_key(*name));
    match missing.next() {
        Some(name) => Err(path.mismatch(format_args!("`{name}` is missing"))),
        None => Ok(()),
    }
}

/// Checks the properties that are not among `names`.
fn others(
    walk: &Walk<'_>,
    schema: &Value,
    object: &Map<String, Value>,
    names: &BTreeSet<&str>,
    path: &Path<'_>,
) -> Result<(), Mismatch> {
    if schema == &Value::Bool(false) {
        return nothing_beside(object, names, path);
    }
    let mut others = object.iter().filter(|(name, _)| !names.contains(name.as_str()));
    others.try_for_each(|(name, value)| walk.value(schema, value, &path.field(name)))
}

/// Checks that an object has no properties but these.
pub(super) fn nothing_beside(
    object: &Map<String, Value>,
    names: &BTreeSet<&str>,
    path: &Path<'_>,
) -> Result<(), Mismatch> {
    match object.keys().find(|name| !names.contains(name.as_str())) {
        Some(name) => Err(path.field(name).mismatch("the schema has no such property")),
        None => Ok(()),
    }
}

/// Checks what stands for an attachment, or for none where that may be.
pub(super) fn placeholder<'v>(
    schema: &Keywords,
    value: &'v Value,
    path: &Path<'_>,
) -> Result<Listed<'v>, Mismatch> {
    if value.is_null() && schema.get("type").is_some_and(Value::is_array) {
        return check_type(schema, value, path).map(|()| Listed::everything());
    }
    let is_placeholder = value.get("_placeholder") == Some(&Value::Bool(true))
        && value.get("num").is_some_and(Value::is_u64);
    match is_placeholder {
        true => Ok(Listed::everything()),
        false => Err(path.mismatch(format_args!("{} is no attachment", shown(value)))),
    }
}

//! What the schemas of payloads tell about mistakes in them, whether TypeScript could express them or not.

use std::collections::BTreeSet;

use schemars::Schema;
use serde_json::Value;

use crate::{
    check::first_use, direction::properties, map_key::unwritable_key, mark, model::Contract,
    schema::referenced,
};

#[cfg(test)]
mod tests;

/// Payloads that cannot travel as they are declared.
pub(crate) fn faults(contract: &Contract) -> Vec<String> {
    let mut faults = Vec::new();
    for_each_part(contract, |place, part| {
        if let Some(key) = unwritable_key(part) {
            let place = place();
            faults.push(format!(
                "{place} has a map with keys of the type `{key}`, and JSON names the entries of a map by text; use keys that are \
                 written as text or as numbers, or send a list of pairs, `Vec<(K, V)>`"
            ));
        }
    });
    for_each_part(contract, |place, part| {
        if let Some(field) = field_shut_out(contract, part) {
            let place = place();
            faults.push(format!(
                "{place} has the field `{field}` beside a map, or a type that denies unknown fields, and JSON Schema would take \
                 it for one of theirs; give the inner type a field of its own, such as with `#[serde(content = \"…\")]`"
            ));
        }
    });
    for (name, named) in &contract.types {
        if mark::is_set(named.schema.get(mark::BRAND)) && !is_scalar(contract, &named.schema) {
            faults.push(format!(
                "`{name}` (used by {}) is a brand, and stands for neither a text nor a number; remove `brand` from its `#[payload]`",
                first_use(contract, name)
            ));
        }
    }
    faults
}

/// Payloads that travel in a way that is hardly meant.
pub(crate) fn warnings(contract: &Contract) -> Vec<String> {
    let mut warnings = BTreeSet::new();
    for_each_part(contract, |place, part| {
        if is_array_of_bytes(part) {
            let place = place();
            warnings.insert(format!(
                "{place} is an array of bytes, which JSON writes as an array of numbers; use `wigwag::Binary`, or mark the field with \
                 `#[payload(numbers)]` where numbers are meant"
            ));
        }
    });
    warnings.into_iter().collect()
}

/// Calls `f` for every part of every schema, with what tells where it is: "`Upload.content` (used by …)".
fn for_each_part(contract: &Contract, mut f: impl FnMut(&dyn Fn() -> String, &Schema)) {
    contract.for_each(|site, schema| {
        let place = |path: &str| match path {
            "" => site.to_string(),
            path => format!("{site}: `{path}`"),
        };
        visit(schema.as_value(), "", &mut |path, part| f(&|| place(path), part));
    });
    for (name, named) in &contract.types {
        let place = |path: &str| format!("`{name}{path}` (used by {})", first_use(contract, name));
        visit(named.schema.as_value(), "", &mut |path, part| f(&|| place(path), part));
    }
}

/// Calls `f` for `schema` and every schema in it, with the fields that lead there, `.file.content`. What is marked as numbers is left out.
fn visit(schema: &Value, path: &str, f: &mut impl FnMut(&str, &Schema)) {
    match schema {
        Value::Object(object) if !object.contains_key(mark::NUMBERS) => {
            if let Ok(schema) = <&Schema>::try_from(schema) {
                f(path, schema);
            }
            object.iter().for_each(|(keyword, value)| visit_keyword(keyword, value, path, f));
        }
        Value::Array(schemas) => schemas.iter().for_each(|schema| visit(schema, path, f)),
        _ => {}
    }
}

/// What other keywords hold are values, or no matter of types.
fn visit_keyword(keyword: &str, value: &Value, path: &str, f: &mut impl FnMut(&str, &Schema)) {
    match (keyword, value) {
        ("properties", Value::Object(properties)) => {
            for (name, property) in properties {
                visit(property, &format!("{path}.{name}"), f);
            }
        }
        ("patternProperties", Value::Object(properties)) => {
            properties.values().for_each(|property| visit(property, path, f));
        }
        ("additionalProperties" | "allOf" | "anyOf" | "items" | "oneOf", _) => {
            visit(value, path, f)
        }
        _ => {}
    }
}

/// How deep a combination of types is looked into.
const DEPTH_MAX: u32 = 16;

/// A field of an object that a type combined with it forbids: each part of a combination judges the
/// whole object.
fn field_shut_out<'a>(contract: &Contract, schema: &'a Schema) -> Option<&'a str> {
    let shut_out = |(name, field): &(&str, &Value)| {
        members(schema.as_value()).any(|member| forbids(contract, member, name, field, DEPTH_MAX))
    };
    properties(schema).find(shut_out).map(|(name, _)| name)
}

fn forbids(contract: &Contract, schema: &Value, name: &str, field: &Value, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let reference = <&Schema>::try_from(schema).ok().and_then(referenced);
    if let Some(definition) = reference.and_then(|name| contract.definition(name)) {
        return forbids(contract, definition.as_value(), name, field, depth);
    }
    let is_known = schema.get("properties").is_some_and(|known| known.get(name).is_some());
    let allows = match schema.get("additionalProperties") {
        None => true,
        Some(Value::Object(others)) => {
            others.is_empty() || others.len() == 1 && others.get("type") == field.get("type")
        }
        Some(others) => *others == true,
    };
    (!is_known && !allows)
        || members(schema).any(|member| forbids(contract, member, name, field, depth))
}

fn members(schema: &Value) -> impl Iterator<Item = &Value> {
    let members = |keyword| schema.get(keyword).and_then(Value::as_array);
    ["allOf", "anyOf", "oneOf"].into_iter().filter_map(members).flatten()
}

/// `Vec<u8>` and its like, but no array of a fixed length and no set.
fn is_array_of_bytes(schema: &Schema) -> bool {
    let format = schema.get("items").and_then(|items| items.get("format"));
    let has = |keyword: &str| schema.get(keyword).is_some();
    format.is_some_and(|format| format == "uint8") && !has("maxItems") && !has("uniqueItems")
}

/// Whether values of the schema are texts or numbers, by itself or by what it refers to.
fn is_scalar(contract: &Contract, schema: &Schema) -> bool {
    let mut schema = schema.as_value();
    // A chain of references that is longer than the list of types is a circle.
    for _ in 0..=contract.types.len() {
        // Beside a reference there is room for nothing else, so it may stand in an `allOf`.
        schema = schema.pointer("/allOf/0").unwrap_or(schema);
        let Ok(name) = <&Schema>::try_from(schema).map(referenced) else { break };
        let Some(definition) = name.and_then(|name| contract.definition(name)) else { break };
        schema = definition.as_value();
    }
    let kind = schema.get("type");
    kind.is_some_and(|kind| ["string", "integer", "number"].iter().any(|scalar| kind == scalar))
}

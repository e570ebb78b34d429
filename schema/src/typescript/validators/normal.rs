//! Schemas as `check.ts` reads them.

use schemars::{Schema, json_schema};
use serde_json::Value;

use super::super::types::is_open;
use crate::{
    direction::{allows_null, is_binary},
    schema::{referenced, sort_keys, walk},
};

/// The keywords that `check.ts` knows. Others allow and forbid no value, or are not what derives write.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "$ref", "additionalProperties", "allOf", "anyOf", "const", "enum", "exclusiveMaximum",
    "exclusiveMinimum", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems",
    "minLength", "minProperties", "minimum", "multipleOf", "not", "oneOf", "pattern",
    "patternProperties", "prefixItems", "properties", "required", "type", "uniqueItems",
];

/// The schema with nothing in it but what `check.ts` knows; types are called by their names alone.
pub(crate) fn normal(schema: &Schema) -> Value {
    let mut normal = walk(schema, |part| {
        if let Some(name) = referenced(part).map(str::to_owned) {
            *part = Schema::new_ref(name);
        } else if is_binary(part) {
            *part = match allows_null(part.as_value()) {
                true => json_schema!({ "type": ["binary", "null"] }),
                false => json_schema!({ "type": "binary" }),
            };
        } else if is_open(part) {
            *part = json_schema!({ "type": "string" });
        } else {
            tupled(part);
            retain_known(part);
        }
    });
    sort_keys(&mut normal);
    normal.to_value()
}

/// Tuples are `prefixItems`, as JSON Schema has them today, and `items` is what comes after.
fn tupled(part: &mut Schema) {
    if let Some(Value::Array(_)) = part.get("items") {
        let items = part.remove("items").unwrap_or_default();
        part.insert("prefixItems".to_owned(), items);
        let rest = part.remove("additionalItems").unwrap_or(Value::Bool(true));
        part.insert("items".to_owned(), rest);
    }
}

fn retain_known(part: &mut Schema) {
    if let Some(object) = part.as_object_mut() {
        object.retain(|keyword, _| KEYWORDS.contains(&keyword.as_str()));
    }
}

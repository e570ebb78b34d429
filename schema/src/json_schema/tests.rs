#![expect(
    clippy::needless_pass_by_value,
    reason = "a schema is easiest to read where it is passed"
)]

use schemars::Schema;
use serde_json::{Value, json};

use super::to_2020_12;

#[track_caller]
fn check(schema: Value, expected: Value) {
    let schema: Schema = schema.try_into().unwrap();
    assert_eq!(to_2020_12(&schema).to_value(), expected);
}

#[test]
fn references_lead_to_the_definitions_of_the_bundle() {
    check(
        json!({ "anyOf": [{ "$ref": "#/components/schemas/Leaf" }, { "type": "null" }] }),
        json!({ "anyOf": [{ "$ref": "#/$defs/Leaf" }, { "type": "null" }] }),
    );
}

#[test]
fn tuples_are_prefix_items() {
    check(
        json!({
            "type": "array",
            "items": [{ "type": "string" }, { "items": [{ "const": 1 }] }],
            "additionalItems": false,
            "minItems": 2,
        }),
        json!({
            "type": "array",
            "prefixItems": [{ "type": "string" }, { "prefixItems": [{ "const": 1 }] }],
            "items": false,
            "minItems": 2,
        }),
    );
}

#[test]
fn lists_stay_as_they_are() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    check(list.clone(), list);
}

//! One schema at a time; whole types are in the golden files.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a schema is easiest to read where it is passed"
)]

use schemars::Schema;
use serde_json::{Value, json};

use super::{declared, type_of};
use crate::{
    model::{NamedType, Used},
    typescript::print::inline,
};

fn text(schema: Value, used: Used) -> String {
    let schema: Schema = schema.try_into().unwrap();
    inline(&type_of(&schema, used), "")
}

/// Checks a schema that means the same to all clients.
#[track_caller]
fn check(schema: Value, expected: &str) {
    for used in [Used::ClientToServer, Used::ServerToClient, Used::Both] {
        assert_eq!(text(schema.clone(), used), expected, "{used:?}");
    }
}

#[test]
fn primitives() {
    check(json!({ "type": "integer", "format": "uint64", "minimum": 0 }), "number");
    check(json!({ "type": "number" }), "number");
    check(json!({ "type": "string", "minLength": 1 }), "string");
    check(json!({ "type": "boolean" }), "boolean");
    check(json!({ "type": "null" }), "null");
    check(json!({ "type": ["string", "null"] }), "string | null");
    check(json!({ "type": ["integer", "number"] }), "number");
}

#[test]
fn what_says_nothing_allows_anything() {
    check(json!(true), "unknown");
    check(json!({}), "unknown");
    check(json!({ "description": "Anything." }), "unknown");
    check(json!({ "type": "quaternion" }), "unknown");
    check(json!(false), "never");
}

#[test]
fn formats_with_a_name() {
    check(json!({ "type": "string", "format": "date-time" }), "IsoDateTime");
    check(json!({ "type": "string", "format": "uuid" }), "Uuid");
    check(json!({ "type": "string", "format": "uint64-string" }), "Uint64String");
    check(json!({ "type": "string", "format": "int64-string" }), "Int64String");
    check(json!({ "type": "string", "format": "uint128-string" }), "Uint128String");
    check(json!({ "type": ["string", "null"], "format": "uuid" }), "Uuid | null");
    check(json!({ "type": "string", "format": "email" }), "string");
    check(json!({ "type": "integer", "format": "uuid" }), "number");
}

#[test]
fn an_open_enum_has_a_tail() {
    let open = |is_open: bool| json!({ "enum": ["a", "b"], "x-wigwag-open": is_open });
    check(open(true), r#""a" | "b" | (string & {})"#);
    check(open(false), r#""a" | "b""#);
}

#[test]
fn a_brand_tells_types_of_one_form_apart() {
    #[track_caller]
    fn check(schema: Value, expected: &str) {
        let named = NamedType { schema: schema.try_into().unwrap(), used: Used::Both };
        assert_eq!(inline(&declared("UserId", &named), ""), expected);
    }
    check(
        json!({ "type": "string", "x-wigwag-brand": true }),
        r#"string & { readonly __brand: "UserId" }"#,
    );
    check(
        json!({ "enum": ["a", "b"], "x-wigwag-brand": true }),
        r#"("a" | "b") & { readonly __brand: "UserId" }"#,
    );
    check(json!({ "type": "string" }), "string");
}

#[test]
fn literals() {
    check(json!({ "const": "a \"b\"\n" }), r#""a \"b\"\n""#);
    check(json!({ "const": 7 }), "7");
    check(json!({ "type": "string", "enum": ["a", "b"] }), r#""a" | "b""#);
    check(json!({ "type": ["string", "null"], "enum": ["a", null] }), r#""a" | null"#);
    check(json!({ "enum": [] }), "never");
}

#[test]
fn arrays_and_tuples() {
    check(json!({ "type": "array" }), "unknown[]");
    check(json!({ "type": "array", "items": { "type": "string" } }), "string[]");
    check(json!({ "type": "array", "items": { "enum": ["a", "b"] } }), r#"("a" | "b")[]"#);
    check(
        json!({ "type": "array", "items": [{ "type": "string" }, { "type": ["number", "null"] }] }),
        "[string, number | null]",
    );
    let fixed = |length: u64| json!({ "type": "array", "items": { "const": 0 }, "minItems": length, "maxItems": length });
    check(fixed(0), "[]");
    check(fixed(8), "[0, 0, 0, 0, 0, 0, 0, 0]");
    check(fixed(9), "0[]");
    check(json!({ "type": "array", "items": { "const": 0 }, "minItems": 1, "maxItems": 2 }), "0[]");
}

#[test]
fn maps() {
    let number = json!({ "type": "number" });
    check(json!({ "type": "object" }), "{ [key: string]: unknown }");
    check(json!({ "type": "object", "additionalProperties": number }), "{ [key: string]: number }");
    check(
        json!({ "type": "object", "patternProperties": { "^\\d+$": number }, "additionalProperties": false }),
        "{ [key: string]: number }",
    );
    check(
        json!({
            "type": "object",
            "properties": { "id": { "type": "string" } },
            "required": ["id"],
            "additionalProperties": number,
        }),
        "{ id: string } & { [key: string]: number | string }",
    );
    check(
        json!({
            "type": "object",
            "properties": { "id": { "type": "string" } },
            "additionalProperties": true,
        }),
        "{ id?: string } & { [key: string]: unknown }",
    );
    check(
        json!({
            "type": "object",
            "allOf": [{ "$ref": "#/components/schemas/Leaf" }],
            "additionalProperties": number,
        }),
        "{ [key: string]: unknown } & Leaf",
    );
}

#[test]
fn required_fields_come_first_in_their_own_order() {
    let any = json!({});
    check(
        json!({
            "type": "object",
            "properties": { "a": any, "b": any, "c": any, "d": any },
            "required": ["d", "b"],
        }),
        "{ d: unknown; b: unknown; a?: unknown; c?: unknown }",
    );
}

#[test]
fn keys_that_are_no_identifiers_are_quoted() {
    check(
        json!({ "type": "object", "properties": { "a-b": { "const": 1 } }, "required": ["a-b"] }),
        r#"{ "a-b": 1 }"#,
    );
}

#[test]
fn references_and_combinations() {
    let named = json!({ "$ref": "#/components/schemas/Leaf" });
    let tag = json!({ "type": { "const": "New" } });
    check(named.clone(), "Leaf");
    check(json!({ "description": "Commented.", "allOf": [named] }), "Leaf");
    check(json!({ "anyOf": [named, { "type": "null" }] }), "Leaf | null");
    // A newtype variant of an internally tagged enum.
    check(
        json!({ "type": "object", "properties": tag, "required": ["type"], "allOf": [named] }),
        r#"{ type: "New" } & Leaf"#,
    );
    check(
        json!({ "allOf": [{ "oneOf": [{ "const": 1 }, { "const": 2 }] }, named] }),
        "(1 | 2) & Leaf",
    );
}

#[test]
fn a_union_is_flat_and_without_repetition() {
    let nested = json!({ "anyOf": [{ "type": "string" }, { "type": ["number", "string"] }] });
    check(nested, "string | number");
    check(json!({ "anyOf": [{ "type": "string" }, {}] }), "unknown");
}

#[test]
fn a_flattened_option_leaves_its_fields_reachable() {
    let enums = json!([{ "type": "object", "properties": { "a": {} } }, {}]);
    check(
        json!({ "type": "object", "anyOf": enums }),
        "{ a?: unknown } | { [key: string]: never }",
    );
    check(
        json!({ "type": "object", "properties": { "b": {} }, "anyOf": enums }),
        "{ b?: unknown } & ({ a?: unknown } | {})",
    );
}

#[test]
fn an_optional_field_may_be_null_where_clients_write_it() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": ["string", "null"] } } });
    assert_eq!(text(schema.clone(), Used::ClientToServer), "{ a?: string | null }");
    assert_eq!(text(schema.clone(), Used::Both), "{ a?: string | null }");
    assert_eq!(text(schema, Used::ServerToClient), "{ a?: string }");
}

#[test]
fn a_required_field_may_be_null_everywhere() {
    check(
        json!({
            "type": "object",
            "properties": { "a": { "type": ["string", "null"] } },
            "required": ["a"],
        }),
        "{ a: string | null }",
    );
}

#[test]
fn the_values_of_a_map_by_enum_may_be_null_everywhere() {
    check(
        json!({
            "type": "object",
            "properties": { "a": { "type": ["string", "null"] } },
            "additionalProperties": false,
        }),
        "{ a?: string | null }",
    );
}

#[test]
fn binary_data_is_what_socket_io_client_takes_and_gives() {
    let binary = json!({ "x-wigwag-binary": true });
    assert_eq!(text(binary.clone(), Used::ClientToServer), "ArrayBuffer | ArrayBufferView");
    assert_eq!(text(binary, Used::ServerToClient), "ArrayBuffer | Uint8Array");
    let maybe = json!({ "type": ["object", "null"], "x-wigwag-binary": true });
    assert_eq!(text(maybe.clone(), Used::ClientToServer), "ArrayBuffer | ArrayBufferView | null");
    assert_eq!(text(maybe, Used::ServerToClient), "ArrayBuffer | Uint8Array | null");
}

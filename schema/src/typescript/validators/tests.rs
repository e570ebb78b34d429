//! One schema at a time; whole modules are in the golden files, and `tests/interop` runs them.

#![expect(
    clippy::needless_pass_by_value,
    reason = "a schema is easiest to read where it is passed"
)]

use std::{num::NonZeroU64, path::Path};

use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::{import_path, literal::literal, normal::normal, validator};
use crate::{
    model::{Direction, Used},
    schema::reference_to,
    shape::describe_type,
};

#[track_caller]
fn check_normal(schema: Value, expected: Value) {
    let schema = Schema::try_from(schema).unwrap();
    assert_eq!(normal(&schema), expected);
}

#[test]
fn what_allows_and_forbids_nothing_is_left_out() {
    check_normal(
        json!({ "type": "string", "title": "A", "description": "B", "default": "c", "format": "uuid" }),
        json!({ "type": "string" }),
    );
    check_normal(json!(true), json!(true));
    check_normal(json!(false), json!(false));
}

#[test]
fn fields_that_are_called_like_keywords_stay() {
    let field =
        json!({ "type": "object", "properties": { "title": { "title": "T", "type": "null" } } });
    let expected = json!({ "type": "object", "properties": { "title": { "type": "null" } } });
    check_normal(field, expected);
}

#[test]
fn types_are_called_by_their_names() {
    check_normal(
        json!({ "anyOf": [{ "$ref": "#/components/schemas/Leaf" }, { "type": "null" }] }),
        json!({ "anyOf": [{ "$ref": "Leaf" }, { "type": "null" }] }),
    );
}

#[test]
fn tuples_are_closed_where_they_say_so() {
    let (a, b) = (json!({ "const": "a" }), json!({ "const": "b" }));
    check_normal(
        json!({ "type": "array", "items": [a, b], "additionalItems": false, "minItems": 2 }),
        json!({ "type": "array", "prefixItems": [a, b], "items": false, "minItems": 2 }),
    );
    check_normal(
        json!({ "items": [a], "additionalItems": { "type": "integer", "format": "int8" } }),
        json!({ "prefixItems": [a], "items": { "type": "integer" } }),
    );
    check_normal(json!({ "items": [] }), json!({ "prefixItems": [], "items": true }));
}

#[test]
fn integers_have_the_bounds_of_their_type() {
    #[track_caller]
    fn check<T: JsonSchema>(kind: Value, minimum: i64, maximum: i64) {
        let (schema, _) = describe_type::<T>(Direction::ClientToServer);
        let expected = json!({ "type": kind, "minimum": minimum, "maximum": maximum });
        assert_eq!(normal(&schema), expected);
    }
    const SAFE_MAX: i64 = 9_007_199_254_740_991;
    check::<i8>(json!("integer"), -128, 127);
    check::<u8>(json!("integer"), 0, 255);
    check::<i16>(json!("integer"), -32_768, 32_767);
    check::<u16>(json!("integer"), 0, 65_535);
    check::<Option<i32>>(json!(["integer", "null"]), -2_147_483_648, 2_147_483_647);
    check::<u32>(json!("integer"), 0, 4_294_967_295);
    check::<i64>(json!("integer"), -SAFE_MAX, SAFE_MAX);
    check::<NonZeroU64>(json!("integer"), 1, SAFE_MAX);
    check::<u128>(json!("integer"), 0, SAFE_MAX);
    check::<isize>(json!("integer"), -SAFE_MAX, SAFE_MAX);
}

#[test]
fn attachments_are_a_type_of_their_own() {
    check_normal(json!({ "x-wigwag-binary": true }), json!({ "type": "binary" }));
    check_normal(
        json!({ "type": ["object", "null"], "x-wigwag-binary": true, "description": "B" }),
        json!({ "type": ["binary", "null"] }),
    );
}

#[test]
fn an_open_enum_is_any_text() {
    let open = json!({ "type": "string", "enum": ["a"], "x-wigwag-open": true });
    check_normal(open, json!({ "type": "string" }));
}

#[test]
fn what_clients_also_send_is_as_strict_as_the_server() {
    let check = |used, expected| {
        assert_eq!(validator("X", &reference_to("X"), used, ""), expected);
    };
    let strict = "X: validator({ $ref: \"X\" }) as Validator<api.X>,\n";
    check(Used::ClientToServer, strict);
    check(Used::Both, strict);
    check(
        Used::ServerToClient,
        "X: validator({ $ref: \"X\" }, \"received\") as Validator<api.X>,\n",
    );
}

#[test]
fn literals() {
    #[track_caller]
    fn check(value: Value, expected: &str) {
        assert_eq!(literal(&value, "  "), expected);
    }
    check(json!({}), "{}");
    check(json!([]), "[]");
    check(
        json!({ "a": [1, null], "b-c": { "d": "é\"" } }),
        r#"{ a: [1, null], "b-c": { d: "é\"" } }"#,
    );
    check(json!({ "__proto__": true }), r#"{ ["__proto__"]: true }"#);
    let (a, b) = ("a".repeat(50), "b".repeat(50));
    check(json!([[a, b]]), &format!("[\n    [\n      \"{a}\",\n      \"{b}\",\n    ],\n  ]"));
}

#[test]
fn the_client_is_imported_from_where_it_is() {
    let check = |from, client, expected| {
        assert_eq!(import_path(Path::new(from), Path::new(client)), expected);
    };
    check("api/validators.gen.ts", "api/client.gen.ts", "./client.gen.js");
    check("validators.ts", "./client.ts", "./client.js");
    check("validators.ts", "web/src/client.ts", "./web/src/client.js");
    check("web/src/check/api.ts", "web/api/client.ts", "../../api/client.js");
    check("/srv/a/check.ts", "/srv/b/client.ts", "../b/client.js");
}

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Mismatch, Validator, walk::Walk};

mod agreement;
mod closed;
mod given_up;

fn verdict(schema: &Value, value: &Value) -> Result<(), Mismatch> {
    Walk::new(&|reference| schema.pointer(reference.strip_prefix('#')?), false).root(schema, value)
}

/// Checks that `right` is accepted, and what is said about `wrong`.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a schema is written where it is checked")]
fn check(schema: Value, right: &[Value], wrong: &[(Value, &str)]) {
    for value in right {
        assert_eq!(verdict(&schema, value), Ok(()), "{value}");
    }
    for (value, words) in wrong {
        let mismatch = verdict(&schema, value).expect_err(&value.to_string());
        assert_eq!(mismatch.to_string(), *words, "{value}");
    }
}

#[test]
fn types() {
    check(json!(true), &[json!(null), json!({})], &[]);
    check(json!(false), &[], &[(json!(1), "nothing may stand here")]);
    check(
        json!({ "type": "integer" }),
        &[json!(1), json!(-1), json!(1.0), json!(u64::MAX)],
        &[(json!(1.5), "1.5 is not of type integer"), (json!("1"), "\"1\" is not of type integer")],
    );
    check(
        json!({ "type": "number" }),
        &[json!(1), json!(1.5)],
        &[(json!(null), "null is not of type number")],
    );
    check(
        json!({ "type": ["string", "boolean", "null"] }),
        &[json!("x"), json!(true), json!(null)],
        &[(json!([1]), "[1] is not of type string or boolean or null")],
    );
    check(
        json!({ "type": "object" }),
        &[json!({ "a": 1 })],
        &[
            (vec![1; 100].into(), "an array of 100 is not of type object"),
            (json!("é".repeat(100)), &format!("\"{}… is not of type object", "é".repeat(29))),
        ],
    );
}

#[test]
fn values() {
    check(
        json!({ "const": { "a": [1] } }),
        &[json!({ "a": [1.0] })],
        &[(json!({ "a": [1, 2] }), r#"{"a":[1,2]} is not {"a":[1]}"#)],
    );
    check(
        json!({ "enum": ["a", 1, null] }),
        &[json!("a"), json!(1.0), json!(null)],
        &[(json!("b"), r#""b" is none of ["a",1,null]"#)],
    );
}

#[test]
fn numbers() {
    check(
        json!({ "minimum": 1, "maximum": 3 }),
        &[json!(1), json!(3), json!(1.5), json!("text")],
        &[(json!(0), "0 is less than 1"), (json!(3.5), "3.5 is more than 3")],
    );
    check(
        json!({ "exclusiveMinimum": 1, "exclusiveMaximum": 3 }),
        &[json!(2)],
        &[(json!(1), "1 is not more than 1"), (json!(3), "3 is not less than 3")],
    );
    check(
        json!({ "maximum": u64::MAX - 1 }),
        &[json!(u64::MAX - 1)],
        &[(json!(u64::MAX), "18446744073709551615 is more than 18446744073709551614")],
    );
    check(
        json!({ "multipleOf": 3 }),
        &[json!(9), json!(0)],
        &[(json!(10), "10 is no multiple of 3")],
    );
    check(
        json!({ "multipleOf": 0.5 }),
        &[json!(1.5)],
        &[(json!(1.25), "1.25 is no multiple of 0.5")],
    );
}

#[test]
fn text() {
    check(
        json!({ "minLength": 2, "maxLength": 3 }),
        &[json!("éé"), json!("abc"), json!(1)],
        &[
            (json!("é"), "1 characters are less than 2"),
            (json!("abcd"), "4 characters are more than 3"),
        ],
    );
    // Not looked at.
    check(json!({ "pattern": "^a$", "format": "email" }), &[json!("b")], &[]);
}

#[test]
fn formats() {
    let check_format = |format: &str, right: &[Value], wrong: &[Value]| {
        let schema = json!({ "format": format });
        for value in right {
            assert_eq!(verdict(&schema, value), Ok(()), "{format}: {value}");
        }
        for value in wrong {
            let words = format!("{value} is beyond {format}");
            assert_eq!(
                verdict(&schema, value).map_err(|mismatch| mismatch.to_string()),
                Err(words)
            );
        }
    };
    check_format(
        "int8",
        &[json!(-128), json!(127), json!(1.5), json!("x")],
        &[json!(-129), json!(128)],
    );
    check_format("int16", &[json!(i16::MIN)], &[json!(32768)]);
    check_format("int32", &[json!(i32::MAX)], &[json!(-2_147_483_649_i64)]);
    check_format("int64", &[json!(i64::MIN)], &[json!(9_223_372_036_854_775_808_u64)]);
    check_format("uint8", &[json!(255)], &[json!(256), json!(-1)]);
    check_format("uint16", &[json!(65535)], &[json!(65536)]);
    check_format("uint32", &[json!(u32::MAX)], &[json!(4_294_967_296_u64)]);
    check_format("uint64", &[json!(u64::MAX)], &[json!(-1)]);
    check_format(
        "uint64-string",
        &[json!("18446744073709551615"), json!(1)],
        &[json!("18446744073709551616"), json!("-1"), json!("+1"), json!(""), json!("1.0")],
    );
    check_format("int64-string", &[json!("-9223372036854775808")], &[json!("9223372036854775808")]);
    check_format(
        "uint128-string",
        &[json!("340282366920938463463374607431768211455")],
        &[json!("-1")],
    );
    check_format(
        "date-time",
        &[
            json!("2026-07-01T12:00:00Z"),
            json!("2024-02-29t23:59:60.123456789+23:59"),
            json!("2026-07-01 12:00:00-02:00"),
        ],
        &[
            json!("2026-07-01"),
            json!("2026-07-01T12:00:00"),
            json!("2026-02-29T12:00:00Z"),
            json!("2026-07-01T24:00:00Z"),
            json!("2026-07-01T12:00Z"),
            json!("2026-07-01T12:00:00.Z"),
            json!("2026-07-01T12:00:00Zx"),
            json!("1782907200"),
            json!("Wed, 01 Jul 2026 12:00:00 GMT"),
            json!("éééééé"),
        ],
    );
    check_format(
        "date",
        &[json!("2000-02-29")],
        &[
            json!("1900-02-29"),
            json!("2026-13-01"),
            json!("2026-1-01"),
            json!("2026-04-31"),
            json!("2026-01-00"),
        ],
    );
    check_format(
        "uuid",
        &[json!("67e55044-10b1-426f-9247-bb680e5fe0c8")],
        &[json!("67e5504410b1426f9247bb680e5fe0c8"), json!("67e55044-10b1-426f-9247-bb680e5fe0cg")],
    );
    check_format("ipv4", &[json!("127.0.0.1")], &[json!("::1")]);
    check_format("ipv6", &[json!("::1")], &[json!("127.0.0.1")]);
    check_format("ip", &[json!("::1"), json!("127.0.0.1")], &[json!("localhost")]);
}

#[test]
fn arrays() {
    check(
        json!({ "items": { "type": "integer" }, "minItems": 1, "maxItems": 2 }),
        &[json!([1]), json!([1, 2])],
        &[
            (json!([]), "0 elements are less than 1"),
            (json!([1, 2, 3]), "3 elements are more than 2"),
            (json!([1, "x"]), "[1]: \"x\" is not of type integer"),
        ],
    );
    let tuple = &[json!([1, "x"]), json!([1]), json!([1, "x", true])];
    let wrong = &[
        (json!([1, 2]), "[1]: 2 is not of type string"),
        (json!([1, "x", 3]), "[2]: 3 is not of type boolean"),
    ];
    check(
        json!({ "items": [{ "type": "integer" }, { "type": "string" }], "additionalItems": { "type": "boolean" } }),
        tuple,
        wrong,
    );
    check(
        json!({ "prefixItems": [{ "type": "integer" }, { "type": "string" }], "items": { "type": "boolean" } }),
        tuple,
        wrong,
    );
    check(
        json!({ "contains": { "const": 1 } }),
        &[json!([2, 1])],
        &[(json!([2]), "no element is what one has to be")],
    );
}

#[test]
fn elements_that_are_different() {
    check(
        json!({ "uniqueItems": true }),
        &[
            json!([]),
            json!([1, "1", [1], [[1]], {}, { "1": 1 }, true, null, []]),
            json!([u64::MAX, u64::MAX - 1, i64::MIN, i64::MIN + 1]),
        ],
        &[
            (json!([1, 2, 1.0]), "[2]: the same as element 0"),
            (json!([0.0, -0.0]), "[1]: the same as element 0"),
            (json!(["a", "b", "c", "b", "a"]), "[3]: the same as element 1"),
            (
                json!([null, [{ "a": 1, "b": [2] }], [{ "b": [2.0], "a": 1 }]]),
                "[2]: the same as element 1",
            ),
        ],
    );
}

/// Comparing every pair would take minutes.
#[test]
fn large_sets() {
    let validator = Validator::of_sent::<BTreeSet<String>>();
    let mut set: Vec<_> = (0..100_000).map(|number| json!(number.to_string())).collect();
    assert_eq!(validator.check(&set.clone().into()), Ok(()));
    set.push(json!("99999"));
    let mismatch = validator.check(&set.into()).unwrap_err();
    assert_eq!(mismatch.to_string(), "[100000]: the same as element 99999");
}

#[test]
fn objects() {
    check(
        json!({ "properties": { "a": { "type": "integer" } }, "required": ["a"] }),
        &[json!({ "a": 1 }), json!({ "a": 1, "b": 2 })],
        &[
            (json!({ "b": 1 }), "`a` is missing"),
            (json!({ "a": "x" }), "a: \"x\" is not of type integer"),
        ],
    );
    check(
        json!({ "properties": { "a": true }, "additionalProperties": false }),
        &[json!({ "a": 1 }), json!({})],
        &[(json!({ "a": 1, "b": 2 }), "b: the schema has no such property")],
    );
    check(
        json!({ "additionalProperties": { "type": "string" } }),
        &[json!({ "a": "x" })],
        &[(json!({ "a": [1] }), "a: [1] is not of type string")],
    );
    check(
        json!({ "minProperties": 1, "maxProperties": 1 }),
        &[json!({ "a": 1 })],
        &[
            (json!({}), "0 properties are less than 1"),
            (json!({ "a": 1, "b": 2 }), "2 properties are more than 1"),
        ],
    );
    check(
        json!({ "propertyNames": { "maxLength": 1 } }),
        &[json!({ "a": 1 })],
        &[(json!({ "ab": 1 }), "ab: 2 characters are more than 1")],
    );
}

#[test]
fn keys_that_are_integers() {
    check(
        json!({ "patternProperties": { r"^\d+$": { "type": "null" } }, "additionalProperties": false }),
        &[json!({ "0": null, "17": null })],
        &[
            (json!({ "-1": null }), "-1: the schema has no such property"),
            (json!({ "1": 2 }), "1: 2 is not of type null"),
            (json!({ "": null }), "the schema has no such property"),
        ],
    );
    check(
        json!({ "patternProperties": { r"^-?\d+$": true }, "additionalProperties": false }),
        &[json!({ "-1": null })],
        &[(json!({ "1-": null }), "1-: the schema has no such property")],
    );
    // Any other pattern might mean any name.
    check(
        json!({ "patternProperties": { "^[a-f]+$": { "type": "null" } }, "additionalProperties": false }),
        &[json!({ "x": 1 })],
        &[],
    );
}

#[test]
fn combinations() {
    check(
        json!({ "allOf": [{ "type": "integer" }, { "minimum": 1 }] }),
        &[json!(1)],
        &[(json!(0), "0 is less than 1"), (json!("x"), "\"x\" is not of type integer")],
    );
    check(
        json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }] }),
        &[json!(1), json!("x")],
        &[(json!(null), "null fits none of 2 alternatives")],
    );
    check(
        json!({ "oneOf": [{ "type": "integer" }, { "minimum": 3 }] }),
        &[json!(1), json!(3.5)],
        &[
            (json!(3), "2 alternatives fit, not one"),
            (json!(1.5), "1.5 fits none of 2 alternatives"),
        ],
    );
    check(
        json!({ "oneOf": [{ "type": "integer" }] }),
        &[json!(1)],
        &[(json!("x"), "\"x\" is not of type integer")],
    );
    check(json!({ "not": { "const": 1 } }), &[json!(2)], &[(json!(1), "1 is what it must not be")]);
    check(
        json!({ "if": { "type": "string" }, "then": { "minLength": 1 }, "else": { "minimum": 1 } }),
        &[json!("x"), json!(1), json!(null)],
        &[(json!(""), "0 characters are less than 1"), (json!(0), "0 is less than 1")],
    );
    check(
        json!({ "allOf": [{ "properties": { "a": true } }], "properties": { "b": true }, "unevaluatedProperties": false }),
        &[json!({ "a": 1, "b": 2 })],
        &[(json!({ "a": 1, "c": 2 }), "c: the schema has no such property")],
    );
}

#[test]
fn alternative_that_is_meant_is_the_one_that_is_spoken_of() {
    let variants = json!({
        "oneOf": [
            { "type": "object", "properties": { "at": { "type": "integer" }, "kind": { "const": "moved" } }, "required": ["kind", "at"] },
            { "type": "object", "properties": { "at": { "type": "string" }, "kind": { "const": "said" } }, "required": ["kind", "at"] },
            { "const": "left" },
        ]
    });
    check(
        json!({ "properties": { "event": variants } }),
        &[json!({ "event": { "kind": "moved", "at": 1 } }), json!({ "event": "left" })],
        &[
            (json!({ "event": { "kind": "said", "at": 1 } }), "event.at: 1 is not of type string"),
            (
                json!({ "event": { "kind": "moved", "at": "x" } }),
                "event.at: \"x\" is not of type integer",
            ),
            (
                json!({ "event": { "kind": "gone", "at": 1 } }),
                "event: {\"at\":1,\"kind\":\"gone\"} fits none of 3 alternatives",
            ),
            (json!({ "event": "gone" }), "event: \"gone\" fits none of 3 alternatives"),
        ],
    );
}

#[test]
fn references() {
    check(
        json!({ "$ref": "#/definitions/Tree", "definitions": { "Tree": { "type": "object", "properties": { "left": { "$ref": "#/definitions/Tree" } }, "additionalProperties": false } } }),
        &[json!({ "left": { "left": {} } })],
        &[(json!({ "left": { "left": 1 } }), "left.left: 1 is not of type object")],
    );
    check(
        json!({ "$ref": "#/definitions/Lost" }),
        &[],
        &[(json!(1), "the schema refers to #/definitions/Lost, which is not there")],
    );
}

#[test]
fn attachments() {
    check(
        json!({ "type": "object", "x-wigwag-binary": true }),
        &[json!({ "_placeholder": true, "num": 0 })],
        &[
            (json!([1, 2]), "[1,2] is no attachment"),
            (
                json!({ "_placeholder": false, "num": 0 }),
                "{\"_placeholder\":false,\"num\":0} is no attachment",
            ),
            (json!({}), "{} is no attachment"),
        ],
    );
}

#[test]
fn attachments_that_may_be_missing() {
    check(
        json!({ "type": ["object", "null"], "x-wigwag-binary": true }),
        &[json!({ "_placeholder": true, "num": 0 }), json!(null)],
        &[(json!({}), "{} is no attachment")],
    );
    check(
        json!({ "type": "object", "x-wigwag-binary": true }),
        &[],
        &[(json!(null), "null is no attachment")],
    );
}

#[test]
fn schemas_without_an_end_have_one() {
    check(json!({ "$ref": "#" }), &[json!(1)], &[]);
    // Each level doubles what there is to look at.
    let schema = json!({ "anyOf": [
        { "type": "array", "items": { "$ref": "#" }, "contains": { "const": 1 } },
        { "type": "array", "items": { "$ref": "#" }, "contains": { "const": 2 } },
    ] });
    let deep = (0..30).fold(json!([]), |inner, _| json!([inner]));
    assert_eq!(verdict(&schema, &deep), Ok(()));
}

#[test]
fn tags_keep_nested_enums_cheap() {
    #[derive(Serialize, JsonSchema)]
    #[serde(tag = "op")]
    enum Expression {
        Number { value: f64 },
        Minus { inner: Box<Self> },
        Not { inner: Box<Self> },
    }
    let mut deep = Expression::Number { value: 1.0 };
    for level in 0..60 {
        let inner = Box::new(deep);
        deep = if level % 2 == 0 { Expression::Minus { inner } } else { Expression::Not { inner } };
    }
    let validator = Validator::of_sent::<Expression>();
    let mut value = serde_json::to_value(&deep).unwrap();
    assert_eq!(validator.check(&value), Ok(()));

    let deepest = (0..60).fold(&mut value, |value, _| value.get_mut("inner").unwrap());
    *deepest = json!({ "op": "Number", "value": null });
    let path = format!("{}value", "inner.".repeat(60));
    assert_eq!(validator.check(&value).unwrap_err().path(), path);
}

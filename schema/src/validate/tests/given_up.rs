//! A value of which a part was not looked at is taken for right, whatever stands around that part.

use std::num::NonZeroI32;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{check, verdict};
use crate::validate::Validator;

/// More elements than there are steps for schemas of some keywords.
const MANY: usize = 110_000;

#[track_caller]
fn accepts<T: JsonSchema + Serialize>(element: T) {
    let validator = Validator::of_sent::<Vec<T>>();
    let element = serde_json::to_value(element).unwrap();
    assert_eq!(validator.check(&vec![element; MANY].into()), Ok(()));
}

#[derive(Serialize, JsonSchema)]
enum External {
    Circle {
        radius: u8,
    },
    #[expect(dead_code, reason = "an alternative that is not taken")]
    Square {
        side: u8,
    },
    #[expect(dead_code, reason = "an alternative that is not taken")]
    Point,
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind")]
enum Internal {
    Circle {
        radius: u8,
    },
    #[expect(dead_code, reason = "an alternative that is not taken")]
    Square {
        side: u8,
    },
}

#[test]
fn more_than_there_are_steps_for() {
    accepts(External::Circle { radius: 1 });
    accepts(Internal::Circle { radius: 1 });
    accepts(NonZeroI32::MIN);
}

#[test]
fn mismatch_before_the_steps_are_spent() {
    let mut many = vec![json!(1); MANY];
    many[1000] = json!(0);
    let mismatch = Validator::of_sent::<Vec<NonZeroI32>>().check(&many.into()).unwrap_err();
    assert_eq!(mismatch.to_string(), "[1000]: 0 is what it must not be");
}

#[test]
fn deeper_than_is_looked() {
    let schema = json!({ "oneOf": [
        { "type": "array", "minItems": 1, "items": { "$ref": "#" } },
        { "type": "array", "maxItems": 0 },
    ] });
    let nested = |levels| (0..levels).fold(json!([]), |inner, _| json!([inner]));
    assert_eq!(verdict(&schema, &nested(300)), Ok(()));
    check(schema, &[nested(128)], &[(json!(1), "1 fits none of 2 alternatives")]);
}

#[test]
fn what_is_not_looked_at_is_no_exception() {
    let endless = json!({ "$ref": "#/definitions/Endless" });
    for schema in [
        json!({ "not": endless }),
        json!({ "oneOf": [true, endless] }),
        json!({ "if": endless, "then": false }),
    ] {
        let mut schema = schema;
        schema["definitions"] = json!({ "Endless": endless });
        assert_eq!(verdict(&schema, &Value::Null), Ok(()));
    }
}

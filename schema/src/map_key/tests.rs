#![expect(dead_code, reason = "the types are described, no values are made")]

use std::collections::BTreeMap;

use schemars::json_schema;

use super::*;

#[track_caller]
fn check<K: JsonSchema>(unwritable: Option<&str>) {
    let mut schema = json_schema!({ "type": "object" });
    check_map_key::<K>(&mut schema);
    assert_eq!(unwritable_key(&schema), unwritable);
}

#[derive(JsonSchema)]
struct Id(u32);

#[derive(JsonSchema)]
struct Outer(Id);

#[derive(JsonSchema)]
enum Size {
    Small,
    /// As large as it gets.
    Large,
}

#[derive(JsonSchema)]
#[serde(untagged)]
enum Either {
    Number(u32),
    Text(String),
}

#[test]
fn texts_numbers_and_names_are_keys() {
    check::<String>(None);
    check::<char>(None);
    check::<i64>(None);
    check::<f64>(None);
    check::<Id>(None);
    check::<Outer>(None);
    check::<Size>(None);
    check::<Either>(None);
    check::<Value>(None);
}

#[derive(JsonSchema)]
struct Point {
    x: u32,
}

#[derive(JsonSchema)]
struct Place(Point);

#[derive(JsonSchema)]
enum Shape {
    Empty,
    Circle { radius: u32 },
}

#[derive(JsonSchema)]
struct Recursive(Vec<Self>);

#[test]
fn other_values_are_not() {
    check::<(u32, u32)>(Some("Tuple_of_uint32_and_uint32"));
    check::<()>(Some("null"));
    check::<bool>(Some("boolean"));
    check::<Option<u32>>(Some("Nullable_uint32"));
    check::<Vec<u8>>(Some("Array_of_uint8"));
    check::<BTreeMap<u8, u8>>(Some("Map_from_uint8_to_uint8"));
    check::<Point>(Some("Point"));
    check::<Place>(Some("Place"));
    check::<Shape>(Some("Shape"));
    check::<Recursive>(Some("Recursive"));
}

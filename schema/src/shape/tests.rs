#![expect(dead_code, reason = "the types are described, no values are made")]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Shape;
use crate::model::Direction::{ClientToServer, ServerToClient};

#[derive(JsonSchema)]
struct Msg {
    a: u8,
}

#[derive(JsonSchema)]
struct Msg2 {
    b: u8,
}

mod other {
    #[derive(schemars::JsonSchema)]
    pub(super) struct Msg {
        c: u8,
    }

    #[derive(schemars::JsonSchema)]
    pub(super) struct Msg2 {
        d: u8,
    }
}

#[derive(JsonSchema)]
struct Page<T> {
    items: Vec<T>,
}

#[track_caller]
fn check<T: JsonSchema>(clashes: &[&str]) {
    for direction in [ClientToServer, ServerToClient] {
        let found = Shape::of::<T>(direction).clashes;
        assert_eq!(found.iter().collect::<Vec<_>>(), clashes);
    }
}

#[test]
fn a_second_type_of_one_name_is_a_clash() {
    check::<(Msg, other::Msg)>(&["Msg"]);
    check::<(other::Msg, Option<Vec<Msg>>)>(&["Msg"]);
}

#[test]
fn a_type_with_a_number_in_its_name_is_none() {
    check::<(Msg, Msg2)>(&[]);
    check::<(Msg2, Msg)>(&[]);
    check::<Msg2>(&[]);
}

#[test]
fn a_number_that_schemars_gave_is_told_from_one_that_belongs_to_a_type() {
    check::<(Msg, Msg2, other::Msg)>(&["Msg"]);
    check::<(Msg, other::Msg, Msg2)>(&["Msg"]);
    check::<(Msg2, other::Msg2)>(&["Msg2"]);
    check::<(Msg, Msg2, other::Msg2)>(&["Msg2"]);
}

#[test]
fn one_generic_type_with_two_parameters_is_a_clash() {
    check::<(Page<u8>, Page<bool>)>(&["Page"]);
    check::<(Page<u8>, Page<u8>)>(&[]);
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Both {
    optional: Option<u8>,
    #[serde(default)]
    default: u8,
    #[serde(rename(serialize = "written", deserialize = "read"))]
    renamed: u8,
}

#[test]
fn the_server_reads_what_clients_send_and_writes_what_they_receive() {
    let required = |direction| {
        let shape = Shape::of::<Both>(direction);
        assert_eq!(shape.schema, json!({ "$ref": "#/components/schemas/Both" }));
        shape.definitions["Both"].get("required").cloned().unwrap()
    };
    assert_eq!(required(ClientToServer), json!(["read"]));
    assert_eq!(required(ServerToClient), json!(["optional", "default", "written"]));
}

#[test]
fn the_opposite_is_what_the_other_direction_gives() {
    let read = Shape::of::<Both>(ClientToServer);
    let written = Shape::of::<Both>(ServerToClient);
    assert_eq!(read.opposite, written.definitions);
    assert_eq!(written.opposite, read.definitions);
}

#[test]
fn tuples_and_commented_references_are_written_for_draft_07() {
    #[derive(JsonSchema)]
    struct Holder {
        /// Says more.
        commented: Msg,
        pair: (u8, bool),
    }
    let shape = Shape::of::<Holder>(ServerToClient);
    let properties = shape.definitions["Holder"].get("properties").unwrap();
    assert_eq!(
        properties,
        &json!({
            "commented": {
                "description": "Says more.",
                "allOf": [{ "$ref": "#/components/schemas/Msg" }],
            },
            "pair": {
                "type": "array",
                "items": [
                    { "type": "integer", "format": "uint8", "minimum": 0, "maximum": 255 },
                    { "type": "boolean" },
                ],
                "minItems": 2,
                "maxItems": 2,
            },
        })
    );
}

//! The arrays that travel, as draft-07 schemas: `["event", argument, …]` and `[acknowledgement]`.

use schemars::{Schema, json_schema};
use serde_json::Value;

use crate::{
    boundary::BOUNDARY_ERROR,
    model::{Ack, Direction},
    schema::{reference_to, sort_keys},
};

use super::{DocumentError, asyncapi::AckKind};

/// The payload of an event packet.
pub(crate) fn event<'a>(name: &str, args: impl Iterator<Item = &'a Schema>) -> Schema {
    let name = json_schema!({ "const": name });
    let items: Vec<_> = std::iter::once(name).chain(args.cloned()).collect();
    tuple(&items)
}

/// The schemas of the arguments in the payload of an event packet.
pub(crate) fn args_of(payload: &Schema) -> Result<impl Iterator<Item = Schema>, DocumentError> {
    let items = items_of(payload)?;
    Ok(items.into_iter().skip(1))
}

/// The payload of an acknowledgement packet to an event that was `sent` that way.
pub(crate) fn ack(ack: &Ack<Schema>, sent: Direction) -> Option<Schema> {
    match ack {
        Ack::None => None,
        Ack::Raw(value) => Some(tuple(std::slice::from_ref(value))),
        Ack::Envelope { data, error } => Some(tuple(&[json_schema!({
            "oneOf": [
                outcome(true, "data", data),
                outcome(false, "error", &answered_error(error, sent)),
            ],
        })])),
        Ack::Node { data, error } => Some(json_schema!({
            "oneOf": [
                tuple(&[json_schema!({ "type": "null" }), data.clone()]),
                tuple(&[answered_error(error, sent)]),
            ],
        })),
    }
}

/// Boundary errors are the server's; a client has none to give.
fn answered_error(error: &Schema, sent: Direction) -> Schema {
    match sent {
        Direction::ClientToServer => {
            json_schema!({ "anyOf": [error, reference_to(BOUNDARY_ERROR)] })
        }
        Direction::ServerToClient => error.clone(),
    }
}

/// What [`ack`] was made of.
pub(crate) fn ack_of(
    payload: &Schema,
    kind: AckKind,
    sent: Direction,
) -> Result<Ack<Schema>, DocumentError> {
    let part = |pointer: &str| {
        let part = payload.as_value().pointer(pointer).cloned();
        let part = part.and_then(|part| part.try_into().ok());
        part.ok_or_else(|| DocumentError::new(format!("an acknowledgement lacks {pointer}")))
    };
    let error = |pointer: &str| match sent {
        Direction::ClientToServer => part(&format!("{pointer}/anyOf/0")),
        Direction::ServerToClient => part(pointer),
    };
    Ok(match kind {
        AckKind::None => Ack::None,
        AckKind::Raw => Ack::Raw(part("/items/0")?),
        AckKind::Envelope => Ack::Envelope {
            data: part("/items/0/oneOf/0/properties/data")?,
            error: error("/items/0/oneOf/1/properties/error")?,
        },
        AckKind::Node => {
            Ack::Node { data: part("/oneOf/0/items/1")?, error: error("/oneOf/1/items/0")? }
        }
    })
}

fn outcome(ok: bool, key: &str, value: &Schema) -> Schema {
    json_schema!({
        "type": "object",
        "properties": { "ok": { "const": ok }, key: value },
        "required": ["ok", key],
    })
}

/// An array of exactly these items. AsyncAPI's own dialect is draft-07, where they are `items`.
pub(crate) fn tuple(items: &[Schema]) -> Schema {
    let mut schema = json_schema!({
        "type": "array",
        "items": items,
        "minItems": items.len(),
        "additionalItems": false,
    });
    sort_keys(&mut schema);
    schema
}

fn items_of(payload: &Schema) -> Result<Vec<Schema>, DocumentError> {
    payload
        .get("items")
        .and_then(Value::as_array)
        .and_then(|items| items.iter().cloned().map(|item| item.try_into().ok()).collect())
        .ok_or_else(|| DocumentError::new("a payload is not an array of known items"))
}

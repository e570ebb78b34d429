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
        Ack::Envelope { data, error } => {
            let error = match sent {
                Direction::ClientToServer => {
                    json_schema!({ "anyOf": [error, reference_to(BOUNDARY_ERROR)] })
                }
                Direction::ServerToClient => error.clone(),
            };
            Some(tuple(&[json_schema!({
                "oneOf": [outcome(true, "data", data), outcome(false, "error", &error)],
            })]))
        }
    }
}

/// What [`ack`] was made of.
pub(crate) fn ack_of(
    payload: &Schema,
    kind: AckKind,
    sent: Direction,
) -> Result<Ack<Schema>, DocumentError> {
    let value = items_of(payload)?.into_iter().next().unwrap_or_default();
    let part = |pointer: &str| {
        let part = value.pointer(pointer).cloned().and_then(|part| part.try_into().ok());
        part.ok_or_else(|| DocumentError::new(format!("an acknowledgement lacks {pointer}")))
    };
    Ok(match (kind, sent) {
        (AckKind::None, _) => Ack::None,
        (AckKind::Raw, _) => Ack::Raw(value),
        (AckKind::Envelope, _) => Ack::Envelope {
            data: part("/oneOf/0/properties/data")?,
            error: part(match sent {
                Direction::ClientToServer => "/oneOf/1/properties/error/anyOf/0",
                Direction::ServerToClient => "/oneOf/1/properties/error",
            })?,
        },
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
fn tuple(items: &[Schema]) -> Schema {
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

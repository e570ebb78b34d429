//! The contract hash.

use std::collections::BTreeMap;

use schemars::{
    Schema,
    transform::{Transform, transform_subschemas},
};
use serde_json::{Value, json};

use crate::model::{Ack, Contract, Direction, Event};

/// Keywords that tell readers something but allow and forbid no value.
const ANNOTATIONS: &[&str] = &[
    "$comment",
    "default",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// Keywords whose arrays are sets: their order means nothing.
const SETS: &[&str] = &["allOf", "anyOf", "enum", "oneOf", "required", "type"];

/// Hashes everything that shows on the wire, and nothing else.
pub(crate) fn hash(contract: &Contract) -> String {
    let namespaces: BTreeMap<_, _> = contract
        .namespaces
        .values()
        .map(|namespace| {
            let facts = json!({
                "auth": namespace.auth.as_ref().map(bare),
                "reject": namespace.reject.as_ref().map(bare),
                "clientToServer": events(namespace.events(Direction::ClientToServer)),
                "serverToClient": events(namespace.events(Direction::ServerToClient)),
            });
            (&namespace.path, facts)
        })
        .collect();
    let types: BTreeMap<_, _> =
        contract.types.iter().map(|(name, named)| (name, bare(&named.schema))).collect();
    let mut facts = json!({ "namespaces": namespaces, "types": types });
    facts.sort_all_objects();
    format!("{:016x}", fnv1a(facts.to_string().as_bytes()))
}

fn events(events: &BTreeMap<String, Event<Schema>>) -> BTreeMap<&String, Value> {
    events
        .iter()
        .map(|(name, event)| {
            let args: Vec<_> = event.args.iter().map(|arg| bare(&arg.schema)).collect();
            let ack = match &event.ack {
                Ack::None => Value::Null,
                Ack::Raw(value) => json!({ "raw": bare(value) }),
                Ack::Envelope { data, error } => {
                    json!({ "data": bare(data), "error": bare(error) })
                }
                Ack::Node { data, error } => {
                    json!({ "node": { "data": bare(data), "error": bare(error) } })
                }
            };
            let mut facts = json!({ "args": args, "ack": ack });
            if !event.facts.aliases.is_empty() {
                facts["aliases"] = json!(event.facts.aliases);
            }
            (name, facts)
        })
        .collect()
}

/// The schema without what is only for readers, in an order of its own.
fn bare(schema: &Schema) -> Value {
    let mut schema = schema.clone();
    Bare.transform(&mut schema);
    let mut value = schema.to_value();
    value.sort_all_objects();
    value
}

struct Bare;

impl Transform for Bare {
    fn transform(&mut self, schema: &mut Schema) {
        // Members come first: a set is sorted by what is left of them.
        transform_subschemas(self, schema);
        for annotation in ANNOTATIONS {
            schema.remove(*annotation);
        }
        for set in SETS {
            if let Some(Value::Array(members)) = schema.get_mut(*set) {
                members.iter_mut().for_each(Value::sort_all_objects);
                members.sort_by_cached_key(Value::to_string);
            }
        }
    }
}

/// FNV-1a with 64 bits: the same on every machine and in every release, which the hashers of the
/// standard library do not promise.
fn fnv1a(bytes: &[u8]) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes.iter().fold(OFFSET_BASIS, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}

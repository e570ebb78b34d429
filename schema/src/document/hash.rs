//! The contract hash: one number for what two programs that speak the contract can notice.
//!
//! It is made of the structure of the types, never of their names, and of one form for each way to
//! say the same. So it stays when a type is renamed, moved or described, or when it loses its name
//! by being written out where it is used.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::structure::Structure;
use crate::model::{Ack, Contract, Direction, Event};

mod structure;
#[cfg(test)]
mod tests;

/// Hashes everything that shows on the wire, and nothing else.
pub(crate) fn hash(contract: &Contract) -> String {
    let mut structure = Structure::of_types(&contract.types);
    let places: Vec<_> = contract
        .namespaces
        .values()
        .map(|namespace| namespace.map(&mut |_, schema| structure.place(schema)))
        .collect();
    let numbers = structure.numbers();
    let mut namespaces: Vec<_> = places
        .iter()
        .map(|namespace| namespace.map(&mut |_, place| numbers.get(place).copied()))
        .map(|namespace| {
            json!({
                "path": without_names(&namespace.path),
                "auth": namespace.auth.flatten(),
                "reject": namespace.reject.flatten(),
                "clientToServer": events(namespace.events(Direction::ClientToServer)),
                "serverToClient": events(namespace.events(Direction::ServerToClient)),
            })
        })
        .map(canonical)
        .collect();
    namespaces.sort();
    format!("{:016x}", fnv1a(&namespaces.concat()))
}

/// A namespace as clients see it: they fill parameters in by their place.
fn without_names(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// What travels with each event, where numbers stand for the types.
fn events(events: &BTreeMap<String, Event<Option<u64>>>) -> BTreeMap<&str, Value> {
    events
        .iter()
        .map(|(name, event)| {
            let args: Vec<_> = event.args.iter().map(|arg| arg.schema).collect();
            let ack = match &event.ack {
                Ack::None => Value::Null,
                Ack::Raw(value) => json!({ "raw": value }),
                Ack::Envelope { data, error } => json!({ "envelope": [data, error] }),
                Ack::Node { data, error } => json!({ "node": [data, error] }),
            };
            let aliases = &event.facts.aliases;
            (name.as_str(), json!({ "args": args, "ack": ack, "aliases": aliases }))
        })
        .collect()
}

fn canonical(mut value: Value) -> String {
    value.sort_all_objects();
    value.to_string()
}

/// FNV-1a with 64 bits: the same on every machine and in every release, which the hashers of the
/// standard library do not promise.
fn fnv1a(text: &str) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mix = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    text.bytes().fold(OFFSET_BASIS, mix)
}

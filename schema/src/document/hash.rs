//! The contract hash: one number for what two programs that speak the contract can notice.
//!
//! It is made of the structure of the types, never of their names, and of one form for each way to
//! say the same. So it stays when a type is renamed, moved or described, or when it loses its name
//! by being written out where it is used.

use std::collections::{BTreeMap, BTreeSet};

use schemars::{
    Schema, json_schema,
    transform::{Transform, transform_subschemas},
};
use serde_json::{Value, json};

use crate::{
    model::{Ack, Contract, Direction, Event, Used},
    schema::{ANNOTATIONS, referenced},
};

#[cfg(test)]
mod tests;

/// Keywords whose arrays are sets: their order means nothing.
const SETS: &[&str] = &["allOf", "anyOf", "enum", "oneOf", "required", "type"];

/// What stands for a schema inside of another one.
const NUMBER: &str = "number";

/// Hashes everything that shows on the wire, and nothing else.
pub(crate) fn hash(contract: &Contract) -> String {
    let numbers = Numbers::of(contract);
    let mut namespaces: Vec<_> = contract
        .namespaces
        .values()
        .map(|namespace| {
            json!({
                "path": without_names(&namespace.path),
                "auth": namespace.auth.as_ref().map(|auth| numbers.number(auth)),
                "reject": namespace.reject.as_ref().map(|reject| numbers.number(reject)),
                "clientToServer": numbers.events(namespace.events(Direction::ClientToServer)),
                "serverToClient": numbers.events(namespace.events(Direction::ServerToClient)),
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

/// A number for each named type: the same for two types if, and only if, they have the same
/// structure.
struct Numbers<'a> {
    numbers: BTreeMap<&'a str, u64>,
    /// The types that are nothing but another one, and which.
    aliases: BTreeMap<&'a str, &'a str>,
}

impl<'a> Numbers<'a> {
    /// Each round hashes every type with the numbers that the types inside of it got in the round
    /// before, so that it looks one reference deeper. A type without recursion settles when its
    /// depth is reached. Others never settle, but those that differ have been told apart when a
    /// round tells no more types apart than the one before.
    fn of(contract: &'a Contract) -> Self {
        let (mut aliases, mut open) = (BTreeMap::new(), Vec::new());
        for (name, named) in &contract.types {
            match other_name(&named.schema) {
                Some(other) => _ = aliases.insert(name.as_str(), other),
                None if named.used == Used::Cluster => {}
                None => open.push((name.as_str(), &named.schema)),
            }
        }
        let numbers = open.iter().map(|(name, _)| (*name, 0)).collect();
        let mut known = Self { numbers, aliases };
        let mut progress = None;
        loop {
            let next: BTreeMap<_, _> =
                open.iter().map(|(name, schema)| (*name, known.number(schema))).collect();
            open.retain(|(name, _)| next.get(name) != known.numbers.get(name));
            known.numbers.extend(next);
            let distinct = known.numbers.values().collect::<BTreeSet<_>>().len();
            if progress.replace((distinct, open.len())) == Some((distinct, open.len())) {
                return known;
            }
        }
    }

    fn number(&self, schema: &Schema) -> u64 {
        let mut schema = schema.clone();
        Numbering { types: self }.transform(&mut schema);
        schema.get(NUMBER).and_then(Value::as_u64).unwrap_or_default()
    }

    fn of_name(&self, name: &str) -> u64 {
        let mut name = name;
        // No chain of aliases is longer, unless a document has one that leads back to itself.
        for _ in 0..self.aliases.len() {
            match self.aliases.get(name) {
                Some(other) => name = other,
                None => break,
            }
        }
        self.numbers.get(name).copied().unwrap_or_default()
    }

    fn events(&self, events: &BTreeMap<String, Event<Schema>>) -> BTreeMap<String, Value> {
        events
            .iter()
            .map(|(name, event)| {
                let args: Vec<_> = event.args.iter().map(|arg| self.number(&arg.schema)).collect();
                let pair = |data, error| json!([self.number(data), self.number(error)]);
                let ack = match &event.ack {
                    Ack::None => Value::Null,
                    Ack::Raw(value) => json!({ "raw": self.number(value) }),
                    Ack::Envelope { data, error } => json!({ "envelope": pair(data, error) }),
                    Ack::Node { data, error } => json!({ "node": pair(data, error) }),
                };
                let aliases = &event.facts.aliases;
                (name.clone(), json!({ "args": args, "ack": ack, "aliases": aliases }))
            })
            .collect()
    }
}

/// The type that `schema` is another name of. schemars wraps the reference when it is described.
fn other_name(schema: &Schema) -> Option<&str> {
    let mut facts = schema.as_object()?.iter().filter(|(key, _)| !is_annotation(key));
    match (facts.next(), facts.next()) {
        (Some((key, Value::Array(members))), None) if key == "allOf" => match members.as_slice() {
            [member] => other_name(member.try_into().ok()?),
            _ => None,
        },
        (Some(_), None) => referenced(schema),
        _ => None,
    }
}

fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key)
}

/// Replaces a schema by its number, the innermost ones first.
struct Numbering<'a> {
    types: &'a Numbers<'a>,
}

impl Transform for Numbering<'_> {
    fn transform(&mut self, schema: &mut Schema) {
        for annotation in ANNOTATIONS {
            schema.remove(*annotation);
        }
        unite_literals(schema);
        transform_subschemas(self, schema);
        let number = match (referenced(schema), only_member(schema)) {
            (Some(name), _) => self.types.of_name(name),
            (None, Some(number)) => number,
            (None, None) => {
                sort_sets(schema);
                fnv1a(&canonical(schema.clone().to_value()))
            }
        };
        *schema = json_schema!({ NUMBER: number });
    }
}

/// The number of the only member of a combination that says no more.
fn only_member(schema: &Schema) -> Option<u64> {
    let object = schema.as_object().filter(|object| object.len() == 1)?;
    let members = ["allOf", "anyOf", "oneOf"].iter().find_map(|key| object.get(*key))?;
    match members.as_array()?.as_slice() {
        [member] => member.get(NUMBER)?.as_u64(),
        _ => None,
    }
}

/// Writes all literals among the members of a union as one `enum`. schemars lists those that have
/// no description, and writes the others one by one.
fn unite_literals(schema: &mut Schema) {
    if let Some(values) = literals(schema.as_value()) {
        *schema = json_schema!({ "enum": values });
        return;
    }
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(members)) = schema.get_mut(keyword) else { continue };
        let (united, mut others): (Vec<_>, Vec<_>) =
            members.drain(..).partition(|member| literals(member).is_some());
        if !united.is_empty() {
            let values: Vec<_> = united.iter().filter_map(literals).flatten().collect();
            others.push(json!({ "enum": values }));
        }
        *members = others;
    }
}

/// The values of a schema that says nothing but which they are.
fn literals(schema: &Value) -> Option<Vec<Value>> {
    let object = schema.as_object()?;
    let mut others = object.keys().filter(|key| !is_annotation(key));
    if !others.all(|key| matches!(key.as_str(), "const" | "enum" | "type")) {
        return None;
    }
    match (object.get("const"), object.get("enum")) {
        (Some(value), None) => Some(vec![value.clone()]),
        (None, Some(Value::Array(values))) => Some(values.clone()),
        _ => None,
    }
}

fn sort_sets(schema: &mut Schema) {
    for set in SETS {
        if let Some(Value::Array(members)) = schema.get_mut(*set) {
            members.sort_by_cached_key(|member| canonical(member.clone()));
        }
    }
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

//! What is the same in two contracts.

use std::collections::{BTreeMap, BTreeSet};

use schemars::Schema;
use serde_json::Value;

use crate::{
    model::Contract,
    schema::{ANNOTATIONS, names_in, referenced, walk},
};

/// The contract without the words about its types, which no program notices.
pub(super) fn undescribed(contract: &Contract) -> Contract {
    let mut contract = contract.clone();
    for namespace in contract.namespaces.values_mut() {
        *namespace = namespace.map(&mut |_, schema| without_words(schema));
    }
    for named in contract.types.values_mut() {
        named.schema = without_words(&named.schema);
    }
    contract
}

fn without_words(schema: &Schema) -> Schema {
    walk(schema, |part| {
        if let Some(keywords) = part.as_object_mut() {
            // What starts with `x-` is for programs: generators of code read it.
            keywords.retain(|keyword, _| {
                keyword.starts_with("x-") || !ANNOTATIONS.contains(&keyword.as_str())
            });
        }
    })
}

/// The types that are the same in both, down to all that they refer to.
pub(super) fn unchanged(old: &Contract, new: &Contract) -> BTreeSet<String> {
    let mut unchanged: BTreeMap<_, _> = old
        .types
        .iter()
        .filter(|(name, ty)| new.definition(name) == Some(&ty.schema))
        .map(|(name, ty)| (name.clone(), names_in(&ty.schema)))
        .collect();
    loop {
        let refers_to_changed =
            |names: &BTreeSet<String>| !names.iter().all(|name| unchanged.contains_key(name));
        let changed: Vec<_> = unchanged
            .iter()
            .filter(|(_, names)| refers_to_changed(names))
            .map(|(name, _)| name.clone())
            .collect();
        if changed.is_empty() {
            return unchanged.into_keys().collect();
        }
        for name in changed {
            unchanged.remove(&name);
        }
    }
}

/// Whether all types that `schema` refers to are among `names`.
pub(super) fn refers_only_to(schema: &Value, names: &BTreeSet<String>) -> bool {
    let is_other = <&Schema>::try_from(schema)
        .ok()
        .and_then(referenced)
        .is_some_and(|name| !names.contains(name));
    let mut inside: Box<dyn Iterator<Item = &Value>> = match schema {
        Value::Object(keywords) => Box::new(keywords.values()),
        Value::Array(members) => Box::new(members.iter()),
        _ => return true,
    };
    !is_other && inside.all(|value| refers_only_to(value, names))
}

//! What must hold for every contract, however it was made.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    boundary::{BOUNDARY_ERROR, boundary_error},
    model::Contract,
    schema::{names_in, reachable},
    typescript::names,
};

#[cfg(test)]
mod tests;

/// Everything that is wrong with `contract`.
pub(crate) fn faults(contract: &Contract) -> Vec<String> {
    let mut faults = Vec::new();
    namespace_faults(contract, &mut faults);
    reference_faults(contract, &mut faults);
    type_name_faults(contract, &mut faults);
    faults
}

fn namespace_faults(contract: &Contract, faults: &mut Vec<String>) {
    if contract.namespaces.is_empty() {
        faults.push("the API has no contract; list at least one".to_owned());
    }
    let mut paths = BTreeMap::new();
    for namespace in contract.namespaces.values() {
        let (name, path) = (&namespace.name, &namespace.path);
        if let Some(other) = paths.insert(path, name) {
            faults.push(format!("`{other}` and `{name}` both claim the namespace {path}"));
        }
        if !names::is_identifier(name) {
            faults.push(format!("`{name}` cannot be the name of a contract in TypeScript"));
        }
        // On the wire a comma ends the namespace and a question mark starts a query.
        if !path.starts_with('/') || path.contains([',', '?', '{', '}']) {
            faults.push(format!(
                "`{path}` cannot be a namespace: it must start with a slash and be free of \
                 commas, question marks and braces"
            ));
        }
    }
}

fn reference_faults(contract: &Contract, faults: &mut Vec<String>) {
    let mut referenced = BTreeSet::new();
    contract.for_each(|_, schema| referenced.extend(names_in(schema)));
    referenced.extend(contract.types.values().flat_map(|named| names_in(&named.schema)));
    for name in referenced.iter().filter(|name| !contract.types.contains_key(*name)) {
        faults.push(format!("the type `{name}` is referred to, but not defined"));
    }
}

fn type_name_faults(contract: &Contract, faults: &mut Vec<String>) {
    let reserved = names::reserved(contract);
    for (name, named) in &contract.types {
        let reason = if name == BOUNDARY_ERROR && named.schema == boundary_error() {
            continue;
        } else if !names::is_identifier(name) {
            "is not a name that TypeScript allows"
        } else if reserved.contains(name) {
            "is a name that the generated TypeScript needs itself"
        } else {
            continue;
        };
        let site = first_use(contract, name);
        faults.push(format!(
            "`{name}` (used by {site}) {reason}; give the type another name with \
             `#[schemars(rename = \"…\")]`"
        ));
    }
}

fn first_use(contract: &Contract, name: &str) -> String {
    let mut first = None;
    contract.for_each(|site, schema| {
        if reachable(schema, |name| contract.definition(name)).contains(name) {
            first.get_or_insert_with(|| site.to_string());
        }
    });
    first.unwrap_or_else(|| "nothing".to_owned())
}

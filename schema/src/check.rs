//! What must hold for every contract, however it was made.

use std::collections::{BTreeMap, BTreeSet};

use schemars::Schema;

use crate::{
    boundary::{BOUNDARY_ERROR, boundary_error},
    model::{Contract, Direction, EventFacts, EventKind, Namespace},
    schema::{names_in, reachable},
    typescript::names,
};

/// Names of events that Socket.IO keeps for itself, in both directions.
const RESERVED_EVENTS: &[&str] =
    &["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// Names of events that Socket.IO keeps for itself between servers.
const RESERVED_CLUSTER_EVENTS: &[&str] = &["connect", "connection", "new_namespace"];

/// Names of events that start so are wigwag's own.
const RESERVED_PREFIX: &str = "wigwag:";

/// Everything that is wrong with the names in `contract`.
pub(crate) fn name_faults(contract: &Contract) -> Vec<String> {
    let mut faults = Vec::new();
    namespace_faults(contract, &mut faults);
    contract.namespaces.values().for_each(|namespace| event_name_faults(namespace, &mut faults));
    type_name_faults(contract, &mut faults);
    faults
}

/// The types that a schema in `contract` refers to in vain.
pub(crate) fn reference_faults(contract: &Contract) -> Vec<String> {
    let mut referenced = BTreeSet::new();
    contract.for_each(|_, schema| referenced.extend(names_in(schema)));
    referenced.extend(contract.types.values().flat_map(|named| names_in(&named.schema)));
    referenced
        .iter()
        .filter(|name| !contract.types.contains_key(*name))
        .map(|name| format!("the type `{name}` is referred to, but not defined"))
        .collect()
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
        // On the wire a comma ends the namespace and a question mark starts a query; in the URL that
        // clients connect to, a `#` starts what they keep to themselves.
        if !path.starts_with('/') || path.contains([',', '?', '#']) {
            faults.push(format!(
                "`{path}` cannot be a namespace: it must start with a slash and be free of `,`, `?` \
                 and `#`"
            ));
        }
        if params_in(path) != Some(namespace.params.keys().map(String::as_str).collect()) {
            faults.push(format!(
                "the parameters of `{path}` must be whole parts between slashes, `/chat/{{room}}`, \
                 each of them described once"
            ));
        }
    }
}

fn event_name_faults(namespace: &Namespace<Schema>, faults: &mut Vec<String>) {
    let mut fault = |kind: EventKind, event: &str, fault: &str| {
        faults.push(format!("{}, {kind} event {event:?}: {fault}", namespace.path));
    };
    let mut taken: BTreeSet<&str> = namespace.client_events.keys().map(String::as_str).collect();
    for sent in [Direction::ClientToServer, Direction::ServerToClient] {
        for (name, event) in namespace.events(sent) {
            let aliases = &event.facts.aliases;
            for name in aliases.iter().chain([name]) {
                if let Some(owner) = owner_of(name, RESERVED_EVENTS) {
                    fault(sent.into(), name, &format!("{owner} keeps this name for itself"));
                }
            }
            for alias in aliases {
                if sent == Direction::ServerToClient {
                    fault(sent.into(), name, "clients take an event under one name only");
                } else if !taken.insert(alias) {
                    let message =
                        format!("its alias {alias:?} is the name of another event as well");
                    fault(sent.into(), name, &message);
                }
            }
        }
    }
    for (name, event) in &namespace.cluster_events {
        let EventFacts { docs: _, deprecated: _, aliases, volatile, limits } = &event.facts;
        if *volatile || !aliases.is_empty() || !limits.is_empty() {
            fault(EventKind::Cluster, name, "aliases, limits and `volatile` are for clients");
        }
        if let Some(owner) = owner_of(name, RESERVED_CLUSTER_EVENTS) {
            fault(EventKind::Cluster, name, &format!("{owner} keeps this name for itself"));
        }
    }
}

/// Whose name it is, when contracts cannot have it.
fn owner_of(event: &str, of_socket_io: &[&str]) -> Option<&'static str> {
    match event {
        _ if of_socket_io.contains(&event) => Some("Socket.IO"),
        _ if event.starts_with(RESERVED_PREFIX) => Some("wigwag"),
        _ => None,
    }
}

/// The names in the braces of a namespace; `None` when a brace is not at the edge of a part, or a name comes twice.
fn params_in(path: &str) -> Option<BTreeSet<&str>> {
    let mut params = BTreeSet::new();
    for part in path.split('/').filter(|part| part.contains(['{', '}'])) {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let is_name = names::is_param(name) && params.insert(name);
        is_name.then_some(())?;
    }
    Some(params)
}

fn type_name_faults(contract: &Contract, faults: &mut Vec<String>) {
    let reserved = names::reserved(contract);
    for (name, named) in &contract.types {
        if name == BOUNDARY_ERROR && named.schema == boundary_error() {
            continue;
        }
        if !names::is_identifier(name) {
            faults.push(not_a_type_name(name, &first_use(contract, name)));
        } else if reserved.contains(name) {
            faults.push(format!(
                "`{name}` (used by {}) is a name that the generated TypeScript needs itself; give \
                 the type another name with `#[schemars(rename = \"…\")]`",
                first_use(contract, name)
            ));
        }
    }
}

/// The fault of a type that TypeScript, or AsyncAPI on the way to it, cannot name.
pub(crate) fn not_a_type_name(name: &str, site: &str) -> String {
    format!(
        "`{name}` (used by {site}) is not a name that TypeScript allows; give the type another \
         name with `#[schemars(rename = \"…\")]`"
    )
}

/// The first place that a type is used at.
pub(crate) fn first_use(contract: &Contract, name: &str) -> String {
    let mut first = None;
    contract.for_each(|site, schema| {
        if reachable(schema, |name| contract.definition(name)).contains(name) {
            first.get_or_insert_with(|| site.to_string());
        }
    });
    first.unwrap_or_else(|| "nothing".to_owned())
}

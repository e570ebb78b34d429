//! From described uses of types to one contract with one list of named types.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use schemars::Schema;

use crate::{
    Api, ContractError,
    boundary::{BOUNDARY_ERROR, boundary_error},
    check,
    direction::depends_on_direction,
    lint,
    model::{Contract, Direction, NamedType, Site, Used},
    schema::{names_in, reachable, renamed},
    shape::Shape,
    typescript::names,
};

#[cfg(test)]
mod tests;

/// Puts the namespaces of `api` together, or tells everything that stands against it.
pub(crate) fn assemble(api: &Api) -> Result<Contract, ContractError> {
    let mut faults = Vec::new();
    let mut found = FoundTypes::default();
    let mut contract = Contract {
        title: api.title().to_owned(),
        version: api.version().to_owned(),
        namespaces: BTreeMap::new(),
        types: BTreeMap::new(),
    };
    for builder in api.builders() {
        faults.extend(builder.duplicates.iter().map(|(sent, event)| {
            format!("{}: two {sent} events are called {event:?}", builder.namespace.path)
        }));
        builder.namespace.for_each(|site, shape| found.add(site, shape, &mut faults));
    }
    let names = Names::choose(&found, &mut faults);
    for builder in api.builders() {
        let namespace = builder.namespace.map(&mut |site, shape| {
            renamed(&shape.schema, |name| names.name(site.direction, name))
        });
        if let Some(other) = contract.namespaces.insert(namespace.name.clone(), namespace) {
            faults.push(format!(
                "two contracts are called `{}`, one of them for {}; every contract of an API needs \
                 a name of its own",
                other.name, other.path
            ));
        }
    }
    contract.types = named_types(&found, &names);
    if contract.answers_with_boundary_errors() {
        let boundary = NamedType { used: Used::ServerToClient, schema: boundary_error() };
        contract.types.entry(BOUNDARY_ERROR.to_owned()).or_insert(boundary);
    }
    faults.extend(check::name_faults(&contract));
    faults.extend(lint::faults(&contract));
    ContractError::none_of(faults).map(|()| contract)
}

/// The named types of each direction, under the names that schemars gave them.
#[derive(Default)]
struct FoundTypes {
    from_clients: BTreeMap<String, FoundType>,
    to_clients: BTreeMap<String, FoundType>,
}

struct FoundType {
    schema: Schema,
    /// How the same type looks in the other direction, where that is known.
    opposite: Option<Schema>,
    /// The first use, for messages.
    site: String,
    /// Whether any of its uses is not between servers.
    is_seen_by_clients: bool,
}

impl FoundTypes {
    fn of(&self, direction: Direction) -> &BTreeMap<String, FoundType> {
        match direction {
            Direction::ClientToServer => &self.from_clients,
            Direction::ServerToClient => &self.to_clients,
        }
    }

    /// Takes in the types behind one use.
    fn add(&mut self, site: Site<'_>, shape: &Shape, faults: &mut Vec<String>) {
        faults.extend(shape.clashes.iter().map(|name| {
            let site = site.to_string();
            same_name(name, &site, &site)
        }));
        // schemars escapes such names where it refers to them, so they are caught here.
        let unfit = shape.definitions.keys().filter(|name| !names::is_identifier(name));
        faults.extend(unfit.map(|name| check::not_a_type_name(name, &site.to_string())));
        let types = match site.direction {
            Direction::ClientToServer => &mut self.from_clients,
            Direction::ServerToClient => &mut self.to_clients,
        };
        for name in reachable(&shape.schema, |name| shape.definitions.get(name)) {
            let Some(schema) = shape.definitions.get(&name) else { continue };
            let found = FoundType {
                schema: schema.clone(),
                opposite: shape.opposite.get(&name).cloned(),
                site: site.to_string(),
                is_seen_by_clients: site.is_seen_by_clients(),
            };
            match types.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(found);
                }
                Entry::Occupied(entry) if entry.get().schema != found.schema => {
                    faults.push(same_name(entry.key(), &entry.get().site, &found.site));
                }
                Entry::Occupied(mut entry) => {
                    entry.get_mut().is_seen_by_clients |= found.is_seen_by_clients;
                }
            }
        }
    }

    /// The names that are used in both directions.
    fn shared(&self) -> impl Iterator<Item = (&String, &FoundType, &FoundType)> {
        self.from_clients
            .iter()
            .filter_map(|(name, read)| Some((name, read, self.to_clients.get(name)?)))
    }
}

fn same_name(name: &str, site: &str, other: &str) -> String {
    let places = match site == other {
        true => format!("both used by {site}"),
        false => format!("used by {site}, and by {other}"),
    };
    format!(
        "two types are called `{name}`: {places}; give one another name with \
         `#[schemars(rename = \"…\")]` (a generic type: `#[schemars(rename = \"{name}Of{{T}}\")]`)"
    )
}

/// Which types need two names, since they look different in the two directions.
struct Names {
    split: BTreeSet<String>,
}

impl Names {
    fn choose(found: &FoundTypes, faults: &mut Vec<String>) -> Self {
        let mut split = BTreeSet::new();
        for (name, read, written) in found.shared() {
            if read.opposite.as_ref().is_some_and(|opposite| *opposite != written.schema) {
                faults.push(same_name(name, &read.site, &written.site));
            }
            if read.schema != written.schema || depends_on_direction(&read.schema) {
                split.insert(name.clone());
            }
        }
        // A type that refers to one with two names has two shapes by that.
        loop {
            let refers = |read: &FoundType| !names_in(&read.schema).is_disjoint(&split);
            let more: Vec<_> = found
                .shared()
                .filter(|(name, read, _)| !split.contains(*name) && refers(read))
                .map(|(name, ..)| name.clone())
                .collect();
            if more.is_empty() {
                break;
            }
            split.extend(more);
        }
        for (name, input) in split.iter().map(|name| (name, input_name(name))) {
            let all = [Direction::ClientToServer, Direction::ServerToClient];
            if let Some(other) = all.iter().find_map(|way| found.of(*way).get(&input)) {
                faults.push(format!(
                    "`{input}` is the name for what clients send as `{name}`, but a type used by \
                     {} has it; give that another name with `#[schemars(rename = \"…\")]`",
                    other.site
                ));
            }
        }
        Self { split }
    }

    fn name(&self, direction: Direction, name: &str) -> String {
        match direction {
            Direction::ClientToServer if self.split.contains(name) => input_name(name),
            Direction::ClientToServer | Direction::ServerToClient => name.to_owned(),
        }
    }
}

/// What the server reads is named after what it writes: that is the form clients mostly meet.
fn input_name(name: &str) -> String {
    format!("{name}Input")
}

fn named_types(found: &FoundTypes, names: &Names) -> BTreeMap<String, NamedType> {
    let mut types = BTreeMap::new();
    for direction in [Direction::ClientToServer, Direction::ServerToClient] {
        for (name, read) in found.of(direction) {
            let mut schema = renamed(&read.schema, |name| names.name(direction, name));
            // `true` and `{}` say the same; only an object has room for more facts.
            schema.ensure_object();
            let used = if read.is_seen_by_clients { direction.into() } else { Used::Cluster };
            types
                .entry(names.name(direction, name))
                .and_modify(|named: &mut NamedType| named.used = named.used.and(used))
                .or_insert_with(|| NamedType { used, schema });
        }
    }
    types
}

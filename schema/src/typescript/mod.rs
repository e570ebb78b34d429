//! The TypeScript module of a contract, for the unmodified socket.io-client.
//!
//! The output is flat: interfaces, literal unions and a few functions; no conditional types, no
//! `enum`, no `namespace`. It therefore means the same to every compiler since TypeScript 5.0, and
//! it runs as it is where types are only stripped.

use schemars::Schema;

use crate::{model::Contract, schema::walk};

mod links;
pub(crate) mod names;
mod namespace;
mod prelude;
mod print;
mod types;
pub(crate) mod validators;

use self::types::{Docs, FORMAT_ALIASES, Type};

/// The text of the module for a contract with this hash.
pub(crate) fn typescript(contract: &Contract, hash: &str) -> String {
    let contract = &links::with_links(contract);
    let mut sections = vec![prelude::header(hash)];
    sections.extend(contract.namespaces.values().flat_map(namespace::sections));
    sections.extend(contract.types.iter().map(|(name, named)| {
        print::declaration(name, &Docs::of(&named.schema), &types::declared(name, named))
    }));
    for (format, alias, docs) in FORMAT_ALIASES {
        if has_format(contract, format) {
            let docs = Docs { text: Some((*docs).to_owned()), deprecated: None };
            sections.push(print::declaration(alias, &docs, &Type::word("string")));
        }
    }
    sections.push(prelude::OPEN.to_owned());
    sections.push(prelude::MUST_RELOAD.to_owned());
    if contract.namespaces.values().any(|namespace| namespace.auth.is_some()) {
        sections.push(prelude::CONNECT_OPTIONS.to_owned());
    }
    if contract.answers_with_boundary_errors() {
        sections.push(prelude::ACK.to_owned());
    }
    sections.join("\n")
}

fn has_format(contract: &Contract, format: &str) -> bool {
    let mut found = false;
    let mut look = |schema: &Schema| {
        walk(schema, |part| found |= part.get("format").is_some_and(|value| value == format));
    };
    contract.types.values().for_each(|named| look(&named.schema));
    contract.for_each(|_, schema| look(schema));
    found
}

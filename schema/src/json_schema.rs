//! The JSON Schema 2020-12 bundle.

use std::collections::BTreeMap;

use schemars::Schema;
use serde::Serialize;
use serde_json::Value;

use crate::{
    model::Contract,
    schema::{referenced, sort_keys, walk},
};

#[cfg(test)]
mod tests;

/// The named types of a contract under `$defs`.
#[derive(Serialize)]
pub(crate) struct Bundle {
    #[serde(rename = "$schema")]
    dialect: &'static str,
    title: String,
    #[serde(rename = "x-wigwag")]
    facts: Facts,
    #[serde(rename = "$defs")]
    definitions: BTreeMap<String, Schema>,
}

#[derive(Serialize)]
struct Facts {
    hash: String,
}

pub(crate) fn json_schema(contract: &Contract, hash: &str) -> Bundle {
    Bundle {
        dialect: "https://json-schema.org/draft/2020-12/schema",
        title: contract.title.clone(),
        facts: Facts { hash: hash.to_owned() },
        definitions: contract
            .types
            .iter()
            .map(|(name, named)| (name.clone(), to_2020_12(&named.schema)))
            .collect(),
    }
}

/// From the draft-07 of the document: references lead to `$defs`, tuples are `prefixItems`.
fn to_2020_12(schema: &Schema) -> Schema {
    let mut schema = walk(schema, |part| {
        if let Some(name) = referenced(part) {
            *part = Schema::new_ref(format!("#/$defs/{name}"));
        }
        if let Some(Value::Array(_)) = part.get("items") {
            let items = part.remove("items").unwrap_or_default();
            part.insert("prefixItems".to_owned(), items);
            if let Some(rest) = part.remove("additionalItems") {
                part.insert("items".to_owned(), rest);
            }
        }
    });
    sort_keys(&mut schema);
    schema
}

//! Contracts to compare, and somebody else's judgement of values.

mod findings;
mod property;
mod random;
mod unchanged;

use jsonschema::Validator;
use schemars::Schema;
use serde_json::{Map, Value, json};

use super::{
    Finding, compare,
    rules::{Level, Side},
};
use crate::{
    NamespaceBuilder,
    model::{Arg, BothWays, Contract, Event, NamedType, Used},
    schema::{TYPES_POINTER, reference_to},
    tests::api,
};

/// The three sides, for tests of what holds on each.
pub(super) const SIDES: [Side; 3] = [Side::Reads, Side::Writes, Side::Cluster];

/// The type that changes in contracts which were made [`with_types`].
pub(super) const THING: &str = "Thing";

/// What describes a contract.
pub(super) type Describe = fn(&mut NamespaceBuilder);

/// A contract as traits would describe it.
pub(super) fn contract(describe: impl FnOnce(&mut NamespaceBuilder)) -> Contract {
    api(describe).document().unwrap().contract().clone()
}

/// A contract with one event, which has a `Thing` as its only argument, on that side.
pub(super) fn with_types(side: Side, types: &Value) -> Contract {
    let mut contract = contract(|_| {});
    let types = types.as_object().unwrap().iter();
    contract.types = types
        .map(|(name, schema)| {
            let schema = Schema::try_from(schema.clone()).unwrap();
            (name.clone(), NamedType { used: Used::Both, schema })
        })
        .collect();
    let namespace = contract.namespaces.values_mut().next().unwrap();
    let thing = || reference_to(THING);
    match side {
        Side::Reads => _ = namespace.client_events.insert("put".to_owned(), with_arg(thing())),
        Side::Writes => _ = namespace.server_events.insert("got".to_owned(), with_arg(thing())),
        Side::Cluster => {
            let both = BothWays { written: thing(), read: thing() };
            namespace.cluster_events.insert("sync".to_owned(), with_arg(both));
        }
    }
    contract
}

fn with_arg<S>(schema: S) -> Event<S> {
    Event { args: vec![Arg { name: "thing".to_owned(), schema }], ..Event::new() }
}

/// What is found between two contracts, shortly: `breaking field-removed Thing.name (string)`.
pub(super) fn found(old: &Contract, new: &Contract, level: Level) -> Vec<String> {
    compare(old, new, level).iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let Finding { rule, severity, subject, detail, .. } = finding;
    format!("{severity} {} {subject} ({detail})", rule.id)
}

/// Whether a value is a `Thing`, in the judgement of a validator that is not ours.
pub(super) struct Judge(Validator);

impl Judge {
    /// Of what a server writes: exactly what the schema says.
    pub(super) fn strict(types: &Value) -> Self {
        Self::of(types)
    }

    /// Of what a server reads, and of what a client writes: with any text in an open enum.
    pub(super) fn server(types: &Value) -> Self {
        let mut types = types.clone();
        for_each_schema(&mut types, &|keywords| {
            if keywords.get("x-wigwag-open") == Some(&json!(true)) {
                keywords.remove("enum");
            }
        });
        Self::of(&types)
    }

    /// Of what a client reads: it ignores fields that it does not know, too.
    pub(super) fn client(types: &Value) -> Self {
        let mut types = types.clone();
        for_each_schema(&mut types, &|keywords| {
            if keywords.get("additionalProperties") == Some(&json!(false)) {
                keywords.remove("additionalProperties");
            }
        });
        Self::server(&types)
    }

    fn of(types: &Value) -> Self {
        let mut types = types.clone();
        // Who reads an enum takes the first variant that fits.
        for_each_schema(&mut types, &|keywords| {
            if let Some(members) = keywords.remove("oneOf") {
                let all = keywords.entry("allOf").or_insert(json!([]));
                all.as_array_mut().unwrap().push(json!({ "anyOf": members }));
            }
        });
        let pointer: Vec<_> = TYPES_POINTER.split('/').skip(1).collect();
        let [components, schemas] = pointer[..] else { panic!("{TYPES_POINTER}") };
        let schema = json!({
            "$ref": reference_to(THING).get("$ref"),
            components: { schemas: types },
        });
        let options = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft7)
            .should_validate_formats(true);
        Self(options.build(&schema).unwrap())
    }

    pub(super) fn accepts(&self, value: &Value) -> bool {
        self.0.is_valid(value)
    }
}

fn for_each_schema(schema: &mut Value, change: &dyn Fn(&mut Map<String, Value>)) {
    match schema {
        Value::Object(keywords) => {
            keywords.values_mut().for_each(|inside| for_each_schema(inside, change));
            change(keywords);
        }
        Value::Array(members) => {
            members.iter_mut().for_each(|inside| for_each_schema(inside, change))
        }
        _ => {}
    }
}

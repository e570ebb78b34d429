//! Contracts to compare, and somebody else's judgement of values.

mod findings;
mod property;
mod random;

use jsonschema::Validator;
use schemars::Schema;
use serde_json::{Value, json};

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
    /// A server, which reads and writes exactly what the schema says.
    pub(super) fn server(types: &Value) -> Self {
        Self::of(types)
    }

    /// A client: it ignores fields that it does not know, and puts up with other text in open enums.
    pub(super) fn client(types: &Value) -> Self {
        let mut types = types.clone();
        relax(&mut types);
        Self::of(&types)
    }

    fn of(types: &Value) -> Self {
        let mut types = types.clone();
        take_the_first(&mut types);
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

fn relax(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            if keywords.get("additionalProperties") == Some(&json!(false)) {
                keywords.remove("additionalProperties");
            }
            if keywords.get("x-wigwag-open") == Some(&json!(true)) {
                keywords.remove("enum");
            }
            keywords.values_mut().for_each(relax);
        }
        Value::Array(members) => members.iter_mut().for_each(relax),
        _ => {}
    }
}

/// Who reads an enum takes the first variant that fits, so that `oneOf` is no more than `anyOf`.
fn take_the_first(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            keywords.values_mut().for_each(take_the_first);
            if let Some(members) = keywords.remove("oneOf") {
                let all = keywords.entry("allOf").or_insert(json!([]));
                all.as_array_mut().unwrap().push(json!({ "anyOf": members }));
            }
        }
        Value::Array(members) => members.iter_mut().for_each(take_the_first),
        _ => {}
    }
}

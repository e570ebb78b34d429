//! What stays as it is gives no finding, whatever changes beside it.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use super::{SIDES, compare, found, with_types};
use crate::{
    diff::rules::{Level, Side},
    document,
    model::{BothWays, Contract, Event},
};

/// The documents of this repository, from the folder of this package.
const DOCUMENTS: &[&str] = &[
    "src/tests/golden/chat.asyncapi.json",
    "src/tests/golden/zoo.asyncapi.json",
    "../examples/board/api/asyncapi.json",
    "../examples/chat/api/asyncapi.json",
];

fn contracts() -> impl Iterator<Item = Contract> {
    DOCUMENTS.iter().map(|path| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        document::contract(&fs::read_to_string(path).unwrap()).unwrap()
    })
}

/// Says something in every named type.
fn with_keyword(contract: &Contract, keyword: &str) -> Contract {
    let mut contract = contract.clone();
    for named in contract.types.values_mut() {
        named.schema.insert(keyword.to_owned(), json!("Other."));
    }
    contract
}

#[test]
fn a_contract_is_compatible_with_itself() {
    for contract in contracts() {
        assert_eq!(found(&contract, &contract, Level::Source), [""; 0]);
        let described = with_keyword(&contract, "description");
        assert_eq!(found(&contract, &described, Level::Source), [""; 0]);
    }
}

/// With a keyword that means nothing no type is the same, so that each is walked along.
#[test]
fn types_are_compatible_with_themselves() {
    for contract in contracts() {
        let other = with_keyword(&contract, "x-other");
        assert_eq!(found(&contract, &other, Level::Source), [""; 0]);
        assert_eq!(found(&other, &contract, Level::Source), [""; 0]);
    }
}

#[test]
fn an_event_that_comes_is_all_that_is_found() {
    for old in contracts() {
        let mut new = old.clone();
        for namespace in new.namespaces.values_mut() {
            namespace.client_events.insert("new".to_owned(), Event::new());
            namespace.server_events.insert("new".to_owned(), Event::new());
            namespace.cluster_events.insert("new".to_owned(), Event::<BothWays<_>>::new());
        }
        let findings = compare(&old, &new, Level::Source);
        let rules: BTreeSet<_> = findings.iter().map(|finding| finding.rule.id).collect();
        let expected = ["client-event-added", "cluster-event-added", "server-event-added"];
        assert_eq!(Vec::from_iter(rules), expected);
        assert_eq!(findings.len(), 3 * old.namespaces.len());
    }
}

#[track_caller]
fn check(side: Side, old: &Value, new: &Value, expected: &[&str]) {
    assert_eq!(found(&with_types(side, old), &with_types(side, new), Level::Wire), expected);
}

fn item(kind: &str) -> Value {
    json!({ "type": "object", "properties": { "a": { "type": kind } }, "required": ["a"] })
}

const ITEM: &str = "#/components/schemas/Item";

#[test]
fn fields_beside_a_map_of_keys_with_a_form_are_compared() {
    let thing = |id: &str, kind: &str| {
        json!({
            "Thing": {
                "type": "object",
                "properties": { "id": { "type": id } },
                "required": ["id"],
                "patternProperties": { "^k": { "$ref": ITEM } },
                "additionalProperties": { "$ref": ITEM },
            },
            "Item": item(kind),
        })
    };
    let old = thing("string", "string");
    for side in SIDES {
        check(side, &old, &old, &[]);
        let expected = "breaking type-changed Thing.id (string → boolean)";
        check(side, &old, &thing("boolean", "string"), &[expected]);
        let expected = "breaking type-changed Item.a (string → boolean)";
        check(side, &old, &thing("string", "boolean"), &[expected]);
    }
}

#[test]
fn what_two_keywords_that_are_not_understood_refer_to_may_change() {
    let thing = |kind: &str| {
        json!({
            "Thing": { "allOf": [
                { "type": "object", "minProperties": 1, "properties": { "t": { "$ref": ITEM } } },
                { "type": "object", "minProperties": 2 },
            ] },
            "Item": item(kind),
        })
    };
    let expected = "dangerous not-comparable Thing (a keyword is not understood)";
    check(Side::Reads, &thing("string"), &thing("string"), &[]);
    check(Side::Reads, &thing("string"), &thing("boolean"), &[expected]);
}

/// Alternatives that are like each other, and one that no value is of.
#[test]
fn alternatives_are_compared_with_themselves() {
    let thing = |kind: &str| {
        json!({
            "Thing": { "anyOf": [
                { "type": "string", "enum": ["b"], "x-wigwag-open": true },
                { "type": "string", "enum": ["a"] },
                { "type": "object", "properties": { "never": { "enum": [] } }, "required": ["never"] },
                { "$ref": ITEM },
            ] },
            "Item": { "type": kind },
        })
    };
    for side in SIDES {
        let changes = found(
            &with_types(side, &thing("integer")),
            &with_types(side, &thing("number")),
            Level::Wire,
        );
        assert!(
            changes.iter().all(|line| line.ends_with("Item (integer → number)")),
            "{changes:?}"
        );
    }
}

/// A type that its own servers do not read as they write it has been so before.
#[test]
fn what_servers_did_not_understand_before_is_no_change() {
    let mut old = with_types(Side::Cluster, &json!({ "Thing": { "type": "null" } }));
    let namespace = old.namespaces.values_mut().next().unwrap();
    let event = namespace.cluster_events.get_mut("sync").unwrap();
    event.args[0].schema.read = schemars::json_schema!({ "type": "string" });
    assert_eq!(found(&old, &old, Level::Wire), [""; 0]);
}

/// A field may be called like a keyword that only describes.
#[test]
fn words_are_no_change_but_fields_of_their_names_are() {
    let thing = |title: &str, words: &str| {
        let item = json!({ "not": { "const": 0, "description": words } });
        json!({
            "Thing": {
                "type": "object",
                "properties": { "title": { "type": title }, "item": item },
                "required": ["title"],
            },
        })
    };
    check(Side::Reads, &thing("string", "Old."), &thing("string", "New."), &[]);
    let expected = "breaking type-changed Thing.title (string → boolean)";
    check(Side::Reads, &thing("string", "Old."), &thing("boolean", "New."), &[expected]);
}

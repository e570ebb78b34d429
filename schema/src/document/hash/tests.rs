#![expect(
    clippy::needless_pass_by_value,
    reason = "a schema is easiest to read where it is passed"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::hash;
use crate::{
    Api, NamespaceBuilder,
    model::{Arg, Contract, Event, NamedType, Used},
    schema::reference_to,
    tests::{api, namespace},
};

type Describe = fn(&mut NamespaceBuilder);

fn described(describe: impl FnOnce(&mut NamespaceBuilder)) -> String {
    api(describe).document().unwrap().hash().to_owned()
}

fn save(ns: &mut NamespaceBuilder) {
    ns.auth::<bool>();
    ns.client_event("save").arg::<String>("user").arg::<bool>("force").outcome::<u8, String>();
    ns.server_event("saved").arg::<u8>("id");
}

#[test]
fn the_hash_stays_the_same_from_release_to_release() {
    assert_eq!(described(save), "fb56073feff944e2");
    assert_eq!(of_types(json!({ "First": tree("First") })), "9439a08e3241405e");
}

#[test]
fn what_is_only_read_by_people_or_kept_on_the_server_does_not_show() {
    let same: &[(&str, Describe)] = &[
        ("docs of the namespace", |ns| {
            save(ns);
            ns.docs("A namespace.");
        }),
        ("a cluster event", |ns| {
            save(ns);
            ns.cluster_event("reload").arg::<u8>("revision").reply::<bool>();
        }),
        ("order", |ns| {
            ns.server_event("saved").arg::<u8>("id");
            ns.client_event("save")
                .arg::<String>("user")
                .arg::<bool>("force")
                .outcome::<u8, String>();
            ns.auth::<bool>();
        }),
        ("facts and names of arguments", |ns| {
            ns.auth::<bool>();
            ns.client_event("save")
                .docs("Saves.")
                .rate("1/s")
                .max_bytes(1)
                .guard("CanSave")
                .deprecated(Some("1"), None)
                .arg::<String>("somebody")
                .arg::<bool>("anyway")
                .outcome::<u8, String>();
            ns.server_event("saved").volatile().arg::<u8>("number");
        }),
    ];
    for (what, describe) in same {
        assert_eq!(described(describe), described(save), "{what}");
    }
    let released = Api::new("Another title", "9.9.9").with(namespace("Other", "/test", save));
    assert_eq!(released.document().unwrap().hash(), described(save));
}

#[test]
fn the_names_of_parameters_do_not_show_and_their_places_do() {
    let at = |path: &str, params: &[&str]| {
        let namespace = namespace("Test", path, |ns| {
            for param in params {
                ns.param(param, Some("Docs."));
            }
        });
        Api::new("Test", "1").with(namespace).document().unwrap().hash().to_owned()
    };
    assert_eq!(at("/a/{b}/{c}", &["b", "c"]), at("/a/{room}/{seat}", &["room", "seat"]));
    let different =
        [at("/a", &[]), at("/a/{b}", &["b"]), at("/{b}/a", &["b"]), at("/a/{b}/{c}", &["b", "c"])];
    assert_eq!(BTreeSet::from(different).len(), 4);
}

#[test]
fn everything_that_travels_shows() {
    let different: &[Describe] = &[
        |ns| _ = ns.client_event("a"),
        |ns| _ = ns.server_event("a"),
        |ns| _ = ns.client_event("b"),
        |ns| _ = ns.client_event("a").alias("b"),
        |ns| _ = ns.client_event("a").reply::<()>(),
        |ns| _ = ns.client_event("a").reply::<bool>(),
        |ns| _ = ns.client_event("a").outcome::<bool, String>(),
        |ns| _ = ns.client_event("a").outcome::<String, bool>(),
        |ns| _ = ns.client_event("a").node::<String, bool>(),
        |ns| _ = ns.client_event("a").arg::<bool>("x"),
        |ns| _ = ns.client_event("a").arg::<String>("x"),
        |ns| _ = ns.client_event("a").arg::<Option<String>>("x"),
        |ns| _ = ns.client_event("a").arg::<bool>("x").arg::<String>("y"),
        |ns| _ = ns.client_event("a").arg::<String>("x").arg::<bool>("y"),
        |ns| _ = ns.auth::<bool>(),
        |ns| _ = ns.reject::<bool>(),
    ];
    let hashes: BTreeSet<_> = different.iter().map(described).collect();
    assert_eq!(hashes.len(), different.len());
}

/// The hash of a contract that uses the first of these types.
fn of_types(types: Value) -> String {
    let types: BTreeMap<String, NamedType> = types
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, schema)| {
            let schema = schema.clone().try_into().unwrap();
            (name.clone(), NamedType { used: Used::ServerToClient, schema })
        })
        .collect();
    let schema = reference_to(types.keys().next().unwrap());
    let mut namespace =
        namespace("Test", "/test", |_| {}).namespace.map(&mut |_, shape| shape.schema.clone());
    let event = Event { args: vec![Arg { name: "x".to_owned(), schema }], ..Event::new() };
    namespace.server_events.insert("x".to_owned(), event);
    hash(&Contract {
        title: "Test".to_owned(),
        version: "1".to_owned(),
        namespaces: [("Test".to_owned(), namespace)].into(),
        types,
    })
}

#[track_caller]
fn check_same(types: Value, others: Value) {
    assert_eq!(of_types(types), of_types(others));
}

#[track_caller]
fn check_different(types: Value, others: Value) {
    assert_ne!(of_types(types), of_types(others));
}

fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn tree(name: &str) -> Value {
    json!({ "type": "object", "properties": { "children": { "items": to(name) } } })
}

#[test]
fn the_name_of_a_type_does_not_show() {
    check_same(
        json!({ "A": { "items": to("B") }, "B": { "type": "string" } }),
        json!({ "Renamed": { "items": to("Text") }, "Text": { "type": "string" } }),
    );
    check_same(json!({ "Tree": tree("Tree") }), json!({ "Plant": tree("Plant") }));
}

#[test]
fn whether_a_type_has_a_name_does_not_show() {
    check_same(
        json!({ "A": { "items": to("B") }, "B": { "type": "string" } }),
        json!({ "A": { "items": { "type": "string" } } }),
    );
    check_same(
        json!({ "A": to("B"), "B": { "type": "string" } }),
        json!({ "A": { "type": "string" } }),
    );
}

#[test]
fn a_type_that_is_nothing_but_another_one_does_not_show() {
    let text = || json!({ "type": "string" });
    let list = |of: &str| json!({ "items": to(of) });
    let wrapped = json!({ "description": "B.", "allOf": [to("D")] });
    check_same(
        json!({ "A": list("B"), "B": wrapped, "C": text(), "D": to("C") }),
        json!({ "A": list("B"), "B": text() }),
    );
    // No type can be nothing but itself; a document may say so.
    check_same(json!({ "A": to("B"), "B": to("A") }), json!({ "A": to("A") }));
}

#[test]
fn two_names_of_one_structure_do_not_show() {
    check_same(
        json!({ "A": { "items": [to("B"), to("C")] }, "B": { "type": "string" }, "C": { "type": "string" } }),
        json!({ "A": { "items": [to("B"), to("B")] }, "B": { "type": "string" } }),
    );
    check_same(json!({ "A": tree("B"), "B": tree("A") }), json!({ "A": tree("A") }));
}

#[test]
fn a_difference_shows_however_deep_it_is() {
    let chain = |length: usize, last: &str| {
        let inner = (0..length)
            .map(|n| (format!("T{n:03}"), json!({ "items": to(&format!("T{:03}", n + 1)) })));
        let last = (format!("T{length:03}"), json!({ "type": last }));
        Value::Object(inner.chain([last]).collect())
    };
    check_different(chain(30, "string"), chain(30, "number"));
    check_different(chain(30, "string"), chain(31, "string"));
    // The same, below a type that contains itself.
    let recursive = |last: &str| {
        let mut types = chain(30, last);
        types["A"] = json!({ "items": [to("A"), to("T000")] });
        types
    };
    check_same(recursive("string"), recursive("string"));
    check_different(recursive("string"), recursive("number"));
}

#[test]
fn types_that_contain_each_other_are_told_apart() {
    let ring = |last: Value| json!({ "A": tree("B"), "B": tree("C"), "C": last });
    check_same(ring(tree("A")), ring(tree("B")));
    check_different(ring(tree("A")), ring(json!({ "items": to("A") })));
    check_different(ring(tree("A")), json!({ "A": { "items": to("A") } }));
}

#[test]
fn what_has_nothing_to_do_with_a_recursive_type_does_not_change_its_number() {
    let with = |others: Value| {
        let mut types = others;
        types["Tree"] = tree("Tree");
        types["A"] = json!({ "items": [to("B"), to("Tree")] });
        types
    };
    let chain = |end: Value| json!({ "B": { "items": to("C") }, "C": { "items": end } });
    let mut named = chain(to("D"));
    named["D"] = json!({ "items": { "type": "string" } });
    let written_out = chain(json!({ "items": { "type": "string" } }));
    check_same(with(named), with(written_out));
    check_different(with(chain(to("Tree"))), with(chain(json!({ "items": to("Tree") }))));
}

#[test]
fn whether_a_part_of_a_recursive_type_has_a_name_does_not_show() {
    let list = || json!({ "type": "array", "items": to("A") });
    let node = |children: Value| json!({ "properties": { "name": {}, "children": children } });
    check_same(json!({ "A": node(list()) }), json!({ "A": node(to("Nodes")), "Nodes": list() }));
    // The first step written out.
    check_same(
        json!({ "A": node(list()) }),
        json!({ "A": node(json!({ "type": "array", "items": node(list()) })) }),
    );
    check_different(json!({ "A": node(list()) }), json!({ "A": node(to("A")) }));
}

#[test]
fn recursive_types_show_how_they_differ() {
    let node = |to: Value| json!({ "anyOf": [{ "type": "null" }, to] });
    let field = |name: &str, to: Value| json!({ "properties": { name: to } });
    let different = [
        json!({ "A": tree("A") }),
        json!({ "A": node(to("A")) }),
        json!({ "A": field("a", to("A")) }),
        json!({ "A": field("b", to("A")) }),
        json!({ "A": field("a", to("B")), "B": field("b", to("A")) }),
        json!({ "A": field("b", to("B")), "B": field("a", to("A")) }),
        json!({ "A": field("a", to("B")), "B": field("a", to("C")), "C": field("b", to("A")) }),
        json!({ "A": field("a", to("B")), "B": field("b", to("B")) }),
        json!({ "A": field("a", node(to("A"))) }),
    ];
    let count = different.len();
    assert_eq!(different.map(of_types).into_iter().collect::<BTreeSet<_>>().len(), count);
}

#[test]
fn formats_of_numbers_show_only_where_bounds_do_not() {
    let bounded = |format: &str| json!({ "A": { "type": "integer", "format": format, "minimum": 0, "maximum": 9 } });
    let unbounded = |format: &str| json!({ "A": { "type": "number", "format": format } });
    let nullable = |format: &str| json!({ "A": { "type": ["integer", "null"], "format": format, "minimum": 0, "maximum": 9 } });
    let text = |format: &str| json!({ "A": { "type": "string", "format": format, "minimum": 0, "maximum": 9 } });
    check_same(bounded("uint64"), bounded("uint"));
    check_same(nullable("int64"), nullable("int"));
    check_different(unbounded("float"), unbounded("double"));
    check_different(text("uint64-string"), text("int64-string"));
    assert_eq!(
        described(|ns| _ = ns.client_event("a").arg::<u64>("x").arg::<Option<i64>>("y")),
        described(|ns| _ = ns.client_event("a").arg::<usize>("x").arg::<Option<isize>>("y")),
    );
    assert_ne!(
        described(|ns| _ = ns.client_event("a").arg::<u64>("x")),
        described(|ns| _ = ns.client_event("a").arg::<u32>("x")),
    );
}

#[test]
fn descriptions_of_types_do_not_show() {
    check_same(
        json!({ "A": { "type": "object", "properties": { "b": to("B") } }, "B": { "type": "string" } }),
        json!({
            "A": {
                "title": "An A",
                "type": "object",
                "properties": { "b": { "description": "The B.", "deprecated": true, "allOf": [to("B")] } },
            },
            "B": { "description": "A B.", "type": "string", "examples": ["b"], "default": "b" },
        }),
    );
    check_same(
        json!({ "A": { "type": "string", "x-wigwag-brand": true } }),
        json!({ "A": { "type": "string" } }),
    );
}

#[test]
fn descriptions_of_literals_do_not_show() {
    check_same(
        json!({ "A": { "type": "string", "enum": ["a", "b", "c"] } }),
        json!({
            "A": {
                "oneOf": [
                    { "type": "string", "enum": ["c"] },
                    { "description": "B.", "type": "string", "const": "b" },
                    { "type": "string", "const": "a", "deprecated": true },
                ],
            },
        }),
    );
    check_same(
        json!({ "A": { "oneOf": [{ "enum": ["a", "b"] }, { "type": "object" }] } }),
        json!({ "A": { "oneOf": [{ "const": "b" }, { "type": "object" }, { "const": "a" }] } }),
    );
}

#[test]
fn the_structure_of_types_shows() {
    let object = |properties: Value, required: Value| json!({ "A": { "type": "object", "properties": properties, "required": required } });
    let text = || json!({ "type": "string" });
    let different = [
        object(json!({}), json!([])),
        object(json!({ "a": text() }), json!([])),
        object(json!({ "a": text() }), json!(["a"])),
        object(json!({ "b": text() }), json!([])),
        object(json!({ "a": text(), "b": text() }), json!(["a"])),
        object(json!({ "a": text(), "b": text() }), json!(["b"])),
        object(json!({ "a": { "type": ["string", "null"] } }), json!([])),
        object(json!({ "a": { "type": "object", "x-wigwag-binary": true } }), json!([])),
        object(json!({ "a": { "type": "object" } }), json!([])),
        json!({ "A": { "type": "array", "items": text() } }),
        json!({ "A": { "type": "array", "items": [text()] } }),
        json!({ "A": { "enum": ["a"] } }),
        json!({ "A": { "enum": ["a", "b"] } }),
        json!({ "A": { "type": "integer", "minimum": 0 } }),
        json!({ "A": { "type": "integer", "minimum": 1 } }),
        json!({ "A": { "oneOf": [text(), { "type": "null" }] } }),
        json!({ "A": { "allOf": [text(), { "type": "null" }] } }),
        json!({ "A": true }),
        json!({ "A": false }),
    ];
    let count = different.len();
    assert_eq!(different.map(of_types).into_iter().collect::<BTreeSet<_>>().len(), count);
}

#[test]
fn order_inside_of_types_does_not_show() {
    check_same(
        json!({ "A": { "required": ["a", "b"], "anyOf": [to("B"), { "type": ["string", "null"] }] }, "B": tree("B") }),
        json!({ "A": { "anyOf": [{ "type": ["null", "string"] }, to("B")], "required": ["b", "a"] }, "B": tree("B") }),
    );
}

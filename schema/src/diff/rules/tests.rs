//! Every rule with a pair of contracts that it is about, and one that it is not about.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{COMPILES, Level, RULES, Rule, Severity, Side};
use crate::{
    diff::{
        compare,
        tests::{Describe, Judge, SIDES, THING, contract, with_types},
    },
    model::Contract,
};

/// A rule about types: what `Thing` was, what it must not become, and what it may become.
struct TypePair {
    rule: &'static str,
    old: Value,
    bad: Value,
    good: Value,
    /// What could be written by the old type, and is refused by the bad one.
    written_before: Option<Value>,
    /// What could be written by the bad type, and is refused by the old one.
    written_after: Option<Value>,
}

#[expect(clippy::needless_pass_by_value, reason = "it is made for the call")]
fn object(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required })
}

fn closed(properties: Value, required: &[&str]) -> Value {
    let mut schema = object(properties, required);
    schema["additionalProperties"] = json!(false);
    schema
}

/// An enum of names.
fn names(names: &[&str]) -> Value {
    json!({ "type": "string", "enum": names })
}

fn variant(tag: &str, properties: Value) -> Value {
    let mut properties = properties;
    properties["code"] = json!({ "type": "string", "const": tag });
    let required: Vec<_> = properties.as_object().unwrap().keys().map(String::as_str).collect();
    object(properties.clone(), &required)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn string() -> Value {
    json!({ "type": "string" })
}

fn integer() -> Value {
    json!({ "type": "integer" })
}

fn type_pairs() -> Vec<TypePair> {
    let pair = |rule, old: Value, bad: Value, good: Value| TypePair {
        rule,
        old,
        bad,
        good,
        written_before: None,
        written_after: None,
    };
    let before = |value: Value, pair: TypePair| TypePair { written_before: Some(value), ..pair };
    let after = |value: Value, pair: TypePair| TypePair { written_after: Some(value), ..pair };
    let one = || object(json!({ "a": string() }), &["a"]);
    let two = || object(json!({ "a": string(), "b": integer() }), &["a", "b"]);
    let with_optional = || object(json!({ "a": string(), "b": integer() }), &["a"]);
    let binary = || json!({ "type": "object", "x-wigwag-binary": true });
    let tuple = |items: &[Value]| {
        let length = items.len();
        json!({ "type": "array", "items": items, "minItems": length, "maxItems": length })
    };
    let open = |names: &[&str]| json!({ "type": "string", "enum": names, "x-wigwag-open": true });
    vec![
        before(json!({ "a": "" }), pair("required-field-added", one(), two(), with_optional())),
        before(
            json!({ "a": "" }),
            pair("field-made-required", with_optional(), two(), with_optional()),
        ),
        pair("optional-field-added", one(), with_optional(), one()),
        after(json!({ "a": "" }), pair("field-removed", two(), one(), two())),
        after(json!({ "a": "" }), pair("field-made-optional", two(), with_optional(), two())),
        pair("optional-field-removed", with_optional(), one(), with_optional()),
        before(
            json!({ "a": "", "b": 1 }),
            pair(
                "closed-field-removed",
                closed(json!({ "a": string(), "b": integer() }), &["a"]),
                closed(json!({ "a": string() }), &["a"]),
                one(),
            ),
        ),
        after(
            json!({ "a": "", "b": 1 }),
            pair(
                "closed-field-added",
                closed(json!({ "a": string() }), &["a"]),
                closed(json!({ "a": string(), "b": integer() }), &["a"]),
                closed(json!({ "a": string() }), &["a"]),
            ),
        ),
        after(
            json!(null),
            pair("null-added", string(), json!({ "type": ["string", "null"] }), string()),
        ),
        before(
            json!(null),
            pair(
                "null-removed",
                json!({ "anyOf": [string(), { "type": "null" }] }),
                string(),
                json!({ "type": ["string", "null"] }),
            ),
        ),
        before(json!("1"), after(json!(1), pair("type-changed", string(), integer(), string()))),
        before(
            json!(0.5),
            pair(
                "type-narrowed",
                json!({ "type": "number" }),
                integer(),
                json!({ "type": "number" }),
            ),
        ),
        after(json!("c"), pair("type-widened", names(&["a", "b"]), string(), names(&["b", "a"]))),
        before(
            json!(300),
            pair(
                "range-narrowed",
                json!({ "type": "integer", "format": "uint32", "minimum": 0 }),
                json!({ "type": "integer", "format": "uint8", "minimum": 0, "maximum": 255 }),
                json!({ "type": "integer", "format": "uint64", "minimum": 0 }),
            ),
        ),
        after(
            json!("four"),
            pair(
                "range-widened",
                json!({ "type": "string", "maxLength": 3 }),
                json!({ "type": "string", "maxLength": 4 }),
                json!({ "type": "string", "maxLength": 2 }),
            ),
        ),
        before(
            json!([1, ""]),
            after(
                json!([1]),
                pair(
                    "tuple-length-changed",
                    tuple(&[integer(), string()]),
                    tuple(&[integer()]),
                    tuple(&[json!({ "type": "number" }), string()]),
                ),
            ),
        ),
        before(
            json!("2024-05-01T12:00:00Z"),
            after(
                json!("2024-05-01"),
                pair(
                    "format-changed",
                    json!({ "type": "string", "format": "date-time" }),
                    json!({ "type": "string", "format": "date" }),
                    json!({ "type": "string", "format": "date-time", "description": "When." }),
                ),
            ),
        ),
        before(
            json!("tomorrow"),
            pair(
                "format-added",
                string(),
                json!({ "type": "string", "format": "date-time" }),
                string(),
            ),
        ),
        after(
            json!("b"),
            pair(
                "format-removed",
                json!({ "type": "string", "pattern": "^a" }),
                string(),
                json!({ "type": "string", "pattern": "^a" }),
            ),
        ),
        before(
            json!("text"),
            after(
                json!({ "_placeholder": true, "num": 0 }),
                pair("binary-changed", string(), binary(), string()),
            ),
        ),
        after(
            json!({ "code": "new" }),
            pair(
                "variant-added",
                json!({ "oneOf": [variant("old", json!({}))] }),
                json!({ "oneOf": [variant("old", json!({})), variant("new", json!({}))] }),
                json!({ "oneOf": [variant("old", json!({}))] }),
            ),
        ),
        pair("open-variant-added", open(&["a"]), open(&["a", "b"]), open(&["a"])),
        before(
            json!("b"),
            pair("variant-removed", names(&["a", "b"]), names(&["a"]), names(&["b", "a"])),
        ),
        pair(
            "not-comparable",
            json!({ "type": "integer", "multipleOf": 2 }),
            json!({ "type": "integer", "multipleOf": 4 }),
            json!({ "multipleOf": 2, "type": "integer" }),
        ),
        pair(
            "type-renamed",
            object(json!({ "a": { "allOf": [reference("Before")], "description": "" } }), &["a"]),
            object(json!({ "a": reference("After") }), &["a"]),
            object(json!({ "a": reference("Before") }), &["a"]),
        ),
        pair(
            "brand-changed",
            string(),
            json!({ "type": "string", "x-wigwag-brand": true }),
            json!({ "type": "string", "title": "Id" }),
        ),
    ]
}

/// The types of a contract whose `Thing` is this.
fn types(thing: &Value) -> Value {
    let mut types = json!({ THING: thing });
    for other in ["Before", "After"] {
        if thing.to_string().contains(&format!("/{other}\"")) {
            types[other] = json!({ "type": "boolean" });
        }
    }
    types
}

/// A rule about events and namespaces: before, what must not come after it, and what may.
struct EventPair {
    rule: &'static str,
    side: Side,
    old: Describe,
    bad: Describe,
    good: Describe,
}

fn event_pairs() -> Vec<EventPair> {
    let pair = |rule, side, old: Describe, bad: Describe, good: Describe| EventPair {
        rule,
        side,
        old,
        bad,
        good,
    };
    let clients = |rule, old, bad, good| pair(rule, Side::Reads, old, bad, good);
    let server = |rule, old, bad, good| pair(rule, Side::Writes, old, bad, good);
    let cluster = |rule, old, bad, good| pair(rule, Side::Cluster, old, bad, good);
    vec![
        clients(
            "client-event-removed",
            |ns| _ = ns.client_event("say"),
            |_| {},
            |ns| {
                _ = ns.client_event("tell").alias("say");
            },
        ),
        clients("client-event-added", |_| {}, |ns| _ = ns.client_event("say"), |_| {}),
        clients(
            "client-event-renamed",
            |ns| _ = ns.client_event("say"),
            |ns| _ = ns.client_event("tell").alias("say"),
            |ns| _ = ns.client_event("say").alias("tell"),
        ),
        clients(
            "alias-removed",
            |ns| _ = ns.client_event("tell").alias("say"),
            |ns| _ = ns.client_event("tell"),
            |ns| {
                ns.client_event("tell");
                ns.client_event("say");
            },
        ),
        server(
            "server-event-removed",
            |ns| _ = ns.server_event("said"),
            |_| {},
            |ns| {
                _ = ns.server_event("said");
            },
        ),
        server("server-event-added", |_| {}, |ns| _ = ns.server_event("said"), |_| {}),
        cluster(
            "cluster-event-removed",
            |ns| _ = ns.cluster_event("sync"),
            |_| {},
            |ns| {
                _ = ns.cluster_event("sync");
            },
        ),
        cluster("cluster-event-added", |_| {}, |ns| _ = ns.cluster_event("sync"), |_| {}),
        clients(
            "argument-count-changed",
            |ns| _ = ns.client_event("say").arg::<u8>("a"),
            |ns| _ = ns.client_event("say").arg::<u8>("a").arg::<u8>("b"),
            |ns| _ = ns.client_event("say").arg::<u8>("renamed"),
        ),
        server(
            "arguments-reordered",
            |ns| _ = ns.server_event("said").arg::<u8>("a").arg::<u8>("b"),
            |ns| _ = ns.server_event("said").arg::<u8>("b").arg::<u8>("a"),
            |ns| _ = ns.server_event("said").arg::<u8>("x").arg::<u8>("y"),
        ),
        server(
            "ack-added",
            |ns| _ = ns.server_event("ask"),
            |ns| _ = ns.server_event("ask").reply::<u8>(),
            |ns| _ = ns.server_event("ask"),
        ),
        clients(
            "ack-removed",
            |ns| _ = ns.client_event("ask").reply::<u8>(),
            |ns| _ = ns.client_event("ask"),
            |ns| _ = ns.client_event("ask").reply::<u8>(),
        ),
        clients(
            "ack-kind-changed",
            |ns| _ = ns.client_event("ask").outcome::<u8, String>(),
            |ns| _ = ns.client_event("ask").node::<u8, String>(),
            |ns| _ = ns.client_event("ask").outcome::<u8, String>(),
        ),
        server(
            "made-volatile",
            |ns| _ = ns.server_event("said"),
            |ns| _ = ns.server_event("said").volatile(),
            |ns| _ = ns.server_event("said"),
        ),
        server(
            "made-reliable",
            |ns| _ = ns.server_event("said").volatile(),
            |ns| _ = ns.server_event("said"),
            |ns| _ = ns.server_event("said").volatile(),
        ),
        clients(
            "rate-lowered",
            |ns| _ = ns.client_event("say").rate("20/s"),
            |ns| _ = ns.client_event("say").rate("100/min"),
            |ns| _ = ns.client_event("say").rate("21/s"),
        ),
        clients(
            "size-lowered",
            |ns| _ = ns.client_event("say"),
            |ns| _ = ns.client_event("say").max_bytes(1024),
            |ns| _ = ns.client_event("say"),
        ),
        clients(
            "guard-added",
            |ns| _ = ns.client_event("say").guard("IsHere"),
            |ns| _ = ns.client_event("say").guard("IsHere").guard("CanPost"),
            |ns| _ = ns.client_event("say"),
        ),
        clients(
            "limit-lifted",
            |ns| _ = ns.client_event("say").max_bytes(1024),
            |ns| _ = ns.client_event("say").max_bytes(2048),
            |ns| _ = ns.client_event("say").max_bytes(1024),
        ),
        clients(
            "event-deprecated",
            |ns| _ = ns.client_event("say"),
            |ns| _ = ns.client_event("say").deprecated(Some("1.2.0"), None),
            |ns| _ = ns.client_event("say").docs("Says it."),
        ),
        clients(
            "auth-required",
            |_| {},
            |ns| _ = ns.auth::<(u8, u8)>(),
            |ns| {
                ns.auth::<std::collections::BTreeMap<String, u8>>();
            },
        ),
        clients(
            "auth-added",
            |_| {},
            |ns| _ = ns.auth::<std::collections::BTreeMap<String, u8>>(),
            |_| {},
        ),
        clients("auth-removed", |ns| _ = ns.auth::<u8>(), |_| {}, |ns| _ = ns.auth::<u8>()),
        server("reject-added", |_| {}, |ns| _ = ns.reject::<u8>(), |_| {}),
        server("reject-removed", |ns| _ = ns.reject::<u8>(), |_| {}, |ns| _ = ns.reject::<u8>()),
    ]
}

/// A rule about the names of namespaces: what there was, what must not come after it, and what may.
type NamePair = (&'static str, [(&'static str, &'static str); 3]);

const NAME_PAIRS: &[NamePair] = &[
    ("namespace-removed", [("Chat", "/chat"), ("Chat", "/talk"), ("Chat", "/chat")]),
    ("namespace-added", [("Chat", "/chat"), ("Chat", "/talk"), ("Chat", "/chat")]),
    (
        "namespace-narrowed",
        [("Chat", "/chat/{room}"), ("Chat", "/chat/lobby"), ("Chat", "/chat/{room}")],
    ),
    (
        "namespace-widened",
        [("Chat", "/chat/lobby"), ("Chat", "/chat/{room}"), ("Chat", "/chat/lobby")],
    ),
    ("param-renamed", [("Chat", "/chat/{room}"), ("Chat", "/chat/{id}"), ("Chat", "/chat/{room}")]),
    ("contract-renamed", [("Chat", "/chat"), ("Talk", "/chat"), ("Chat", "/chat")]),
];

fn named(name: &str, path: &str) -> Contract {
    let mut contract = contract(|_| {});
    let mut namespace = contract.namespaces.pop_first().unwrap().1;
    namespace.name = name.to_owned();
    namespace.path = path.to_owned();
    contract.namespaces.insert(name.to_owned(), namespace);
    contract
}

/// The rules that are found between two contracts, each with its severity; ok ones apart.
fn found(
    old: &Contract,
    new: &Contract,
    level: Level,
) -> (BTreeSet<(&'static str, Severity)>, BTreeSet<&'static str>) {
    let findings = compare(old, new, level);
    let all = findings.iter().map(|finding| finding.rule.id).collect();
    let bad = findings.iter().filter(|finding| finding.severity > Severity::Ok);
    (bad.map(|finding| (finding.rule.id, finding.severity)).collect(), all)
}

/// The bad pair is found by this rule, with its verdict, and by no other; the good one is not.
#[track_caller]
fn check(rule: &Rule, side: Side, old: &Contract, bad: &Contract, good: &Contract) {
    for level in [Level::Wire, Level::Source] {
        let severity = rule.severity(side, level);
        let expected = (severity > Severity::Ok).then_some((rule.id, severity));
        let (worse, all) = found(old, bad, level);
        let others: Vec<_> =
            worse.iter().filter(|(id, _)| !related(rule.id, level).contains(id)).collect();
        assert_eq!(others, Vec::from_iter(&expected), "{} on {side:?}", rule.id);
        assert!(all.contains(rule.id), "{} on {side:?}: {all:?}", rule.id);
        let (_, all) = found(old, good, level);
        assert!(!all.contains(rule.id), "{} on {side:?} for the good pair", rule.id);
    }
}

/// Rules that cannot but be found with this one: a namespace comes only where another one is left.
fn related(rule: &str, _: Level) -> &'static [&'static str] {
    match rule {
        "namespace-added" => &["namespace-removed"],
        "closed-field-removed" => &["optional-field-removed"],
        _ => &[],
    }
}

fn rule(id: &str) -> &'static Rule {
    RULES.iter().find(|rule| rule.id == id).unwrap_or_else(|| panic!("there is no rule {id}"))
}

#[test]
fn rules_about_types_find_their_bad_pair_and_not_the_good_one() {
    for TypePair { rule: id, old, bad, good, .. } in type_pairs() {
        let rule = rule(id);
        for side in SIDES.into_iter().filter(|side| rule.on_the_wire(*side).is_some()) {
            let [old, bad, good] = [&old, &bad, &good].map(|thing| with_types(side, &types(thing)));
            check(rule, side, &old, &bad, &good);
        }
    }
}

#[test]
fn rules_about_events_find_their_bad_pair_and_not_the_good_one() {
    for EventPair { rule: id, side, old, bad, good } in event_pairs() {
        let [old, bad, good] = [old, bad, good].map(|describe| contract(describe));
        check(rule(id), side, &old, &bad, &good);
    }
}

#[test]
fn rules_about_namespaces_find_their_bad_pair_and_not_the_good_one() {
    for (id, contracts) in NAME_PAIRS {
        let [old, bad, good] = contracts.map(|(name, path)| named(name, path));
        check(rule(id), Side::Reads, &old, &bad, &good);
    }
}

#[test]
fn every_rule_has_a_pair() {
    let types = type_pairs().into_iter().map(|pair| pair.rule);
    let events = event_pairs().into_iter().map(|pair| pair.rule);
    let names = NAME_PAIRS.iter().map(|(rule, _)| *rule);
    let mut tested: Vec<_> = types.chain(events).chain(names).collect();
    let mut all: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    tested.sort_unstable();
    all.sort_unstable();
    assert_eq!(tested, all);
}

/// Where a type pair is said to break, a validator that is not ours refuses a value.
#[test]
fn a_value_proves_each_break() {
    for TypePair { rule: id, old, bad, written_before, written_after, .. } in type_pairs() {
        let (old, bad) = (types(&old), types(&bad));
        let is_bad = |side| rule(id).on_the_wire(side) > Some(Severity::Ok);
        if id == "not-comparable" {
            continue;
        }
        let forward = written_before.map(|value| {
            assert!(Judge::server(&old).accepts(&value), "{id}: {value} before");
            assert!(!Judge::server(&bad).accepts(&value), "{id}: {value}");
        });
        let backward = written_after.map(|value| {
            assert!(Judge::server(&bad).accepts(&value), "{id}: {value} after");
            assert!(!Judge::server(&old).accepts(&value), "{id}: {value}");
            !Judge::client(&old).accepts(&value)
        });
        assert_eq!(forward.is_some(), is_bad(Side::Reads), "{id}");
        assert_eq!(backward == Some(true), is_bad(Side::Writes), "{id}");
        assert_eq!(forward.is_some() || backward.is_some(), is_bad(Side::Cluster), "{id}");
    }
}

/// The table for people is made of the rules. After a change that is meant to show in it, run
/// `WIGWAG_UPDATE_GOLDEN=1 cargo test -p wigwag-schema --features cli documentation`.
#[test]
fn the_documentation_lists_the_rules() {
    let verdict = |verdict: Option<Severity>| match verdict {
        Some(severity) => severity.to_string(),
        None => "–".to_owned(),
    };
    let mut table = "\
| Rule | server reads | server writes | cluster | TypeScript | Why, and what to do |
|---|---|---|---|---|---|
"
    .to_owned();
    for rule in RULES {
        let [reads, writes, cluster] = SIDES.map(|side| verdict(rule.on_the_wire(side)));
        let source = if rule.source == COMPILES { "ok" } else { "fails" };
        let Rule { id, explanation, repair, .. } = rule;
        table += &format!(
            "| `{id}` | {reads} | {writes} | {cluster} | {source} | {explanation} {repair} |\n"
        );
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/docs/compatibility.md");
    if std::env::var_os("WIGWAG_UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap().replace("\r\n", "\n"), table);
}

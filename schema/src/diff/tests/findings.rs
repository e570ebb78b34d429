//! What is found in types and events, and how it is told.

use serde_json::{Value, json};

use super::{Describe, SIDES, compare, contract, found, with_types};
use crate::{
    boundary::BOUNDARY_ERROR,
    diff::rules::{Level, Side},
    model::Contract,
};

/// What is found when types change, on one side; what is ok, too.
#[track_caller]
fn check(side: Side, old: &Value, new: &Value, expected: &[&str]) {
    let found = found(&with_types(side, old), &with_types(side, new), Level::Wire);
    assert_eq!(found, expected);
}

#[track_caller]
fn check_events(old: &Contract, new: &Contract, expected: &[&str]) {
    assert_eq!(found(old, new, Level::Wire), expected);
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn object(properties: &Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required })
}

/// A type that holds itself, in each way to hold one.
fn tree(leaf: &Value) -> Value {
    let node = || reference("Node");
    json!({
        "Thing": object(&json!({
            "leaf": leaf,
            "one": { "anyOf": [reference("Thing"), { "type": "null" }] },
            "many": { "type": "array", "items": node() },
            "map": { "type": "object", "additionalProperties": node() },
        }), &["leaf", "one", "many", "map"]),
        "Node": { "allOf": [
            reference("Thing"),
            object(&json!({ "next": node(), "leaf": leaf }), &["next"]),
        ] },
    })
}

#[test]
fn a_type_that_holds_itself_comes_to_an_end() {
    let (old, new) = (tree(&json!({ "type": "string" })), tree(&json!({ "type": "integer" })));
    for side in SIDES {
        check(side, &old, &old, &[]);
        let found = found(&with_types(side, &old), &with_types(side, &new), Level::Wire);
        let expected = "breaking type-changed Thing.leaf (string → integer)";
        assert!(found.contains(&expected.to_owned()), "{found:?}");
    }
}

#[test]
fn a_type_that_is_nothing_but_itself_cannot_be_compared() {
    let circle =
        |names: [&str; 2]| json!({ "Thing": reference(names[0]), "Other": reference(names[1]) });
    let (old, new) = (circle(["Other", "Thing"]), circle(["Thing", "Other"]));
    check(Side::Reads, &old, &old, &[]);
    let expected = "dangerous not-comparable Thing (a keyword is not understood)";
    check(Side::Reads, &old, &new, &[expected]);
}

/// An object in an object, and so on.
fn nested(depth: usize, inmost: &Value) -> Value {
    (0..depth).fold(inmost.clone(), |inside, _| object(&json!({ "a": inside }), &["a"]))
}

#[test]
fn what_nests_too_deep_cannot_be_compared() {
    let deep = |depth, inmost: &str| json!({ "Thing": nested(depth, &json!({ "type": inmost })) });
    let path = format!("Thing{}", ".a".repeat(90));
    let expected = format!("breaking type-changed {path} (string → boolean)");
    check(Side::Reads, &deep(90, "string"), &deep(90, "boolean"), &[&expected]);
    let expected = format!("dangerous not-comparable Thing{} (too much of it)", ".a".repeat(100));
    check(Side::Reads, &deep(110, "string"), &deep(110, "boolean"), &[&expected]);
}

#[test]
fn unions_that_multiply_cannot_be_compared() {
    let union: Vec<_> = (0..10).map(|number| json!({ "const": number })).collect();
    let field = |name: &str| {
        let of = |value: &Value| object(&json!({ name: value }), &[name]);
        json!({ "anyOf": union.iter().map(of).collect::<Vec<_>>() })
    };
    let old = json!({ "Thing": { "allOf": [field("a"), field("b"), field("c"), field("d")] } });
    let mut new = old.clone();
    new["Thing"]["allOf"][0] = field("e");
    check(Side::Reads, &old, &old, &[]);
    let expected = "dangerous not-comparable Thing (a keyword is not understood)";
    check(Side::Reads, &old, &new, &[expected]);
}

#[test]
fn a_keyword_that_is_not_understood_is_told_wherever_it_changes() {
    let with = |negated: Value, other: &str| json!({ "Thing": { "not": negated }, "Other": { "type": other } });
    let zero = || with(json!({ "const": 0 }), "null");
    check(Side::Writes, &zero(), &zero(), &[]);
    let expected = &["dangerous not-comparable Thing (a keyword is not understood)"];
    check(Side::Writes, &zero(), &with(json!({ "const": 1 }), "null"), expected);
    // What it refers to may have changed.
    let other = |kind| with(reference("Other"), kind);
    check(Side::Writes, &other("null"), &other("null"), &[]);
    check(Side::Writes, &other("null"), &other("string"), expected);
}

#[test]
fn a_change_names_all_events_that_reach_it_and_the_ways_to_it() {
    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "it is described, no value is made")]
    struct Before {
        user: Option<User>,
    }
    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "it is described, no value is made")]
    struct User {
        name: String,
    }
    mod later {
        #[derive(schemars::JsonSchema)]
        #[schemars(rename = "Before")]
        #[expect(dead_code, reason = "it is described, no value is made")]
        pub(super) struct After {
            user: Option<User>,
        }
        #[derive(schemars::JsonSchema)]
        #[expect(dead_code, reason = "it is described, no value is made")]
        pub(super) struct User {
            name: u8,
        }
    }
    let old = contract(|ns| {
        ns.server_event("joined").arg::<User>("user");
        ns.server_event("posted").arg::<Vec<Before>>("posts");
        ns.client_event("who").reply::<User>();
        ns.client_event("other").arg::<u8>("number");
    });
    let new = contract(|ns| {
        ns.server_event("joined").arg::<later::User>("user");
        ns.server_event("posted").arg::<Vec<later::After>>("posts");
        ns.client_event("who").reply::<later::User>();
        ns.client_event("other").arg::<u8>("number");
    });
    let findings = compare(&old, &new, Level::Wire);
    let [finding] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(finding.subject, "User.name");
    let ways: Vec<_> = finding
        .places
        .iter()
        .map(|place| format!("{place}: {}", place.path.as_deref().unwrap()))
        .collect();
    assert_eq!(
        ways,
        [
            "/test client event who, acknowledgement: User.name",
            "/test server event joined, argument user: User.name",
            "/test server event posted, argument posts: argument posts[].user.name",
        ]
    );
}

#[test]
fn a_brand_is_seen_wherever_it_is() {
    let with = |types: Value| {
        let mut all = types;
        all["Thing"] = json!({ "anyOf": [reference("Id"), { "type": "null" }] });
        with_types(Side::Reads, &all)
    };
    let plain = with(json!({ "Id": { "type": "string" } }));
    let branded = with(json!({ "Id": { "type": "string", "x-wigwag-brand": true } }));
    let found = |old, new| found(old, new, Level::Source);
    assert_eq!(found(&plain, &branded), ["breaking brand-changed Id (branded)"]);
    assert_eq!(found(&branded, &plain), ["breaking brand-changed Id (no longer branded)"]);
}

#[test]
fn types_that_branch_again_and_again_cannot_be_compared() {
    let mut types = json!({ "Thing": { "anyOf": [reference("T0"), reference("T0")] }, "T60": { "type": "null" } });
    for level in 0..60 {
        let next = reference(&format!("T{}", level + 1));
        types[format!("T{level}")] = json!({ "anyOf": [next, next] });
    }
    let mut other = types.clone();
    other["T60"] = json!({ "type": "string" });
    let found =
        found(&with_types(Side::Reads, &types), &with_types(Side::Reads, &other), Level::Wire);
    assert!(found[0].starts_with("dangerous not-comparable"), "{found:?}");
}

fn shape(variants: &[(&str, Value)]) -> Value {
    let variant = |(tag, size): &(&str, Value)| {
        object(&json!({ "type": { "const": tag }, "size": size }), &["type", "size"])
    };
    json!({ "Thing": { "oneOf": variants.iter().map(variant).collect::<Vec<_>>() } })
}

#[test]
fn a_change_inside_of_a_variant_is_told_with_its_tag() {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "number" }));
    let old = shape(&[("circle", text.clone()), ("square", text.clone())]);
    let new = shape(&[("square", number), ("circle", text)]);
    let expected = &["breaking type-changed Thing(square).size (string → number)"];
    check(Side::Writes, &old, &new, expected);
}

#[test]
fn a_variant_that_comes_or_goes_is_told_by_its_name() {
    let text = || json!({ "type": "string" });
    let one = shape(&[("circle", text())]);
    let two = shape(&[("circle", text()), ("square", text())]);
    check(Side::Reads, &two, &one, &["breaking variant-removed Thing (\"square\")"]);
    check(Side::Writes, &one, &two, &["dangerous variant-added Thing (\"square\")"]);
    check(Side::Cluster, &one, &two, &["breaking variant-added Thing (\"square\")"]);
    let external = |names: &[&str]| {
        let variant = |name: &&str| {
            let mut variant = object(&json!({ *name: text() }), &[name]);
            variant["additionalProperties"] = json!(false);
            variant
        };
        json!({ "Thing": { "oneOf": names.iter().map(variant).collect::<Vec<_>>() } })
    };
    let (one, two) = (external(&["Circle"]), external(&["Circle", "Square"]));
    check(Side::Reads, &two, &one, &["breaking variant-removed Thing ({ Square })"]);
}

#[test]
fn an_open_enum_is_read_with_any_text_and_written_so_by_clients() {
    let names = |names: &[&str], is_open: bool| json!({ "Thing": { "type": "string", "enum": names, "x-wigwag-open": is_open } });
    let one = names(&["a"], true);
    let two = names(&["a", "b"], true);
    for side in SIDES {
        check(side, &one, &two, &["ok open-variant-added Thing (\"b\")"]);
        check(side, &two, &one, &[]);
    }
    let closed = names(&["a"], false);
    check(
        Side::Reads,
        &one,
        &closed,
        &["breaking type-narrowed Thing (\"a\" | any other text → \"a\")"],
    );
    check(Side::Writes, &one, &closed, &[]);
    let text = json!({ "Thing": { "type": "string" } });
    check(Side::Reads, &one, &text, &["ok open-variant-added Thing (string)"]);
}

#[test]
fn fields_that_come_by_flattening_are_fields() {
    let flattened = |inside: &Value| {
        json!({
            "Thing": {
                "type": "object",
                "properties": { "id": { "type": "integer" } },
                "required": ["id"],
                "anyOf": [inside, {}],
            },
        })
    };
    let old = flattened(&object(&json!({ "a": { "type": "string" } }), &["a"]));
    let new = flattened(&object(&json!({ "a": { "type": "boolean" } }), &["a"]));
    check(Side::Reads, &old, &old, &[]);
    // Without the flattened fields the object is taken as it is, so that nothing is refused.
    assert!(
        found(&with_types(Side::Reads, &old), &with_types(Side::Reads, &new), Level::Wire)
            .iter()
            .all(|line| line.starts_with("ok"))
    );
}

#[test]
fn a_boolean_is_its_two_values() {
    let boolean = json!({ "Thing": { "type": "boolean" } });
    let values = json!({ "Thing": { "enum": [true, false] } });
    check(Side::Reads, &boolean, &values, &[]);
    check(Side::Reads, &values, &boolean, &[]);
    let only_true = json!({ "Thing": { "const": true } });
    check(Side::Reads, &boolean, &only_true, &["breaking type-narrowed Thing (boolean → true)"]);
}

#[test]
fn types_may_be_written_out_or_have_a_name() {
    let named = json!({ "Thing": object(&json!({ "a": reference("A") }), &["a"]), "A": { "type": "string" } });
    let inline = json!({ "Thing": object(&json!({ "a": { "type": "string" } }), &["a"]) });
    for side in SIDES {
        check(side, &named, &inline, &[]);
        check(side, &inline, &named, &[]);
    }
}

#[test]
fn an_event_that_kept_its_old_name_as_alias_is_compared_under_it() {
    let old = contract(|ns| _ = ns.client_event("say").arg::<String>("text"));
    let same = contract(|ns| _ = ns.client_event("tell").alias("say").arg::<String>("text"));
    check_events(&old, &same, &["ok client-event-renamed /test client event tell (say → tell)"]);
    let other = contract(|ns| _ = ns.client_event("tell").alias("say").arg::<u8>("text"));
    check_events(
        &old,
        &other,
        &[
            "breaking type-changed /test client event tell, argument text (string → uint8)",
            "ok client-event-renamed /test client event tell (say → tell)",
        ],
    );
}

#[test]
fn an_acknowledgement_travels_against_its_event() {
    type Wide = u32;
    type Narrow = u8;
    let server = |ns: &mut crate::NamespaceBuilder| _ = ns.server_event("ask").reply::<Wide>();
    let client =
        |ns: &mut crate::NamespaceBuilder| _ = ns.client_event("ask").outcome::<Wide, Wide>();
    check_events(
        &contract(server),
        &contract(|ns| _ = ns.server_event("ask").reply::<Narrow>()),
        &["breaking range-narrowed /test server event ask, acknowledgement \
           (integer from 0 to 4294967295 → integer from 0 to 255)"],
    );
    check_events(
        &contract(|ns| _ = ns.client_event("ask").outcome::<Narrow, Wide>()),
        &contract(client),
        &["breaking range-widened /test client event ask, acknowledgement \
           (integer from 0 to 255 → integer from 0 to 4294967295)"],
    );
}

#[test]
fn a_cluster_event_breaks_both_ways() {
    let old = contract(|ns| _ = ns.cluster_event("sync").arg::<u8>("number"));
    let new = contract(|ns| _ = ns.cluster_event("sync").arg::<Option<u8>>("number"));
    let widened =
        "breaking null-added /test cluster event sync, argument number (uint8 → uint8 | null)";
    let narrowed =
        "breaking null-removed /test cluster event sync, argument number (uint8 | null → uint8)";
    check_events(&old, &new, &[widened]);
    check_events(&new, &old, &[narrowed]);
}

#[test]
fn errors_of_the_server_itself_are_compared_too() {
    let old = contract(|ns| _ = ns.client_event("ask").outcome::<u8, u8>());
    let mut new = old.clone();
    let error = &mut new.types.get_mut(BOUNDARY_ERROR).unwrap().schema;
    let variants = error.get_mut("oneOf").unwrap().as_array_mut().unwrap();
    variants.push(object(&json!({ "code": { "const": "wigwag.new" } }), &["code"]));
    check_events(&old, &new, &["dangerous variant-added BoundaryError (\"wigwag.new\")"]);
}

#[test]
fn the_worst_comes_first() {
    let old = contract(|ns| {
        ns.client_event("a");
        ns.server_event("b");
    });
    let new = contract(|ns| _ = ns.server_event("c"));
    check_events(
        &old,
        &new,
        &[
            "breaking client-event-removed /test client event a ()",
            "dangerous server-event-removed /test server event b ()",
            "ok server-event-added /test server event c ()",
        ],
    );
}

/// The generated TypeScript has an event under all its names.
#[test]
fn typescript_compiles_as_long_as_an_old_name_is_an_alias() {
    let found = |old: &Contract, new: &Contract| found(old, new, Level::Source);
    let old = contract(|ns| _ = ns.client_event("say"));
    let renamed = contract(|ns| _ = ns.client_event("tell").alias("say"));
    let dropped = contract(|ns| _ = ns.client_event("tell"));
    assert_eq!(
        found(&old, &renamed),
        ["ok client-event-renamed /test client event tell (say → tell)"]
    );
    assert_eq!(found(&renamed, &dropped), ["breaking alias-removed /test client event tell (say)"]);
}

/// The options of the function that connects are optional only where there is nothing to present.
#[test]
fn typescript_has_to_present_something_where_it_did_not() {
    type Optional = std::collections::BTreeMap<String, String>;
    let old = contract(|_| {});
    let new = contract(|ns| _ = ns.auth::<Optional>());
    check_events(&old, &new, &["ok auth-added /test, auth ()"]);
    assert_eq!(found(&old, &new, Level::Source), ["breaking auth-added /test, auth ()"]);
}

#[test]
fn an_alias_that_another_event_takes_over_is_compared_with_it() {
    let old = contract(|ns| _ = ns.client_event("tell").alias("say").arg::<String>("text"));
    let with = |describe: Describe| {
        contract(|ns| {
            ns.client_event("tell").arg::<String>("text");
            describe(ns);
        })
    };
    check_events(&old, &with(|ns| _ = ns.client_event("say").arg::<String>("text")), &[]);
    check_events(
        &old,
        &with(|ns| _ = ns.client_event("say").arg::<u8>("text")),
        &["breaking type-changed /test client event say, argument text (string → uint8)"],
    );
    check_events(
        &old,
        &with(|ns| _ = ns.client_event("post").alias("say").arg::<u8>("text")),
        &["breaking type-changed /test client event post, argument text (string → uint8)"],
    );
}

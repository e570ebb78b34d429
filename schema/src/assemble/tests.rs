#![expect(dead_code, reason = "the types are described, no values are made")]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Api, NamespaceBuilder,
    tests::{api, namespace},
};

mod one {
    use super::{Deserialize, JsonSchema, Serialize};

    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) struct Msg {
        pub(super) text: String,
    }
}

mod two {
    use super::{Deserialize, JsonSchema, Serialize};

    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) struct Msg {
        pub(super) number: u8,
    }
}

mod three {
    use super::{JsonSchema, Serialize};

    /// Has the fields of `one::Msg`, so there is nothing to tell apart.
    #[derive(Serialize, JsonSchema)]
    #[schemars(description = "")]
    pub(super) struct Msg {
        pub(super) text: String,
    }
}

/// Looks different in the two directions.
#[derive(Serialize, Deserialize, JsonSchema)]
struct User {
    name: Option<String>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Group {
    users: Vec<User>,
}

#[derive(Deserialize, JsonSchema)]
struct UserInput {
    token: String,
}

#[derive(Serialize, JsonSchema)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Serialize, JsonSchema)]
struct Error {
    text: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Größe")]
struct Size {
    px: u8,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "TestSocket")]
struct OwnSocket {
    fd: u8,
}

#[track_caller]
fn check_faults(api: &Api, expected: &[&str]) {
    assert_eq!(api.document().unwrap_err().faults(), expected);
}

/// The names of the types in the document, with where they travel.
#[track_caller]
fn check_types(describe: impl FnOnce(&mut NamespaceBuilder), expected: &[(&str, &str)]) {
    let document = api(describe).document().unwrap().to_json();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let types: Vec<_> = document["components"]["schemas"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, schema)| (name.as_str(), schema["x-wigwag-used"].as_str().unwrap()))
        .collect();
    assert_eq!(types, expected);
}

#[test]
fn a_type_that_is_the_same_in_both_directions_has_one_name() {
    check_types(
        |ns| {
            ns.client_event("send").arg::<one::Msg>("msg").reply::<Option<one::Msg>>();
            ns.server_event("sent").arg::<[three::Msg]>("msgs");
        },
        &[("Msg", "both")],
    );
}

#[test]
fn a_type_that_differs_keeps_its_name_for_what_the_server_writes() {
    check_types(
        |ns| {
            ns.client_event("save").arg::<User>("user").reply::<User>();
        },
        &[("User", "server-to-client"), ("UserInput", "client-to-server")],
    );
}

#[test]
fn a_type_of_one_direction_needs_no_second_name() {
    check_types(
        |ns| {
            ns.client_event("save").arg::<Group>("group");
        },
        &[("Group", "client-to-server"), ("User", "client-to-server")],
    );
}

#[test]
fn a_type_that_refers_to_one_with_two_names_has_two_names() {
    check_types(
        |ns| {
            ns.client_event("save").arg::<Group>("group");
            ns.server_event("saved").arg::<Group>("group");
        },
        &[
            ("Group", "server-to-client"),
            ("GroupInput", "client-to-server"),
            ("User", "server-to-client"),
            ("UserInput", "client-to-server"),
        ],
    );
}

#[test]
fn only_what_a_client_may_meet_as_an_error_is_defined() {
    check_types(
        |ns| {
            ns.server_event("ask").outcome::<String, String>();
        },
        &[],
    );
    check_types(
        |ns| {
            ns.client_event("ask").outcome::<String, String>();
        },
        &[("BoundaryError", "server-to-client")],
    );
}

#[test]
fn two_types_of_one_name_are_refused() {
    let expected = "two types are called `Msg`: used by /test, client event \"a\", argument \"x\", \
                    and by /test, client event \"b\", argument \"y\"; give one another name with \
                    `#[schemars(rename = \"…\")]` (a generic type: `#[schemars(rename = \"MsgOf{T}\")]`)";
    check_faults(
        &api(|ns| {
            ns.client_event("a").arg::<one::Msg>("x");
            ns.client_event("b").arg::<two::Msg>("y");
        }),
        &[expected],
    );
}

#[test]
fn two_types_of_one_name_are_refused_also_across_directions() {
    let expected = "two types are called `Msg`: used by /test, client event \"a\", argument \"x\", \
                    and by /test, client event \"a\", acknowledgement; give one another name with \
                    `#[schemars(rename = \"…\")]` (a generic type: `#[schemars(rename = \"MsgOf{T}\")]`)";
    check_faults(
        &api(|ns| {
            ns.client_event("a").arg::<one::Msg>("x").reply::<two::Msg>();
        }),
        &[expected],
    );
}

#[test]
fn two_types_of_one_name_in_one_payload_are_refused() {
    let expected = "two types are called `Msg`: both used by /test, auth; give one another name \
                    with `#[schemars(rename = \"…\")]` (a generic type: `#[schemars(rename = \"MsgOf{T}\")]`)";
    check_faults(
        &api(|ns| {
            ns.auth::<(one::Msg, two::Msg)>();
        }),
        &[expected],
    );
}

#[test]
fn a_generic_type_with_two_parameters_is_refused() {
    let expected = "two types are called `Page`: used by /test, reject, and by /test, server event \
                    \"numbers\", argument \"page\"; give one another name with \
                    `#[schemars(rename = \"…\")]` (a generic type: `#[schemars(rename = \"PageOf{T}\")]`)";
    check_faults(
        &api(|ns| {
            ns.reject::<Page<String>>();
            ns.server_event("numbers").arg::<Page<u8>>("page");
        }),
        &[expected],
    );
}

#[test]
fn the_name_of_an_input_must_be_free() {
    let expected = "`UserInput` is the name for what clients send as `User`, but a type used by \
                    /test, auth has it; give that another name with `#[schemars(rename = \"…\")]`";
    check_faults(
        &api(|ns| {
            ns.auth::<UserInput>();
            ns.client_event("save").arg::<User>("user").reply::<User>();
        }),
        &[expected],
    );
}

#[test]
fn names_that_typescript_lacks_or_needs_are_refused() {
    check_faults(
        &api(|ns| {
            ns.client_event("open").arg::<OwnSocket>("socket").reply::<Size>();
            ns.client_event("send").outcome::<(), Error>();
        }),
        &[
            "`Error` (used by /test, client event \"send\", error of the acknowledgement) is a name \
             that the generated TypeScript needs itself; give the type another name with \
             `#[schemars(rename = \"…\")]`",
            "`Größe` (used by /test, client event \"open\", acknowledgement) is not a name that \
             TypeScript allows; give the type another name with `#[schemars(rename = \"…\")]`",
            "`TestSocket` (used by /test, client event \"open\", argument \"socket\") is a name that \
             the generated TypeScript needs itself; give the type another name with \
             `#[schemars(rename = \"…\")]`",
        ],
    );
}

#[test]
fn an_event_that_is_declared_twice_in_one_direction_is_refused() {
    check_faults(
        &api(|ns| {
            ns.client_event("say");
            ns.server_event("say");
            ns.client_event("say");
        }),
        &["/test: two client events are called \"say\""],
    );
}

#[test]
fn an_alias_is_the_name_of_no_other_event() {
    check_faults(
        &api(|ns| {
            ns.client_event("send").alias("say");
            ns.client_event("post").alias("say").alias("send").alias("post");
            ns.client_event("typing").alias("sent");
            ns.server_event("sent").alias("said");
        }),
        &[
            "/test, client event \"post\": its alias \"post\" is the name of another event as well",
            "/test, client event \"post\": its alias \"send\" is the name of another event as well",
            "/test, client event \"send\": its alias \"say\" is the name of another event as well",
            "/test, server event \"sent\": clients take an event under one name only",
        ],
    );
}

#[test]
fn what_only_clients_meet_is_said_of_no_cluster_event() {
    let expected = "/test, cluster event \"sync\": aliases, limits and `volatile` are for clients";
    check_faults(&api(|ns| _ = ns.cluster_event("sync").volatile()), &[expected]);
    check_faults(&api(|ns| _ = ns.cluster_event("sync").alias("old")), &[expected]);
    check_faults(&api(|ns| _ = ns.cluster_event("sync").guard("IsNode")), &[expected]);
}

#[test]
fn names_of_events_that_are_kept_are_refused() {
    check_faults(
        &api(|ns| {
            ns.client_event("disconnect");
            ns.client_event("say").alias("wigwag:say");
            ns.server_event("wigwag:item");
            ns.server_event("new_namespace");
            ns.cluster_event("new_namespace");
            ns.cluster_event("disconnect");
        }),
        &[
            "/test, client event \"disconnect\": Socket.IO keeps this name for itself",
            "/test, client event \"wigwag:say\": wigwag keeps this name for itself",
            "/test, cluster event \"new_namespace\": Socket.IO keeps this name for itself",
            "/test, server event \"wigwag:item\": wigwag keeps this name for itself",
        ],
    );
}

#[test]
fn contracts_that_claim_the_same_are_refused() {
    let with = |name, path| namespace(name, path, |_| {});
    check_faults(
        &Api::new("Test", "1").with(with("Chat", "/a")).with(with("Chat", "/b")),
        &["two contracts are called `Chat`, one of them for /a; every contract of an API needs a \
           name of its own"],
    );
    check_faults(
        &Api::new("Test", "1").with(with("Chat", "/a")).with(with("Talk", "/a")),
        &["`Chat` and `Talk` both claim the namespace /a"],
    );
}

#[test]
fn names_of_contracts_and_namespaces_are_checked() {
    let with = |name, path| namespace(name, path, |_| {});
    check_faults(&Api::new("Test", "1"), &["the API has no contract; list at least one"]);
    check_faults(
        &Api::new("Test", "1")
            .with(with("new", "/a"))
            .with(with("Comma", "/a,b"))
            .with(with("Relative", "chat"))
            .with(with("Room", "/{room}")),
        &[
            "`/a,b` cannot be a namespace: it must start with a slash and be free of `,`, `?` and `#`",
            "`chat` cannot be a namespace: it must start with a slash and be free of `,`, `?` and `#`",
            "`new` cannot be the name of a contract in TypeScript",
            "the parameters of `/{room}` must be whole parts between slashes, `/chat/{room}`, each \
             of them described once",
        ],
    );
}

#[test]
fn parameters_of_namespaces_are_those_that_are_described() {
    let with = |path, params: &[&str]| {
        let params = params.to_owned();
        Api::new("Test", "1").with(namespace("Test", path, |ns| {
            for param in params {
                ns.param(param, None);
            }
        }))
    };
    assert!(with("/a/{b}/{c}", &["c", "b"]).document().is_ok());
    let cases: [(_, &[&str]); 7] = [
        ("/a", &["b"]),
        ("/a/{b}", &["c"]),
        ("/a/{b}", &["b", "c"]),
        ("/a/{b}/{b}", &["b"]),
        ("/a/x{b}", &["b"]),
        ("/a/{b", &["b"]),
        ("/a/{b c}", &["b c"]),
    ];
    for (path, params) in cases {
        check_faults(
            &with(path, params),
            &[&format!(
                "the parameters of `{path}` must be whole parts between slashes, `/chat/{{room}}`, \
                 each of them described once"
            )],
        );
    }
}

#[test]
fn all_faults_are_reported_together() {
    let error = api(|ns| {
        ns.client_event("say");
        ns.client_event("say").arg::<one::Msg>("x").arg::<two::Msg>("y").reply::<Error>();
    })
    .document()
    .unwrap_err();
    assert_eq!(error.faults().len(), 3);
    assert_eq!(error.to_string().lines().count(), 3);
}

#[test]
fn the_order_of_declarations_does_not_show() {
    type Step = fn(&mut NamespaceBuilder);
    let mut steps: [Step; 4] = [
        |ns| {
            ns.client_event("save").arg::<Group>("group").reply::<User>();
        },
        |ns| {
            ns.client_event("get").arg::<u8>("id").outcome::<Group, one::Msg>();
        },
        |ns| {
            ns.server_event("saved").arg::<User>("user").arg::<one::Msg>("msg");
        },
        |ns| {
            ns.auth::<User>().reject::<one::Msg>();
        },
    ];
    let described = |steps: &[Step]| {
        let first = namespace("First", "/first", |ns| steps.iter().for_each(|step| step(ns)));
        let second = namespace("Second", "/second", |ns| {
            ns.auth::<Group>();
        });
        let forwards = Api::new("Test", "1").with(first.clone()).with(second.clone());
        let backwards = Api::new("Test", "1").with(second).with(first);
        let text = |api: Api| {
            let document = api.document().unwrap();
            (document.to_json(), document.json_schema(), document.typescript())
        };
        let (forwards, backwards) = (text(forwards), text(backwards));
        assert_eq!(forwards, backwards);
        forwards
    };
    let expected = described(&steps);
    for _ in 0..steps.len() {
        steps.rotate_left(1);
        assert_eq!(described(&steps), expected);
        steps.swap(0, 2);
        assert_eq!(described(&steps), expected);
    }
}

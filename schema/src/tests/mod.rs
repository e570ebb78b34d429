//! Whole contracts: what they are turned into, and what must not change it.

mod chat;
mod random;
mod zoo;

use std::path::Path;

use crate::{Api, Document, NamespaceBuilder, Outputs, Project};

/// An API of one namespace, `Test` at `/test`.
pub(crate) fn api(describe: impl FnOnce(&mut NamespaceBuilder)) -> Api {
    Api::new("Test", "1.0.0").with(namespace("Test", "/test", describe))
}

pub(crate) fn namespace(
    name: &str,
    path: &str,
    describe: impl FnOnce(&mut NamespaceBuilder),
) -> NamespaceBuilder {
    let mut namespace = NamespaceBuilder::new(name, path, None);
    describe(&mut namespace);
    namespace
}

/// A contract with everything that an event can be.
pub(crate) fn chat() -> Api {
    Api::new("Chat", "1.3.0").namespace::<chat::Chat>()
}

/// A contract with everything that a payload can be.
pub(crate) fn zoo() -> Api {
    Api::new("Zoo", "0.1.0").namespace::<zoo::Zoo>()
}

/// The files in `golden/` are read by people. After a change that is meant to show in them, run
/// `WIGWAG_UPDATE_GOLDEN=1 cargo test -p wigwag-schema golden` and read them again.
#[track_caller]
fn check_golden(api: Api, name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/golden");
    let outputs = Outputs::new()
        .asyncapi(format!("{name}.asyncapi.json"))
        .schema(format!("{name}.schema.json"))
        .typescript(format!("{name}.ts"))
        .validators(format!("{name}.validators.ts"));
    let project = Project::new().root(folder).api(api, outputs);
    let report = match std::env::var_os("WIGWAG_UPDATE_GOLDEN") {
        Some(_) => project.write().unwrap(),
        None => project.check().unwrap(),
    };
    assert!(report.is_fresh(), "{report}");
}

#[test]
fn golden_chat() {
    check_golden(chat(), "chat");
}

#[test]
fn golden_zoo() {
    check_golden(zoo(), "zoo");
}

#[test]
fn reading_a_document_gives_back_the_document_that_wrote_it() {
    for api in [chat(), zoo()] {
        let written = api.document().unwrap();
        let read = Document::from_json(&written.to_json()).unwrap();
        assert_eq!(read, written);
        assert_eq!(read.to_json(), written.to_json());
        assert_eq!(read.json_schema(), written.json_schema());
        assert_eq!(read.typescript(), written.typescript());
    }
}

#[test]
fn a_namespace_without_events_of_one_direction_has_an_empty_map() {
    let client = api(|ns| _ = ns.client_event("say")).document().unwrap().typescript();
    assert!(client.contains("export interface TestServerToClient {}\n"), "{client}");
    assert!(client.contains("export interface TestClientToServer {\n  say: () => void;\n}\n"));
}

use std::{fs, path::Path};

use super::{Imported, Request, import, names, parse};

fn request() -> Request {
    Request {
        name: "Shop".to_owned(),
        namespace: "/shop".to_owned(),
        server_to_client: "ServerToClientEvents".to_owned(),
        client_to_server: "ClientToServerEvents".to_owned(),
        inter_server: "InterServerEvents".to_owned(),
    }
}

/// What is made of events that clients send.
fn imported(events: &str) -> Imported {
    let text = format!("interface ClientToServerEvents {{ {events} }}");
    import(&parse("events.ts", &text).unwrap(), &request()).unwrap()
}

/// Why nothing is made of a file.
fn refused(text: &str) -> String {
    let imported = parse("events.ts", text).and_then(|module| import(&module, &request()));
    imported.unwrap_err().to_string()
}

/// The lines of the contract that are about its only event.
#[track_caller]
fn check(events: &str, expected: &str) {
    let Imported { rust, notes } = imported(events);
    let (_, rest) = rust.split_once("pub trait Shop {\n").unwrap();
    let (event, _) = rest.split_once("\n}\n").unwrap();
    assert_eq!(event.trim(), expected, "{notes:?}");
    assert!(notes.is_empty(), "{notes:?}");
}

#[track_caller]
fn check_note(events: &str, expected: &str) {
    assert_eq!(imported(events).notes, [expected]);
}

#[test]
fn enums() {
    let text = r#"
        export enum Role { Buyer = "buyer", SELLER = "seller", }
        declare const enum Level { Low, High = 3 }
        interface ServerToClientEvents { joined: (role: Role, level: Level) => void }
    "#;
    let Imported { rust, notes } = import(&parse("events.ts", text).unwrap(), &request()).unwrap();
    assert!(rust.contains("fn joined(role: &Role, level: &Level);"), "{rust}");
    assert!(
        rust.contains(
            "#[payload]\n#[derive(Clone, Debug)]\npub enum Role {\n    Buyer,\n    Seller,\n}\n"
        ),
        "{rust}"
    );
    assert!(rust.contains("pub type Level = f64;"), "{rust}");
    assert_eq!(notes, ["Level: is an enum of numbers, which Rust does not say"]);
}

#[test]
fn acknowledgements() {
    let head = "async fn ask(&self, cx: shop::Cx<Self>";
    check("ask: () => void", &format!("{head});"));
    check("ask: (cb: () => void) => void", &format!("{head});"));
    check("ask: (cb: (n: number) => void) => void", &format!("{head}) -> f64;"));
    check("ask: (cb?: (n: string[]) => void) => void", &format!("{head}) -> Vec<String>;"));
    check(
        "ask: (cb: (r: { ok: true; data: number } | { ok: false; error: string }) => void) => void",
        &format!("{head}) -> Result<f64, String>;"),
    );
    check(
        "ask: (cb: (err: string | null, value?: number) => void) => void",
        &format!("#[event(ack = \"node\")]\n    {head}) -> Result<f64, String>;"),
    );
    check("ask: (cb: (n: number | null) => void) => void", &format!("{head}) -> Option<f64>;"));
    check_note(
        "ask: (cb: (a: number, b: number) => void) => void",
        "ClientToServerEvents.ask(acknowledgement): has several values, of which only the first can be declared",
    );
}

#[test]
fn arguments() {
    let event = |args: &str| format!("async fn say(&self, cx: shop::Cx<Self>, {args});");
    check("say: (text: string) => void", &event("text: String"));
    check("say(text: string): void", &event("text: String"));
    check("say: (someText?: string) => void", &event("some_text: Option<String>"));
    check("say: (a: string | undefined) => void", &event("a: Option<String>"));
    check("say: (cx: number, type: boolean) => void", &event("cx_: f64, type_: bool"));
    check("say: (a: readonly (string | null)[]) => void", &event("a: Vec<Option<String>>"));
    check("say: (a: [x: number, y: string]) => void", &event("a: (f64, String)"));
    check(
        "say: (a: Record<string, Array<number>>) => void",
        &event("a: BTreeMap<String, Vec<f64>>"),
    );
    check("say: (a: { [key: string]: number }) => void", &event("a: BTreeMap<String, f64>"));
    check("say: (a: ArrayBuffer, b: `x-${string}`) => void", &event("a: Binary, b: String"));
    check("say: (a: ArrayBuffer | Uint8Array) => void", &event("a: Binary"));
    check("say: (a: true | false | null) => void", &event("a: Option<bool>"));
}

#[test]
fn variants_that_are_one_name_in_rust_get_two() {
    let rust =
        imported("say: (a: 'on-sale' | 'on_sale', b: {t: 'x-y'} | {t: 'xY', n: number}) => void")
            .rust;
    for variants in [
        "    #[serde(rename = \"on-sale\")]\n    OnSale,\n    #[serde(rename = \"on_sale\")]\n    OnSaleAgain,\n",
        "    #[serde(rename = \"x-y\")]\n    XY,\n    #[serde(rename = \"xY\")]\n    XYAgain { n: f64 },\n",
    ] {
        assert!(rust.contains(variants), "{rust}");
    }
}

#[test]
fn what_rust_does_not_say_is_noted() {
    check_note(
        "say: (a: keyof Window) => void",
        "ClientToServerEvents.say(a): is computed, `keyof Window`: write the type itself",
    );
    check_note(
        "say: (a: T extends string ? 1 : 2) => void",
        "ClientToServerEvents.say(a): is computed, `T extends string ? 1 : 2`: write the type itself",
    );
    check_note(
        "say: (a: Elsewhere) => void",
        "ClientToServerEvents.say(a): `Elsewhere` is not declared in what was read",
    );
    check_note(
        "say: (a: 7) => void",
        "ClientToServerEvents.say(a): is always `7`, which Rust does not say",
    );
    check_note(
        "answer: 42; say: () => void",
        "ClientToServerEvents.answer: is no function and was left out",
    );
}

#[test]
fn faults_are_told_with_their_place() {
    assert_eq!(
        refused("interface A {\n  say: (a: ) => void;\n}"),
        "events.ts:2: a type is expected, and here is `)`"
    );
    assert_eq!(
        refused("type A = {"),
        "events.ts:1: a name is expected, and here is the end of the file"
    );
    assert_eq!(
        refused("interface Chat { say: () => void }\ninterface Point { x: number }"),
        "neither `ClientToServerEvents` nor `ServerToClientEvents` is declared, or they are empty. \
         These could be: `Chat`. Name them with `--client-to-server` and `--server-to-client`."
    );
    assert_eq!(
        refused("type ClientToServerEvents = string;"),
        "`ClientToServerEvents` is no interface of events"
    );
    let deep = format!("type A = {}1", "[".repeat(5_000));
    assert_eq!(
        refused(&deep),
        "events.ts:1: the types lie too deep in each other, and here is `[`"
    );
    assert!(
        refused("type A = B; type B = A; interface ServerToClientEvents { x: A }")
            .contains("empty")
    );
}

#[test]
fn code_between_the_declarations_does_no_harm() {
    let text = r#"
        import a, { type B } from "./b";
        export * from './c.js';
        const re = /['"`{]/g, x = `${`{`}`;
        function f<T extends { a: 1 }>(this: T) { return { interface: 1, type: "}" }; }
        export default class Chat { private type = 1; }
        declare global { interface Window { x: number } }
        export interface ClientToServerEvents { say: () => void }
    "#;
    let module = parse("events.ts", text).unwrap();
    assert_eq!(module.imports, ["./b", "./c.js"]);
    assert!(import(&module, &request()).unwrap().rust.contains("async fn say("));
}

#[test]
fn names_are_what_rust_allows() {
    let cases = [
        ("message:send", "message_send", "MessageSend"),
        ("HTTPRequest", "http_request", "HttpRequest"),
        ("type", "type_", "Type"),
        ("2fa", "_2fa", "N2fa"),
        ("a1B2", "a1_b2", "A1B2"),
        ("::", "unnamed", "Unnamed"),
        ("option", "option", "OptionType"),
        ("größe", "größe", "Größe"),
    ];
    for (name, snake, pascal) in cases {
        assert_eq!(names::snake_case(name), snake);
        assert_eq!(names::pascal_case(name), pascal);
    }
    assert_eq!(names::camel_case("reply_to_id"), "replyToId");
    assert_eq!(names::camel_case("TooLong"), "tooLong");
}

/// The macro refuses these functions; what is imported must not have them.
#[test]
fn the_names_that_a_contract_cannot_have_are_those_of_the_macro() {
    let macros = Path::new(env!("CARGO_MANIFEST_DIR")).join("../macros/src/names.rs");
    let source = fs::read_to_string(macros).unwrap();
    let list = |name: &str| -> Vec<String> {
        let (_, rest) = source.split_once(&format!("const {name}:")).unwrap();
        let (_, rest) = rest.split_once('=').unwrap();
        let (list, _) = rest.split_once(';').unwrap();
        list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    };
    assert_eq!(names::LIFECYCLE_METHODS, list("LIFECYCLE_METHODS"));
    assert_eq!(names::TARGET_METHODS, list("TARGET_METHODS"));
}

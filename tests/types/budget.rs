//! What an API of a thousand events costs the compiler.
//!
//! Flat event maps cost each event a constant number of types, and cleverness at the level of types would show here
//! first. Of time, the compiler's own on a processor is limited: the one on the clock depends on what else the machine
//! does. All of it is printed: `cargo test --test types budget -- --nocapture`.

use std::{
    borrow::Cow,
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use wigwag_schema::{Api, Describe, NamespaceBuilder};

use crate::{
    compilers::{Compiler, V5_0, V5_9, V6_0, V7_0},
    root,
};

/// Half of them in each direction.
const EVENTS: u32 = 1_000;

/// How many types a compiler may make for each event and its payload.
const TYPES_MAX: u64 = 5;

/// How often it may instantiate a generic type for each.
const INSTANTIATIONS_MAX: u64 = 5;

/// How long a compiler may be at work for all of them.
const WORK_MAX: Duration = Duration::from_secs(3);

#[test]
fn a_thousand_events_cost_each_a_constant() {
    let (few, many) = (project("few", 0), project("many", EVENTS));
    for (name, compiler) in [("5.0", V5_0), ("5.9", V5_9), ("6.0", V6_0), ("7.0", V7_0)] {
        let few = Cost::of(compiler, &few);
        let many = Cost::of(compiler, &many);
        println!("TypeScript {name}: {many:?}, with no events {few:?}");
        let each = |cost: fn(&Cost) -> u64| (cost(&many) - cost(&few)) / u64::from(EVENTS);
        let (types, instantiations) = (each(|cost| cost.types), each(|cost| cost.instantiations));
        assert!(types <= TYPES_MAX, "{types} types for each event");
        assert!(instantiations <= INSTANTIATIONS_MAX, "{instantiations} instantiations");
        let work = many.work.saturating_sub(few.work);
        assert!(work < WORK_MAX, "{work:?} for all events");
    }
}

/// What a compiler says that a project cost it.
#[derive(Debug)]
struct Cost {
    types: u64,
    instantiations: u64,
    /// The time on processors, of all threads together.
    work: Duration,
}

impl Cost {
    fn of(compiler: Compiler, project: &Path) -> Self {
        let project = project.join(compiler.project);
        let (said, work) = compiler.timed(&project, &["--extendedDiagnostics"]);
        let figure = |name: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            line.unwrap_or_else(|| panic!("{said}")).trim().to_owned()
        };
        Self {
            types: figure("Types").parse().unwrap(),
            instantiations: figure("Instantiations").parse().unwrap(),
            work,
        }
    }
}

/// A front end that opens a socket for an API of so many events.
fn project(name: &str, events: u32) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("budget").join(name);
    fs::create_dir_all(&folder).unwrap();
    LENGTH.set(events);
    let client = Api::new("Crowd", "1.0.0").namespace::<Crowd>().document().unwrap().typescript();
    fs::write(folder.join("api.gen.ts"), client).unwrap();
    let uses = "import { connectCrowd } from \"./api.gen.ts\";\n\nconnectCrowd(\"\").connect();\n";
    fs::write(folder.join("uses.ts"), uses).unwrap();
    fs::write(folder.join("package.json"), r#"{ "type": "module" }"#).unwrap();
    for project in ["tsconfig.json", "tsconfig.5.0.json"] {
        let extended = root().join("tests/types").join(project);
        let text = serde_json::json!({ "extends": extended, "include": ["*.ts"] });
        fs::write(folder.join(project), text.to_string()).unwrap();
    }
    folder
}

thread_local! {
    // `Describe` and `JsonSchema` have no receivers that could carry them.
    static LENGTH: Cell<u32> = const { Cell::new(0) };
    static NUMBER: Cell<u32> = const { Cell::new(0) };
}

struct Crowd;

impl Describe for Crowd {
    const NAME: &'static str = "Crowd";
    const NAMESPACE: &'static str = "/crowd";
    const VERSION: Option<&'static str> = None;

    fn describe(ns: &mut NamespaceBuilder) {
        for number in 0..LENGTH.get() {
            NUMBER.set(number);
            let name = format!("event{number}");
            if number % 2 == 0 {
                ns.client_event(&name).arg::<Payload>("payload").outcome::<Payload, u32>();
            } else {
                ns.server_event(&name).arg::<Payload>("payload");
            }
        }
    }
}

/// A type for each event.
struct Payload;

impl JsonSchema for Payload {
    fn schema_name() -> Cow<'static, str> {
        format!("Payload{}", NUMBER.get()).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "What an event carries.",
            "properties": {
                "name": { "type": "string" },
                "tags": { "type": "array", "items": { "type": "string" } },
                "about": { "type": ["string", "null"] },
            },
            "required": ["name", "tags"],
        })
    }
}

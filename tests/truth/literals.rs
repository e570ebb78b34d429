//! JSON values as TypeScript, and what the compiler says to them.

use std::{fmt::Write as _, fs, path::Path, process::Command};

use serde_json::{Value, json};

use crate::schemas::Direction;

/// The declarations of the official client, which the generated module imports.
const CLIENT: &str = "node_modules/socket.io-client/build/esm/index.d.ts";

const HEADER: &str = r#"import type * as zoo from "./zoo.gen.ts";

type Value<Events, Event extends keyof Events> = Events[Event] extends (value: infer T) => void ? T : never;

"#;

/// Constants of the types of the zoo's events.
#[derive(Default)]
pub(crate) struct Literals {
    constants: String,
    count: u32,
}

impl Literals {
    /// Adds a value that must not have the type of the argument of an event.
    pub(crate) fn add_wrong(&mut self, event: &str, direction: Direction, value: &Value) {
        self.constants += "// @ts-expect-error\n";
        self.add(event, direction, value);
    }

    /// Adds a value that must have the type of the argument of an event.
    pub(crate) fn add(&mut self, event: &str, direction: Direction, value: &Value) {
        self.count += 1;
        let map = match direction {
            Direction::ClientToServer => "zoo.ZooClientToServer",
            Direction::ServerToClient => "zoo.ZooServerToClient",
        };
        let event = json!(event);
        let text = literal(value);
        // A line each, so that the compiler's message leads to it.
        _ = writeln!(
            self.constants,
            "export const v{}: Value<{map}, {event}> = {text};",
            self.count
        );
    }

    /// What the compiler says about all values beside the module: nothing when it is content.
    pub(crate) fn check(&self, name: &str, module: &str) -> String {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&*format!("truth/{name}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("zoo.gen.ts"), module).unwrap();
        let file = folder.join("values.ts");
        fs::write(&file, format!("{HEADER}{}", self.constants)).unwrap();
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let project = json!({
            "extends": tests.join("types/strict.json"),
            "compilerOptions": { "types": [], "paths": { "socket.io-client": [tests.join(CLIENT)] } },
            "include": ["*.ts"],
        });
        fs::write(folder.join("tsconfig.json"), project.to_string()).unwrap();
        fs::write(folder.join("package.json"), r#"{ "type": "module" }"#).unwrap();
        let output = Command::new("node")
            .arg(tests.join("node_modules/typescript/bin/tsc"))
            .args(["--pretty", "false", "--project"])
            .arg(&folder)
            .output()
            .expect("node is needed");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.success(), said.is_empty(), "{output:?}");
        said
    }
}

/// A value as a client has it: bytes in the place of their placeholders.
fn literal(value: &Value) -> String {
    match value {
        Value::Object(object) if object.contains_key("_placeholder") => {
            "new Uint8Array()".to_owned()
        }
        Value::Object(object) => {
            let entries =
                object.iter().map(|(key, value)| format!("{}: {}", text(key), literal(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        Value::String(value) => text(value),
        other => other.to_string(),
    }
}

/// A text without the letters that the compiler takes for the end of a line.
fn text(value: &str) -> String {
    json!(value).to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

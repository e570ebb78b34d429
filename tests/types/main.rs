//! The TypeScript compiler on generated clients, on what uses them, and on the chat's front end.
//!
//! It needs the npm packages of `tests` and of the chat's front end: `cargo xtask test types` installs
//! them and runs this.

mod budget;
mod compilers;
mod front_end;

use std::{
    fs,
    path::{Path, PathBuf},
};

use self::compilers::{IN_BROWSERS, V5_0, V5_9, V6_0, V7_0};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

// The project has the generated clients, uses of them that must pass, and mistakes that must not.

#[test]
fn typescript_5_0() {
    assert_eq!(V5_0.check(&[]), "");
}

#[test]
fn typescript_5_9() {
    assert_eq!(V5_9.check(&[]), "");
}

#[test]
fn typescript_6_0() {
    assert_eq!(V6_0.check(&[]), "");
}

#[test]
fn typescript_7_0() {
    assert_eq!(V7_0.check(&[]), "");
}

#[test]
fn typescript_5_0_in_browsers() {
    assert_eq!(V5_0.check(&IN_BROWSERS), "");
}

#[test]
fn typescript_7_0_in_browsers() {
    assert_eq!(V7_0.check(&IN_BROWSERS), "");
}

#[test]
fn adopting_the_generated_maps_changes_one_import() {
    let code = |name: &str, import: &str| {
        let path = root().join("tests/types/adoption").join(name);
        let text = fs::read_to_string(path).unwrap();
        let (_title, code) = text.split_once('\n').unwrap();
        assert!(code.contains(import), "{name}");
        code.replace(import, "")
    };
    let before = code(
        "before.ts",
        "import type { ClientToServerEvents, ServerToClientEvents } from \"./maps.ts\";\n",
    );
    let after = code(
        "after.ts",
        "import type {\n  LabClientToServer as ClientToServerEvents,\n  \
         LabServerToClient as ServerToClientEvents,\n} from \"../lab.gen.ts\";\n",
    );
    assert_eq!(before, after);
}

#[test]
fn the_example_of_the_documentation_compiles() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let page = read("schema/src/docs/client.md");
    let (_, example) = page.split_once("```ts\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documentation");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("client.gen.ts"), read("schema/src/tests/golden/chat.ts")).unwrap();
    fs::write(folder.join("example.ts"), example).unwrap();
    fs::write(folder.join("package.json"), r#"{ "type": "module" }"#).unwrap();
    let project = serde_json::json!({
        "extends": root().join("tests/types/tsconfig.json"),
        "include": ["*.ts"],
    });
    fs::write(folder.join("tsconfig.json"), project.to_string()).unwrap();
    assert_eq!(V7_0.run(&folder, &IN_BROWSERS), "");
}

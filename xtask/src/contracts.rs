//! The commands that users' projects have, too, for the contracts of the examples and tests.

use std::{ffi::OsString, process::ExitCode};

use wigwag_schema::{Outputs, Project, cli_from};

use crate::process::root;

/// Does what users' projects do at this command with these arguments.
pub(crate) fn run(command: &str, arguments: Vec<OsString>) -> ExitCode {
    cli_from(project(), ["xtask", command].map(OsString::from).into_iter().chain(arguments))
}

fn project() -> Project {
    let chat = Outputs::new()
        .asyncapi("examples/chat/api/asyncapi.json")
        .schema("examples/chat/api/schema.json")
        .typescript("examples/chat/client/src/api.gen.ts");
    // A workspace of its own, whose own command writes them, too.
    let board = Outputs::new()
        .asyncapi("examples/board/api/asyncapi.json")
        .schema("examples/board/api/schema.json")
        .typescript("examples/board/web/src/api.gen.ts");
    let lab = Outputs::new().typescript("tests/types/lab.gen.ts");
    let imported = Outputs::new().typescript("tests/types/imported.gen.ts");
    Project::new()
        .root(root())
        .api(chat_example::contract::api(), chat)
        .api(board_contract::api(), board)
        .api(wigwag_tests::contract::api(), lab)
        .api(wigwag_tests::imported(), imported)
}

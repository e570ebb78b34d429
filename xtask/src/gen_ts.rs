//! `cargo xtask gen-ts`: the files that are generated from the contracts of the examples and tests.

use std::{
    io::{Write as _, stdout},
    process::ExitCode,
};

use wigwag_schema::{Outputs, Project, Report};

use crate::{Result, process::root};

/// Writes the generated files, or only compares them.
pub(crate) fn run(check: bool) -> Result<ExitCode> {
    let report = if check { project().check()? } else { project().write()? };
    show(&report)?;
    Ok(if report.is_fresh() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Compares the generated files with the contracts.
pub(crate) fn is_up_to_date() -> Result<bool> {
    let report = project().check()?;
    show(&report)?;
    Ok(report.is_fresh())
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
    Project::new()
        .root(root())
        .api(chat_example::contract::api(), chat)
        .api(board_contract::api(), board)
        .api(wigwag_tests::contract::api(), lab)
}

fn show(report: &Report) -> Result {
    Ok(write!(stdout(), "{report}")?)
}

//! The project to start from is a workspace of its own, and is built as its users build it.

use std::{env, process::Command};

use super::{Totals, check, count, node_test};
use crate::{
    Result, debian, npm,
    process::{cargo, root},
};

/// The folder of the project.
const PROJECT: &str = "examples/board";

/// The folder of its page.
const WEB: &str = "examples/board/web";

/// Where it is built, for all that it is asked for: its features are not those of this workspace.
const TARGET: &str = "target/template";

/// Builds the project and runs its tests, as its README says, and lets two people use it.
pub(super) fn run() -> Result<Totals> {
    let mut totals = check(&mut in_project(["fmt", "--check"]))?;
    totals += check(&mut in_project(["clippy", "--all-targets", "--", "--deny", "warnings"]))?;
    totals += check(&mut in_project(["xtask", "gen-ts", "--check"]))?;
    totals += count(&mut in_project(["test", "--no-fail-fast"]), Totals::of_cargo_test)?;
    npm::install(WEB)?;
    totals += check(&mut npm::script(WEB, "check"))?;
    totals += check(&mut npm::script(WEB, "build"))?;
    totals += browser()?;
    Ok(totals)
}

/// Cargo in the project's folder, where its own `xtask` is.
fn in_project<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = cargo(args);
    command.current_dir(root().join(PROJECT)).env("CARGO_TARGET_DIR", root().join(TARGET));
    command
}

/// Two people in tabs of a headless browser.
fn browser() -> Result<Totals> {
    npm::install(super::TESTS)?;
    let Some(chromium) = debian::CHROMIUM.find_or_install()? else {
        return Ok(Totals::SKIPPED);
    };
    let server = (
        "WIGWAG_BOARD",
        root().join(TARGET).join(format!("debug/board{}", env::consts::EXE_SUFFIX)),
    );
    let page = ("WIGWAG_BOARD_PAGE", root().join(WEB).join("dist"));
    node_test("tests/board", &[chromium, server, page])
}

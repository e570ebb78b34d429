//! The project's commands: `cargo xtask gen-ts`, `cargo xtask schema diff`.

use std::process::ExitCode;

fn main() -> ExitCode {
    wigwag_schema::cli(board_contract::api())
}

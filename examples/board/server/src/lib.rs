//! The board: [`App`] answers the events of the contract, [`State`] knows what is on the board. The
//! binary `board` serves them together with the page on one port.

mod app;
mod limits;
mod state;

use board_contract::board;
use wigwag::{BuildError, Io, PresentedContract};

pub use app::App;
pub use state::State;

/// The contracts of pages that this server no longer serves: they are told to reload. When a change breaks pages that are open, and
/// you want it all the same, the hash of the contract before it belongs here. It is the constant
/// `contract` in `web/src/api.gen.ts`.
const RETIRED: [&str; 1] = [
    // Version 0.1, where tasks were in no column.
    "6f1d0b8a52c94e37",
];

/// The events of an empty board, ready to be mounted.
///
/// # Errors
/// Contracts are listed that are not mounted, or the reverse.
pub fn server() -> Result<Io, BuildError> {
    Io::builder()
        .api(board_contract::api())
        .accept_contract(is_served)
        .mount(board::serve(App::default()))
        .build()
}

fn is_served(contract: &PresentedContract) -> bool {
    contract.hash().is_none_or(|hash| !RETIRED.contains(&&*hash.to_string()))
}

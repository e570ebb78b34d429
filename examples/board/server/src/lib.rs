//! The board: [`App`] answers the events of the contract, [`State`] knows what is on the board. The
//! binary `board` serves them together with the page on one port.

mod app;
mod limits;
mod state;

use board_contract::board;
use wigwag::{BuildError, Io};

pub use app::App;
pub use state::State;

/// The events of an empty board, ready to be mounted.
///
/// # Errors
/// Contracts are listed that are not mounted, or the reverse.
pub fn server() -> Result<Io, BuildError> {
    Io::builder().api(board_contract::api()).mount(board::serve(App::default())).build()
}

//! A chat: everything in one program.
//!
//! [`contract`] says what travels, [`App`] answers it, [`state`] knows who is where and what was
//! said, and [`probe`] measures how far away everybody is. The binary `chat` serves them together
//! with the page on one port.

mod app;
pub mod contract;
mod image_format;
pub mod limits;
mod names;
pub mod probe;
pub mod state;

pub use app::App;

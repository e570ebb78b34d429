//! Servers side by side: what the same work costs them in processor time and in memory, measured by one load generator that checks
//! every byte of every answer.
//!
//! One thread serves all connections from one loop (`Fleet`). A mode (`modes`) says what they send and what they are
//! to be told; an answer that is wrong, lost or doubled, or a connection that ends, makes the round no result. The processor time is
//! the kernel's, of the server's process alone, and is taken around the part of a load that is measured (`window`).

#![cfg(target_os = "linux")]

pub mod report;
pub mod results;

mod client;
mod clock;
mod command;
mod cores;
mod errand;
mod fault;
mod fleet;
mod frame;
mod growth;
mod histogram;
mod http;
mod machine;
mod memory;
mod messages;
mod modes;
mod polling;
mod process;
mod rehearsal;
mod roster;
mod rounds;
mod server;
mod soak;
mod storm;
mod tally;
mod trial;
mod versions;
mod websocket;
mod window;

pub use self::{command::run, rehearsal::rehearse};

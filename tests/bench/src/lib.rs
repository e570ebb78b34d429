//! Servers side by side: what the same work costs them in processor time and in memory, measured by one load generator that checks
//! every byte of every answer.
//!
//! One thread serves all connections from one loop (`Fleet`). A mode (`modes`) says what they send and what they are
//! to be told; an answer that is wrong, lost or doubled, or a connection that ends, makes the round no result. The processor time is
//! the kernel's, of the server's process alone, and is taken around the part of a load that is measured (`window`).

pub mod report;
pub mod results;

#[cfg(target_os = "linux")]
mod client;
#[cfg(target_os = "linux")]
mod clock;
#[cfg(target_os = "linux")]
mod command;
#[cfg(target_os = "linux")]
mod cores;
#[cfg(target_os = "linux")]
mod errand;
#[cfg(target_os = "linux")]
mod fault;
#[cfg(target_os = "linux")]
mod fleet;
#[cfg(target_os = "linux")]
mod frame;
#[cfg(target_os = "linux")]
mod growth;
#[cfg(target_os = "linux")]
mod histogram;
#[cfg(target_os = "linux")]
mod http;
#[cfg(target_os = "linux")]
mod machine;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod messages;
#[cfg(target_os = "linux")]
mod modes;
#[cfg(target_os = "linux")]
mod polling;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod roster;
#[cfg(target_os = "linux")]
mod rounds;
#[cfg(target_os = "linux")]
mod server;
#[cfg(target_os = "linux")]
mod soak;
#[cfg(target_os = "linux")]
mod storm;
#[cfg(target_os = "linux")]
mod versions;
#[cfg(target_os = "linux")]
mod websocket;
#[cfg(target_os = "linux")]
mod window;

#[cfg(target_os = "linux")]
pub use self::command::run;

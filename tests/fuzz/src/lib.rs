//! Inputs without any sense, for every decoder and for whole servers.
//!
//! A target takes bytes and panics when a promise is broken. [`TARGETS`] lists them; the tests of this package run each for a short
//! time with damaged seeds, and `libfuzzer/` runs each for as long as one likes, guided by coverage.

#![expect(clippy::expect_used, reason = "a target fails where it cannot go on")]

mod choices;
mod mutation;
mod server;

pub use self::mutation::{Random, input};
pub use self::server::server;

/// Something that takes bytes.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Takes one input.
    pub run: fn(&[u8]),
    /// Inputs that make sense.
    pub seeds: &'static [&'static [u8]],
    /// How many inputs a short run takes.
    pub short: usize,
}

/// Every target.
pub const TARGETS: &[Target] =
    &[Target { name: "server", run: server, seeds: server::SEEDS, short: 3000 }];

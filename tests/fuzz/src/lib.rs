//! Inputs without any sense, for every decoder and for whole servers.
//!
//! A target takes bytes and panics when a promise is broken. [`TARGETS`] lists them; the tests of this package run each for a short
//! time with damaged seeds, and `libfuzzer/` runs each for as long as one likes, guided by coverage.

#![expect(clippy::expect_used, reason = "a target fails where it cannot go on")]

mod mutation;
mod server;

pub use self::mutation::{Random, input};
pub use self::server::server;
pub use wigwag::__fuzz::{packets, session};

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
pub const TARGETS: &[Target] = &[
    Target { name: "packets", run: packets, seeds: PACKETS, short: 100_000 },
    Target { name: "session", run: session, seeds: &[], short: 5000 },
    Target { name: "server", run: server, seeds: server::SEEDS, short: 3000 },
];

const PACKETS: &[&[u8]] = &[
    b"40/admin,{\"token\":\"x\"}",
    b"42[\"hi\",1,\"two\",{\"a\":[null,true,-1.5e3]}]",
    b"437[{\"ok\":true}]\x1e41/admin,",
    b"451-[\"b\",{\"_placeholder\":true,\"num\":0}]\x1ebAQIDBA==\x1e42[\"next\"]",
    b"462-/a,9[{\"num\":1,\"_placeholder\":true},[{\"_placeholder\":true,\"num\":0}]]\x1ebYQ==\x1ebYg==",
    b"2probe\x1e3\x1e5\x1e6\x1e1",
];

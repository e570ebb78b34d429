//! Inputs without any sense, for every decoder and for whole servers.
//!
//! A target takes bytes and panics when a promise is broken. [`TARGETS`] lists them; the tests of this package run each for a short
//! time with damaged seeds, and `libfuzzer/` runs each for as long as one likes, guided by coverage.

#![expect(clippy::expect_used, reason = "a target fails where it cannot go on")]

mod mutation;
mod server;

pub use self::mutation::{Random, input};
pub use self::server::server;
pub use wigwag::__fuzz::{msgpack, packets, session, websocket};

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
    Target { name: "msgpack", run: msgpack, seeds: MSGPACK, short: 100_000 },
    Target { name: "session", run: session, seeds: &[], short: 5000 },
    Target { name: "websocket", run: websocket, seeds: FRAMES, short: 100_000 },
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

/// Packets of the official parser for msgpack.
const MSGPACK: &[&[u8]] = &[
    b"\x83\xa4type\x00\xa4data\xd4\x00\x00\xa3nsp\xa1/",
    b"\x83\xa4type\x00\xa4data\x81\xa5token\xa1x\xa3nsp\xa6/admin",
    b"\x85\xa4type\x02\xa4data\x91\xa5hello\xa7options\x81\xa8compress\xc3\xa2id\x07\xa3nsp\xa1/",
    b"\x83\xa4type\x02\xa4data\x93\xa1b\xc4\x02\x01\x02\x81\xa4deep\x91\xc7\x01\x00\x03\xa3nsp\xa1/",
    b"\x84\xa4type\x03\xa2id\xcd\x01\x2c\xa4data\x93\xc0\xcb\x3f\xf8\0\0\0\0\0\0\xd7\0\0\0\x01\xa1\xfe\x5a\x67\xdb\xa3nsp\xa1/",
    b"\x83\xa4type\x02\xa4data\x92\xa1s\xd9\x20xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xa3nsp\xa1/",
];

/// Options and frames, with a mask of zero so that damage to a payload is damage to a text.
const FRAMES: &[&[u8]] = &[
    b"\x00\x81\x85\0\0\0\0hello\x82\x83\0\0\0\0\x01\x02\x03",
    b"\x00\x01\x83\0\0\0\0\xce\xba\xe1\x89\x84\0\0\0\0ping\x80\x82\0\0\0\0\xbd\xb9",
    b"\x00\x88\x85\0\0\0\0\x03\xe8bye",
    b"\x01\xc1\x87\0\0\0\0\xf2\x48\xcd\xc9\xc9\x07\x00\xc1\x85\0\0\0\0\xf2\x00\x11\x00\x00",
    b"\x01\x41\x83\0\0\0\0\xf2\x48\xcd\x80\x84\0\0\0\0\xc9\xc9\x07\x00",
    b"\x07\xc2\x8b\0\0\0\0\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00",
];

//! The paths of one message, counted in instructions. The README beside `Cargo.toml` says how to read it.

#![expect(
    unused_qualifications,
    clippy::expect_used,
    clippy::needless_pass_by_value,
    reason = "a bench may panic; the harness writes the paths, and gives away what benches take and return"
)]

mod broadcast;
mod contract;
mod crowd;
mod decode;
mod dispatch;
mod encode;
mod rooms;
mod session;
mod websocket;

use gungraun::prelude::*;
use gungraun::{Callgrind, main};

use self::broadcast::broadcasts;
use self::decode::decoding;
use self::dispatch::calls;
use self::encode::encoding;
use self::rooms::membership;
use self::session::heartbeats;
use self::websocket::frames;

main!(
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no"])),
    library_benchmark_groups =
        [decoding, encoding, calls, broadcasts, membership, heartbeats, frames]
);

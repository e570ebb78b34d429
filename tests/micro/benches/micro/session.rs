//! The state machine of a session.

use std::hint::black_box;

use gungraun::prelude::*;
use wigwag::__bench::Heartbeat;

fn opened() -> Heartbeat {
    let mut heartbeat = Heartbeat::new();
    assert_eq!(heartbeat.turn(), (1, true));
    heartbeat
}

#[library_benchmark]
#[bench::turn(opened())]
fn heartbeat(mut heartbeat: Heartbeat) -> Heartbeat {
    black_box(heartbeat.turn());
    heartbeat
}

library_benchmark_group!(name = heartbeats, benchmarks = heartbeat);

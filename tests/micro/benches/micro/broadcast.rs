//! One event for everybody in a namespace: into the outboxes, and the wakes.

use gungraun::prelude::*;

use crate::contract::{Data, micro};
use crate::crowd::Crowd;

struct Audience {
    crowd: Crowd,
    data: Data,
    /// How many events each of them has when it is over.
    n_events: usize,
}

impl Audience {
    /// Clients whose tasks sleep.
    fn idle(count: usize) -> Self {
        let mut audience = Self { crowd: Crowd::of(count), data: Data::of(64), n_events: 1 };
        audience.tell();
        audience.check();
        audience.crowd.clients.iter().for_each(|client| client.sleep());
        audience
    }

    /// Clients whose tasks are awake, and have something to write already.
    fn busy(count: usize) -> Self {
        let mut audience = Self::idle(count);
        audience.crowd.clients.iter().for_each(|client| client.wake_up());
        audience.tell();
        audience.n_events += 1;
        audience
    }

    fn tell(&mut self) {
        use micro::Emit as _;
        self.crowd.io.of::<micro::Ns>().msg(&self.data);
    }

    fn check(&mut self) {
        let event = format!(r#"42["msg",{{"data":"{}"}}]"#, self.data.data);
        let events = vec![event.into_bytes(); self.n_events];
        assert!(self.crowd.clients.iter_mut().all(|client| client.take_sent() == events));
    }
}

#[library_benchmark(teardown = told)]
#[bench::idle_1(Audience::idle(1))]
#[bench::idle_100(Audience::idle(100))]
#[bench::idle_1000(Audience::idle(1_000))]
#[bench::idle_10000(Audience::idle(10_000))]
#[bench::busy_1(Audience::busy(1))]
#[bench::busy_100(Audience::busy(100))]
#[bench::busy_1000(Audience::busy(1_000))]
#[bench::busy_10000(Audience::busy(10_000))]
fn to_everybody(mut audience: Audience) -> Audience {
    audience.tell();
    audience
}

fn told(mut audience: Audience) {
    audience.check();
}

library_benchmark_group!(name = broadcasts, benchmarks = to_everybody);

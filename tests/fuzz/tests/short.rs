//! Each target for a short time, with the same inputs in every run.

use std::sync::atomic::{AtomicBool, Ordering};

use wigwag_fuzz::{Random, TARGETS, Target, input};

/// A panic in a task of the server does not reach the target, but it reaches this.
static HAS_PANICKED: AtomicBool = AtomicBool::new(false);

#[test]
fn targets_keep_their_promises() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        HAS_PANICKED.store(true, Ordering::Relaxed);
        report(panic);
    }));
    for target in TARGETS {
        run(target);
    }
}

fn run(target: &Target) {
    let mut random = Random::new(0x9e37_79b9_7f4a_7c15);
    for seed in target.seeds {
        check(target, seed);
    }
    for _ in 0..target.short {
        check(target, &input(&mut random, target.seeds));
    }
}

fn check(target: &Target, input: &[u8]) {
    let outcome = std::panic::catch_unwind(|| (target.run)(input));
    let is_kept = outcome.is_ok() && !HAS_PANICKED.load(Ordering::Relaxed);
    assert!(is_kept, "{} breaks on {}", target.name, input.escape_ascii());
}

//! A cluster in virtual time: servers and clients on a network that delays, loses and cuts off, all of it repeatable from one number.
//!
//! The servers are whole ones from the session upwards, joined by an adapter of the simulation. What is checked is what
//! [`adapter`](crate::adapter) promises to programs: an event reaches each socket that it is for once, or lies in a gap that was reported;
//! events of one server come in order; a question settles for everybody who was asked.
//!
//! A failing run names its seed; `WIGWAG_SEED=<seed> cargo test -p wigwag simulation::seed` repeats it, step by step.

mod client;
mod ledger;
mod network;
mod random;
mod world;

use std::fmt::Write as _;

use self::ledger::Violation;
use self::network::{Fault, Traced};
use self::world::World;
use crate::id::SeededIds;

/// Seeds of one test; there are ten.
const SEEDS: u64 = 1000;

const STEPS: usize = 70;

/// What one seed comes to.
fn run(seed: u64, fault: Option<Fault>) -> Vec<Violation> {
    traced(seed, fault).0
}

fn traced(seed: u64, fault: Option<Fault>) -> (Vec<Violation>, Vec<Traced>) {
    let _ids = SeededIds::from(seed);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime needs nothing");
    runtime.block_on(async { World::new(seed, fault).await.run(STEPS).await })
}

fn check(seeds: std::ops::Range<u64>) {
    let mut faults = String::new();
    for seed in seeds {
        let violations = run(seed, None);
        if !violations.is_empty() {
            let _ = writeln!(faults, "WIGWAG_SEED={seed}: {violations:?}");
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// One test for each thousand, so that they run beside each other.
macro_rules! thousands {
    ($($name:ident: $n:literal),* $(,)?) => {$(
        #[test]
        fn $name() {
            check($n * SEEDS..($n + 1) * SEEDS);
        }
    )*};
}

thousands! {
    cluster_keeps_its_promises_0: 0,
    cluster_keeps_its_promises_1: 1,
    cluster_keeps_its_promises_2: 2,
    cluster_keeps_its_promises_3: 3,
    cluster_keeps_its_promises_4: 4,
    cluster_keeps_its_promises_5: 5,
    cluster_keeps_its_promises_6: 6,
    cluster_keeps_its_promises_7: 7,
    cluster_keeps_its_promises_8: 8,
    cluster_keeps_its_promises_9: 9,
}

/// Repeats one run: the one that `WIGWAG_SEED` names.
#[test]
fn seed() {
    let seed = std::env::var("WIGWAG_SEED").map_or(Ok(0), |seed| seed.parse());
    assert_eq!(run(seed.expect("WIGWAG_SEED is a number"), None), []);
}

/// A failure that does not come again helps nobody.
#[test]
fn runs_repeat() {
    for seed in 0..50 {
        let (_, once) = traced(seed, None);
        let (_, again) = traced(seed, None);
        assert!(once.len() > 100, "{}", once.len());
        let differ = once.iter().zip(&again).position(|(once, again)| once != again);
        assert_eq!(differ.map(|at| (seed, at, &once[at], &again[at])), None);
        assert_eq!(once.len(), again.len());
    }
}

/// How many of a hundred seeds show a violation, where the network breaks a promise.
fn caught(fault: Fault, is_expected: fn(&Violation) -> bool) -> usize {
    (0..100).filter(|seed| run(*seed, Some(fault)).iter().any(is_expected)).count()
}

#[test]
fn what_arrives_twice_is_noticed() {
    let is_expected = |violation: &_| matches!(violation, Violation::Doubled { .. });
    assert!(caught(Fault::Duplicate, is_expected) > 50);
}

#[test]
fn what_is_lost_without_a_word_is_noticed() {
    let is_expected = |violation: &_| matches!(violation, Violation::Missing { .. });
    assert!(caught(Fault::SilentLoss, is_expected) > 50);
}

#[test]
fn what_overtakes_is_noticed() {
    let is_expected = |violation: &_| matches!(violation, Violation::Reordered { .. });
    assert!(caught(Fault::Reorder, is_expected) > 20);
}

#[test]
fn what_is_said_to_be_known_too_early_is_noticed() {
    let is_expected = |violation: &_| matches!(violation, Violation::Missing { .. });
    assert!(caught(Fault::EagerReceipt, is_expected) > 10);
}

#[test]
fn what_reaches_too_many_is_noticed() {
    let is_expected = |violation: &_| matches!(violation, Violation::Misdelivered { .. });
    assert!(caught(Fault::ForgottenExcept, is_expected) > 50);
}

#[test]
fn who_vanishes_from_an_answer_is_noticed() {
    let is_expected = |violation: &_| matches!(violation, Violation::Unanswered { .. });
    assert!(caught(Fault::VanishingAnswer, is_expected) > 10);
}

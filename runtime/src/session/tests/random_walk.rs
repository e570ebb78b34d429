//! Every order of inputs, sensible or not: the promises of a session hold, and nothing panics.

use crate::fuzz::session::walk;
use std::collections::BTreeMap;

const N_WALKS: u64 = 1500;
const INPUT_LEN: usize = 400;

#[test]
fn promises_hold_in_any_order_of_inputs() {
    let mut seen = BTreeMap::<&str, usize>::new();
    for seed in 1..=N_WALKS {
        let mut random = Xorshift(seed);
        let input: Vec<u8> = (0..INPUT_LEN).map(|_| random.byte()).collect();
        for event in walk(&input) {
            *seen.entry(event).or_default() += 1;
        }
    }
    // A walk that never gets anywhere proves nothing.
    let events = [
        "message",
        "upgraded",
        "answered with data",
        "answered 1",
        "answered 6",
        "answered 6 1",
        "refused",
        "transport error",
        "transport close",
        "ping timeout",
        "parse error",
        "forced close",
        "server shutting down",
        "retired in order",
        "cut off",
    ];
    for event in events {
        assert!(seen.get(event).is_some_and(|&times| times >= 10), "{event}: {seen:?}");
    }
}

/// Marsaglia's 64-bit xorshift: the same walk for the same seed, which must not be zero.
struct Xorshift(u64);

impl Xorshift {
    fn byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper bits are the better ones, and small seeds fill them last.
        (self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8
    }
}

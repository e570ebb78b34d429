//! What is said to be compatible is: every value of the writer is one of the reader.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Judge, SIDES, compare, random::Random, with_types};
use crate::diff::rules::{Level, Severity, Side};

/// Each case is a type, a change of it, and this many values of both.
const CASES: u64 = 1000;
const VALUES: usize = 12;

/// One pair of contracts on one side.
struct Case {
    side: Side,
    old: Value,
    new: Value,
    /// The rules that say that it is not compatible.
    against: BTreeSet<&'static str>,
    /// Something that is written and not read.
    refused: Option<Value>,
}

impl Case {
    fn of(seed: u64, side: Side) -> Self {
        let mut random = Random::new(seed);
        let old = random.types();
        let new = if seed.is_multiple_of(16) { old.clone() } else { random.changed(&old) };
        let findings = compare(&with_types(side, &old), &with_types(side, &new), Level::Wire);
        let against = findings
            .iter()
            .filter(|finding| finding.severity > Severity::Ok)
            .map(|finding| finding.rule.id)
            .collect();
        let mut refused = |from: &Value, to: &Judge| {
            let values = (0..VALUES).filter_map(|_| random.value(from));
            let refused: Vec<_> = values.filter(|value| !to.accepts(value)).collect();
            // A value that was thought out badly is none of the writer's.
            let written = if side == Side::Reads { Judge::server } else { Judge::strict };
            let is_written = |value: &Value| written(from).accepts(value);
            refused.into_iter().find(is_written)
        };
        let refused = match side {
            Side::Reads => refused(&old, &Judge::server(&new)),
            Side::Writes => refused(&new, &Judge::client(&old)),
            Side::Cluster => {
                refused(&old, &Judge::server(&new)).or_else(|| refused(&new, &Judge::server(&old)))
            }
        };
        Self { side, old, new, against, refused }
    }
}

/// Runs all cases and gives how many are compatible, and the rules without which a value would have
/// been refused that was said to be read: those whose mistakes this test notices.
fn run(side: Side) -> (u64, BTreeSet<&'static str>) {
    let mut compatible = 0;
    let mut noticed = BTreeSet::new();
    for seed in 0..CASES {
        let Case { side, old, new, against, refused } = Case::of(seed, side);
        match (against.len(), refused) {
            (0, None) => compatible += 1,
            (0, Some(value)) => panic!(
                "seed {seed}, {side:?}: {value} is refused, though nothing is said against it\n\
                 old {old:#}\nnew {new:#}"
            ),
            (1, Some(_)) => noticed.extend(against),
            _ => {}
        }
    }
    (compatible, noticed)
}

/// With a verdict of one of these rules left out, the test would fail.
#[track_caller]
fn check(side: Side, rules: &[&str]) {
    let (compatible, noticed) = run(side);
    let missing: Vec<_> = rules.iter().filter(|rule| !noticed.contains(**rule)).collect();
    assert!(missing.is_empty(), "nobody would notice mistakes of {missing:?}; {noticed:?}");
    let share = compatible * 100 / CASES;
    assert!((20..80).contains(&share), "{share} % are compatible");
}

#[test]
fn what_is_compatible_for_the_server_is_read_by_it() {
    check(
        Side::Reads,
        &[
            "required-field-added",
            "field-made-required",
            "closed-field-removed",
            "null-removed",
            "type-changed",
            "type-narrowed",
            "range-narrowed",
            "tuple-length-changed",
            "format-added",
            "binary-changed",
            "variant-removed",
        ],
    );
}

#[test]
fn what_is_compatible_for_clients_is_read_by_them() {
    check(
        Side::Writes,
        &[
            "field-removed",
            "field-made-optional",
            "null-added",
            "type-changed",
            "type-widened",
            "range-widened",
            "tuple-length-changed",
            "format-removed",
            "binary-changed",
            "variant-added",
        ],
    );
}

#[test]
fn what_is_compatible_for_a_cluster_is_read_by_all_its_servers() {
    check(
        Side::Cluster,
        &[
            "required-field-added",
            "field-removed",
            "field-made-required",
            "field-made-optional",
            "closed-field-added",
            "null-added",
            "null-removed",
            "range-narrowed",
            "range-widened",
            "variant-added",
            "variant-removed",
        ],
    );
}

#[test]
fn what_is_only_described_in_other_words_is_compatible() {
    for (seed, side) in (0..200).flat_map(|seed| SIDES.map(|side| (seed, side))) {
        let old = Random::new(seed).types();
        let mut new = old.clone();
        new.as_object_mut()
            .unwrap()
            .values_mut()
            .for_each(|ty| ty["description"] = "Other.".into());
        let findings = compare(&with_types(side, &old), &with_types(side, &new), Level::Source);
        assert!(findings.is_empty(), "seed {seed}, {side:?}: {findings:?}\n{old:#}");
    }
}

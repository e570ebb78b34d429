use std::collections::BTreeMap;

use crate::{Baseline, Comparison, Count, Run, Setting, Verdict};

fn setting() -> Setting {
    Setting {
        rustc: "1.95.0".into(),
        target: "x86_64-unknown-linux-gnu".into(),
        libc: "glibc 2.36".into(),
        valgrind: "3.19.0".into(),
        vectors: "avx2".into(),
    }
}

fn run(counts: &[(&str, u64)]) -> Run {
    Run(counts.iter().map(|(bench, count)| ((*bench).to_owned(), *count)).collect())
}

fn kept(counts: &[(&str, u64)]) -> Baseline {
    let mut kept = Baseline::new(setting());
    kept.accept(&Comparison::new(&kept.benches, &run(counts)), "first");
    kept
}

#[track_caller]
fn check(kept_count: Option<u64>, now: Option<u64>, verdict: Verdict) {
    let counts = |count: Option<u64>| count.map(|count| ("a", count));
    let kept = kept(counts(kept_count).as_slice());
    let comparison = Comparison::new(&kept.benches, &run(counts(now).as_slice()));
    assert_eq!(comparison.rows[0].verdict(), verdict);
    let is_good = matches!(verdict, Verdict::Same | Verdict::Shrank);
    assert_eq!(comparison.count(Verdict::is_good) == 1, is_good, "{verdict:?}");
}

#[test]
fn three_percent_are_no_growth() {
    check(Some(1000), Some(1000), Verdict::Same);
    check(Some(1000), Some(1030), Verdict::Same);
    check(Some(1000), Some(1031), Verdict::Grew);
    check(Some(1000), Some(970), Verdict::Same);
    check(Some(1000), Some(969), Verdict::Shrank);
}

#[test]
fn small_counts_are_compared_without_rounding() {
    check(Some(10), Some(10), Verdict::Same);
    check(Some(10), Some(11), Verdict::Grew);
    check(Some(0), Some(0), Verdict::Same);
    check(Some(0), Some(1), Verdict::Grew);
}

#[test]
fn bench_that_is_not_kept_or_not_run_is_not_good() {
    check(None, Some(7), Verdict::New);
    check(Some(7), None, Verdict::Gone);
}

#[test]
fn accepting_changes_only_what_has_changed() {
    let mut kept = kept(&[("same", 1000), ("grew", 1000), ("shrank", 1000), ("gone", 1)]);
    let run = run(&[("same", 1001), ("grew", 1100), ("shrank", 900), ("new", 5)]);
    kept.accept(&Comparison::new(&kept.benches, &run), "better");
    let expected = [
        ("grew", 1100, "better"),
        ("new", 5, "better"),
        ("same", 1000, "first"),
        ("shrank", 900, "better"),
    ];
    let expected = expected.map(|(bench, instructions, reason)| {
        (bench.to_owned(), Count { instructions, reason: reason.to_owned() })
    });
    assert_eq!(kept.benches, BTreeMap::from(expected));
}

#[test]
fn run_of_some_benches_leaves_the_others_alone() {
    let mut kept = kept(&[("a", 1000), ("b", 1000)]);
    let comparison = Comparison::of_some(&kept.benches, &run(&[("a", 2000)]));
    assert_eq!(comparison.rows.len(), 1);
    kept.accept(&comparison, "because");
    assert_eq!(kept.benches["a"].instructions, 2000);
    assert_eq!(kept.benches["b"].instructions, 1000);
}

#[test]
fn settings_say_in_what_they_differ() {
    assert_eq!(setting().differences(&setting()), <[String; 0]>::default());
    let other = Setting { rustc: "1.96.0".into(), vectors: "sse2".into(), ..setting() };
    assert_eq!(
        other.differences(&setting()),
        ["rustc 1.96.0 instead of 1.95.0", "vectors sse2 instead of avx2"]
    );
}

#[test]
fn table_says_what_needs_a_reason() {
    let kept = kept(&[("decode::a", 1_234_567), ("decode::b", 1000), ("decode::c", 100)]);
    let run = run(&[("decode::a", 1_234_567), ("decode::b", 1100), ("decode::d", 7)]);
    let table = Comparison::new(&kept.benches, &run).to_string();
    let expected = "\
instructions          kept           now
decode::a        1,234,567     1,234,567    +0.0 %
decode::b            1,000         1,100   +10.0 %  GREW
decode::c              100             -            GONE
decode::d                -             7            NEW
";
    assert_eq!(table, expected);
}

#[test]
fn run_is_read_from_summaries() {
    let output = r#"
{"id":"event","module_path":"micro::decoding::packet","profiles":[{"data":{"total":{"metrics":{"Ir":{"values":{"new":1465}}}}}}]}
{"id":"of_1","module_path":"micro::rooms::join","profiles":[{"data":{"total":{"metrics":{"Ir":{"values":{"new":7,"old":8}}}}}}]}
"#;
    let expected = run(&[("decoding::packet::event", 1465), ("rooms::join::of_1", 7)]);
    assert_eq!(Run::read(output).ok(), Some(expected));
}

#[test]
fn summary_without_a_count_is_an_error() {
    let output = r#"{"module_path":"micro::decoding::packet","profiles":[]}"#;
    let error = Run::read(output).expect_err("there is no count");
    assert_eq!(error.to_string(), format!("no count of instructions: {output}"));
    assert!(Run::read("running 3 benches").is_err());
}

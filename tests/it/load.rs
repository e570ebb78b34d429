//! The profile `load` of the fixture and the generator of the benchmarks: whether each still says what the other awaits.

#[test]
fn the_fixture_answers_everything_that_is_measured() {
    let faults = wigwag_bench::rehearse(env!("CARGO_BIN_EXE_fixture").as_ref()).unwrap();
    assert!(faults.is_empty(), "{faults:#?}");
}

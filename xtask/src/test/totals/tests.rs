use super::Totals;

fn totals(passed: u64, failed: u64, skipped: u64) -> Totals {
    Totals { passed, failed, skipped }
}

#[track_caller]
fn check(read: fn(&str) -> Option<Totals>, line: &str, expected: Option<Totals>) {
    assert_eq!(read(line), expected, "line {line:?}");
}

#[test]
fn cargo_test_lines() {
    let check = |line, expected| check(Totals::of_cargo_test, line, expected);
    check(
        "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s",
        Some(totals(12, 0, 1)),
    );
    check(
        "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        Some(totals(1, 2, 0)),
    );
    check("test tests::cargo_test_lines ... ok", None);
    check("running 12 tests", None);
    check("", None);
}

#[test]
fn node_test_lines() {
    let check = |line, expected| check(Totals::of_node_test, line, expected);
    check("ℹ pass 219", Some(totals(219, 0, 0)));
    check("ℹ fail 2", Some(totals(0, 2, 0)));
    check("ℹ cancelled 1", Some(totals(0, 1, 0)));
    check("ℹ skipped 4", Some(totals(0, 0, 4)));
    check("ℹ tests 226", None);
    check("✔ pass 3", None);
    check("ℹ pass on", None);
}

#[test]
fn unittest_lines() {
    let check = |line, expected| check(Totals::of_unittest, line, expected);
    check("test_x (module.Case.test_x) ... ok", Some(totals(1, 0, 0)));
    check("test_x (module.Case.test_x) ... FAIL", None);
    check("OK", None);
    check("OK (skipped=2)", Some(totals(0, 0, 2)));
    check("FAILED (failures=1, errors=2, skipped=3)", Some(totals(0, 3, 3)));
    check("Ran 6 tests in 0.389s", None);
}

#[test]
fn skipped_tests_are_named_only_when_there_are_any() {
    assert_eq!(totals(3, 0, 0).to_string(), "3 passed, 0 failed");
    assert_eq!(totals(3, 1, 2).to_string(), "3 passed, 1 failed, 2 skipped");
}

#[test]
fn what_a_step_comes_to_is_read_as_it_is_displayed() {
    let check = |line, expected| check(Totals::of_step, line, expected);
    check("3 passed, 0 failed", Some(totals(3, 0, 0)));
    check("3 passed, 1 failed, 2 skipped", Some(totals(3, 1, 2)));
    check("3 passed, 1 lost", None);
    check("error: cannot start node", None);
    check("", None);
}

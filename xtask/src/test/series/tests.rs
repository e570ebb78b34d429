use super::{SHOWN_MAX, about_failures};

#[test]
fn of_cargo_test_the_failures_of_each_binary_are_shown() {
    let said = "test a ... ok\ntest b ... FAILED\n\nfailures:\n\n---- b stdout ----\nleft is not right\n\nfailures:\n    b\n\n\
                test result: FAILED. 1 passed; 1 failed\n\ntest c ... ok\ntest result: ok. 1 passed; 0 failed\nfailures:\n    d\n\
                test result: FAILED. 0 passed; 1 failed\nerror: 2 targets failed";
    assert_eq!(
        about_failures(said),
        [
            "failures:",
            "",
            "---- b stdout ----",
            "left is not right",
            "",
            "failures:",
            "    b",
            "",
            "test result: FAILED. 1 passed; 1 failed",
            "failures:",
            "    d",
            "test result: FAILED. 0 passed; 1 failed",
        ]
    );
}

#[test]
fn of_node_test_the_failures_are_shown_to_the_end() {
    let said =
        "✔ a (1ms)\n✖ b (2ms)\nℹ fail 1\n\n✖ failing tests:\n\ntest at b.test.mjs:1:1\n✖ b (2ms)";
    let shown = ["✖ failing tests:", "", "test at b.test.mjs:1:1", "✖ b (2ms)"];
    assert_eq!(about_failures(said), shown);
}

#[test]
fn of_unittest_the_failures_are_shown() {
    let said = "test_a ... ok\n=====\nERROR: test_b (case.test_b)\n-----\nTraceback\nRan 2 tests in 1s\n\nFAILED (errors=1)\n";
    let shown = [
        "ERROR: test_b (case.test_b)",
        "-----",
        "Traceback",
        "Ran 2 tests in 1s",
        "",
        "FAILED (errors=1)",
    ];
    assert_eq!(about_failures(said), shown);
}

#[test]
fn without_a_runner_the_last_lines_are_shown() {
    let lines: Vec<_> = (0..500).map(|n| n.to_string()).collect();
    assert_eq!(about_failures(&lines.join("\n")), lines[500 - SHOWN_MAX..]);
}

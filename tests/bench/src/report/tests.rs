//! The results of a run, kept literally, and what they come to.

use super::*;

fn results() -> Results {
    serde_json::from_str(include_str!("tests/results.json")).unwrap()
}

#[test]
fn the_table_has_a_line_for_each_server() {
    assert_eq!(table(&results()), include_str!("tests/table.txt"));
}

#[test]
fn the_page_has_targets_figures_and_method() {
    assert_eq!(page::page(&results()), include_str!("tests/page.md"));
}

#[test]
fn a_plot_has_bars_with_their_ratios() {
    assert_eq!(plot::plot(&results().modes[0]), include_str!("tests/echo64.svg"));
}

#[test]
fn the_plot_of_memory_has_a_bar_for_each_moment() {
    assert_eq!(plot::plot(&results().modes[1]), include_str!("tests/idle-10k.svg"));
}

#[test]
fn the_report_is_a_page_and_its_plots() {
    let root = tempfile::tempdir().unwrap();
    write(&results(), root.path()).unwrap();
    for file in ["BENCHMARKS.md", "tests/bench/plots/echo64.svg", "tests/bench/plots/idle-10k.svg"]
    {
        assert!(root.path().join(file).is_file(), "{file}");
    }
}

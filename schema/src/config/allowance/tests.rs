#[test]
fn days_are_counted_from_1970() {
    let check = |number, expected: &str| assert_eq!(super::day(number).to_string(), expected);
    check(0, "1970-01-01");
    check(11_016, "2000-02-29");
    check(11_017, "2000-03-01");
    check(20_818, "2026-12-31");
    check(20_819, "2027-01-01");
    check(47_541, "2100-03-01");
}

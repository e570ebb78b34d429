use super::*;

fn strings<const N: usize>(values: [&str; N]) -> [String; N] {
    values.map(str::to_owned)
}

/// The values are written as `name`, and `name` is read as the values.
#[track_caller]
fn check<const N: usize>(fixed: &[&str], values: [&str; N], name: &str) {
    assert_eq!(write(fixed, &strings(values)), name);
    assert_eq!(read(fixed, name), Some(strings(values)), "{name}");
}

#[test]
fn values_stand_between_the_fixed_parts() {
    check(&["lobby"], [], "lobby");
    check(&["topic:", ""], ["7"], "topic:7");
    check(&["seat:", ":", ""], ["a", "12"], "seat:a:12");
    check(&["<", ", ", ">"], ["a", "b"], "<a, b>");
    check(&["topic:", ""], [""], "topic:");
    check(&["topic:", ""], ["käse 🧀"], "topic:käse 🧀");
}

#[test]
fn what_follows_a_value_is_escaped_in_it() {
    check(&["seat:", ":", ""], ["a:b", "c:d"], "seat:a%3Ab:c:d");
    check(&["seat:", ":", ""], ["a", "b:c:d"], "seat:a:b:c:d");
    check(&["topic:", ""], ["50%"], "topic:50%25");
    check(&["topic:", ""], ["%3A"], "topic:%253A");
    check(&["<", "é>"], ["é"], "<%C3%A9é>");
}

#[test]
fn names_of_another_form_are_not_read() {
    let fixed = &["seat:", ":", ""];
    for name in ["", "seat", "seat:", "seat:a", "sea:a:b", "xseat:a:b", "seat:a%:b", "seat:a%4:b"] {
        assert_eq!(read::<2>(fixed, name), None, "{name}");
    }
    for value in ["%", "%A", "%G0", "%+1", "%é0", "%ff", "a%ED%A0%80"] {
        assert_eq!(read::<1>(&["topic:", ""], &format!("topic:{value}")), None, "{value}");
    }
    assert_eq!(read::<0>(&["lobby"], "lobby2"), None);
    assert_eq!(read::<1>(&["<", ">"], "<a>b"), None);
}

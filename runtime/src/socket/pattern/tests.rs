use super::*;

#[track_caller]
fn check(pattern: &str, name: &str, expected: Option<&[(&str, &str)]>) {
    let params = NamespacePattern::parse(pattern).unwrap().read(name);
    let params = params.as_ref().map(|params| params.iter().collect::<Vec<_>>());
    assert_eq!(params.as_deref(), expected, "{name} as {pattern}");
}

#[test]
fn names_are_compared_by_segments() {
    check("/chat/{room}", "/chat/blue", Some(&[("room", "blue")]));
    check("/{a}/x/{b_2}", "/1/x/2", Some(&[("a", "1"), ("b_2", "2")]));
    check("/{all}", "/chat", Some(&[("all", "chat")]));
    check("/{all}", "/", None);
    check("/chat/{room}", "/chat", None);
    check("/chat/{room}", "/chat/", None);
    check("/chat/{room}", "/chat/blue/", None);
    check("/chat/{room}", "/chat//blue", None);
    check("/chat/{room}", "/Chat/blue", None);
    check("/chat/{room}", "chat/blue", None);
    check("/chat/{room}", "", None);
    check("/{room}/", "/blue/", Some(&[("room", "blue")]));
    check("/{room}/", "/blue", None);
}

#[test]
fn values_are_decoded_and_text_is_not() {
    check("/{room}", "/deep%20blue", Some(&[("room", "deep blue")]));
    check("/{room}", "/a%2Fb", Some(&[("room", "a/b")]));
    check("/{room}", "/%C3%A9", Some(&[("room", "é")]));
    check("/{room}", "/%252F", Some(&[("room", "%2F")]));
    check("/{room}", "/%00", Some(&[("room", "\0")]));
    check("/chat/{room}", "/%63hat/x", None);
}

#[test]
fn value_is_written_in_one_way_only() {
    for name in ["/%62lue", "/a%2fb", "/é", "/a b", "/a+b", "/a@b", "/100%", "/%2", "/%zz", "/%-1"]
    {
        check("/{room}", name, None);
    }
}

#[test]
fn value_that_is_no_utf8_belongs_to_no_pattern() {
    for name in ["/%FF", "/%C3", "/%C3x", "/%ED%A0%80"] {
        check("/{room}", name, None);
    }
}

#[track_caller]
fn check_name(pattern: &str, values: &[&str], expected: Option<&str>) {
    let name = NamespacePattern::parse(pattern).unwrap().name(values);
    assert_eq!(name.as_deref(), expected);
}

#[test]
fn values_are_written_as_encode_uri_component_does() {
    check_name("/chat/{room}", &["blue"], Some("/chat/blue"));
    check_name("/{a}/x/{b}", &["1", "2"], Some("/1/x/2"));
    check_name("/{a}", &["-_.!~*'()"], Some("/-_.!~*'()"));
    check_name("/{a}", &["a b/c,d?e%f#g+h"], Some("/a%20b%2Fc%2Cd%3Fe%25f%23g%2Bh"));
    check_name("/{a}", &["é\0"], Some("/%C3%A9%00"));
}

#[test]
fn every_parameter_has_a_value() {
    check_name("/{a}/{b}", &["1"], None);
    check_name("/{a}/{b}", &["1", "2", "3"], None);
    check_name("/{a}/{b}", &["1", ""], None);
}

#[test]
fn every_value_that_is_written_is_read_back() {
    let pattern = NamespacePattern::parse("/x/{a}/{b}").unwrap();
    let all = (0..=0x10_FFFF).filter_map(char::from_u32).step_by(97).collect::<String>();
    let name = pattern.name([all.as_str(), "%41/é"]).unwrap();
    assert!(name.is_ascii() && !name.contains([',', '?']), "{name}");
    let params = pattern.read(&name).unwrap();
    assert_eq!((params.get("a"), params.get("b")), (Some(&*all), Some("%41/é")));
}

#[test]
fn pattern_is_shown_as_it_was_written() {
    let pattern: NamespacePattern = "/{a}/x/{b}".parse().unwrap();
    assert_eq!((pattern.as_str(), pattern.to_string().as_str()), ("/{a}/x/{b}", "/{a}/x/{b}"));
    assert_eq!(pattern.params().collect::<Vec<_>>(), ["a", "b"]);
}

use serde::de::IgnoredAny;

use super::super::placeholder;
use super::{DEPTH_MAX, first_element, is_sound};

/// Checks that the text is found sound without further ado.
#[track_caller]
fn check(text: &str) {
    assert!(is_sound(text), "{text:?}");
    assert!(is_json(text), "{text:?}");
}

/// What is found sound has to be JSON; the other way round, nothing is promised.
#[track_caller]
fn check_promise(text: &str) {
    if is_sound(text) || first_element(text, 0).is_some() {
        assert!(is_json(text), "{text:?}");
    }
    if first_element(text, 2).is_some() {
        assert_eq!(placeholder::check(text, 2), Ok(()), "{text:?}");
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

#[test]
fn ordinary_texts_are_sound() {
    check("[]");
    check(" { } ");
    check("[\"a\" , {\"b\":[null,true,false]} ]\r\n\t");
    check("[0,-0,7,-12,1.5,0.25,1e9,1E+9,-2.5e-3,123456789012345678901234567890]");
    check(r#"["\"\\\/\b\f\n\r\t\u00e9\ud800","é😀"]"#);
    check("\"\u{7f}\"");
    check("\"lone\"");
    check("3");
}

#[test]
fn strings_of_every_length_end_where_they_do() {
    for len in 0..100 {
        let plain = "x".repeat(len);
        check(&format!("\"{plain}\""));
        check(&format!("\"{plain}\\n{plain}é\""));
        for special in ['\u{1}', '\u{1f}', '\\'] {
            assert!(!is_sound(&format!("\"{plain}{special}xx{plain}\"")), "{len} {special:?}");
        }
        assert!(!is_sound(&format!("\"{plain}")), "{len}");
        assert!(!is_sound(&format!("\"{plain}\"x")), "{len}");
    }
}

#[test]
fn depth_is_left_to_others() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(is_sound(&nested(DEPTH_MAX)));
    assert!(!is_sound(&nested(DEPTH_MAX + 1)));
    assert!(!is_sound(&nested(1_000_000)));
    assert!(!is_sound(&"{\"a\":".repeat(1_000_000)));
}

#[test]
fn first_element_is_where_it_stands() {
    assert_eq!(first_element(r#"["name",1]"#, 0), Some(1..7));
    assert_eq!(first_element(" [ 17 , 1] ", 0), Some(3..5));
    assert_eq!(first_element("[{}]", 0), Some(1..3));
    assert_eq!(first_element("[]", 0), None);
    assert_eq!(first_element("{}", 0), None);
    assert_eq!(first_element(r#"["name",1]x"#, 0), None);
    assert_eq!(first_element(r#"["name",]"#, 0), None);
    assert_eq!(first_element(r#"["name""#, 0), None);
}

#[test]
fn placeholders_of_official_clients_are_checked_at_first_glance() {
    let text = r#"["b",{"_placeholder":true,"num":0},[1.5,{"a":{"_placeholder":true,"num":1}}]]"#;
    assert_eq!(first_element(text, 2), Some(1..4));
    assert_eq!(first_element(text, 1), None);
}

#[test]
fn with_attachments_more_is_left_to_others() {
    for value in [
        r#"{"num":0,"_placeholder":true}"#,
        r#"{"_placeholder":true,"num":0,"more":1}"#,
        r#"{"_placeholder":true,"num":00}"#,
        r#"{"_placeholder":false}"#,
        r#"{"\u005fplaceholder":true}"#,
        r#""\ud800""#,
        "1e400",
        "123456789012345678",
    ] {
        assert_eq!(first_element(&format!("[{value}]"), 2), None, "{value}");
    }
}

/// Every short text of what placeholders are made of.
#[test]
fn what_is_sound_has_sound_placeholders() {
    const PARTS: [&str; 9] = ["{", "}", "\"_placeholder\"", "\"num\"", "true", ":", ",", "1", "2"];
    for number in 0..PARTS.len().pow(5) {
        let mut text = String::new();
        let mut rest = number;
        for _ in 0..5 {
            text.push_str(PARTS[rest % PARTS.len()]);
            rest /= PARTS.len();
        }
        check_promise(&format!("[{text}]"));
        check_promise(&format!("[{{\"_placeholder\":true{text}}}]"));
        check_promise(&format!("[{{\"_placeholder\":true,\"num\":{text}]"));
    }
}

/// Every short text of the characters that mean something.
#[test]
fn what_is_sound_is_json() {
    const CHARACTERS: &[u8] = b"[]{}\",:\\u0a1-.e t";
    let mut text = String::new();
    for len in 0..=4_u32 {
        for number in 0..CHARACTERS.len().pow(len) {
            text.clear();
            let mut number = number;
            for _ in 0..len {
                text.push(char::from(CHARACTERS[number % CHARACTERS.len()]));
                number /= CHARACTERS.len();
            }
            check_promise(&text);
            check_promise(&format!("[{text}]"));
            check_promise(&format!("[1{text}]"));
            check_promise(&format!("{{\"{text}:0}}"));
        }
    }
}

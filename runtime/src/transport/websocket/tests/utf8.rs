//! Text is UTF-8, and fails on the first byte that cannot be. RFC 6455 §8.1.

use super::*;

const VALID: [&[u8]; 12] = [
    b"plain",
    "κόσμε".as_bytes(),
    "ÿ\u{7ff}\u{800}\u{ffff}".as_bytes(),
    b"\x00",
    b"\x7f",
    b"\xc2\x80",
    b"\xed\x9f\xbf",
    b"\xee\x80\x80",
    b"\xef\xbf\xbd",
    b"\xef\xbf\xbe",
    b"\xf0\x90\x80\x80",
    b"\xf4\x8f\xbf\xbf",
];

/// Each ends with the first byte that is wrong.
const WRONG_AT_THE_LAST: [&[u8]; 16] = [
    b"a\x80",
    b"\xbf",
    b"\xc0",
    b"\xc1",
    b"\xc3\x28",
    b"\xe0\x80",
    b"\xe2\x28",
    b"\xe2\x82\x28",
    b"\xed\xa0",
    b"\xf0\x80",
    b"\xf0\x9f\x28",
    b"\xf0\x9f\x98\x28",
    b"\xf4\x90",
    b"\xf5",
    b"\xfe",
    b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0",
];

#[test]
fn valid_text_in_one_frame_and_in_two() {
    for bytes in VALID {
        let expected = text(std::str::from_utf8(bytes).unwrap());
        check(&[frame(TEXT, bytes)], &[expected]);
        for cut in 0..=bytes.len() {
            let expected = text(std::str::from_utf8(bytes).unwrap());
            let (head, tail) = bytes.split_at(cut);
            check(&[frame(FIRST_OF_TEXT, head), frame(LAST, tail)], &[expected]);
        }
    }
}

#[test]
fn character_may_come_in_one_fragment_for_each_byte() {
    let frames = [
        frame(FIRST_OF_TEXT, b"\xf0"),
        frame(MIDDLE, b""),
        frame(MIDDLE, b"\x9f"),
        frame(MIDDLE, b"\x98"),
        frame(LAST, b"\x80"),
    ];
    check(&frames, &[text("😀")]);
}

#[test]
fn invalid_text_fails_on_its_first_impossible_byte() {
    for bytes in WRONG_AT_THE_LAST {
        // A frame that promises more, of which nothing else has come.
        let mut begun = frame(TEXT, &[bytes, &[b'x'; 100]].concat());
        begun.truncate(6 + bytes.len());
        check_fault(&[begun.clone()], Fault::InvalidUtf8);
        begun.truncate(6 + bytes.len() - 1);
        check(&[begun], &[]);
        for cut in 0..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            check_fault(&[frame(FIRST_OF_TEXT, head), frame(MIDDLE, tail)], Fault::InvalidUtf8);
        }
    }
}

#[test]
fn text_must_not_end_within_a_character() {
    for bytes in [&b"\xc3"[..], b"\xe2\x82", b"\xf0\x9f\x98", b"a\xf0"] {
        check_fault(&[frame(TEXT, bytes)], Fault::InvalidUtf8);
        check_fault(&[frame(FIRST_OF_TEXT, bytes), frame(LAST, b"")], Fault::InvalidUtf8);
        check_fault(&[frame(FIRST_OF_TEXT, bytes), frame(LAST, b"a")], Fault::InvalidUtf8);
    }
}

#[test]
fn binary_may_be_anything() {
    for bytes in WRONG_AT_THE_LAST {
        check(&[frame(BINARY, bytes)], &[binary(bytes)]);
    }
}

//! Close frames. RFC 6455 §5.5.1, §7.4.

use super::*;

#[test]
fn close_may_be_empty_or_have_a_code_and_a_reason() {
    let longest = [&b"\x03\xe8"[..], &[b'x'; 123]].concat();
    for payload in [&b""[..], b"\x03\xe8", b"\x03\xe8bye", "\u{3}\u{e8}".as_bytes(), &longest] {
        // The one in the middle is 03 C3 A8, code 963.
        if payload.starts_with(b"\x03\xc3") {
            check_fault(&[frame(CLOSE, payload)], Fault::Protocol);
        } else {
            check(&[frame(CLOSE, payload)], &[Incoming::Close(payload.to_vec().into())]);
        }
    }
}

#[test]
fn codes_that_may_be_sent() {
    for code in [
        1000_u16, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
        4000, 4999,
    ] {
        let payload = code.to_be_bytes();
        check(&[frame(CLOSE, &payload)], &[Incoming::Close(payload.to_vec().into())]);
    }
}

#[test]
fn codes_that_may_not_be_sent() {
    for code in [0_u16, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
        check_fault(&[frame(CLOSE, &code.to_be_bytes())], Fault::Protocol);
    }
}

#[test]
fn half_a_code_is_refused() {
    check_fault(&[frame(CLOSE, b"\x03")], Fault::Protocol);
}

#[test]
fn reason_is_utf8() {
    check_fault(&[frame(CLOSE, b"\x03\xe8\xff")], Fault::InvalidUtf8);
    check_fault(&[frame(CLOSE, b"\x03\xe8\xf0\x9f\x98")], Fault::InvalidUtf8);
}

#[test]
fn each_fault_has_the_code_of_the_reference() {
    assert_eq!(Fault::Protocol.close_code(), 1002);
    assert_eq!(Fault::InvalidUtf8.close_code(), 1007);
    assert_eq!(Fault::InvalidDeflate.close_code(), 1007);
    assert_eq!(Fault::TooManyFragments.close_code(), 1008);
    assert_eq!(Fault::TooBig.close_code(), 1009);
}

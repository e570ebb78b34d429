//! Fragments, and what may come between them. RFC 6455 §5.4.

use super::*;

#[test]
fn fragments_make_one_message() {
    check(&[frame(FIRST_OF_TEXT, b"ab"), frame(LAST, b"c")], &[text("abc")]);
    check(
        &[frame(FIRST_OF_BINARY, &[1]), frame(MIDDLE, &[2, 3]), frame(LAST, &[4])],
        &[binary(&[1, 2, 3, 4])],
    );
}

#[test]
fn fragments_may_be_empty() {
    check(&[frame(FIRST_OF_TEXT, b""), frame(MIDDLE, b""), frame(LAST, b"")], &[text("")]);
    check(&[frame(FIRST_OF_TEXT, b""), frame(MIDDLE, b"a"), frame(LAST, b"")], &[text("a")]);
}

#[test]
fn control_frames_come_between_fragments() {
    check(
        &[
            frame(FIRST_OF_TEXT, b"a"),
            frame(PING, b"1"),
            frame(MIDDLE, b"b"),
            frame(PONG, b"2"),
            frame(PING, b"3"),
            frame(LAST, b"c"),
        ],
        &[Incoming::Ping(b"1"[..].into()), Incoming::Ping(b"3"[..].into()), text("abc")],
    );
}

#[test]
fn close_comes_between_fragments() {
    check(
        &[frame(FIRST_OF_TEXT, b"a"), frame(CLOSE, b"\x03\xe8")],
        &[Incoming::Close(b"\x03\xe8"[..].into())],
    );
}

#[test]
fn continuation_of_nothing_is_refused() {
    check_fault(&[frame(LAST, b"a")], Fault::Protocol);
    check_fault(&[frame(MIDDLE, b"")], Fault::Protocol);
    let frames = [frame(FIRST_OF_TEXT, b"a"), frame(LAST, b"b"), frame(LAST, b"c")];
    let decoder = || Decoder::new(LIMITS, None);
    check_with(decoder, &frames, (&[text("ab")], Some(Fault::Protocol)));
}

#[test]
fn message_within_a_message_is_refused() {
    for head in [TEXT, BINARY, FIRST_OF_TEXT, FIRST_OF_BINARY] {
        check_fault(&[frame(FIRST_OF_TEXT, b"a"), frame(head, b"b")], Fault::Protocol);
        check_fault(&[frame(FIRST_OF_BINARY, b""), frame(head, b"")], Fault::Protocol);
    }
}

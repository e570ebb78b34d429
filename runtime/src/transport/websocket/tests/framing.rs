//! Headers: lengths, masks, reserved bits, opcodes. RFC 6455 §5.2, §5.5.

use super::*;

#[test]
fn payloads_around_the_lengths_that_change_the_header() {
    let limits = Limits { message: 70_000, fragments: 1 };
    for len in [0, 1, 2, 3, 4, 5, 124, 125, 126, 127, 128, 65_535, 65_536, 65_537] {
        let payload: Vec<u8> = (0..len).map(|index| (index % 251) as u8).collect();
        let bytes = frame(BINARY, &payload);
        for size in [1, 2, 3, 5, 7, 1024, 100_000] {
            let decoded = decode_with(Decoder::new(limits, None), bytes.chunks(size));
            assert!(decoded == (vec![binary(&payload)], None), "{len} in pieces of {size}");
        }
    }
}

#[test]
fn empty_messages() {
    check(&[frame(TEXT, b""), frame(BINARY, b"")], &[text(""), binary(b"")]);
}

#[test]
fn mask_may_be_zero() {
    check(&[b"\x81\x85\0\0\0\0Hello".to_vec()], &[text("Hello")]);
    // RFC 6455 §5.7.
    check(&[b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58".to_vec()], &[text("Hello")]);
}

#[test]
fn length_may_take_more_bytes_than_it_needs() {
    check(&[b"\x81\xfe\x00\x02\0\0\0\0hi".to_vec()], &[text("hi")]);
    check(&[b"\x81\xff\0\0\0\0\0\0\0\x02\0\0\0\0hi".to_vec()], &[text("hi")]);
}

#[test]
fn frame_without_a_mask_is_refused_by_its_second_byte() {
    for head in [TEXT, BINARY, CLOSE, PING, PONG, FIRST_OF_TEXT] {
        for len in [0, 2, 125, 126, 127] {
            check_fault(&[vec![head, len]], Fault::Protocol);
        }
    }
}

#[test]
fn reserved_bits_are_refused_on_every_frame() {
    for bits in 1..8 {
        for head in [TEXT, BINARY, CLOSE, PING, PONG, FIRST_OF_TEXT] {
            check_fault(&[frame(head | bits << 4, b"")], Fault::Protocol);
        }
        let frames = [frame(FIRST_OF_TEXT, b"a"), frame(LAST | bits << 4, b"b")];
        check_fault(&frames, Fault::Protocol);
    }
}

#[test]
fn reserved_opcodes_are_refused() {
    for opcode in [3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf] {
        for fin in [0, 0x80] {
            check_fault(&[vec![fin | opcode, 0x80]], Fault::Protocol);
        }
    }
}

#[test]
fn pings_of_every_length_and_pongs_unasked() {
    check(
        &[frame(PING, b""), frame(PONG, b"nobody asked"), frame(PING, &[0xff; 125])],
        &[Incoming::Ping(Default::default()), Incoming::Ping(vec![0xff; 125].into())],
    );
}

#[test]
fn control_frames_are_short_and_whole() {
    for head in [CLOSE, PING, PONG] {
        check_fault(&[frame(head, &[3; 126])], Fault::Protocol);
        // Refused by the header: nothing of the payload has to come.
        check_fault(&[vec![head, 0xff]], Fault::Protocol);
        check_fault(&[frame(head & 0x7f, b"")], Fault::Protocol);
    }
}

#[test]
fn what_came_before_a_fault_counts() {
    let frames = [frame(TEXT, b"a"), frame(PING, b"b"), vec![0x83, 0x80]];
    let expected = [text("a"), Incoming::Ping(b"b"[..].into())];
    check_with(|| Decoder::new(LIMITS, None), &frames, (&expected, Some(Fault::Protocol)));
}

#[test]
fn nothing_is_kept_between_messages() {
    let mut decoder = Decoder::new(LIMITS, None);
    let mut bytes = [frame(PING, &[1; 100]), frame(PONG, b"a"), frame(BINARY, &[1; 900])].concat();
    let mut input = &mut bytes[..];
    while decoder.decode(&mut input).unwrap().is_some() {}
    assert_eq!(decoder.reserved(), 0);
}

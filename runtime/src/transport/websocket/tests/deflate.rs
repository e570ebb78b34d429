//! Compressed messages. RFC 7692 §7.2; the bytes of the first tests are its examples (§7.2.3).

use super::super::deflate::{Deflater, compressed_len_max};
use super::*;
use crate::codec::Frame;

const HELLO: &[u8] = &[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];

#[track_caller]
fn check_deflated(frames: &[Vec<u8>], expected: &[Incoming]) {
    check_with(deflating(NEGOTIATED), frames, (expected, None));
}

#[track_caller]
fn check_deflate_fault(frames: &[Vec<u8>], fault: Fault) {
    check_with(deflating(NEGOTIATED), frames, (&[], Some(fault)));
}

#[test]
fn message_in_one_block() {
    check_deflated(&[frame(RSV1 | TEXT, HELLO)], &[text("Hello")]);
    check_deflated(&[frame(RSV1 | BINARY, HELLO)], &[binary(b"Hello")]);
}

#[test]
fn message_in_two_fragments() {
    let frames = [frame(RSV1 | FIRST_OF_TEXT, &HELLO[..3]), frame(LAST, &HELLO[3..])];
    check_deflated(&frames, &[text("Hello")]);
    let frames = [
        frame(RSV1 | FIRST_OF_TEXT, b""),
        frame(PING, b"between"),
        frame(MIDDLE, HELLO),
        frame(LAST, b""),
    ];
    check_deflated(&frames, &[Incoming::Ping(b"between"[..].into()), text("Hello")]);
}

#[test]
fn message_that_refers_to_the_one_before() {
    let again = [0xf2, 0x00, 0x11, 0x00, 0x00];
    let frames = [frame(RSV1 | TEXT, HELLO), frame(RSV1 | TEXT, &again)];
    check_deflated(&frames, &[text("Hello"), text("Hello")]);
    let frames = [frame(RSV1 | TEXT, HELLO), frame(TEXT, b"plain"), frame(RSV1 | TEXT, &again)];
    check_deflated(&frames, &[text("Hello"), text("plain"), text("Hello")]);

    // Without context takeover there is nothing to refer to.
    let forgetful = Negotiated { client_context_takeover: false, ..NEGOTIATED };
    let frames = [frame(RSV1 | TEXT, HELLO), frame(RSV1 | TEXT, &again)];
    check_with(deflating(forgetful), &frames, (&[text("Hello")], Some(Fault::InvalidDeflate)));
    let frames = [frame(RSV1 | TEXT, HELLO), frame(RSV1 | TEXT, HELLO)];
    check_with(deflating(forgetful), &frames, (&[text("Hello"), text("Hello")], None));
}

#[test]
fn message_without_compression() {
    let stored = [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00];
    check_deflated(&[frame(RSV1 | TEXT, &stored)], &[text("Hello")]);
}

#[test]
fn message_whose_stream_is_ended() {
    let ended = [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00];
    let frames = [frame(RSV1 | TEXT, &ended), frame(RSV1 | TEXT, HELLO)];
    check_deflated(&frames, &[text("Hello"), text("Hello")]);
}

#[test]
fn message_in_two_blocks() {
    let blocks = [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00];
    check_deflated(&[frame(RSV1 | TEXT, &blocks)], &[text("Hello")]);
}

#[test]
fn empty_message() {
    check_deflated(&[frame(RSV1 | TEXT, &[0x00])], &[text("")]);
    check_deflated(&[frame(RSV1 | BINARY, &[0x02, 0x00])], &[binary(b"")]);
}

#[test]
fn messages_may_be_plain() {
    check_deflated(&[frame(TEXT, b"Hello"), frame(BINARY, HELLO)], &[text("Hello"), binary(HELLO)]);
}

#[test]
fn mark_is_refused_where_it_has_no_meaning() {
    check_fault(&[frame(RSV1 | TEXT, HELLO)], Fault::Protocol);
    check_deflate_fault(&[frame(RSV1 | PING, b"")], Fault::Protocol);
    check_deflate_fault(&[frame(RSV1 | CLOSE, b"")], Fault::Protocol);
    check_deflate_fault(&[frame(RSV1 | PONG, b"")], Fault::Protocol);
    check_deflate_fault(
        &[frame(RSV1 | FIRST_OF_TEXT, &HELLO[..3]), frame(RSV1 | LAST, &HELLO[3..])],
        Fault::Protocol,
    );
    check_deflate_fault(&[frame(FIRST_OF_TEXT, b"a"), frame(RSV1 | LAST, HELLO)], Fault::Protocol);
    check_deflate_fault(&[frame(0x20 | TEXT, b"")], Fault::Protocol);
}

#[test]
fn what_is_no_deflate_is_refused() {
    check_deflate_fault(&[frame(RSV1 | TEXT, &[0xff; 20])], Fault::InvalidDeflate);
    check_deflate_fault(&[frame(RSV1 | BINARY, &[0x00, 1, 2, 3, 4, 5])], Fault::InvalidDeflate);
    // A block of a type that does not exist, in a message that goes on.
    check_deflate_fault(&[frame(RSV1 | FIRST_OF_BINARY, &[0x06])], Fault::InvalidDeflate);
}

#[test]
fn decompressed_text_is_utf8() {
    let stored = |bytes: &[u8]| {
        let len = (bytes.len() as u16).to_le_bytes();
        [&[0x00, len[0], len[1], !len[0], !len[1]], bytes, &[0x00]].concat()
    };
    check_deflated(&[frame(RSV1 | TEXT, &stored("κόσμε".as_bytes()))], &[text("κόσμε")]);
    check_deflate_fault(&[frame(RSV1 | TEXT, &stored(b"\xff"))], Fault::InvalidUtf8);
    check_deflate_fault(&[frame(RSV1 | TEXT, &stored(b"\xf0\x9f"))], Fault::InvalidUtf8);
    check_deflated(&[frame(RSV1 | BINARY, &stored(b"\xff"))], &[binary(b"\xff")]);
}

/// A compressed message of so many zeros, in one frame. Compression goes on where it was.
fn zeros(len: usize) -> Vec<u8> {
    compressed(&vec![0; len])
}

fn compressed(payload: &[u8]) -> Vec<u8> {
    let frame = Deflater::new(&NEGOTIATED).encode(Frame::binary(payload));
    payload_of(frame.websocket()).to_vec()
}

/// The payload of a frame of ours.
fn payload_of(frame: &[u8]) -> &[u8] {
    match frame[1] {
        126 => &frame[4..],
        127 => &frame[10..],
        _ => &frame[2..],
    }
}

#[test]
fn limit_counts_what_is_decompressed() {
    check_deflated(&[frame(RSV1 | BINARY, &zeros(1000))], &[binary(&[0; 1000])]);
    check_deflate_fault(&[frame(RSV1 | BINARY, &zeros(1001))], Fault::TooBig);
    check_deflate_fault(&[frame(RSV1 | BINARY, &zeros(1_000_000)[..800])], Fault::TooBig);
}

#[test]
fn bomb_goes_off_before_its_message_is_whole() {
    let bomb = zeros(10_000_000);
    let decoder =
        Decoder::new(Limits { message: 1_000_000, fragments: 1 }, Some(Inflater::new(&NEGOTIATED)));
    let bytes = frame(RSV1 | BINARY, &bomb);
    // A fifth of the frame is more than enough.
    let begun = bytes[..bytes.len() / 5].chunks(100);
    assert_eq!(decode_with(decoder, begun), (Vec::new(), Some(Fault::TooBig)));
}

#[test]
fn compressed_bytes_are_limited_too() {
    let mut frames = vec![frame(RSV1 | FIRST_OF_BINARY, &[0x00, 0x00, 0x00, 0xff, 0xff])];
    frames.push(frame(MIDDLE, &[0x00, 0x00, 0x00, 0xff, 0xff].repeat(300)));
    check_deflate_fault(&frames, Fault::TooBig);
}

#[test]
fn message_that_does_not_compress_is_taken_up_to_the_limit() {
    let noise = noise(1000);
    let compressed = compressed(&noise);
    assert!(compressed.len() > 1000);
    assert!(compressed.len() <= compressed_len_max(1000));
    check_deflated(&[frame(RSV1 | BINARY, &compressed)], &[binary(&noise)]);
}

fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut bytes = Vec::with_capacity(len);
    while bytes.len() < len {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.push(state as u8);
    }
    bytes
}

#[test]
fn small_messages_are_sent_as_they_are() {
    let mut deflater = Deflater::new(&Negotiated { threshold: 4, ..NEGOTIATED });
    assert_eq!(deflater.encode(Frame::packet("abc")).websocket(), b"\x81\x03abc");
    assert_eq!(deflater.encode(Frame::packet("abcd")).websocket()[0], 0xc1);
    // Nothing is nothing, also without a threshold.
    let mut deflater = Deflater::new(&NEGOTIATED);
    assert_eq!(deflater.encode(Frame::packet("")).websocket(), b"\x81\x00");
}

#[test]
fn messages_are_compressed_as_the_rfc_shows() {
    let mut deflater = Deflater::new(&NEGOTIATED);
    assert_eq!(
        deflater.encode(Frame::packet("Hello")).websocket(),
        [&[0xc1, 0x07], HELLO].concat()
    );
    let again = [0xc2, 0x05, 0xf2, 0x00, 0x11, 0x00, 0x00];
    assert_eq!(deflater.encode(Frame::binary(b"Hello")).websocket(), again);

    let mut deflater = Deflater::new(&Negotiated { server_context_takeover: false, ..NEGOTIATED });
    for _ in 0..2 {
        assert_eq!(
            deflater.encode(Frame::packet("Hello")).websocket(),
            [&[0xc1, 0x07], HELLO].concat()
        );
        deflater.rest();
    }
}

#[test]
fn what_we_compress_can_be_read_whatever_the_window() {
    let limits = Limits { message: 1 << 20, fragments: 1 };
    let messages = [
        noise(40_000),
        b"wigwag".repeat(5_000),
        vec![0; 70_000],
        [noise(400), noise(400), noise(5000), noise(5000)].concat(),
        b"a".to_vec(),
    ];
    for bits in [9, 10, 15] {
        for (level, keeps_context) in [(0, true), (1, true), (6, false), (6, true), (9, true)] {
            let negotiated = Negotiated {
                server_window_bits: bits,
                client_window_bits: bits,
                server_context_takeover: keeps_context,
                client_context_takeover: keeps_context,
                level,
                ..NEGOTIATED
            };
            let mut deflater = Deflater::new(&negotiated);
            let mut bytes = Vec::new();
            for message in messages.iter().chain(&messages) {
                let compressed = deflater.encode(Frame::binary(message));
                assert_eq!(compressed.websocket()[0], 0xc2);
                bytes.extend(frame(0xc2, payload_of(compressed.websocket())));
                deflater.rest();
            }
            let decoder = Decoder::new(limits, Some(Inflater::new(&negotiated)));
            let (incoming, fault) = decode_with(decoder, bytes.chunks(16 * 1024));
            assert_eq!(fault, None);
            let expected: Vec<Incoming> =
                messages.iter().chain(&messages).map(|message| binary(message)).collect();
            assert!(incoming == expected, "{bits} bits, level {level}");
        }
    }
}

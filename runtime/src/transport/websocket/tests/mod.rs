//! The decoder by bytes. Frames are written by hand; every case is also cut at every byte, and must come to the same.

mod close;
mod deflate;
mod fragments;
mod framing;
mod handshake;
mod io;
mod limits;
mod utf8;

use super::decoder::{Decoder, Incoming, Limits};
use super::deflate::Inflater;
use super::fault::Fault;
use super::negotiation::Negotiated;
use crate::codec::Message;

/// The first byte of a whole message.
const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;
/// The first byte of a fragment behind which more come, and of others behind it.
const FIRST_OF_TEXT: u8 = 0x01;
const FIRST_OF_BINARY: u8 = 0x02;
const MIDDLE: u8 = 0x00;
const LAST: u8 = 0x80;
/// The mark of a compressed message.
const RSV1: u8 = 0x40;

/// A frame as a client sends it.
fn frame(head: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let mut frame = vec![head];
    match payload.len() {
        len @ 0..126 => frame.push(0x80 | len as u8),
        len @ 126..0x1_0000 => {
            frame.push(0x80 | 126);
            frame.extend((len as u16).to_be_bytes());
        }
        len => {
            frame.push(0x80 | 127);
            frame.extend((len as u64).to_be_bytes());
        }
    }
    frame.extend(MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

fn text(text: &str) -> Incoming {
    Incoming::Message(Message::text(text))
}

fn binary(bytes: &[u8]) -> Incoming {
    Incoming::Message(Message::binary(bytes.to_vec()))
}

const LIMITS: Limits = Limits { message: 1000, fragments: 10 };

/// Takes everything that comes of these pieces, up to the first fault.
fn decode_with<'a>(
    mut decoder: Decoder,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Incoming>, Option<Fault>) {
    let mut incoming = Vec::new();
    for piece in pieces {
        let mut piece = piece.to_vec();
        let mut input = &mut piece[..];
        loop {
            match decoder.decode(&mut input) {
                Ok(Some(decoded)) => incoming.push(decoded),
                Ok(None) => break,
                Err(fault) => return (incoming, Some(fault)),
            }
        }
        assert!(input.is_empty(), "what is no message yet is kept");
    }
    (incoming, None)
}

#[track_caller]
fn check_with(
    decoder: impl Fn() -> Decoder,
    frames: &[Vec<u8>],
    expected: (&[Incoming], Option<Fault>),
) {
    let bytes = frames.concat();
    let at_once = decode_with(decoder(), [&bytes[..]]);
    assert_eq!((&at_once.0[..], at_once.1), expected, "{bytes:x?}");
    let by_byte = decode_with(decoder(), bytes.chunks(1));
    assert_eq!(by_byte, at_once, "byte by byte: {bytes:x?}");
    if bytes.len() < 300 {
        for cut in 0..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert_eq!(decode_with(decoder(), [head, tail]), at_once, "cut at {cut}: {bytes:x?}");
        }
    }
}

#[track_caller]
fn check(frames: &[Vec<u8>], expected: &[Incoming]) {
    check_with(|| Decoder::new(LIMITS, None), frames, (expected, None));
}

#[track_caller]
fn check_fault(frames: &[Vec<u8>], fault: Fault) {
    check_with(|| Decoder::new(LIMITS, None), frames, (&[], Some(fault)));
}

/// What both sides have without a word about windows and contexts.
const NEGOTIATED: Negotiated = Negotiated {
    server_context_takeover: true,
    client_context_takeover: true,
    server_window_bits: 15,
    client_window_bits: 15,
    threshold: 0,
    level: 6,
};

fn deflating(negotiated: Negotiated) -> impl Fn() -> Decoder {
    move || Decoder::new(LIMITS, Some(Inflater::new(&negotiated)))
}

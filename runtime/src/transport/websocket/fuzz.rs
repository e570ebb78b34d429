//! Frames without any sense: however they are cut, they come to the same, and to no more than the limits allow.

use super::decoder::{Decoder, Incoming, Limits};
use super::deflate::Inflater;
use super::fault::Fault;
use super::negotiation::Negotiated;
use crate::codec::Message;

const LIMITS: Limits = Limits { message: 4000, fragments: 20 };

/// What came out of frames, and their first fault.
type Decoded = (Vec<Incoming>, Option<Fault>);

/// Decodes frames in one piece, byte by byte, and in pieces as the input says. Its first byte chooses the compression.
pub(crate) fn exercise(input: &[u8]) {
    let Some((&options, frames)) = input.split_first() else { return };
    let whole = decode(options, frames, |_| usize::MAX);
    assert_eq!(whole, decode(options, frames, |_| 1));
    assert_eq!(whole, decode(options, frames, |byte| usize::from(byte % 16) + 1));
    for incoming in &whole.0 {
        let (len, len_max) = match incoming {
            Incoming::Message(Message::Text(text)) => (text.len(), LIMITS.message),
            Incoming::Message(Message::Binary(bytes)) => (bytes.len(), LIMITS.message),
            Incoming::Ping(payload) | Incoming::Close(payload) => (payload.len(), 125),
        };
        assert!(len <= len_max, "{len} bytes");
    }
}

fn decode(options: u8, frames: &[u8], piece_len: impl Fn(u8) -> usize) -> Decoded {
    let mut decoder = Decoder::new(LIMITS, inflater(options));
    let mut decoded = Vec::new();
    let mut rest = frames.to_vec();
    let mut rest = &mut rest[..];
    while let Some(&first) = rest.first() {
        let len = piece_len(first).min(rest.len());
        let mut piece = rest.split_off_mut(..len).unwrap_or_default();
        while !piece.is_empty() {
            match decoder.decode(&mut piece) {
                Ok(incoming) => decoded.extend(incoming),
                Err(fault) => return (decoded, Some(fault)),
            }
        }
        let reserved = decoder.reserved();
        assert!(reserved <= 2 * LIMITS.message + 4000, "{reserved} bytes");
    }
    (decoded, None)
}

fn inflater(options: u8) -> Option<Inflater> {
    let negotiated = Negotiated {
        server_context_takeover: true,
        client_context_takeover: options & 2 == 0,
        server_window_bits: 15,
        client_window_bits: 9 + (options >> 2) % 7,
        threshold: 0,
        level: 1,
    };
    (options & 1 == 1).then(|| Inflater::new(&negotiated))
}

//! WebSocket frames of a server, and what long-polling makes of them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::{BufMut as _, Bytes, BytesMut};

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;

/// Separates the packets of a payload.
pub(crate) const SEPARATOR: u8 = 0x1e;

/// Appends a text frame whose message is the parts.
pub(crate) fn put_text(out: &mut BytesMut, parts: &[&[u8]]) {
    put(out, TEXT, parts);
}

/// Appends a binary frame.
pub(crate) fn put_binary(out: &mut BytesMut, message: &[u8]) {
    put(out, BINARY, &[message]);
}

/// A text frame of its own.
pub(crate) fn text(parts: &[&[u8]]) -> Bytes {
    let mut out = BytesMut::new();
    put_text(&mut out, parts);
    out.freeze()
}

fn put(out: &mut BytesMut, kind: u8, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    out.reserve(length + 10);
    out.put_u8(kind);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ ..126), _) => out.put_u8(short),
        (_, Ok(medium)) => {
            out.put_u8(126);
            out.put_u16(medium);
        }
        _ => {
            out.put_u8(127);
            out.put_u64(length as u64);
        }
    }
    for part in parts {
        out.put_slice(part);
    }
}

/// The frames as one payload of long-polling.
pub(crate) fn payload(chunks: impl IntoIterator<Item = Bytes>) -> Vec<u8> {
    let mut payload = Vec::new();
    for mut frames in chunks {
        while let Some((kind, message)) = take(&mut frames) {
            if !payload.is_empty() {
                payload.push(SEPARATOR);
            }
            if kind == TEXT {
                payload.extend_from_slice(&message);
            } else {
                payload.push(b'b');
                payload.extend_from_slice(STANDARD.encode(message).as_bytes());
            }
        }
    }
    payload
}

/// Takes the first frame, of those that [`put`] wrote.
fn take(frames: &mut Bytes) -> Option<(u8, Bytes)> {
    let (head, length) = match **frames {
        [_, 127, a, b, c, d, e, f, g, h, ..] => (10, u64::from_be_bytes([a, b, c, d, e, f, g, h])),
        [_, 126, a, b, ..] => (4, u64::from(u16::from_be_bytes([a, b]))),
        [_, length, ..] => (2, u64::from(length)),
        _ => return None,
    };
    let mut frame = frames.split_to(head + usize::try_from(length).ok()?);
    let message = frame.split_off(head);
    Some((frame[0], message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_takes_what_it_needs() {
        assert_eq!(*text(&[b"4", b"2"]), *b"\x81\x0242");
        assert_eq!(text(&[&[b'x'; 126]])[..4], *b"\x81\x7e\x00\x7e");
        assert_eq!(text(&[&[b'x'; 65_536]])[..10], *b"\x81\x7f\0\0\0\0\0\x01\0\0");
    }

    #[test]
    fn a_payload_has_the_messages_of_all_frames() {
        let mut out = BytesMut::new();
        put_text(&mut out, &[b"2"]);
        put_binary(&mut out, b"\x01\x02");
        let long = text(&[&[b'x'; 70_000]]);
        let payload = payload([out.freeze(), long]);
        assert_eq!(payload[..8], *b"2\x1ebAQI=\x1e");
        assert_eq!(payload[8..], [b'x'; 70_000]);
    }
}

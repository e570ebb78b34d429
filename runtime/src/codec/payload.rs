//! The body of a long-polling request or response: packets joined by a record separator.

use std::iter::FusedIterator;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use bytestring::ByteString;

use super::engine_packet::{Packet, decode_text};
use super::error::DecodeError;
use super::frame::Frame;

/// [Engine.IO v4, HTTP
/// long-polling](https://github.com/socketio/engine.io-protocol#http-long-polling-1). It is not
/// escaped inside of packets: JSON escapes it anyway, and other users of a raw engine must not send
/// it.
const SEPARATOR: char = '\x1e';

/// Decodes the body of a POST request, packet by packet.
pub(crate) fn decode_payload(body: Bytes) -> PayloadDecoder {
    PayloadDecoder { rest: Some(ByteString::try_from(body).map_err(|_| DecodeError::InvalidUtf8)) }
}

/// The packets of a polling body. An error is the last item: what stands behind it is not looked
/// at.
#[derive(Debug)]
pub(crate) struct PayloadDecoder {
    /// `None` when there is nothing left; an empty text still counts as one (bad) packet.
    rest: Option<Result<ByteString, DecodeError>>,
}

impl PayloadDecoder {
    /// True when no packet is left.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.rest.is_none()
    }
}

impl Iterator for PayloadDecoder {
    type Item = Result<Packet, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = match self.rest.take()? {
            Ok(text) => text,
            Err(error) => return Some(Err(error)),
        };
        let packet = match text.split_once(SEPARATOR) {
            Some((packet, rest)) => {
                let packet = decode_text(text.slice_ref(packet));
                if packet.is_ok() {
                    self.rest = Some(Ok(text.slice_ref(rest)));
                }
                packet
            }
            None => decode_text(text),
        };
        Some(packet)
    }
}

impl FusedIterator for PayloadDecoder {}

/// Encodes the body of a response from whole packets: text as it is, binary as `b` and base64.
pub(crate) fn encode_payload<'a>(frames: impl Iterator<Item = &'a Frame> + Clone) -> Bytes {
    let packets_len: usize = frames.clone().map(|frame| packet_len(frame) + 1).sum();
    let mut body = Vec::with_capacity(packets_len.saturating_sub(1));
    for frame in frames {
        if !body.is_empty() {
            body.push(SEPARATOR as u8);
        }
        if frame.is_binary() {
            push_base64(&mut body, frame.payload());
        } else {
            body.extend_from_slice(frame.payload());
        }
    }
    body.into()
}

/// The length of one packet in a payload.
fn packet_len(frame: &Frame) -> usize {
    let len = frame.payload().len();
    if frame.is_binary() { 1 + base64_len(len) } else { len }
}

/// The length of `len` bytes as padded base64: four characters for every three bytes that were
/// begun.
const fn base64_len(len: usize) -> usize {
    len.div_ceil(3) * 4
}

fn push_base64(body: &mut Vec<u8>, bytes: &[u8]) {
    body.push(b'b');
    let start = body.len();
    body.resize(start + base64_len(bytes.len()), 0);
    let written = STANDARD.encode_slice(bytes, &mut body[start..]);
    debug_assert_eq!(written, Ok(body.len() - start), "padded base64 has one possible length");
}

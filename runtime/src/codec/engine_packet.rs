//! One Engine.IO packet.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use bytestring::ByteString;

use super::error::DecodeError;
use super::message::Message;
use super::text::Utf8Bytes;

/// An Engine.IO packet from the peer.
///
/// Text after the type is kept where the protocol gives it a meaning and ignored elsewhere, as the
/// reference does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Packet {
    /// `0`
    Open,
    /// `1`
    Close,
    /// `2`, with `probe` behind it during an upgrade.
    Ping(ByteString),
    /// `3`, with `probe` behind it during an upgrade.
    Pong(ByteString),
    /// `4…`, `b…`, or a binary WebSocket message.
    Message(Message),
    /// `5`
    Upgrade,
    /// `6`
    Noop,
}

/// Decodes one WebSocket text message, or one packet of a polling payload.
///
/// [Engine.IO v4, Protocol](https://github.com/socketio/engine.io-protocol#protocol).
///
/// # Errors
/// [`DecodeError::EmptyPacket`] and [`DecodeError::UnknownEngineType`].
#[expect(clippy::needless_pass_by_value, reason = "what is decoded holds slices of the text")]
pub(crate) fn decode_text(text: ByteString) -> Result<Packet, DecodeError> {
    let Some(&kind) = text.as_bytes().first() else {
        return Err(DecodeError::EmptyPacket);
    };
    // A first character of several bytes has no boundary here; its first byte is no type either.
    let data = || text.get(1..).map_or_else(ByteString::new, |data| text.slice_ref(data));
    match kind {
        b'0' => Ok(Packet::Open),
        b'1' => Ok(Packet::Close),
        b'2' => Ok(Packet::Ping(data())),
        b'3' => Ok(Packet::Pong(data())),
        b'4' => Ok(Packet::Message(Message::Text(Utf8Bytes::from_inner(data())))),
        b'5' => Ok(Packet::Upgrade),
        b'6' => Ok(Packet::Noop),
        b'b' => Ok(Packet::Message(Message::Binary(decode_base64(&data())))),
        byte => Err(DecodeError::UnknownEngineType { byte }),
    }
}

/// Standard base64 whose padding and unused last bits do not matter.
const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes base64 as Node's `Buffer.from(text, "base64")` does, which the reference relies on: both
/// alphabets count, other characters are skipped, `=` ends the data, and a dangling last character
/// is dropped. Bad input gives fewer bytes and never an error.
fn decode_base64(text: &str) -> Bytes {
    let decoded = TOLERANT.decode(text).or_else(|_| {
        let mut clean = text
            .bytes()
            .take_while(|&byte| byte != b'=')
            .filter_map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => Some(byte),
                b'-' => Some(b'+'),
                b'_' => Some(b'/'),
                _ => None,
            })
            .collect::<Vec<u8>>();
        if clean.len() % 4 == 1 {
            clean.pop();
        }
        TOLERANT.decode(clean)
    });
    decoded.unwrap_or_default().into()
}

//! Layer 0: bytes ↔ packets. Pure: no clock, no IO, no randomness.
//!
//! Two protocols are stacked, and each has its own `Packet`. [`engine_packet`] and [`payload`]
//! decode Engine.IO packets from WebSocket messages and long-polling bodies; the messages among
//! them go through the decoder of a [`format`]. That of the official text, [`decoder`], turns one
//! text message and its attachments into a [`packet`]; [`encode`] goes the whole way down at once:
//! from typed arguments to a [`frame`] that every transport of every recipient can share. A
//! [`parser`] of the program stands in for both.
//!
//! Incoming text is never copied: packets hold slices of the buffer that they arrived in. JSON is
//! checked once, without building values, and read straight into the application's types by
//! [`args`].

pub(crate) mod args;
pub(crate) mod decoder;
pub(crate) mod encode;
pub(crate) mod engine_packet;
pub(crate) mod error;
pub(crate) mod format;
pub(crate) mod frame;
pub(crate) mod message;
#[cfg(feature = "msgpack")]
pub(crate) mod msgpack;
pub(crate) mod packet;
pub(crate) mod parser;
pub(crate) mod payload;
pub(crate) mod socket_packet;
#[cfg(test)]
mod tests;
pub(crate) mod text;

pub use args::{ArgWriter, Args, ArgsError, FromArgs, ToArgs};
pub use decoder::DecoderLimits;
pub use error::{DecodeError, EncodeError};
pub use message::Message;
#[cfg(feature = "msgpack")]
pub use msgpack::Msgpack;
pub use packet::{Body, Packet};
pub use parser::{Decoder, Parser};
pub use socket_packet::is_reserved_event;
pub use text::Utf8Bytes;

pub(crate) use args::{ArgReader, WithOffset, read_value};
pub(crate) use encode::Encoded;
pub(crate) use engine_packet::decode_text;
pub(crate) use format::{EventDraft, Format, PacketDecoder};
pub(crate) use frame::Frame;
pub(crate) use payload::{PayloadDecoder, decode_payload, encode_payload};

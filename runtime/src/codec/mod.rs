//! Layer 0: bytes ↔ packets. Pure: no clock, no IO, no randomness.
//!
//! Two protocols are stacked, and each has its own `Packet`. [`engine_packet`] and [`payload`]
//! decode Engine.IO packets from WebSocket messages and long-polling bodies; the messages among
//! them go through a [`decoder`], which turns one text message and its attachments into a
//! [`socket_packet`]. [`encode`] goes the whole way down at once: from typed arguments to a
//! [`frame`] that every transport of every recipient can share.
//!
//! Incoming text is never copied: packets hold slices of the buffer that they arrived in. JSON is
//! checked once, without building values, and read straight into the application's types by
//! [`args`].

pub(crate) mod args;
pub(crate) mod decoder;
pub(crate) mod encode;
pub(crate) mod engine_packet;
pub(crate) mod error;
pub(crate) mod frame;
pub(crate) mod message;
pub(crate) mod payload;
pub(crate) mod socket_packet;
#[cfg(test)]
mod tests;
pub(crate) mod text;

pub use args::{ArgWriter, Args, ArgsError, FromArgs, ToArgs};
pub use error::EncodeError;
pub use message::Message;
pub use text::Utf8Bytes;

pub(crate) use args::{ArgReader, read_value};
pub(crate) use decoder::{Decoder, DecoderLimits};
pub(crate) use encode::{
    Encoded, encode_ack, encode_connect, encode_connect_error, encode_disconnect, encode_event,
};
pub(crate) use engine_packet::decode_text;
pub(crate) use frame::Frame;
pub(crate) use payload::{PayloadDecoder, decode_payload, encode_payload};
pub(crate) use socket_packet::{Body, Event};

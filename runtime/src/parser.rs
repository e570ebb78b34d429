//! The form in which packets travel, where it is not the official text format.
//!
//! A [`Parser`] makes messages of packets and packets of messages; [`Config::parser`](crate::Config::parser) puts it in the place of the
//! default one. It is the `parser` option of the reference server and its client, and both sides need the same.

#[cfg(feature = "msgpack")]
pub use crate::codec::Msgpack;
pub use crate::codec::{
    Body, DecodeError, Decoder, DecoderLimits, Packet, Parser, is_reserved_event,
};

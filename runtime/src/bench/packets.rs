//! Packets of the official text format, both ways.

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::codec::engine_packet::Packet as EnginePacket;
use crate::codec::{
    self, DecoderLimits, EncodeError, Encoded, Format, Message, Packet, ToArgs, Utf8Bytes,
};

/// The message in an Engine.IO packet; `None` of another kind of packet, or of none.
pub fn decode_engine_packet(text: Utf8Bytes) -> Option<Message> {
    match codec::decode_text(text.into_inner()) {
        Ok(EnginePacket::Message(message)) => Some(message),
        _ => None,
    }
}

/// How many packets there are in a polling body.
pub fn decode_payload(body: Bytes) -> usize {
    codec::decode_payload(body).filter(|packet| packet.is_ok()).count()
}

/// Decodes the messages of one client.
#[expect(missing_debug_implementations, reason = "it is driven and never shown")]
pub struct PacketDecoder(codec::PacketDecoder);

impl PacketDecoder {
    /// A decoder at the start of a session.
    #[expect(clippy::new_without_default, reason = "there is one caller")]
    pub fn new() -> Self {
        Self(Format::default().decoder(DecoderLimits::default()))
    }

    /// The packet that is complete with this message.
    pub fn decode(&mut self, message: Message) -> Option<Packet> {
        self.0.decode(message).ok().flatten()
    }
}

/// A packet as it leaves.
#[derive(Debug)]
pub struct Sent(Encoded);

impl Sent {
    /// Its messages, as a client finds them.
    pub fn messages(&self) -> Vec<Vec<u8>> {
        self.0.clone().into_iter().map(|frame| frame.payload().to_vec()).collect()
    }
}

/// An event in the main namespace.
///
/// # Errors
/// When an argument cannot be written.
pub fn encode_event<A: ToArgs>(id: Option<u64>, name: &str, args: &A) -> Result<Sent, EncodeError> {
    Format::default().encode_event("/", id, name, args, None).map(Sent)
}

/// An acknowledgement in the main namespace.
///
/// # Errors
/// When an argument cannot be written.
pub fn encode_ack<A: ToArgs>(id: u64, args: &A) -> Result<Sent, EncodeError> {
    Format::default().encode_ack("/", id, args).map(Sent)
}

/// The answer to a CONNECT.
///
/// # Errors
/// None: the official format has an answer for everybody.
pub fn connect_packet(namespace: &str, sid: &str) -> Result<Sent, EncodeError> {
    Format::default().encode_connect(namespace, sid, None).map(Sent)
}

/// A refused CONNECT.
///
/// # Errors
/// None: the official format has an answer for everybody.
pub fn connect_refusal(
    namespace: &str,
    message: &str,
    data: Option<&RawValue>,
) -> Result<Sent, EncodeError> {
    Format::default().encode_connect_error(namespace, message, data).map(Sent)
}

/// The server ends a namespace for a client.
///
/// # Errors
/// None: the official format has an answer for everybody.
pub fn disconnect_packet(namespace: &str) -> Result<Sent, EncodeError> {
    Format::default().encode_disconnect(namespace).map(Sent)
}

/// The body that has these packets in it.
pub fn encode_payload(packets: &[Sent]) -> Bytes {
    let frames: Vec<_> = packets.iter().flat_map(|sent| sent.0.clone()).collect();
    codec::encode_payload(frames.iter())
}

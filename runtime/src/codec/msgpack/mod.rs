//! Packets as MessagePack, compatible with `socket.io-msgpack-parser`: each is one map in one binary message.
//!
//! Arguments are JSON text on our side of the wire: [`write`] and [`transcode`] turn one into the other without building values.

mod date;
mod read;
mod transcode;
mod write;

use bytes::Bytes;

use super::args::Args;
use super::decoder::DecoderLimits;
use super::error::{DecodeError, EncodeError};
use super::message::Message;
use super::packet::{Body, Packet};
use super::parser::{Decoder, Parser};
use super::socket_packet;
use super::text::Utf8Bytes;
use read::{Item, Reader};
use transcode::{Transcoded, transcode};
use write::Writer;

/// The parser of `socket.io-msgpack-parser` 3: smaller packets than the official text, and attachments within them.
///
/// Clients need the same one: `io(url, { parser: require("socket.io-msgpack-parser") })`.
///
/// Arguments are what they are with the default parser, whatever the client's types were: `undefined` in an array is `null` and in an
/// object leaves its key out, a `Date` is ISO 8601 text, `NaN` and the infinities are `null`. An `ArrayBuffer` and a typed array are
/// [`Binary`](crate::Binary), as a `Buffer` is; other extension types are an array of the type's number and its bytes. Integers have up
/// to 64 bits.
///
/// Of a client, values may be nested 126 levels deep, and the number of attachments is
/// [bounded](crate::Config::max_attachments) as with the default parser; the official parser bounds neither. Reserved names of events and
/// events without a name are refused, which the official parser lets through. Of the server, any number of attachments is sent.
///
/// # Wire
/// One map `{type, data, nsp}` for each packet, with `id` when there is one, in a binary message: `83 a4"type" 02 a4"data" 92 a5"hello" 01
/// a3"nsp" a1"/"`.
///
/// # Examples
/// ```
/// use wigwag::Config;
/// use wigwag::parser::Msgpack;
///
/// let config = Config::new().parser(Msgpack);
/// # let _ = config;
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Msgpack;

impl Parser for Msgpack {
    fn encode(&self, packet: &Packet) -> Result<Vec<Message>, EncodeError> {
        let Packet { namespace, body } = packet;
        let (kind, has_data, id) = match body {
            Body::Connect { data } => (0, data.is_some(), None),
            Body::Disconnect => (1, false, None),
            Body::Event { id, .. } => (2, true, *id),
            Body::Ack { id, .. } => (3, true, *id),
            Body::ConnectError { data } => (4, data.is_some(), None),
            Body::EmptyEvent => {
                return Err(EncodeError::Parser("an event has at least a name".to_owned()));
            }
        };
        let mut writer = Writer::default();
        writer.start(kind, has_data, id);
        match body {
            Body::Connect { data: Some(json) } | Body::ConnectError { data: Some(json) } => {
                writer.json(json)?;
            }
            Body::Event { name, args, .. } => writer.array(Some(name), args)?,
            Body::Ack { args, .. } => writer.array(None, args)?,
            Body::Connect { data: None }
            | Body::ConnectError { data: None }
            | Body::Disconnect
            | Body::EmptyEvent => {}
        }
        Ok(vec![Message::binary(writer.finish(id, namespace))])
    }

    fn decoder(&self, limits: DecoderLimits) -> Box<dyn Decoder> {
        Box::new(MsgpackDecoder { limits })
    }
}

struct MsgpackDecoder {
    limits: DecoderLimits,
}

impl Decoder for MsgpackDecoder {
    fn decode(&mut self, message: Message) -> Result<Option<Packet>, DecodeError> {
        match message {
            Message::Text(_) => Err(DecodeError::UnexpectedText),
            Message::Binary(bytes) => decode(&bytes, self.limits).map(Some),
        }
    }
}

/// What the map of a packet says. Of a key that comes twice the last one counts, as in the reference.
#[derive(Default)]
struct Fields {
    kind: Option<u64>,
    namespace: Option<Utf8Bytes>,
    id: Option<u64>,
    data: Option<Transcoded>,
}

fn decode(message: &Bytes, limits: DecoderLimits) -> Result<Packet, DecodeError> {
    let mut reader = Reader::new(message);
    let Item::Map(len) = reader.item()? else { return Err(DecodeError::IncompletePacket) };
    let mut fields = Fields::default();
    for _ in 0..len {
        let Item::Text(key) = reader.item()? else { return Err(DecodeError::InvalidMsgpack) };
        match key {
            b"type" => fields.kind = unsigned(scalar(&mut reader)?),
            b"nsp" => fields.namespace = text(scalar(&mut reader)?),
            b"id" => {
                fields.id = match scalar(&mut reader)? {
                    Item::Undefined => None,
                    item => Some(unsigned(item).ok_or(DecodeError::AckIdOverflow)?),
                }
            }
            b"data" => fields.data = transcode(&mut reader, message, limits)?,
            // The options of the sender, or something else that is of no interest here.
            _ => reader.skip()?,
        }
    }
    reader.end()?;
    packet(fields)
}

fn packet(fields: Fields) -> Result<Packet, DecodeError> {
    let Fields { kind, namespace, id, data } = fields;
    let (Some(kind), Some(namespace)) = (kind, namespace) else {
        return Err(DecodeError::IncompletePacket);
    };
    // `python-socketio` has `null` where there is no data.
    let is_null = data.as_ref().is_some_and(|data| *data.json == *"null");
    let data = data.filter(|_| !is_null);
    let body = match kind {
        0 => Body::Connect { data: data.map(object).transpose()? },
        1 if data.is_none() => Body::Disconnect,
        2 => {
            let Transcoded { json, attachments } = data.ok_or(DecodeError::UnexpectedPayload)?;
            let (name, args) = Args::of_named(json, attachments)?;
            Body::Event { id, name, args }
        }
        3 => {
            let Transcoded { json, attachments } = data.ok_or(DecodeError::UnexpectedPayload)?;
            Body::Ack { id, args: Args::from_json(json, attachments)? }
        }
        4 => Body::ConnectError { data: data.map(|data| data.json) },
        1 => return Err(DecodeError::UnexpectedPayload),
        kind => {
            let byte = u8::try_from(kind).unwrap_or(u8::MAX);
            return Err(DecodeError::UnknownSocketType { byte });
        }
    };
    Ok(Packet { namespace, body })
}

/// What a client presents: an object, and no attachments, for which only events and acknowledgements have a place.
fn object(data: Transcoded) -> Result<Utf8Bytes, DecodeError> {
    socket_packet::check_object(&data.json)?;
    if data.attachments.is_empty() { Ok(data.json) } else { Err(DecodeError::UnexpectedBinary) }
}

/// An item that is a value by itself: what is in an array or a map would be taken for keys of the packet.
fn scalar<'a>(reader: &mut Reader<'a>) -> Result<Item<'a>, DecodeError> {
    match reader.item()? {
        Item::Array(_) | Item::Map(_) => Err(DecodeError::InvalidMsgpack),
        item => Ok(item),
    }
}

fn unsigned(item: Item<'_>) -> Option<u64> {
    if let Item::Unsigned(number) = item { Some(number) } else { None }
}

fn text(item: Item<'_>) -> Option<Utf8Bytes> {
    let Item::Text(bytes) = item else { return None };
    Some(String::from_utf8_lossy(bytes).into())
}

mod args_read;
mod args_write;
mod binary_values;
mod decoder;
mod encode;
mod engine_packet;
mod format;
mod frame;
#[cfg(feature = "msgpack")]
mod msgpack;
mod mutations;
mod payload;
mod placeholder;
mod places;
mod socket_packet;
mod text;

use bytes::Bytes;

use super::args::{Args, ToArgs};
use super::decoder::{DecoderLimits, TextDecoder};
use super::encode::Encoded;
use super::error::{DecodeError, EncodeError};
use super::message::Message;
use super::packet::{Body, Packet};

fn text(text: &str) -> Message {
    Message::text(text)
}

fn binary(bytes: &'static [u8]) -> Message {
    Message::Binary(Bytes::from_static(bytes))
}

/// Decodes messages of one session up to the first packet or error.
fn decode(messages: impl IntoIterator<Item = Message>) -> Result<Option<Packet>, DecodeError> {
    let mut decoder = TextDecoder::new(DecoderLimits::default());
    for message in messages {
        if let Some(packet) = decoder.decode(message)? {
            return Ok(Some(packet));
        }
    }
    Ok(None)
}

/// What came out of a decoder, in one line: `/ns event id=7 "name" 1,2 +b"attachment"`.
fn summary(result: &Result<Option<Packet>, DecodeError>) -> String {
    let packet = match result {
        Ok(Some(packet)) => packet,
        Ok(None) => return "awaits attachments".to_owned(),
        Err(error) => return format!("{error:?}"),
    };
    let namespace = &packet.namespace;
    match &packet.body {
        Body::Connect { data: None } => format!("{namespace} connect"),
        Body::Connect { data: Some(auth) } => format!("{namespace} connect {auth}"),
        Body::Disconnect => format!("{namespace} disconnect"),
        Body::Event { id, name, args } => {
            format!("{namespace} event{} {name:?}{}", id_summary(*id), args_summary(args))
        }
        Body::EmptyEvent => format!("{namespace} empty event"),
        Body::Ack { id, args } => {
            format!("{namespace} ack{}{}", id_summary(*id), args_summary(args))
        }
        Body::ConnectError { .. } => format!("{namespace} connect error"),
    }
}

fn id_summary(id: Option<u64>) -> String {
    id.map(|id| format!(" id={id}")).unwrap_or_default()
}

fn args_summary(args: &Args) -> String {
    let list = Some(args.json_list()).filter(|list| !list.is_empty());
    let attachments = args.attachments().iter().map(|bytes| format!(" +{bytes:?}"));
    list.map(|list| format!(" {list}")).into_iter().chain(attachments).collect()
}

/// The arguments of one incoming event or acknowledgement.
fn args(packet: &str, attachments: &[&'static [u8]]) -> Args {
    let attachments = attachments.iter().map(|bytes| binary(bytes));
    match decode([text(packet)].into_iter().chain(attachments)) {
        Ok(Some(Packet { body: Body::Event { args, .. } | Body::Ack { args, .. }, .. })) => args,
        other => panic!("{packet} has no arguments: {other:?}"),
    }
}

/// An event that no log of missed events keeps.
fn encode_event<A: ToArgs + ?Sized>(
    namespace: &str,
    id: Option<u64>,
    name: &str,
    args: &A,
) -> Result<Encoded, EncodeError> {
    crate::codec::encode::encode_event(namespace, id, name, args, None)
}

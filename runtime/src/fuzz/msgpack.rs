//! Bytes through the decoder of msgpack.

use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::Binary;
use crate::codec::error::DecodeError;
use crate::codec::packet::{Body, Packet};
use crate::codec::parser::Parser as _;
use crate::codec::{Args, DecoderLimits, Message, Msgpack, is_reserved_event};

/// Decodes a message; checks what is accepted, and that the server can say it as well.
pub(crate) fn exercise(message: &[u8]) {
    let message = Message::Binary(Bytes::copy_from_slice(message));
    let Ok(Some(packet)) = decode(message.clone(), DecoderLimits::default()) else { return };
    let args = match &packet.body {
        Body::Connect { data: Some(data) } => {
            assert!(data.starts_with('{') && data.ends_with('}'), "{data}");
            None
        }
        Body::Event { name, args, .. } => {
            assert!(!is_reserved_event(name));
            Some(args)
        }
        Body::Ack { args, .. } => Some(args),
        _ => None,
    };
    if let Some(args) = args {
        check(args, message.len());
    }
    let limits = DecoderLimits { attachments_max: usize::MAX, ..DecoderLimits::default() };
    let sent = Msgpack.encode(&packet).unwrap_or_default();
    let again = sent.into_iter().next().map(|message| decode(message, limits));
    let Some(Ok(Some(again))) = again else { panic!("{packet:?} is sent as {again:?}") };
    assert_eq!(packet.namespace, again.namespace);
    if let (Body::Event { name, args, .. }, Body::Event { name: again, args: others, .. }) =
        (&packet.body, &again.body)
    {
        assert_eq!(name, again);
        // A client may refer to an attachment by a forged placeholder; there are two of it then.
        assert!(args.attachments().len() <= others.attachments().len());
    }
}

fn check(args: &Args, message_len: usize) {
    let list = format!("[{}]", args.json_list());
    assert!(serde_json::from_str::<IgnoredAny>(&list).is_ok(), "list {list}");
    assert!(list.len() <= 7 * message_len + 40 * args.attachments().len(), "{list}");
    let _ = args.read::<(Option<Binary>, Value)>();
}

fn decode(message: Message, limits: DecoderLimits) -> Result<Option<Packet>, DecodeError> {
    Msgpack.decoder(limits).decode(message)
}

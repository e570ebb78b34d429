//! Bytes through every decoder of packets.

use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::Binary;
use crate::codec::decoder::{Decoder, DecoderLimits};
use crate::codec::encode::encode_event;
use crate::codec::engine_packet::Packet;
use crate::codec::payload::decode_payload;
use crate::codec::socket_packet::{Body, is_reserved_event};

/// Feeds a polling body through every decoder and checks what is accepted.
pub(crate) fn exercise(body: &[u8]) {
    let mut decoder = Decoder::new(DecoderLimits::default());
    for packet in decode_payload(Bytes::copy_from_slice(body)) {
        let Ok(Packet::Message(message)) = packet else { continue };
        let Ok(packet) = decoder.decode(message) else { return };
        match packet.map(|packet| packet.body) {
            Some(Body::Connect { auth: Some(auth) }) => {
                assert!(auth.trim().starts_with('{') && auth.trim().ends_with('}'), "{auth}");
            }
            Some(Body::Event { event, .. }) => {
                assert!(!is_reserved_event(&event.name));
                let list = format!("[{}]", event.args.json_list());
                assert!(serde_json::from_str::<IgnoredAny>(&list).is_ok(), "list {list}");
                let again = encode_event("/", None, &event.name, &event.args);
                assert_eq!(
                    again.map(|again| again.attachments.len()),
                    Ok(event.args.attachments().len())
                );
                let _ = event.args.read::<(Option<Binary>, Value)>();
            }
            Some(Body::Ack { args, .. }) => {
                let _ = args.read::<(Value, Option<Binary>)>();
            }
            _ => {}
        }
    }
}

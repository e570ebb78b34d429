//! Bytes through every decoder of packets.

use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::Binary;
use crate::codec::decoder::{DecoderLimits, TextDecoder};
use crate::codec::encode::encode_event;
use crate::codec::engine_packet::Packet;
use crate::codec::packet::Body;
use crate::codec::payload::decode_payload;
use crate::codec::socket_packet::is_reserved_event;

/// Feeds a polling body through every decoder and checks what is accepted.
pub(crate) fn exercise(body: &[u8]) {
    let mut decoder = TextDecoder::new(DecoderLimits::default());
    for packet in decode_payload(Bytes::copy_from_slice(body)) {
        let Ok(Packet::Message(message)) = packet else { continue };
        let Ok(packet) = decoder.decode(message) else { return };
        match packet.map(|packet| packet.body) {
            Some(Body::Connect { data: Some(auth) }) => {
                assert!(auth.trim().starts_with('{') && auth.trim().ends_with('}'), "{auth}");
            }
            Some(Body::Event { name, args, .. }) => {
                assert!(!is_reserved_event(&name));
                let list = format!("[{}]", args.json_list());
                assert!(serde_json::from_str::<IgnoredAny>(&list).is_ok(), "list {list}");
                let again = encode_event("/", None, &name, &args, None);
                assert_eq!(
                    again.map(|again| again.attachments.len()),
                    Ok(args.attachments().len())
                );
                let _ = args.read::<(Option<Binary>, Value)>();
            }
            Some(Body::Ack { args, .. }) => {
                let _ = args.read::<(Value, Option<Binary>)>();
            }
            _ => {}
        }
    }
}

//! What the micro-benchmarks measure: the paths of one message, without a network and without waiting. They reach it through the hidden
//! module `__bench`.

mod client;
mod heartbeat;
mod packets;

pub use self::client::Client;
pub use self::heartbeat::Heartbeat;
pub use self::packets::{
    PacketDecoder, Sent, connect_packet, connect_refusal, decode_engine_packet, decode_payload,
    disconnect_packet, encode_ack, encode_event, encode_payload,
};
pub use crate::transport::BenchedWebSocket as WebSocket;

use super::config::SessionConfig;
use crate::codec::frame::Frame;
use serde_json::Value;

/// The open packet: exactly these five keys, in this order. Times are milliseconds.
///
/// `upgrades` is what the client may move on to from the transport that carries this packet.
pub(super) fn open_packet(sid: &str, upgrades: &[&str], config: &SessionConfig) -> Frame {
    Frame::packet(&format!(
        r#"0{{"sid":{},"upgrades":{},"pingInterval":{},"pingTimeout":{},"maxPayload":{}}}"#,
        Value::from(sid),
        Value::from(upgrades),
        config.ping_interval.as_millis(),
        config.ping_timeout.as_millis(),
        config.max_payload,
    ))
}

//! What loopback tests are made of: a server on a free port of 127.0.0.1, clients that write literal
//! bytes, and handlers that a test scripts.
//!
//! Nothing in here encodes or decodes with wigwag, so that a mistake on both sides cannot hide itself.
//! Nothing sleeps: a test waits for what happens, and fails when it does not happen in time.

#![expect(clippy::expect_used, reason = "a test fails where it cannot go on")]

mod deadline;
mod gate;
mod handlers;
mod http;
mod journal;
mod polling;
mod server;
mod sockets;
mod waiting;
mod websocket;

pub use self::deadline::{eventually, within};
pub use self::gate::Gate;
pub use self::handlers::{Handlers, echo};
pub use self::http::{HttpConnection, HttpResponse};
pub use self::journal::{Entries, Journal, journal};
pub use self::polling::RawPolling;
pub use self::server::TestServer;
pub use self::sockets::Sockets;
pub use self::websocket::{Incoming, RawWebSocket, closed, closed_with, masked, text, unmasked};

/// The length of every id on the wire.
const ID_LEN: usize = 20;

/// The value of `"sid"` in a packet.
///
/// # Panics
/// When there is none, or when it is not 20 characters of `[A-Za-z0-9_-]`.
pub fn sid(packet: &str) -> &str {
    let (_, rest) = packet.split_once(r#""sid":""#).unwrap_or_else(|| panic!("no id: {packet}"));
    let id = rest.get(..ID_LEN).unwrap_or_else(|| panic!("short id: {packet}"));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    assert!(rest[ID_LEN..].starts_with('"') && id.bytes().all(is_plain), "odd id: {packet}");
    id
}

/// The packet with `SID` for its id, which is another one in each run.
pub fn hide_sid(packet: &str) -> String {
    packet.replace(sid(packet), "SID")
}

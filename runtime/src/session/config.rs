use crate::codec::frame::Frame;
use std::time::Duration;

/// What a session needs to know of the server's configuration. `Default` is the reference server's.
///
/// The durations are added to instants: whoever builds this keeps them within days.
#[derive(Debug, Clone)]
pub(crate) struct SessionConfig {
    /// From the opening, and from each pong, to the next ping.
    pub(crate) ping_interval: Duration,
    /// How long the peer may take for a pong.
    pub(crate) ping_timeout: Duration,
    /// From the opening of a probing WebSocket to the packet `5`.
    pub(crate) upgrade_timeout: Duration,
    /// Announced to the client; enforced by the transports.
    pub(crate) max_payload: usize,
    /// Whether a polling session is offered WebSocket, and may move there.
    pub(crate) upgrades: bool,
    /// Sent to every client behind the open packet.
    pub(crate) initial_packet: Option<Frame>,
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self {
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            upgrade_timeout: Duration::from_secs(10),
            max_payload: 1_000_000,
            upgrades: true,
            initial_packet: None,
        }
    }
}

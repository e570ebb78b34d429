//! What the layer of namespaces waits for.

use std::time::Duration;

use super::Config;

impl Config {
    /// Sets how long a session may stay open without having joined a namespace. Default: 45 s (`connectTimeout`).
    /// Zero is refused when the server is built.
    #[must_use]
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// Sets how long the server waits for an acknowledgement when no other timeout is given with the event. Default: 10 s.
    ///
    /// The reference waits for ever for one socket, and not at all for many. Zero is refused when the server is built.
    #[must_use]
    pub fn ack_timeout(mut self, ack_timeout: Duration) -> Self {
        self.ack_timeout = ack_timeout;
        self
    }
}

//! Where a server answers, over which transports, and how it notices that a client is gone.

use std::time::Duration;

use super::{Config, TransportName};

impl Config {
    /// Sets the path under which the server answers. Default: `/socket.io`.
    ///
    /// A request belongs to the server when its path starts with this and a slash. A trailing slash given here is ignored.
    /// Mirrors the reference's `path`; clients set the same value in their `path` option.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Sets whether the path must be followed by a slash. Default: true (`addTrailingSlash`).
    ///
    /// When false, `/socket.io?EIO=4` is for the server as well, besides `/socket.io/?EIO=4` and everything else below the path. Clients
    /// set the same value in their `addTrailingSlash` option. The reference then also answers `/socket.iozzz`.
    #[must_use]
    pub fn add_trailing_slash(mut self, add: bool) -> Self {
        self.add_trailing_slash = add;
        self
    }

    /// Sets how long the server waits between a pong and its next ping. Default: 25 s (`pingInterval`).
    ///
    /// Announced to the client in the open packet, in milliseconds. A dead peer is noticed after at most
    /// `ping_interval + ping_timeout`. Zero is refused when the server is built.
    ///
    /// # Wire
    /// Text packet `2`, answered by `3`: Engine.IO v4, "Heartbeat".
    #[must_use]
    pub fn ping_interval(mut self, ping_interval: Duration) -> Self {
        self.ping_interval = ping_interval;
        self
    }

    /// Sets how long the server waits for the answer to a ping before it closes the session with `ping timeout`.
    /// Default: 20 s (`pingTimeout`). Zero is refused when the server is built.
    #[must_use]
    pub fn ping_timeout(mut self, ping_timeout: Duration) -> Self {
        self.ping_timeout = ping_timeout;
        self
    }

    /// Sets how long an upgrade from polling to WebSocket may take; after it the new transport is closed and the session stays
    /// on polling. Default: 10 s (`upgradeTimeout`). Zero is refused when the server is built.
    #[must_use]
    pub fn upgrade_timeout(mut self, upgrade_timeout: Duration) -> Self {
        self.upgrade_timeout = upgrade_timeout;
        self
    }

    /// Sets the largest message that a client may send, in bytes, inclusive: a whole WebSocket message or a whole POST body.
    /// Default: 1,000,000 (`maxHttpBufferSize`).
    ///
    /// A larger WebSocket message closes the connection with code 1009, a larger POST is answered with status 413.
    #[must_use]
    pub fn max_http_buffer_size(mut self, bytes: usize) -> Self {
        self.max_http_buffer_size = bytes;
        self
    }

    /// Sets in how many fragments a WebSocket message may come. Default: 16,384 (`maxFragments` of the reference's `ws`).
    ///
    /// A message in more of them closes the connection with code 1008. Fragments without content cost their sender next to
    /// nothing, and the server a little work each.
    #[must_use]
    pub fn max_message_fragments(mut self, fragments: usize) -> Self {
        self.max_message_fragments = fragments;
        self
    }

    /// Sets which transports clients may use. Default: both. At least one is needed, or the server is not built.
    ///
    /// Mirrors the reference's `transports`.
    #[must_use]
    pub fn transports(mut self, transports: impl IntoIterator<Item = TransportName>) -> Self {
        (self.polling, self.websocket) = (false, false);
        for transport in transports {
            match transport {
                TransportName::Polling => self.polling = true,
                TransportName::WebSocket => self.websocket = true,
            }
        }
        self
    }

    /// Sets whether a polling session may move to WebSocket. Default: true (`allowUpgrades`).
    ///
    /// When false, upgrades are neither offered nor accepted; the reference only stops offering them.
    #[must_use]
    pub fn allow_upgrades(mut self, allow: bool) -> Self {
        self.allow_upgrades = allow;
        self
    }
}

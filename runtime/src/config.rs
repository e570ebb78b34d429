//! Every knob of a server, with the reference server's defaults.

use std::time::Duration;

use crate::BuildError;
use crate::engine::SessionConfig;

/// Longer than anybody waits, and short enough that a deadline is always a point in time.
const DURATION_MAX: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How a server behaves. Every value has the reference server's default unless its documentation says otherwise.
///
/// ```
/// use std::time::Duration;
/// use wigwag::Config;
///
/// let config = Config::new().path("/realtime").ping_interval(Duration::from_secs(10));
/// # let _ = config;
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    pub(crate) path: String,
    pub(crate) ping_interval: Duration,
    pub(crate) ping_timeout: Duration,
    pub(crate) upgrade_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_http_buffer_size: usize,
    pub(crate) polling: bool,
    pub(crate) websocket: bool,
    pub(crate) allow_upgrades: bool,
    pub(crate) max_attachments: usize,
    pub(crate) outbox_bytes_max: usize,
    pub(crate) handler_queue_max: usize,
    pub(crate) handler_queue_bytes_max: usize,
    pub(crate) ack_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// The defaults.
    pub fn new() -> Self {
        Self {
            path: "/socket.io".to_owned(),
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            upgrade_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(45),
            max_http_buffer_size: 1_000_000,
            polling: true,
            websocket: true,
            allow_upgrades: true,
            max_attachments: 10,
            outbox_bytes_max: 16 * 1024 * 1024,
            handler_queue_max: 64,
            handler_queue_bytes_max: 4 * 1024 * 1024,
            ack_timeout: Duration::from_secs(10),
        }
    }

    /// Sets the path under which the server answers. Default: `/socket.io`.
    ///
    /// A request belongs to the server when its path starts with this and a slash. A trailing slash given here is ignored.
    /// Mirrors the reference's `path`; clients set the same value in their `path` option.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
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
    /// on polling. Default: 10 s (`upgradeTimeout`).
    #[must_use]
    pub fn upgrade_timeout(mut self, upgrade_timeout: Duration) -> Self {
        self.upgrade_timeout = upgrade_timeout;
        self
    }

    /// Sets how long a session may stay open without having joined a namespace. Default: 45 s (`connectTimeout`).
    #[must_use]
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
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

    /// Sets how many binary attachments one packet of a client may have. Default: 10, the limit of the official parser.
    #[must_use]
    pub fn max_attachments(mut self, count: usize) -> Self {
        self.max_attachments = count;
        self
    }

    /// Sets how many bytes may wait for one client that does not read. Default: 16 MiB.
    ///
    /// A packet that would exceed it closes the session with reason `transport error`; nothing is left out of the middle.
    #[must_use]
    pub fn outbox_bytes_max(mut self, bytes: usize) -> Self {
        self.outbox_bytes_max = bytes;
        self
    }

    /// Sets how many events of one socket may wait for its running handler before the server stops reading from the client.
    /// Default: 64. The client's heartbeat is not held against it while reading is stopped.
    ///
    /// While the socket owes an acknowledgement, 16 times as many may wait: a handler may be waiting for it, and it comes behind them.
    #[must_use]
    pub fn handler_queue_max(mut self, events: usize) -> Self {
        self.handler_queue_max = events;
        self
    }

    /// Sets how many bytes the events of one socket may hold while they wait for its running handler, before the server stops reading
    /// from the client. Default: 4 MiB. The event that reaches it is taken whole.
    #[must_use]
    pub fn handler_queue_bytes_max(mut self, bytes: usize) -> Self {
        self.handler_queue_bytes_max = bytes;
        self
    }

    /// Sets how long the server waits for an acknowledgement when no other timeout is given with the event. Default: 10 s.
    ///
    /// The reference waits for ever for one socket, and not at all for many.
    #[must_use]
    pub fn ack_timeout(mut self, ack_timeout: Duration) -> Self {
        self.ack_timeout = ack_timeout;
        self
    }

    /// Checks what the type cannot, and normalises the path.
    pub(crate) fn validated(mut self) -> Result<Self, BuildError> {
        let path = self.path.trim_end_matches('/');
        if !path.starts_with('/') {
            return Err(BuildError::new(
                "`path` must start with a slash and name at least one segment",
            ));
        }
        self.path = format!("{path}/");
        if self.ping_interval.is_zero() || self.ping_timeout.is_zero() {
            return Err(BuildError::new(
                "`ping_interval` and `ping_timeout` must be longer than zero",
            ));
        }
        let durations = [
            self.ping_interval,
            self.ping_timeout,
            self.upgrade_timeout,
            self.connect_timeout,
            self.ack_timeout,
        ];
        if durations.iter().any(|duration| *duration > DURATION_MAX) {
            return Err(BuildError::new("intervals and timeouts must not be longer than a year"));
        }
        if !self.polling && !self.websocket {
            return Err(BuildError::new("`transports` must name at least one transport"));
        }
        if self.max_http_buffer_size == 0
            || self.handler_queue_max == 0
            || self.handler_queue_bytes_max == 0
        {
            return Err(BuildError::new(
                "`max_http_buffer_size` and the bounds of the handler queue must be at least 1",
            ));
        }
        Ok(self)
    }

    pub(crate) fn session(&self) -> SessionConfig {
        SessionConfig {
            ping_interval: self.ping_interval,
            ping_timeout: self.ping_timeout,
            upgrade_timeout: self.upgrade_timeout,
            max_payload: self.max_http_buffer_size,
            upgrades: self.allow_upgrades && self.websocket,
        }
    }
}

/// The name of a transport, as in the `transport` parameter of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportName {
    /// HTTP long-polling, `polling`.
    Polling,
    /// WebSocket, `websocket`.
    WebSocket,
}

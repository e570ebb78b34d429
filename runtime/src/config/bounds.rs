//! The bounds of what a client can make the server keep.

use super::Config;

impl Config {
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
}

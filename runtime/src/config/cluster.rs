//! What the servers of a cluster ask each other. Without an [adapter](crate::Builder::adapter) none of it matters.

use std::time::Duration;

use super::Config;

impl Config {
    /// Sets how long the other servers are waited for when no other timeout is given: by
    /// [`fetch_sockets`](crate::socket::Broadcast::fetch_sockets) and by server-side events with answers. Default: 5 s
    /// (`requestsTimeout`). Zero is refused when the server is built.
    #[must_use]
    pub fn cluster_request_timeout(mut self, timeout: Duration) -> Self {
        self.cluster_request_timeout = timeout;
        self
    }

    /// Sets how many requests of other servers this one works on at a time: broadcasts whose clients have not all acknowledged, handlers of
    /// server-side events that have not finished, and sockets that are being described. Default: 1,000. Zero is refused when the server is built.
    ///
    /// Beyond it the asking server is told [`Refused::Busy`](crate::adapter::Refused::Busy), and a server-side event without an answer is
    /// dropped and logged. Both are counted in [`ClusterStats::refused`](crate::socket::ClusterStats::refused).
    #[must_use]
    pub fn cluster_requests_max(mut self, requests: usize) -> Self {
        self.cluster_requests_max = requests;
        self
    }

    /// Sets how many sockets of other servers one request of this one may name: those that are fetched, or asked for an acknowledgement.
    /// Default: 100,000. Zero is refused when the server is built.
    ///
    /// A server whose sockets would be too many counts as missing, with
    /// [`NodeError::TooLarge`](crate::adapter::NodeError::TooLarge). This server describes no more sockets than that to another one
    /// either, which is told [`Refused::TooLarge`](crate::adapter::Refused::TooLarge).
    #[must_use]
    pub fn cluster_answers_max(mut self, sockets: usize) -> Self {
        self.cluster_answers_max = sockets;
        self
    }
}

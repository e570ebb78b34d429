//! What happens to a cluster.

use serde::{Deserialize, Serialize};

use super::NodeId;

/// What an adapter reports about the cluster. Programs hear of it by [`Builder::on_cluster_event`](crate::Builder::on_cluster_event).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ClusterEvent {
    /// The way to the other servers is open: what is published from here on arrives.
    Up,
    /// The way to the other servers is down. What is published meanwhile waits, or is lost and lies in a [`Gap`].
    Down {
        /// Why, for people.
        reason: String,
    },
    /// Messages of other servers are missing, and will not come any more.
    Gap(Gap),
    /// A server has joined.
    NodeJoined(NodeId),
    /// A server has left, or is taken for dead. What it had been asked is settled as lost.
    NodeLost(NodeId),
}

/// Messages that were sent and did not arrive, from the first to the last in the adapter's own count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Whose messages are missing; `None` when the count is that of a log into which many write.
    pub node: Option<NodeId>,
    /// The part of the adapter's traffic that is counted on its own, such as a channel. Empty when there is one count only.
    pub partition: String,
    /// The first message that is missing.
    pub first: u64,
    /// The last message that is missing.
    pub last: u64,
}

impl Gap {
    /// How many messages are missing.
    pub fn n_missing(&self) -> u64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }
}

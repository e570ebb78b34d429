//! The other servers of a cluster, as the namespaces of this one see them.

mod asking;
mod fetch;
mod interests;
mod local;
mod member;
mod remote_socket;
mod server_side;
mod stats;

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

use crate::adapter::{
    Adapter, AdapterError, ClusterEvent, Degraded, Exchange, Node, NodeError, NodeId, Publication,
    Receipt,
};
use crate::config::Config;
use crate::id::random_id;
use crate::sync::lock;

pub(super) use self::asking::Asking;
pub use self::asking::MissingNode;
pub use self::fetch::FetchedSockets;
pub use self::interests::Joined;
pub(super) use self::member::Clustered;
pub use self::remote_socket::{RemoteAck, RemoteSocket};
pub(super) use self::server_side::ServerSideListeners;
pub use self::server_side::{CollectedAnswers, NodeAnswers, ServerSideEvent};
pub use self::stats::ClusterStats;
pub(super) use self::stats::Counters;

use super::{BoxFuture, Namespaces};

/// What a program does when something happens to the cluster.
pub(crate) type OnClusterEvent = Box<dyn Fn(&ClusterEvent) + Send + Sync>;

/// This server's side of the cluster.
pub(crate) struct Cluster {
    node: NodeId,
    adapter: Box<dyn Adapter>,
    /// The other servers.
    nodes: Mutex<BTreeSet<NodeId>>,
    hooks: Vec<OnClusterEvent>,
    /// Requests of this server whose answers may still come.
    exchanges: Mutex<Vec<Weak<Exchange>>>,
    /// As many permits as requests of others may be worked on.
    requests: Arc<Semaphore>,
    limits: Limits,
    counters: Counters,
    /// Ends what is done for others: when it says so, or is gone.
    has_ended: watch::Sender<bool>,
}

/// What requests of this server may take.
struct Limits {
    request_timeout: Duration,
    answers_max: usize,
}

/// How long the name of a server is: that of official adapters that name theirs.
const NODE_ID_LEN: usize = 16;

impl Cluster {
    /// # Errors
    /// When the operating system has no randomness to give.
    pub(crate) fn new(
        adapter: Box<dyn Adapter>,
        config: &Config,
        hooks: Vec<OnClusterEvent>,
    ) -> Result<Self, AdapterError> {
        let bytes = random_id().map_err(|error| AdapterError::new(error.to_string()))?;
        let digits = bytes.iter().take(NODE_ID_LEN / 2).map(|byte| format!("{byte:02x}"));
        Ok(Self {
            node: digits.collect::<String>().into(),
            adapter,
            nodes: Mutex::default(),
            hooks,
            exchanges: Mutex::default(),
            requests: Arc::new(Semaphore::new(
                config.cluster_requests_max.min(Semaphore::MAX_PERMITS),
            )),
            limits: Limits {
                request_timeout: config.cluster_request_timeout,
                answers_max: config.cluster_answers_max,
            },
            has_ended: watch::Sender::new(false),
            counters: Counters::default(),
        })
    }

    /// Begins to hear of the others.
    ///
    /// # Errors
    /// The adapter's.
    pub(crate) fn start(&self, namespaces: &Arc<Namespaces>) -> Result<(), AdapterError> {
        let namespaces: Weak<Namespaces> = Arc::downgrade(namespaces);
        self.adapter.start(Node::new(self.node.clone(), namespaces))
    }

    pub(crate) fn node(&self) -> &NodeId {
        &self.node
    }

    /// The other servers, sorted.
    pub(crate) fn nodes(&self) -> Vec<NodeId> {
        lock(&self.nodes).iter().cloned().collect()
    }

    pub(crate) fn stats(&self) -> ClusterStats {
        self.counters.read()
    }

    pub(crate) fn close(&self) -> BoxFuture<()> {
        let closed = self.adapter.close();
        let exchanges = std::mem::take(&mut *lock(&self.exchanges));
        for exchange in exchanges.iter().filter_map(Weak::upgrade) {
            exchange.fail_all(&NodeError::Unreachable(Degraded::Closed));
        }
        self.has_ended.send_replace(true);
        closed
    }

    pub(super) fn publish(&self, publication: Publication) -> Receipt {
        self.counters.published.count();
        self.adapter.publish(publication)
    }

    fn report(&self, event: &ClusterEvent) {
        match event {
            ClusterEvent::Up => tracing::info!(node = %self.node, "the cluster is within reach"),
            ClusterEvent::Down { reason } => {
                tracing::warn!(node = %self.node, reason, "the cluster is out of reach");
            }
            ClusterEvent::Gap(gap) => {
                self.counters.gaps.count();
                self.counters.missed.add(gap.n_missing());
                tracing::warn!(node = %self.node, ?gap, "messages of other servers are missing");
            }
            ClusterEvent::NodeJoined(node) => {
                lock(&self.nodes).insert(node.clone());
                tracing::info!(node = %self.node, other = %node, "a server has joined the cluster");
            }
            ClusterEvent::NodeLost(node) => {
                lock(&self.nodes).remove(node);
                tracing::info!(node = %self.node, other = %node, "a server has left the cluster");
                self.settle_lost(node);
            }
        }
        for hook in &self.hooks {
            if catch_unwind(AssertUnwindSafe(|| hook(event))).is_err() {
                tracing::error!(node = %self.node, "`on_cluster_event` panicked");
            }
        }
    }

    fn settle_lost(&self, node: &NodeId) {
        let exchanges = lock(&self.exchanges).clone();
        for exchange in exchanges.iter().filter_map(Weak::upgrade) {
            exchange.fail(node, &NodeError::Lost);
        }
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("node", &self.node)
            .field("nodes", &self.nodes())
            .finish_non_exhaustive()
    }
}

//! One server of a cluster: its name, and the handle through which an adapter reaches it.

use std::borrow::Borrow;
use std::fmt;
use std::sync::{Arc, Weak};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ClusterEvent, Gap, Publication, Request, Responder};

/// The name of one server of a cluster. Cheap to clone.
///
/// A server makes its own: 16 hexadecimal digits, new whenever it is built.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(Arc<str>);

impl NodeId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for NodeId {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<String> for NodeId {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl Borrow<str> for NodeId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeId({})", self.0)
    }
}

impl Serialize for NodeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for NodeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// What a server does with what comes from others.
pub(crate) trait Local: Send + Sync {
    fn receive(&self, from: &NodeId, publication: &Publication);
    fn answer(&self, from: &NodeId, request: Request, responder: Responder);
    fn report(&self, event: ClusterEvent);
    fn count_malformed(&self);
}

/// The server that an adapter was started for. The adapter gives it what comes from the other servers. Cheap to clone.
///
/// It does not keep the server alive: when the server is gone, nothing happens any more.
#[derive(Clone)]
pub struct Node {
    id: NodeId,
    local: Weak<dyn Local>,
}

impl Node {
    pub(crate) fn new(id: NodeId, local: Weak<dyn Local>) -> Self {
        Self { id, local }
    }

    /// The server's own name.
    pub fn id(&self) -> &NodeId {
        &self.id
    }

    /// Takes a publication of another server: its sockets have it, in their queues, when this returns.
    ///
    /// Publications of one server have to be given in the order in which it published them. Handlers of server-side events begin in here, so
    /// it has to be called within a tokio runtime.
    pub fn receive(&self, from: &NodeId, publication: &Publication) {
        self.with(|local| local.receive(from, publication));
    }

    /// Takes a request of another server. The answer goes to `responder`, now or later.
    ///
    /// Requests and publications of one server have to be given in the order in which it sent them. To be called within a tokio runtime.
    pub fn answer(&self, from: &NodeId, request: Request, responder: Responder) {
        self.with(|local| local.answer(from, request, responder));
    }

    /// The way to the other servers is open.
    pub fn up(&self) {
        self.report(ClusterEvent::Up);
    }

    /// The way to the other servers is down.
    pub fn down(&self, reason: impl Into<String>) {
        self.report(ClusterEvent::Down { reason: reason.into() });
    }

    /// Messages of other servers are missing. To be called before anything is given that came behind them.
    pub fn gap(&self, gap: Gap) {
        self.report(ClusterEvent::Gap(gap));
    }

    /// Another server has joined.
    pub fn joined(&self, node: NodeId) {
        self.report(ClusterEvent::NodeJoined(node));
    }

    /// Another server has left. What it has not answered yet, it never will: all requests that expect it settle.
    pub fn lost(&self, node: NodeId) {
        self.report(ClusterEvent::NodeLost(node));
    }

    /// Something came that the adapter could not make sense of. It is counted, and nothing else happens.
    pub fn malformed(&self) {
        self.with(|local| local.count_malformed());
    }

    fn report(&self, event: ClusterEvent) {
        self.with(|local| local.report(event));
    }

    fn with(&self, act: impl FnOnce(&dyn Local)) {
        if let Some(local) = self.local.upgrade() {
            act(&*local);
        }
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Node").field(&self.id).finish()
    }
}

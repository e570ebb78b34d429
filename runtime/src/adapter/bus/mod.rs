//! Servers of one process as a cluster.

mod link;
mod member;

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use tokio::runtime::Handle;

use self::link::Link;
use self::member::{Member, Peer, Topics};
use super::{
    Adapter, AdapterError, Degraded, Node, NodeId, Publication, Receipt, Replies, Request, Topic,
};
use crate::socket::BoxFuture;
use crate::sync::lock;

/// How many messages may wait on the way from one server to another, unless [`Bus::with_capacity`] says otherwise.
const CAPACITY: usize = 16 * 1024;

/// Joins servers of one process, each built with an [`adapter`](Self::adapter) of its own. Cheap to clone; all clones are one bus.
///
/// It is for programs that run several servers, and for tests of programs that will run on several machines: what is promised is what any
/// adapter promises, only sooner. Messages travel by queues in memory, one for each direction between two servers, in order and counted;
/// when more than the capacity waits in a queue, what comes on top is lost, and reported to its receiver as a [`Gap`](super::Gap) whose
/// `partition` is empty.
///
/// ```
/// use wigwag::Io;
/// use wigwag::adapter::Bus;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bus = Bus::with_capacity(1000);
/// let public = Io::builder().adapter(bus.adapter()).build()?;
/// let internal = Io::builder().adapter(bus.adapter()).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Bus(Arc<Hub>);

struct Hub {
    capacity: usize,
    members: Mutex<Vec<Arc<Member>>>,
}

impl Bus {
    /// A bus without servers.
    pub fn new() -> Self {
        Self::with_capacity(CAPACITY)
    }

    /// A bus on which so many messages may wait on the way from one server to another. Default: 16,384. A message keeps the memory of its
    /// arguments once, however many servers it is for.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Arc::new(Hub { capacity, members: Mutex::default() }))
    }

    /// The adapter of one more server. That server has to be built within a tokio runtime.
    pub fn adapter(&self) -> BusAdapter {
        BusAdapter { hub: Arc::clone(&self.0), topics: Arc::default(), member: OnceLock::new() }
    }
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = lock(&self.0.members);
        let nodes: Vec<&NodeId> = members.iter().map(|member| member.node().id()).collect();
        f.debug_struct("Bus").field("capacity", &self.0.capacity).field("nodes", &nodes).finish()
    }
}

impl Hub {
    fn admit(&self, member: &Arc<Member>) {
        let mut members = lock(&self.members);
        let others = members.clone();
        for other in &others {
            let there = Arc::new(Link::new(self.capacity));
            let back = Arc::new(Link::new(self.capacity));
            member.add(Peer {
                member: Arc::downgrade(other),
                out: there.clone(),
                into: back.clone(),
            });
            other.add(Peer { member: Arc::downgrade(member), out: back, into: there });
        }
        members.push(Arc::clone(member));
        drop(members);
        member.node().up();
        // Messages wait in the links until both sides know of each other.
        for other in &others {
            member.node().joined(other.node().id().clone());
            other.node().joined(member.node().id().clone());
            member.listen_to(other);
            other.listen_to(member);
        }
    }

    fn dismiss(&self, member: &Arc<Member>) {
        lock(&self.members).retain(|other| !Arc::ptr_eq(other, member));
        member.leave();
    }
}

/// The adapter of one server on a [`Bus`]. Dropped with its server, it leaves the bus.
pub struct BusAdapter {
    hub: Arc<Hub>,
    topics: Arc<Topics>,
    member: OnceLock<Arc<Member>>,
}

impl BusAdapter {
    fn leave(&self) {
        if let Some(member) = self.member.get() {
            self.hub.dismiss(member);
        }
    }
}

impl Adapter for BusAdapter {
    fn start(&self, node: Node) -> Result<(), AdapterError> {
        let runtime = Handle::try_current().map_err(|_| {
            AdapterError::new("a server on a bus has to be built within a tokio runtime")
        })?;
        let member = Arc::new(Member::new(node, Arc::clone(&self.topics), runtime));
        if self.member.set(Arc::clone(&member)).is_err() {
            return Err(AdapterError::new("one adapter serves one server"));
        }
        self.hub.admit(&member);
        Ok(())
    }

    fn publish(&self, publication: Publication) -> Receipt {
        match self.member.get() {
            Some(member) => member.publish(publication),
            None => Receipt::degraded(Degraded::Closed),
        }
    }

    fn add_interest(&self, topic: &Topic) -> Receipt {
        self.topics.add(topic);
        Receipt::done()
    }

    fn remove_interest(&self, topic: &Topic) {
        self.topics.remove(topic);
    }

    fn request(&self, request: Request, replies: Replies) {
        let Some(member) = self.member.get() else { return replies.unreachable(Degraded::Closed) };
        // Who leaves the bus from here on is reported as lost behind this.
        let members = lock(&self.hub.members);
        member.request(request, &replies);
        drop(members);
    }

    fn close(&self) -> BoxFuture<()> {
        self.leave();
        Box::pin(std::future::ready(()))
    }
}

impl Drop for BusAdapter {
    fn drop(&mut self) {
        self.leave();
    }
}

impl fmt::Debug for BusAdapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let node = self.member.get().map(|member| member.node().id());
        f.debug_struct("BusAdapter").field("node", &node).finish_non_exhaustive()
    }
}

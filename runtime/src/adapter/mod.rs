//! Several servers as one: what joins them, and how to write it.
//!
//! An [`Adapter`] carries what a server tells and asks the others of its cluster. [`Bus`] joins servers of one process; others reach
//! further. A program is the same with any of them, and without:
//!
//! ```
//! use wigwag::Io;
//! use wigwag::adapter::Bus;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bus = Bus::new();
//! let first = Io::builder().adapter(bus.adapter()).build()?;
//! let second = Io::builder().adapter(bus.adapter()).build()?;
//! assert_eq!(first.nodes().len(), 1);
//! # second.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What a program can rely on
//!
//! * **Delivery on this server never waits for the others.** [`Socket::join`](crate::socket::Socket::join) and every emit do their local
//!   part at once and in order; what goes to other servers follows.
//! * **One server's messages arrive in order** on each other server, whatever they are: broadcasts, messages to one socket, bulk
//!   operations, requests.
//! * **A loss is reported**: [`ClusterEvent::Gap`]. Messages arrive at most once.
//! * **Every answer has a name**: a request settles for each server that was asked, with its answer or with a [`NodeError`], and what
//!   others have answered is not lost.
//!
//! # How to write an adapter
//!
//! The server calls the [`Adapter`]; the adapter calls the [`Node`] that it was started with. Publications and requests are data, not bytes,
//! so that an adapter can write the form that another system reads; all of it has serde's traits for those who have no form of
//! their own. An adapter that hands everything to functions of the program:
//!
//! ```
//! use wigwag::adapter::{
//!     Adapter, AdapterError, Degraded, Node, Publication, Receipt, Replies, Request,
//! };
//! use wigwag::socket::BoxFuture;
//!
//! /// Writes publications as JSON to a channel; nobody can be asked anything.
//! struct OneWay {
//!     lines: std::sync::mpsc::Sender<String>,
//! }
//!
//! impl Adapter for OneWay {
//!     fn start(&self, node: Node) -> Result<(), AdapterError> {
//!         // The node is for what comes from others: keep it where messages arrive.
//!         node.up();
//!         Ok(())
//!     }
//!
//!     fn publish(&self, publication: Publication) -> Receipt {
//!         let sent = serde_json::to_string(&publication).map(|line| self.lines.send(line));
//!         if matches!(sent, Ok(Ok(()))) { Receipt::done() } else { Receipt::degraded(Degraded::Closed) }
//!     }
//!
//!     fn request(&self, _: Request, replies: Replies) {
//!         replies.expect([]);
//!     }
//!
//!     fn close(&self) -> BoxFuture<()> {
//!         Box::pin(async {})
//!     }
//! }
//! ```

mod args;
mod bus;
mod event;
mod node;
mod publication;
mod receipt;
mod replies;
mod request;
mod session;

use std::fmt;

pub use self::bus::{Bus, BusAdapter};
pub use self::event::{ClusterEvent, Gap};
pub use self::node::{Node, NodeId};
pub use self::publication::{Audience, Emission, Operation, Publication, Selection, Topic};
pub use self::receipt::{Confirm, Degraded, Receipt};
pub use self::replies::{Replies, Responder};
pub use self::request::{
    Acknowledgement, HandshakeDescription, NodeError, Question, Refused, Request, Response,
    SocketDescription,
};
pub use self::session::{SavedSession, Sessions, TakenSession};

pub(crate) use self::node::Local;
pub(crate) use self::replies::{Exchange, Expected, Outcome};

use crate::socket::BoxFuture;

/// What joins a server to others. See [the module](self) for what programs rely on, and for how to write one.
///
/// No method blocks or waits: what takes time is done by tasks of the adapter's own, which [`start`](Self::start) spawns and
/// [`close`](Self::close) ends. Methods are called from many threads, also from within handlers; those that send keep the order in which one
/// thread calls them.
///
/// One adapter serves one server.
pub trait Adapter: Send + Sync + 'static {
    /// Begins to serve a server. Called once, when the server is built. It has its namespaces by then: what it wants to hear of has been
    /// [added](Self::add_interest), so that nothing is missed that the others send as soon as they know of it.
    ///
    /// An adapter that needs tasks spawns them here; its server has to be built within a tokio runtime then.
    ///
    /// # Errors
    /// When it cannot begin; the server is not built. An adapter whose way to the others is not open *yet* starts all the same and says
    /// [`up`](Node::up) when it is.
    fn start(&self, node: Node) -> Result<(), AdapterError>;

    /// Sends a publication to every other server that it concerns. This server has done its own part already.
    ///
    /// The receipt says when the publication has been handed over. What cannot be sent now waits within a bound of the adapter's own, and
    /// is given up, counted and reported as a [`Gap`] beyond it.
    fn publish(&self, publication: Publication) -> Receipt;

    /// This server has to hear of `topic` from now on: it has got its first socket there. The receipt says when nothing can be missed any
    /// more.
    ///
    /// Additions and removals of one topic come in order, and alternate; a room whose receipt says that it could not be done is added again
    /// when somebody else joins it. The namespaces that a server is built with are added before
    /// [`start`](Self::start), for which they are to be kept. This must not call the [`Node`]. Default: done at once, for adapters that
    /// hear everything.
    ///
    /// An adapter that routes by rooms has to mind [`Operation::Join`]: what is published behind it to the room that was joined must reach
    /// the servers that have not told of their interest yet, because they are just being told to join.
    fn add_interest(&self, topic: &Topic) -> Receipt {
        let _ = topic;
        Receipt::done()
    }

    /// This server need not hear of `topic` any more. Default: nothing happens.
    fn remove_interest(&self, topic: &Topic) {
        let _ = topic;
    }

    /// Asks every other server that has the namespace. The adapter says whom it has asked, and hands over what they answer; the time limit
    /// is kept by the server.
    fn request(&self, request: Request, replies: Replies);

    /// Where the sessions of clients that were cut off are kept, when all servers share such a store. Default: each server keeps its own.
    /// It is not asked by this version, see [`Sessions`].
    fn sessions(&self) -> Option<&dyn Sessions> {
        None
    }

    /// Leaves the cluster: tells the others, and ends the adapter's tasks. What is called after that does nothing.
    ///
    /// # Cancel safety
    /// The leaving itself happens in the call; the future only waits for what is left to send.
    fn close(&self) -> BoxFuture<()>;
}

/// Why an adapter cannot start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterError(String);

impl AdapterError {
    /// An error in the adapter's own words, a fragment without a final stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for AdapterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AdapterError {}

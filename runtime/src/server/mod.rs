//! The server: wires transport to socket, and is mounted in a program.

mod accept;
mod aside;
mod body;
mod builder;
mod connection;
mod http_server;
mod listen;
mod listing;
#[cfg(feature = "http2")]
mod preface;
mod requests;
mod service;
#[cfg(feature = "rustls")]
mod tls;

use std::fmt;
use std::sync::Arc;

pub use self::body::ResponseBody;
pub use self::builder::Builder;
pub use self::http_server::HttpServer;
pub use self::requests::RequestBody;
pub use self::service::{Layer, NotFound, ResponseFuture, Service};
#[cfg(feature = "rustls")]
pub use self::tls::Tls;

use self::listing::Listing;
use crate::adapter::NodeId;
use crate::skew::Skew;
use crate::socket::{self, ClusterStats, Family, Mount, Namespaces, with_slash};
use crate::transport::{EngineServer, Shutdown, ShutdownReport};
use crate::typed::Namespace;
use crate::{BuildError, Contract, ContractStats};

/// A Socket.IO server. Cheap to clone; all clones are one server.
///
/// ```
/// use wigwag::{Io, socket_events};
///
/// #[socket_events]
/// pub trait Echo {
///     async fn echo(&self, cx: echo::Cx<Self>, text: String) -> String;
/// }
///
/// struct App;
///
/// impl Echo for App {
///     async fn echo(&self, _cx: echo::Cx<Self>, text: String) -> String {
///         text
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let io = Io::builder().mount(echo::serve(App)).build()?;
/// assert!(io.of::<echo::Ns>().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Io {
    namespaces: Arc<Namespaces>,
    engine: EngineServer,
    /// The contracts that may be mounted, where the program lists them.
    listing: Option<Arc<Listing>>,
}

impl Io {
    /// Begins a server with the default configuration and no namespace.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The namespace of a contract that is mounted on this server; of one with parameters, all of them, see [`Namespace::with`].
    ///
    /// Of one that is not, nobody is ever connected: what is emitted to it reaches nobody, and an error is logged.
    pub fn of<N: Contract>(&self) -> Namespace<N> {
        Namespace::of(&self.namespaces)
    }

    /// The namespace `name`, for what no contract names. `None` when this server has no such namespace right now. A slash that is missing at
    /// its beginning is added. The reference's `io.of(name)`, which also makes it.
    pub fn namespace(&self, name: &str) -> Option<socket::Namespace> {
        self.namespaces.get(&with_slash(name))
    }

    /// Every namespace that this server has right now, those of families included, in no particular order.
    pub fn namespaces(&self) -> Vec<socket::Namespace> {
        self.namespaces.all()
    }

    /// All namespaces that were made for the family `name` of a [dynamic mount](Mount::dynamic): the text of its pattern, such as
    /// `/chat/{room}`, or the name that its matcher was given. `None` when this server has no such family.
    pub fn family(&self, name: &str) -> Option<Family> {
        self.namespaces.family(name)
    }

    /// Mounts a namespace, or a family of namespaces, while the server runs. Clients may join it from then on.
    ///
    /// # Errors
    /// When its name or its pattern cannot be one, when this server has it already, or when it is of a contract that no
    /// [`api`](Builder::api) of this server lists.
    ///
    /// ```
    /// use wigwag::Io;
    /// use wigwag::socket::{Mount, on_connect};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let io = Io::builder().build()?;
    /// io.mount(Mount::new("/late", on_connect(|_| async {})))?;
    /// assert!(io.namespace("/late").is_some());
    /// assert!(io.mount(Mount::new("/late", on_connect(|_| async {}))).is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn mount(&self, mount: Mount) -> Result<(), BuildError> {
        if let Some(listing) = &self.listing {
            listing.check_late(&mount)?;
        }
        self.namespaces.mount(mount)
    }

    /// The name of this server in its cluster, new whenever a server is built. `None` without an [adapter](Builder::adapter).
    pub fn node_id(&self) -> Option<NodeId> {
        self.namespaces.cluster().map(|cluster| cluster.node().clone())
    }

    /// The other servers of the cluster, as far as the adapter knows them by name. Empty without an adapter.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.namespaces.cluster().map(|cluster| cluster.nodes()).unwrap_or_default()
    }

    /// What has gone between this server and the others. Zeros without an adapter.
    pub fn cluster_stats(&self) -> ClusterStats {
        self.namespaces.cluster().map(|cluster| cluster.stats()).unwrap_or_default()
    }

    /// Which contracts the clients of this server were generated from, how often those of each use what is deprecated, and how many of their
    /// payloads were rejected: whether an event can be removed, and whether a deploy has left pages behind. Empty without a
    /// [`Builder::api`]. Each server of a cluster has its own.
    ///
    /// Reading it takes a lock for a moment that clients take when they connect. Counting costs an event nothing that is neither deprecated nor
    /// sent under an old name.
    ///
    /// ```
    /// # use wigwag::{Io, socket_events};
    /// # #[socket_events(namespace = "/echo")]
    /// # pub trait Echo { async fn echo(&self, cx: echo::Cx<Self>, text: String) -> String; }
    /// # struct App;
    /// # impl Echo for App { async fn echo(&self, _: echo::Cx<Self>, text: String) -> String { text } }
    /// # wigwag::api! { pub fn api() -> Api { title: "Echo", version: "1.0.0", [echo::Ns] } }
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let io = Io::builder().api(api()).mount(echo::serve(App)).build()?;
    /// let stats = io.contract_stats();
    /// for (hash, used) in &stats.by_hash {
    ///     println!("{} clients of contract {hash}", used.clients);
    ///     for (event, uses) in &used.deprecated {
    ///         println!("  {event} was sent {uses} times");
    ///     }
    /// }
    /// assert_eq!(stats.by_hash.keys().collect::<Vec<_>>(), stats.own.iter().collect::<Vec<_>>());
    /// # Ok(())
    /// # }
    /// ```
    pub fn contract_stats(&self) -> ContractStats {
        self.namespaces.skew().map(Skew::stats).unwrap_or_default()
    }

    /// Takes a namespace away while the server runs, or a family (see [`family`](Self::family)) with all of its namespaces. False when
    /// nothing is mounted under `name`; a namespace that was made for clients is its family's, and not mounted.
    ///
    /// Who is in it is disconnected, as by [`Socket::disconnect`](socket::Socket::disconnect); who is about to be admitted, and who comes
    /// later, is refused as `Invalid namespace`. Handles to it reach nobody any more, also when its name is mounted again.
    pub fn unmount(&self, name: &str) -> bool {
        self.namespaces.unmount(name) || self.namespaces.unmount(&with_slash(name))
    }

    /// The Engine.IO server underneath: how many sessions are open, and requests by hand.
    pub fn engine(&self) -> &EngineServer {
        &self.engine
    }

    /// Disconnects everybody and waits until the last handler has finished.
    ///
    /// Clients see the reason `transport close` and try to reconnect, as with the reference's `io.close()`; the server's handlers
    /// see [`ServerShuttingDown`](crate::DisconnectReason::ServerShuttingDown).
    ///
    /// # Cancel safety
    /// The sessions are closed by the first poll; dropping the future only stops the waiting.
    pub async fn close(&self) {
        self.engine.close().await;
        self.leave_cluster().await;
    }

    /// Closes the server in order: nobody is cut off in the middle, unless the deadline wants it.
    ///
    /// From the first moment on, handshakes are answered with status 503, and [`EngineServer::accepting_ends`] tells those who accept
    /// connections. Sessions end one after the other, see [`Shutdown::spread`]. When its turn comes, a session takes no more
    /// messages; the events that it has received are still handled, with acknowledgements in both directions, what waits for its
    /// client is sent, and only then it is closed, with [`ServerShuttingDown`](crate::DisconnectReason::ServerShuttingDown). A client
    /// that was not admitted to a namespace yet is not waited for, and one that polls has 5 s to fetch its goodbye. At the deadline the
    /// sessions that are left are cut off as by [`close`](Self::close), and have one second for their goodbyes; each disconnect handler
    /// runs once in any case. The future is ready when the last handler has finished, at the latest 2 s after the deadline.
    ///
    /// Called again, the earlier deadline counts, and each call reports on the sessions that it found.
    ///
    /// # Cancel safety
    /// The first poll tells every session when to end. Dropping the future only stops the waiting: they still end as planned.
    ///
    /// # Wire
    /// As with [`close`](Self::close): no packet of Socket.IO, a WebSocket gets a close frame without a code and a waiting GET the
    /// packet `1`. Official clients see `transport close` and reconnect.
    ///
    /// # Examples
    /// ```no_run
    /// use std::time::Duration;
    /// use wigwag::{Io, Shutdown};
    ///
    /// # async fn stop(io: Io) {
    /// let report = io.shutdown(Shutdown::within(Duration::from_secs(30))).await;
    /// if report.unfinished > 0 {
    ///     eprintln!("{} handlers did not finish in time", report.unfinished);
    /// }
    /// # }
    /// ```
    pub async fn shutdown(&self, shutdown: Shutdown) -> ShutdownReport {
        let report = self.engine.shutdown(shutdown).await;
        self.leave_cluster().await;
        report
    }

    /// The last handler may have had something to say to the others.
    async fn leave_cluster(&self) {
        if let Some(cluster) = self.namespaces.cluster() {
            cluster.close().await;
        }
    }
}

#[cfg(any(test, feature = "__bench"))]
impl Io {
    pub(crate) fn shared_namespaces(&self) -> Arc<Namespaces> {
        Arc::clone(&self.namespaces)
    }
}

impl fmt::Debug for Io {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Io")
            .field("namespaces", &self.namespaces)
            .field("engine", &self.engine)
            .finish()
    }
}

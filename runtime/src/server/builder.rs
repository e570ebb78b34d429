//! What a server is made from.

use std::fmt;
use std::sync::Arc;

use wigwag_schema::Api;

use super::Io;
use super::listing::Listing;
use crate::adapter::{Adapter, AdapterError, ClusterEvent};
use crate::config::Config;
use crate::skew::{AcceptContract, Skew};
use crate::socket::{
    Client, Cluster, Mount, Namespace, NamespaceHandler, Namespaces, OnClusterEvent, OnNewNamespace,
};
use crate::transport::EngineServer;
use crate::{BuildError, ParseContractHashError, PresentedContract};

/// Collects what a server consists of; [`build`](Self::build) checks it.
#[derive(Default)]
pub struct Builder {
    config: Config,
    mounts: Vec<Mount>,
    apis: Vec<Api>,
    accept_contract: Option<Box<AcceptContract>>,
    on_new_namespace: Option<Box<OnNewNamespace>>,
    adapter: Option<Box<dyn Adapter>>,
    on_cluster_event: Vec<OnClusterEvent>,
}

impl Builder {
    /// Sets every option at once. Default: [`Config::new`].
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Mounts a namespace, or a family of namespaces, with its application: what the `serve` function of a contract's module returns, [`Mount::new`] or
    /// [`Mount::dynamic`].
    #[must_use]
    pub fn mount(mut self, mount: Mount) -> Self {
        self.mounts.push(mount);
        self
    }

    /// Mounts a namespace without a contract.
    #[must_use]
    pub fn namespace(self, name: impl Into<String>, handler: impl NamespaceHandler) -> Self {
        self.mount(Mount::new(name, handler))
    }

    /// Has [`build`](Self::build) compare what is mounted with what the program lists in [`api!`](crate::api!): a contract that was
    /// forgotten in one of the two places is an error, not a client that gets `Invalid namespace`, or an event that is in no document. Default:
    /// nothing is compared. Called again, all lists are one.
    ///
    /// Namespaces without a contract are not compared. The server knows its [hashes](crate::ContractHash) then, too, and counts clients by theirs:
    /// see [`Io::contract_stats`].
    ///
    /// ```
    /// use wigwag::{Io, socket_events};
    ///
    /// #[socket_events(namespace = "/echo")]
    /// pub trait Echo {
    ///     async fn echo(&self, cx: echo::Cx<Self>, text: String) -> String;
    /// }
    ///
    /// wigwag::api! { pub fn api() -> Api { title: "Echo", version: "1.0.0", [echo::Ns] } }
    ///
    /// # fn main() {
    /// let error = Io::builder().api(api()).build().unwrap_err();
    /// assert_eq!(error.to_string(), "listed in `api!` and not mounted: `Echo` (/echo)");
    /// # }
    /// ```
    #[must_use]
    pub fn api(mut self, api: Api) -> Self {
        self.apis.push(api);
        self
    }

    /// Has `hook` decide whether clients that were generated from a contract may join; false refuses them. Default: all may. A second hook
    /// replaces the first.
    ///
    /// It is asked for each namespace that a client wants to join, before anything else: before the namespace is looked for, before
    /// middlewares, and before anybody looks at what the client presents as `auth`. It should answer at once. Clients that are in a namespace
    /// already stay, also when the answer is another one by now. Clients that present no hash are asked about as well, such as those that were not
    /// generated: letting them in is up to the hook. A panic of it is logged, and the client let in.
    ///
    /// It keeps no one out who is not meant to come in: a hash is what a client says.
    ///
    /// ```
    /// use wigwag::{Io, PresentedContract, socket_events};
    ///
    /// # #[socket_events(namespace = "/echo")]
    /// # pub trait Echo { async fn echo(&self, cx: echo::Cx<Self>, text: String) -> String; }
    /// # struct App;
    /// # impl Echo for App { async fn echo(&self, _: echo::Cx<Self>, text: String) -> String { text } }
    /// # wigwag::api! { pub fn api() -> Api { title: "Echo", version: "1.0.0", [echo::Ns] } }
    /// /// Pages that are older than this server have to be loaded again; clients that were not generated may go on.
    /// fn is_welcome(contract: &PresentedContract) -> bool {
    ///     contract.is_current() || contract.hash().is_none()
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let io = Io::builder()
    ///     .api(api())
    ///     .accept_contract(is_welcome)
    ///     .mount(echo::serve(App))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Wire
    /// `44/echo,{"message":"This page is out of date. Reload it to go on.","data":{"code":"wigwag.reload","message":"…","hash":"00f3a1c0b5d2e4f6"}}`:
    /// `connect_error` of the official client, for which the generated TypeScript has `mustReload`. The hash is that of the server's first
    /// [`api`](Self::api). The connection stays open.
    #[must_use]
    pub fn accept_contract(
        mut self,
        hook: impl Fn(&PresentedContract) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.accept_contract = Some(Box::new(hook));
        self
    }

    /// Calls `hook` with each namespace but the main one, before anybody is admitted to it: when the server is built, mounted while it
    /// runs, or made for a client. Default: nothing. The reference's event `new_namespace`.
    ///
    /// Clients that connect to the namespace wait meanwhile. A panic is logged and otherwise ignored. A second hook replaces the first.
    #[must_use]
    pub fn on_new_namespace(mut self, hook: impl Fn(Namespace) + Send + Sync + 'static) -> Self {
        self.on_new_namespace = Some(Box::new(hook));
        self
    }

    /// Joins the server to others. Default: it is alone. The reference's `adapter`.
    ///
    /// See [`adapter`](crate::adapter) for what a cluster promises.
    #[must_use]
    pub fn adapter(mut self, adapter: impl Adapter) -> Self {
        self.adapter = Some(Box::new(adapter));
        self
    }

    /// Has `hook` called for everything that happens to the cluster: servers that come and go, gaps, the way to the others. Called again,
    /// each is called, in this order. Without an adapter nothing happens to it.
    ///
    /// The adapter waits for it, so it should only take note. In it, [`Io::nodes`] is what it is after the event. A panic is logged and
    /// otherwise ignored.
    ///
    /// ```
    /// use wigwag::Io;
    /// use wigwag::adapter::{Bus, ClusterEvent};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let io = Io::builder()
    ///     .adapter(Bus::new().adapter())
    ///     .on_cluster_event(|event| {
    ///         if let ClusterEvent::Gap(gap) = event {
    ///             eprintln!("{} messages are missing", gap.n_missing());
    ///         }
    ///     })
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn on_cluster_event(
        mut self,
        hook: impl Fn(&ClusterEvent) + Send + Sync + 'static,
    ) -> Self {
        self.on_cluster_event.push(Box::new(hook));
        self
    }

    /// Builds the server. It has no network yet: [`Io::serve`], [`Io::layer`] and [`Io::service`] give it one.
    ///
    /// # Errors
    /// When an option has a value that no server can run with, when the name or the pattern of a namespace cannot be one, when two are the
    /// same, when the contracts of an [`api`](Self::api) are not those that are mounted, or do not fit together, when
    /// [`accept_contract`](Self::accept_contract) has none to compare with, or when the adapter cannot start.
    pub fn build(self) -> Result<Io, BuildError> {
        let skew = skew(&self.apis, self.accept_contract)?;
        let listing = (!self.apis.is_empty()).then(|| Listing::of(&self.apis));
        if let Some(listing) = &listing {
            listing.compare(&self.mounts)?;
        }
        let cluster = match self.adapter {
            Some(adapter) => {
                let cluster = Cluster::new(adapter, &self.config, self.on_cluster_event);
                Some(Arc::new(cluster.map_err(|error| cannot_join(&error))?))
            }
            None => None,
        };
        let namespaces = Namespaces::new(self.config.clone(), self.on_new_namespace, cluster);
        let namespaces = Arc::new(namespaces.with_skew(skew));
        let mounts = self.mounts.into_iter();
        let added = mounts.map(|mount| namespaces.add(mount)).collect::<Result<Vec<_>, _>>()?;
        namespaces.start_cluster().map_err(|error| cannot_join(&error))?;
        added.iter().flatten().for_each(|namespace| namespaces.announce(namespace));
        let engine = {
            let namespaces = Arc::clone(&namespaces);
            EngineServer::counting_unjoined(self.config, move |connection, handshake, place| {
                Client::new(Arc::clone(&namespaces), connection, handshake, place)
            })?
        };
        Ok(Io { namespaces, engine, listing: listing.map(Arc::new) })
    }
}

/// What the server is to know about the contracts of its clients, which it compares with its own.
fn skew(apis: &[Api], accept: Option<Box<AcceptContract>>) -> Result<Option<Skew>, BuildError> {
    if apis.is_empty() {
        return match accept {
            Some(_) => Err(BuildError::new(
                "`accept_contract` needs the contracts of the server: add them by `api`",
            )),
            None => Ok(None),
        };
    }
    let hashes = apis.iter().map(|api| {
        let title = api.title();
        let document = api.document().map_err(|error| {
            BuildError::new(format!("the contracts of {title:?} do not fit together: {error}"))
        })?;
        document
            .hash()
            .parse()
            .map_err(|error: ParseContractHashError| BuildError::new(error.to_string()))
    });
    let hashes = hashes.collect::<Result<_, BuildError>>()?;
    Ok(Some(Skew::new(hashes, accept)))
}

fn cannot_join(error: &AdapterError) -> BuildError {
    BuildError::new(format!("the adapter cannot start: {error}"))
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("config", &self.config)
            .field("mounts", &self.mounts)
            .field("apis", &self.apis)
            .finish()
    }
}

//! What a server is made from.

use std::fmt;
use std::sync::Arc;

use wigwag_schema::Api;

use super::Io;
use super::listing::Listing;
use crate::BuildError;
use crate::adapter::{Adapter, AdapterError, ClusterEvent};
use crate::config::Config;
use crate::socket::{
    Client, Cluster, Mount, Namespace, NamespaceHandler, Namespaces, OnClusterEvent, OnNewNamespace,
};
use crate::transport::EngineServer;

/// Collects what a server consists of; [`build`](Self::build) checks it.
#[derive(Default)]
pub struct Builder {
    config: Config,
    mounts: Vec<Mount>,
    apis: Vec<Api>,
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
    /// Namespaces without a contract are not compared.
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
    /// same, when the contracts of an [`api`](Self::api) are not those that are mounted, or when the adapter cannot start.
    pub fn build(self) -> Result<Io, BuildError> {
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
        let namespaces = Arc::new(namespaces);
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

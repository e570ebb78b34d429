//! What a server is made from.

use std::fmt;
use std::sync::Arc;

use super::Io;
use crate::BuildError;
use crate::config::Config;
use crate::socket::{Client, Mount, Namespace, NamespaceHandler, Namespaces, OnNewNamespace};
use crate::transport::EngineServer;

/// Collects what a server consists of; [`build`](Self::build) checks it.
#[derive(Default)]
pub struct Builder {
    config: Config,
    mounts: Vec<Mount>,
    on_new_namespace: Option<Box<OnNewNamespace>>,
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

    /// Calls `hook` with each namespace but the main one, before anybody is admitted to it: when the server is built, mounted while it
    /// runs, or made for a client. Default: nothing. The reference's event `new_namespace`.
    ///
    /// Clients that connect to the namespace wait meanwhile. A panic is logged and otherwise ignored. A second hook replaces the first.
    #[must_use]
    pub fn on_new_namespace(mut self, hook: impl Fn(Namespace) + Send + Sync + 'static) -> Self {
        self.on_new_namespace = Some(Box::new(hook));
        self
    }

    /// Builds the server. It has no network yet: [`Io::serve`], [`Io::layer`] and [`Io::service`] give it one.
    ///
    /// # Errors
    /// When an option has a value that no server can run with, when the name or the pattern of a namespace cannot be one, or when two are
    /// the same.
    pub fn build(self) -> Result<Io, BuildError> {
        let namespaces = Arc::new(Namespaces::new(self.config.clone(), self.on_new_namespace));
        for mount in self.mounts {
            namespaces.mount(mount)?;
        }
        let engine = {
            let namespaces = Arc::clone(&namespaces);
            EngineServer::counting_unjoined(self.config, move |connection, handshake, place| {
                Client::new(Arc::clone(&namespaces), connection, handshake, place)
            })?
        };
        Ok(Io { namespaces, engine })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("config", &self.config)
            .field("mounts", &self.mounts)
            .finish()
    }
}

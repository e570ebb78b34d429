//! What a server is made from.

use std::fmt;
use std::sync::Arc;

use super::Io;
use crate::BuildError;
use crate::config::Config;
use crate::socket::{Client, Mount, NamespaceHandler, Namespaces};
use crate::transport::EngineServer;

/// Collects what a server consists of; [`build`](Self::build) checks it.
#[derive(Default)]
pub struct Builder {
    config: Config,
    mounts: Vec<Mount>,
}

impl Builder {
    /// Sets every option at once. Default: [`Config::new`].
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Mounts a namespace with its application: what the `serve` function of a contract's module returns, or [`Mount::new`].
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

    /// Builds the server. It has no network yet: [`Io::serve`], [`Io::layer`] and [`Io::service`] give it one.
    ///
    /// # Errors
    /// When an option has a value that no server can run with, when a namespace's name cannot be one, or when two namespaces have the
    /// same name.
    pub fn build(self) -> Result<Io, BuildError> {
        let mut namespaces = Namespaces::new(self.config.clone());
        for Mount { name, handler } in self.mounts {
            // On the wire a comma ends the name, and a question mark begins what older clients put behind it.
            if !name.starts_with('/') || name.contains([',', '?']) {
                return Err(BuildError::new(format!(
                    "the namespace `{name}` must start with a slash, and contain no comma and no question mark"
                )));
            }
            if !namespaces.add(&name, handler) {
                return Err(BuildError::new(format!("the namespace `{name}` is mounted twice")));
            }
        }
        let namespaces = Arc::new(namespaces);
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

//! What a server is made from.

use std::fmt;
use std::sync::Arc;

use super::Io;
use crate::BuildError;
use crate::config::Config;
use crate::socket::{Client, NamespaceHandler, Namespaces};
use crate::transport::EngineServer;
use crate::typed::Mount;

/// Collects what a server consists of; [`build`](Self::build) checks it.
#[derive(Default)]
pub struct Builder {
    config: Config,
    namespaces: Vec<(String, Arc<dyn NamespaceHandler>)>,
}

impl Builder {
    /// Sets every option at once. Default: [`Config::new`].
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Mounts a contract with its handler: the `serve` function of the module that `#[socket_events]` generates.
    #[must_use]
    pub fn mount(mut self, mount: Mount) -> Self {
        self.namespaces.push((mount.namespace.to_owned(), mount.handler));
        self
    }

    /// Adds a namespace without a contract.
    #[must_use]
    pub fn namespace(mut self, name: impl Into<String>, handler: impl NamespaceHandler) -> Self {
        self.namespaces.push((name.into(), Arc::new(handler)));
        self
    }

    /// Builds the server. It has no network yet: [`Io::serve`], [`Io::layer`] and [`Io::service`] give it one.
    ///
    /// # Errors
    /// When an option has a value that no server can run with, when a namespace's name cannot be one, or when two namespaces have the
    /// same name.
    pub fn build(self) -> Result<Io, BuildError> {
        let mut namespaces = Namespaces::new(self.config.clone());
        for (name, handler) in self.namespaces {
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
        let namespaces: Vec<_> = self.namespaces.iter().map(|(name, _)| name).collect();
        f.debug_struct("Builder")
            .field("config", &self.config)
            .field("namespaces", &namespaces)
            .finish()
    }
}

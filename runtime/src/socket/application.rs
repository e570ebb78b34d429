//! What a program does with the clients of a namespace.

use std::fmt;
use std::sync::Arc;

use super::NamespaceHandler;
use super::cluster::ServerSideListeners;
use super::hooks::Hooks;
use super::middleware::BoxedMiddleware;

/// What was mounted for a namespace: all namespaces of a family share one.
pub(crate) struct Application {
    pub(super) handler: Arc<dyn NamespaceHandler>,
    /// Who is asked before the handler's `connect`, in this order.
    pub(super) middlewares: Vec<BoxedMiddleware>,
    pub(super) hooks: Hooks,
    /// Who listens to the programs of other servers.
    pub(super) server_side: ServerSideListeners,
}

impl Application {
    pub(super) fn new(handler: Arc<dyn NamespaceHandler>) -> Self {
        Self {
            handler,
            middlewares: Vec::new(),
            hooks: Hooks::default(),
            server_side: ServerSideListeners::default(),
        }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("middlewares", &self.middlewares.len())
            .field("hooks", &self.hooks)
            .field("server_side", &self.server_side)
            .finish_non_exhaustive()
    }
}

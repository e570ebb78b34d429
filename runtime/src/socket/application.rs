//! What a program does with the clients of a namespace.

use std::fmt;
use std::sync::Arc;

use super::NamespaceHandler;
use super::hooks::Hooks;
use super::middleware::BoxedMiddleware;

/// What was mounted for a namespace: all namespaces of a family share one.
pub(crate) struct Application {
    pub(super) handler: Arc<dyn NamespaceHandler>,
    /// Who is asked before the handler's `connect`, in this order.
    pub(super) middlewares: Vec<BoxedMiddleware>,
    pub(super) hooks: Hooks,
}

impl Application {
    pub(super) fn new(handler: Arc<dyn NamespaceHandler>) -> Self {
        Self { handler, middlewares: Vec::new(), hooks: Hooks::default() }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Application")
            .field("middlewares", &self.middlewares.len())
            .field("hooks", &self.hooks)
            .finish_non_exhaustive()
    }
}

//! A namespace with its application, before there is a server.

use std::fmt;
use std::sync::Arc;

use super::NamespaceHandler;

/// A namespace with its application, ready to be mounted: see [`Builder::mount`](crate::Builder::mount).
///
/// The `serve` function of the module that `#[socket_events]` generates makes one of a contract; [`new`](Self::new) makes one without.
pub struct Mount {
    pub(crate) name: String,
    pub(crate) handler: Arc<dyn NamespaceHandler>,
}

impl Mount {
    /// The application of the namespace `name`, such as `/admin`.
    pub fn new(name: impl Into<String>, handler: impl NamespaceHandler) -> Self {
        Self { name: name.into(), handler: Arc::new(handler) }
    }
}

impl fmt::Debug for Mount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mount").field("name", &self.name).finish_non_exhaustive()
    }
}

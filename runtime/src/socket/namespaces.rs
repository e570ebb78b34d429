//! The namespaces of a server, and what all of its clients share.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::handler::BoxFuture;
use super::{Event, Namespace, NamespaceHandler, Socket};
use crate::config::Config;

/// Every namespace of a server, by name. They are known when the server is built.
pub(crate) struct Namespaces {
    by_name: HashMap<Box<str>, Namespace>,
    config: Config,
}

impl Namespaces {
    pub(crate) fn new(config: Config) -> Self {
        Self { by_name: HashMap::new(), config }
    }

    /// Adds a namespace. False when there is one of that name.
    pub(crate) fn add(&mut self, name: &str, handler: Arc<dyn NamespaceHandler>) -> bool {
        let namespace = self.create(name, handler);
        self.by_name.insert(name.into(), namespace).is_none()
    }

    fn create(&self, name: &str, handler: Arc<dyn NamespaceHandler>) -> Namespace {
        Namespace::new(name, handler, self.config.ack_timeout, self.config.format.clone())
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Namespace> {
        self.by_name.get(name)
    }

    /// The namespace `name`; one that nobody can join when it was not mounted.
    pub(crate) fn of(&self, name: &str) -> Namespace {
        self.get(name).cloned().unwrap_or_else(|| {
            tracing::error!(
                namespace = name,
                "not mounted on this server: nobody will get what is sent to it"
            );
            self.create(name, Arc::new(NotMounted))
        })
    }
}

struct NotMounted;

impl NamespaceHandler for NotMounted {
    fn event(self: Arc<Self>, _: Socket, _: Event) -> Option<BoxFuture<()>> {
        None
    }
}

impl fmt::Debug for Namespaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_name.values()).finish()
    }
}

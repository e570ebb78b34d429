//! Namespaces that come and go with their clients.

use std::fmt;
use std::sync::{Arc, RwLock};

use std::collections::HashMap;

use super::application::Application;
use super::cluster::Cluster;
use super::matcher::Matcher;
use super::mount::Limits;
use super::namespace::Namespace;
use super::scope::Scope;
use super::settings::Settings;
use super::{Broadcast, NamespacePattern, Socket};
use crate::SocketId;
use crate::sparse::give_back;
use crate::sync::{read, write};

/// All namespaces of a [dynamic mount](super::Mount::dynamic). Cheap to clone; all clones are one family. The reference's parent namespace.
///
/// Whatever is done to a family is done to each namespace of it that there is at that moment. Rooms are those of the namespaces: a room
/// of the family is everybody who is in the room of that name in one of them.
#[derive(Clone)]
pub struct Family(Arc<Inner>);

struct Inner {
    matcher: Matcher,
    application: Arc<Application>,
    limits: Limits,
    settings: Settings,
    /// Present when the server is in a cluster.
    cluster: Option<Arc<Cluster>>,
    children: RwLock<Children>,
}

/// The namespaces of a family at one moment, by name. Who changes them while somebody goes through them pays for a copy.
type Children = Arc<HashMap<Arc<str>, Namespace>>;

impl Family {
    pub(super) fn new(
        matcher: Matcher,
        application: Application,
        limits: Limits,
        settings: Settings,
        cluster: Option<Arc<Cluster>>,
    ) -> Self {
        Self(Arc::new(Inner {
            matcher,
            application: Arc::new(application),
            limits,
            settings,
            cluster,
            children: RwLock::default(),
        }))
    }

    /// What it is called: the text of its pattern, such as `/chat/{room}`, or the name that its [`Matcher`] was given.
    pub fn name(&self) -> &str {
        self.0.matcher.family()
    }

    /// Its namespaces that there are right now, in no particular order.
    pub fn namespaces(&self) -> Vec<Namespace> {
        self.children().values().cloned().collect()
    }

    /// Its namespace `name`, such as `/chat/blue`, if there is one right now.
    pub fn namespace(&self, name: &str) -> Option<Namespace> {
        read(&self.0.children).get(name).cloned()
    }

    /// Everybody in its namespace `name`, such as `/chat/blue`, whenever something is done with it: while there is no such namespace,
    /// nobody. It can be kept, where a [`Namespace`] that is made again is another one.
    pub fn of(&self, name: impl Into<Arc<str>>) -> Broadcast {
        Broadcast::of(Scope::Child(self.clone(), name.into()))
    }

    /// The pattern of the names of its namespaces. `None` when it is a [`Matcher`] of another kind that knows them.
    pub fn pattern(&self) -> Option<&NamespacePattern> {
        self.0.matcher.pattern()
    }

    /// How many sockets are connected to all of its namespaces.
    pub fn len(&self) -> usize {
        self.children().values().map(Namespace::len).sum()
    }

    /// Whether nobody is connected.
    pub fn is_empty(&self) -> bool {
        self.children().values().all(Namespace::is_empty)
    }

    /// The socket with this id, if it is connected to one of its namespaces. Looks into each of them.
    pub fn socket(&self, id: SocketId) -> Option<Socket> {
        Scope::from(self.clone()).socket(id)
    }

    /// Everybody in all of its namespaces.
    pub fn everybody(&self) -> Broadcast {
        Broadcast::of(Scope::Family(self.clone()))
    }
}

/// What the rest of the layer does with it.
impl Family {
    pub(super) fn matcher(&self) -> &Matcher {
        &self.0.matcher
    }

    pub(super) fn application(&self) -> &Arc<Application> {
        &self.0.application
    }

    pub(super) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(super) fn settings(&self) -> Settings {
        self.0.settings
    }

    pub(super) fn cluster(&self) -> Option<&Arc<Cluster>> {
        self.0.cluster.as_ref()
    }

    /// How many namespaces it has.
    pub(super) fn size(&self) -> usize {
        read(&self.0.children).len()
    }

    pub(super) fn children(&self) -> Children {
        Arc::clone(&read(&self.0.children))
    }

    pub(super) fn insert(&self, child: Namespace) {
        Arc::make_mut(&mut write(&self.0.children)).insert(child.shared_name(), child);
    }

    pub(super) fn remove(&self, name: &str) {
        let mut children = write(&self.0.children);
        let table = Arc::make_mut(&mut children);
        table.remove(name);
        give_back(table);
    }
}

/// Whether both are the same family of the same server.
impl PartialEq for Family {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Family {}

impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Family")
            .field("matcher", &self.0.matcher)
            .field("namespaces", &self.size())
            .finish_non_exhaustive()
    }
}

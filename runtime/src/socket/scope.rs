//! Where a broadcast looks for its sockets.

use std::fmt;
use std::sync::Arc;

use super::cluster::{Cluster, Clustered};
use super::settings::Settings;
use super::{Family, Namespace, Socket};
use crate::SocketId;
use crate::adapter::Audience;
use crate::audit::Audit;

/// The namespaces that are meant, found when something is done to them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    One(Namespace),
    /// The one of this name that the family has at that moment, if it has one.
    Child(Family, Arc<str>),
    /// All that the family has at that moment.
    Family(Family),
}

impl Scope {
    /// What it is called, for people.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::One(namespace) => namespace.name(),
            Self::Child(_, name) => name,
            Self::Family(family) => family.name(),
        }
    }

    /// How many sockets are connected to this server there.
    pub(crate) fn len(&self) -> usize {
        let mut len = 0;
        self.for_each(|namespace| len += namespace.len());
        len
    }

    /// The socket with this id, if it is connected to this server there.
    pub(crate) fn socket(&self, id: SocketId) -> Option<Socket> {
        let mut found = None;
        self.for_each(|namespace| found = found.take().or_else(|| namespace.socket(id)));
        found
    }

    /// What is done when nothing else is said.
    pub(super) fn settings(&self) -> Settings {
        match self {
            Self::One(namespace) => namespace.settings(),
            Self::Child(family, _) | Self::Family(family) => family.settings(),
        }
    }

    /// How contracts are audited.
    pub(crate) fn audit(&self) -> Audit {
        self.settings().audit
    }

    pub(super) fn cluster(&self) -> Option<&Arc<Cluster>> {
        match self {
            Self::One(namespace) => namespace.clustered().map(Clustered::cluster),
            Self::Child(family, _) | Self::Family(family) => family.cluster(),
        }
    }

    /// What other servers know it as.
    pub(super) fn audience(&self) -> Audience {
        match self {
            Self::One(namespace) => Audience::Namespace(namespace.name().to_owned()),
            Self::Child(_, name) => Audience::Namespace(name.to_string()),
            Self::Family(family) => Audience::Family(family.name().to_owned()),
        }
    }

    /// Visits each namespace. No lock is held meanwhile.
    pub(crate) fn for_each(&self, mut visit: impl FnMut(&Namespace)) {
        match self {
            Self::One(namespace) => visit(namespace),
            Self::Child(family, name) => family.namespace(name).iter().for_each(visit),
            Self::Family(family) => family.children().values().for_each(visit),
        }
    }
}

impl From<Namespace> for Scope {
    fn from(namespace: Namespace) -> Self {
        Self::One(namespace)
    }
}

impl From<Family> for Scope {
    fn from(family: Family) -> Self {
        Self::Family(family)
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name().fmt(f)
    }
}

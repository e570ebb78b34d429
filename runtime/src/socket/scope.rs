//! Where a broadcast looks for its sockets.

use std::fmt;
use std::time::Duration;

use super::{Family, Namespace};

/// The namespaces that are meant, found when something is done to them.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    One(Namespace),
    /// All that the family has at that moment.
    Family(Family),
}

impl Scope {
    /// What it is called, for people.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::One(namespace) => namespace.name(),
            Self::Family(family) => family.name(),
        }
    }

    /// How long acknowledgements are waited for when nothing else is said.
    pub(super) fn ack_timeout(&self) -> Duration {
        match self {
            Self::One(namespace) => namespace.ack_timeout(),
            Self::Family(family) => family.ack_timeout(),
        }
    }

    /// Visits each namespace. No lock is held meanwhile.
    pub(super) fn for_each(&self, mut visit: impl FnMut(&Namespace)) {
        match self {
            Self::One(namespace) => visit(namespace),
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

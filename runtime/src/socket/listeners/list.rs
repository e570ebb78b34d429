//! Listeners of one kind, in the order in which they are called.

use std::sync::Arc;

use super::ListenerId;

/// Listeners of one kind. They can be gone through while others come and go: who changes the list meanwhile pays for a copy.
pub(super) struct List<T>(Arc<Vec<Entry<T>>>);

#[derive(Clone)]
struct Entry<T> {
    id: ListenerId,
    is_once: bool,
    listener: T,
}

/// Listeners that were there at one moment.
pub(in crate::socket) struct Called<T>(Arc<Vec<Entry<T>>>);

impl<T: Clone> List<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one that is called first.
    pub(super) fn first(&self) -> Option<ListenerId> {
        self.0.first().map(|entry| entry.id)
    }

    pub(super) fn push(&mut self, id: ListenerId, listener: T) {
        Arc::make_mut(&mut self.0).push(Entry { id, is_once: false, listener });
    }

    /// Adds one that is called once.
    pub(super) fn push_once(&mut self, id: ListenerId, listener: T) {
        Arc::make_mut(&mut self.0).push(Entry { id, is_once: true, listener });
    }

    /// Adds one in front of those that are there.
    pub(super) fn prepend(&mut self, id: ListenerId, listener: T) {
        Arc::make_mut(&mut self.0).insert(0, Entry { id, is_once: false, listener });
    }

    /// Takes one out, for whoever drops it where no lock is held.
    pub(super) fn remove(&mut self, id: ListenerId) -> Option<T> {
        let index = self.0.iter().position(|entry| entry.id == id)?;
        Some(Arc::make_mut(&mut self.0).remove(index).listener)
    }

    /// Those that are there.
    pub(super) fn called(&self) -> Called<T> {
        Called(Arc::clone(&self.0))
    }

    /// Those that are there; those that are called once are not there any more.
    pub(super) fn take_called(&mut self) -> Called<T> {
        let called = self.called();
        if self.0.iter().any(|entry| entry.is_once) {
            let kept = self.0.iter().filter(|entry| !entry.is_once);
            self.0 = Arc::new(kept.cloned().collect());
        }
        called
    }
}

impl<T> Called<T> {
    pub(in crate::socket) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|entry| &entry.listener)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Default for Called<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

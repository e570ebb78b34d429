//! The sessions that are open, by their secret id.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use tokio::sync::Notify;

use super::mailbox::Mailbox;
use crate::sync::{read, write};

/// Every session of one server.
#[derive(Default)]
pub(super) struct Sessions {
    by_id: RwLock<HashMap<Box<str>, Arc<Mailbox>>>,
    /// Told when the last session has gone.
    emptied: Notify,
}

impl Sessions {
    pub(super) fn get(&self, id: &str) -> Option<Arc<Mailbox>> {
        read(&self.by_id).get(id).cloned()
    }

    /// Enters a session under an id that no other has; `None` asks for another id.
    pub(super) fn insert(
        self: &Arc<Self>,
        id: &str,
        mailbox: Arc<Mailbox>,
    ) -> Option<Registration> {
        let mut by_id = write(&self.by_id);
        if by_id.contains_key(id) {
            return None;
        }
        by_id.insert(id.into(), mailbox);
        Some(Registration { sessions: Arc::clone(self), id: Some(id.into()) })
    }

    pub(super) fn len(&self) -> usize {
        read(&self.by_id).len()
    }

    pub(super) fn all(&self) -> Vec<Arc<Mailbox>> {
        read(&self.by_id).values().cloned().collect()
    }

    /// Waits until no session is left.
    pub(super) async fn emptied(&self) {
        loop {
            let emptied = self.emptied.notified();
            if read(&self.by_id).is_empty() {
                return;
            }
            emptied.await;
        }
    }
}

/// A session's place in the table, given up at the latest when its task ends.
pub(super) struct Registration {
    sessions: Arc<Sessions>,
    id: Option<Box<str>>,
}

impl Registration {
    /// Makes the id unknown.
    pub(super) fn forget(&mut self) {
        let Some(id) = self.id.take() else { return };
        let mut by_id = write(&self.sessions.by_id);
        by_id.remove(&id);
        if by_id.is_empty() {
            self.sessions.emptied.notify_waiters();
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.forget();
    }
}

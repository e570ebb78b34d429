//! The sessions that are open, by their secret id.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use tokio::sync::Notify;

use super::mailbox::Mailbox;
use crate::sync::{read, write};

/// Every session of one server.
#[derive(Default)]
pub(super) struct Sessions {
    table: RwLock<Table>,
    /// Told when the task of the last session has ended.
    ended: Notify,
}

#[derive(Default)]
struct Table {
    by_id: HashMap<Box<str>, Arc<Mailbox>>,
    /// How many tasks run. A session's id may be forgotten while its last handlers still work.
    n_running: usize,
    is_closed: bool,
}

/// Why a session was not entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotEntered {
    /// Another session has this id.
    IdTaken,
    /// The server takes no more sessions.
    Closed,
}

impl Sessions {
    pub(super) fn get(&self, id: &str) -> Option<Arc<Mailbox>> {
        read(&self.table).by_id.get(id).cloned()
    }

    pub(super) fn insert(
        self: &Arc<Self>,
        id: &str,
        mailbox: Arc<Mailbox>,
    ) -> Result<Registration, NotEntered> {
        let mut table = write(&self.table);
        if table.is_closed {
            return Err(NotEntered::Closed);
        }
        if table.by_id.contains_key(id) {
            return Err(NotEntered::IdTaken);
        }
        table.by_id.insert(id.into(), mailbox);
        table.n_running += 1;
        Ok(Registration { sessions: Arc::clone(self), id: Some(id.into()) })
    }

    pub(super) fn len(&self) -> usize {
        read(&self.table).by_id.len()
    }

    /// Takes no more sessions, and gives those that there are.
    pub(super) fn close(&self) -> Vec<Arc<Mailbox>> {
        let mut table = write(&self.table);
        table.is_closed = true;
        table.by_id.values().cloned().collect()
    }

    /// Waits until no session's task runs.
    pub(super) async fn ended(&self) {
        loop {
            let ended = self.ended.notified();
            if read(&self.table).n_running == 0 {
                return;
            }
            ended.await;
        }
    }
}

/// A session's place in the table, held by its task.
pub(super) struct Registration {
    sessions: Arc<Sessions>,
    id: Option<Box<str>>,
}

impl Registration {
    /// Makes the id unknown, at the latest when the task ends.
    pub(super) fn forget(&mut self) {
        if let Some(id) = self.id.take() {
            write(&self.sessions.table).by_id.remove(&id);
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.forget();
        let mut table = write(&self.sessions.table);
        table.n_running -= 1;
        if table.n_running == 0 {
            self.sessions.ended.notify_waiters();
        }
    }
}

//! The sessions that are open, by their secret id, and how many there may be.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, RwLock};

use tokio::sync::{Notify, watch};

use super::mailbox::Mailbox;
use super::network::Network;
use super::traffic::Traffic;
use super::turnstile::{Passing, Turnstile};
use crate::config::{Config, TransportName};
use crate::session::{Counters, Held, SessionConfig};
use crate::sparse::give_back;
use crate::sync::{read, write};

/// The share of those who come, or go, where everybody has more to say than the server can do: a handshake is the work of several
/// messages.
const MESSAGES_PER_HANDSHAKE: usize = 16;

/// The share of first messages there. They are messages like all others.
const MESSAGES_PER_FIRST_MESSAGE: usize = 1;

/// Every session of one server.
pub(super) struct Sessions {
    table: RwLock<Table>,
    /// What all of them have in common.
    pub(super) config: Arc<SessionConfig>,
    max_sessions: Option<usize>,
    max_sessions_per_address: Option<usize>,
    /// How many sessions may have joined nothing. `None` where nothing is there to be joined.
    max_unjoined: Option<usize>,
    pub(super) counters: Arc<Counters>,
    /// The messages of sessions that have settled.
    traffic: Arc<Traffic>,
    /// Passed by sessions that begin.
    pub(super) arrivals: Turnstile,
    /// Passed by the first messages of each session.
    first_messages: Turnstile,
    /// Passed by sessions whose connection is gone.
    departures: Turnstile,
    closing: watch::Sender<bool>,
    /// Told when the last session that polled does so no more.
    polling_ended: Notify,
    /// Told when the task of the last session has ended.
    ended: Notify,
}

#[derive(Default)]
struct Table {
    by_id: HashMap<Arc<str>, Arc<Mailbox>>,
    /// How many tasks run. A session's id may be forgotten while its last handlers still work.
    n_running: usize,
    /// How many tasks run for each network. Counted only where that is limited.
    n_running_for: HashMap<Network, usize>,
    /// How many tasks have ended after their sessions were cut off by the end of the server.
    n_cut_off: usize,
    is_closed: bool,
}

/// What there was when a server began to close.
pub(super) struct Closing {
    pub(super) open: Vec<Arc<Mailbox>>,
    pub(super) running: Running,
}

/// The tasks of sessions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Running {
    pub(super) n_running: usize,
    /// How many have ended after their sessions were cut off.
    pub(super) n_cut_off: usize,
}

impl Table {
    fn leave(&mut self, network: &Network) {
        let n_running_for = &mut self.n_running_for;
        let Some(n_running) = n_running_for.get_mut(network) else { return };
        *n_running -= 1;
        if *n_running == 0 {
            n_running_for.remove(network);
            give_back(n_running_for);
        }
    }
}

/// Why a session was not entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotEntered {
    /// Another session has this id.
    IdTaken,
    /// The server takes no more sessions.
    Closed,
    /// There are as many as there may be.
    Full,
    /// There are as many of this client's network as there may be.
    NetworkFull,
    /// There are as many that have joined nothing as there may be.
    UnjoinedFull,
}

impl Sessions {
    pub(super) fn new(config: &Config) -> Self {
        let traffic = Arc::<Traffic>::default();
        let turnstile = |messages_per_pass| {
            Turnstile::new(config.handshakes_per_turn, Arc::clone(&traffic), messages_per_pass)
        };
        Self {
            table: RwLock::default(),
            config: Arc::new(config.session()),
            max_sessions: config.max_sessions,
            max_sessions_per_address: config.max_sessions_per_address,
            max_unjoined: None,
            counters: Arc::default(),
            arrivals: turnstile(MESSAGES_PER_HANDSHAKE),
            first_messages: turnstile(MESSAGES_PER_FIRST_MESSAGE),
            departures: turnstile(MESSAGES_PER_HANDSHAKE),
            traffic,
            closing: watch::Sender::default(),
            polling_ended: Notify::default(),
            ended: Notify::default(),
        }
    }

    /// For sessions that have to join something.
    pub(super) fn counting_unjoined(config: &Config) -> Self {
        let max_unjoined = Some(config.max_unjoined_sessions.unwrap_or(usize::MAX));
        Self { max_unjoined, ..Self::new(config) }
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Mailbox>> {
        read(&self.table).by_id.get(id).cloned()
    }

    /// Enters a session, unless a limit is reached. Until its task ends it counts towards the limits, also when its id is forgotten
    /// before: what its last handlers hold must not escape them.
    pub(super) fn insert(
        self: &Arc<Self>,
        mailbox: Arc<Mailbox>,
        address: Option<IpAddr>,
    ) -> Result<Registration, NotEntered> {
        let id = mailbox.connection.shared_id();
        let network = self.max_sessions_per_address.map(|max| (Network::of(address), max));
        let mut table = write(&self.table);
        if table.is_closed {
            return Err(NotEntered::Closed);
        }
        if table.by_id.contains_key(&id) {
            return Err(NotEntered::IdTaken);
        }
        if self.max_sessions.is_some_and(|max| table.n_running >= max) {
            return Err(NotEntered::Full);
        }
        let place = match self.max_unjoined {
            Some(max) => {
                Some(self.counters.unjoined.try_hold(max).ok_or(NotEntered::UnjoinedFull)?)
            }
            None => None,
        };
        if let Some((network, max)) = network {
            let n_running = table.n_running_for.entry(network).or_default();
            if *n_running >= max {
                return Err(NotEntered::NetworkFull);
            }
            *n_running += 1;
        }
        table.n_running += 1;
        let gauge = match mailbox.transport() {
            TransportName::Polling => &self.counters.polling,
            TransportName::WebSocket => &self.counters.websocket,
        };
        let carried_by = Some(gauge.hold());
        table.by_id.insert(Arc::clone(&id), mailbox);
        self.counters.opened.count();
        Ok(Registration {
            sessions: Arc::clone(self),
            id: Some(id),
            network: network.map(|(network, _)| network),
            carried_by,
            place,
            is_cut_off: false,
        })
    }

    pub(super) fn len(&self) -> usize {
        read(&self.table).by_id.len()
    }

    /// How many sessions are open, and how many are over and have not ended.
    pub(super) fn open_and_ending(&self) -> (usize, usize) {
        let table = read(&self.table);
        let open = table.by_id.len();
        (open, table.n_running.saturating_sub(open))
    }

    /// Takes no more sessions, and gives those that there are, in no order.
    pub(super) fn close(&self) -> Closing {
        let mut table = write(&self.table);
        table.is_closed = true;
        let closing =
            Closing { open: table.by_id.values().cloned().collect(), running: table.running() };
        drop(table);
        self.closing.send_replace(true);
        closing
    }

    /// Waits until [`close`](Self::close).
    pub(super) fn closing(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut closing = self.closing.subscribe();
        async move {
            // A server that is gone serves nobody either.
            let _ = closing.wait_for(|is_closing| *is_closing).await;
        }
    }

    /// Waits until no session polls.
    pub(super) async fn polling_ended(&self) {
        loop {
            let ended = self.polling_ended.notified();
            if self.counters.polling.get() == 0 {
                return;
            }
            ended.await;
        }
    }

    /// Tells those who wait for [`polling_ended`](Self::polling_ended).
    fn notice_polling(&self) {
        if self.counters.polling.get() == 0 {
            self.polling_ended.notify_waiters();
        }
    }

    pub(super) fn running(&self) -> Running {
        read(&self.table).running()
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
    id: Option<Arc<str>>,
    network: Option<Network>,
    /// Its transport's count, while it is open.
    carried_by: Option<Held>,
    /// Its place among the sessions that have joined nothing, until its handler takes it.
    place: Option<Held>,
    is_cut_off: bool,
}

impl Table {
    fn running(&self) -> Running {
        Running { n_running: self.n_running, n_cut_off: self.n_cut_off }
    }
}

impl Registration {
    /// Makes the id unknown, at the latest when the task ends.
    pub(super) fn forget(&mut self) {
        self.carried_by = None;
        if let Some(id) = self.id.take() {
            let by_id = &mut write(&self.sessions.table).by_id;
            by_id.remove(&id);
            give_back(by_id);
        }
        self.sessions.notice_polling();
    }

    pub(super) fn take_place(&mut self) -> Option<Held> {
        self.place.take()
    }

    /// One of its first messages may be taken, or has to wait for that among others.
    pub(super) fn settle(&self) -> Option<Passing> {
        self.sessions.first_messages.pass()
    }

    /// A message of a session that has settled.
    pub(super) fn count_message(&self) {
        self.sessions.traffic.count();
    }

    /// Its connection is gone, and it may end, or has to wait for that among others.
    pub(super) fn depart(&self) -> Option<Passing> {
        self.sessions.departures.pass()
    }

    /// The session was cut off by the end of the server.
    pub(super) fn cut_off(&mut self) {
        self.is_cut_off = true;
    }

    pub(super) fn moved_to_websocket(&mut self) {
        self.carried_by = Some(self.sessions.counters.websocket.hold());
        self.sessions.notice_polling();
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.forget();
        let mut table = write(&self.sessions.table);
        table.n_running -= 1;
        table.n_cut_off += usize::from(self.is_cut_off);
        if let Some(network) = &self.network {
            table.leave(network);
        }
        if table.n_running == 0 {
            self.sessions.ended.notify_waiters();
        }
    }
}

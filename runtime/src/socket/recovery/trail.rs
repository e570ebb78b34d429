//! What is known of one socket's way through the log of its namespace.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::offset::Position;
use super::pid::Pid;
use super::returning::Return;
use super::rooms::RoomHistory;
use super::{NotRecovered, RecoveryOutcome};
use crate::socket::Room;
use crate::sync::lock;

/// One socket's way through the log of its namespace. Only looked at and changed by who holds the namespace's [`Order`](super::Order),
/// apart from the outcome.
pub(in crate::socket) struct Trail {
    pub(in crate::socket) pid: Pid,
    /// The last event before the session began.
    start: AtomicU64,
    /// The last event that was queued for it.
    last_sent: AtomicU64,
    rooms: Mutex<RoomHistory>,
    outcome: Mutex<RecoveryOutcome>,
    /// Of one that comes back, until it is here again.
    returning: Mutex<Option<Return>>,
    /// Whether its client has come back on another connection.
    is_evicted: AtomicBool,
    turn: Arc<Turn>,
}

/// Locked while a connection runs handlers of the session: they never overlap, also when the client has come back on another one.
pub(in crate::socket) type Turn = tokio::sync::Mutex<()>;

/// What is kept of a trail while its client is away.
#[derive(Debug, Default)]
pub(super) struct KeptTrail {
    pub(super) start: Position,
    pub(super) last_sent: Position,
    pub(super) rooms: RoomHistory,
    turn: Arc<Turn>,
}

impl Trail {
    /// Of a new session.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub(in crate::socket) fn new(reason: NotRecovered) -> Result<Self, getrandom::Error> {
        let outcome = RecoveryOutcome::NotRecovered(reason);
        Ok(Self::with(Pid::random()?, KeptTrail::default(), outcome, None))
    }

    /// Of a session that its client comes back to.
    pub(super) fn again(pid: Pid, kept: KeptTrail, returning: Return) -> Self {
        Self::with(pid, kept, RecoveryOutcome::Recovered { missed: 0 }, Some(returning))
    }

    fn with(
        pid: Pid,
        kept: KeptTrail,
        outcome: RecoveryOutcome,
        returning: Option<Return>,
    ) -> Self {
        Self {
            pid,
            start: AtomicU64::new(kept.start.number()),
            last_sent: AtomicU64::new(kept.last_sent.number()),
            rooms: Mutex::new(kept.rooms),
            outcome: Mutex::new(outcome),
            returning: Mutex::new(returning),
            is_evicted: AtomicBool::new(false),
            turn: kept.turn,
        }
    }

    pub(in crate::socket) fn outcome(&self) -> RecoveryOutcome {
        *lock(&self.outcome)
    }

    pub(super) fn set_missed(&self, missed: usize) {
        *lock(&self.outcome) = RecoveryOutcome::Recovered { missed };
    }

    /// The session begins behind the event at `head`.
    pub(super) fn begin(&self, head: Position) {
        self.start.store(head.number(), Ordering::Relaxed);
        self.reached(head);
    }

    /// The event at `position` has been queued for it.
    pub(super) fn reached(&self, position: Position) {
        self.last_sent.store(position.number(), Ordering::Relaxed);
    }

    pub(super) fn join(&self, room: Room, head: Position) {
        lock(&self.rooms).join(room, head);
    }

    pub(super) fn leave(&self, room: &Room, head: Position, floor: Position, stays_max: usize) {
        let mut rooms = lock(&self.rooms);
        rooms.forget_before(floor);
        rooms.leave(room, head, stays_max);
    }

    pub(super) fn was_in(&self, room: &Room, position: Position) -> bool {
        lock(&self.rooms).was_in(room, position)
    }

    /// The rooms that it is in, its own included.
    pub(in crate::socket) fn rooms(&self) -> BTreeSet<Room> {
        lock(&self.rooms).current()
    }

    pub(in crate::socket) fn is_returning(&self) -> bool {
        lock(&self.returning).is_some()
    }

    /// After which event it goes on, of one that comes back.
    pub(super) fn returns_after(&self) -> Option<Position> {
        lock(&self.returning).as_ref().map(|returning| returning.after)
    }

    pub(super) fn take_return(&self) -> Option<Return> {
        lock(&self.returning).take()
    }

    /// Its client has come back on another connection.
    pub(in crate::socket) fn evict(&self) {
        self.is_evicted.store(true, Ordering::Release);
    }

    pub(in crate::socket) fn is_evicted(&self) -> bool {
        self.is_evicted.load(Ordering::Acquire)
    }

    pub(in crate::socket) fn turn(&self) -> Arc<Turn> {
        Arc::clone(&self.turn)
    }

    /// What is kept of it; nothing of it is left here.
    pub(super) fn keep(&self) -> KeptTrail {
        KeptTrail {
            start: Position::new(self.start.load(Ordering::Relaxed)),
            last_sent: Position::new(self.last_sent.load(Ordering::Relaxed)),
            rooms: std::mem::take(&mut lock(&self.rooms)),
            turn: self.turn(),
        }
    }
}

impl KeptTrail {
    /// The event from which on everything that this socket was meant to get has to be found, when its client has received everything up
    /// to `received`, and left behind the event at `cut`.
    pub(super) fn resumes_after(&self, received: Position, cut: Position) -> Position {
        let received = received.max(self.start);
        // Whoever has received the last event that was sent to it has missed nothing before it left.
        if received >= self.last_sent { received.max(cut) } else { received }
    }
}

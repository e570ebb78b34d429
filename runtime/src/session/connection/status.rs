//! What a session is right now, readable without waiting for its task.

use std::sync::atomic::{AtomicU8, Ordering};

/// The name of a transport, as in the `transport` parameter of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportName {
    /// HTTP long-polling, `polling`.
    Polling,
    /// WebSocket, `websocket`.
    WebSocket,
}

impl TransportName {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Polling => "polling",
            Self::WebSocket => "websocket",
        }
    }
}

impl std::fmt::Display for TransportName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How far a session is. The reference's `readyState`; its `opening` does not exist here, since a session is open before anybody
/// sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReadyState {
    /// Messages go both ways.
    Open,
    /// Over for the application: nothing more is taken from it or given to it. What it had sent before a graceful close still leaves.
    Closing,
    /// Over: the client has been told, or never will be.
    Closed,
}

const ON_WEBSOCKET: u8 = 1;
const UPGRADED: u8 = 1 << 1;
const UPGRADING: u8 = 1 << 2;
const CLOSING: u8 = 1 << 3;
const CLOSED: u8 = 1 << 4;
const AWAITED: u8 = 1 << 5;

/// The state of a session. Only its task changes it, except that anybody may begin a close and await a change.
#[derive(Debug)]
pub(super) struct Status(AtomicU8);

/// The state of a session at one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Snapshot(u8);

impl Status {
    pub(super) fn new(transport: TransportName) -> Self {
        Self(AtomicU8::new(match transport {
            TransportName::Polling => 0,
            TransportName::WebSocket => ON_WEBSOCKET,
        }))
    }

    pub(super) fn get(&self) -> Snapshot {
        Snapshot(self.0.load(Ordering::Acquire))
    }

    pub(super) fn upgrading(&self, is_upgrading: bool) {
        if is_upgrading {
            self.0.fetch_or(UPGRADING, Ordering::AcqRel);
        } else {
            self.0.fetch_and(!UPGRADING, Ordering::AcqRel);
        }
    }

    /// Each of the following gives the state before: with [`Snapshot::is_awaited`] somebody has to be told.
    pub(super) fn upgraded(&self) -> Snapshot {
        self.upgrading(false);
        self.set(ON_WEBSOCKET | UPGRADED)
    }

    pub(super) fn closing(&self) -> Snapshot {
        self.set(CLOSING)
    }

    pub(super) fn closed(&self) -> Snapshot {
        self.set(CLOSING | CLOSED)
    }

    /// Somebody waits for a change. All changes of one atomic have one order, so that either the waiting sees the change in what this
    /// gives, or the change sees that it is awaited.
    pub(super) fn awaited(&self) -> Snapshot {
        self.set(AWAITED)
    }

    /// Everybody who waited has been told.
    pub(super) fn told(&self) {
        self.0.fetch_and(!AWAITED, Ordering::AcqRel);
    }

    fn set(&self, flags: u8) -> Snapshot {
        Snapshot(self.0.fetch_or(flags, Ordering::AcqRel))
    }
}

impl Snapshot {
    fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    pub(super) fn transport(self) -> TransportName {
        if self.has(ON_WEBSOCKET) { TransportName::WebSocket } else { TransportName::Polling }
    }

    pub(super) fn is_upgraded(self) -> bool {
        self.has(UPGRADED)
    }

    pub(super) fn is_upgrading(self) -> bool {
        self.has(UPGRADING)
    }

    pub(super) fn ready_state(self) -> ReadyState {
        if self.has(CLOSED) {
            ReadyState::Closed
        } else if self.has(CLOSING) {
            ReadyState::Closing
        } else {
            ReadyState::Open
        }
    }

    pub(super) fn is_awaited(self) -> bool {
        self.has(AWAITED)
    }
}

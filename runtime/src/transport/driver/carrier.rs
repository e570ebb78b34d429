//! One WebSocket of a session, with what bounds it in time.

use std::time::{Duration, Instant};

use crate::config::Config;
use crate::session::{Held, TransportId};
use crate::transport::websocket::{Upgrading, WebSocket};

/// How long a message may be on a WebSocket that does not carry the session yet: `2probe` and `5` are all that is said there.
const PROBE_MESSAGE_BYTES_MAX: usize = 16;

/// How long a peer may take to answer our close frame when the server's own time is over.
const CUT_OFF_CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// What a session's task has to know of the configuration.
#[derive(Debug, Clone, Copy)]
pub(in crate::transport) struct Bounds {
    max_message: usize,
    upgrade_timeout: Duration,
    write_timeout: Duration,
}

impl Bounds {
    pub(in crate::transport) fn of(config: &Config) -> Self {
        Self {
            max_message: config.max_http_buffer_size,
            upgrade_timeout: config.upgrade_timeout,
            write_timeout: config.write_timeout,
        }
    }
}

/// A WebSocket that carries the session, may come to carry it, or is being closed.
pub(in crate::transport) struct Carrier {
    pub(super) websocket: WebSocket,
    accepted_at: Instant,
    /// Held until it carries the session.
    half_open: Option<Held>,
    stall: Stall,
}

/// What a WebSocket has no more time for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overdue {
    /// Its handshake was answered, and it never became a WebSocket.
    Opening,
    /// Its peer reads nothing.
    Write,
    /// Its peer does not answer our close frame.
    Close,
}

impl Carrier {
    /// The WebSocket that a session begins with.
    pub(in crate::transport) fn first(
        id: TransportId,
        upgrade: Upgrading,
        bounds: &Bounds,
        now: Instant,
    ) -> Self {
        let websocket = WebSocket::opening(id, upgrade, bounds.max_message);
        Self { websocket, accepted_at: now, half_open: None, stall: Stall::default() }
    }

    /// A WebSocket that may take a session over.
    pub(super) fn probing(
        id: TransportId,
        upgrade: Upgrading,
        half_open: Held,
        now: Instant,
    ) -> Self {
        let websocket = WebSocket::opening(id, upgrade, PROBE_MESSAGE_BYTES_MAX);
        Self { websocket, accepted_at: now, half_open: Some(half_open), stall: Stall::default() }
    }

    /// When its handshake was answered.
    pub(super) fn accepted_at(&self) -> Instant {
        self.accepted_at
    }

    pub(super) fn is_probing(&self) -> bool {
        self.half_open.is_some()
    }

    /// Whether what is read from it is the session's, and not only about the WebSocket itself.
    pub(super) fn is_session_transport(&self) -> bool {
        !self.is_probing() && !self.websocket.is_opening()
    }

    /// It carries the session from here on.
    pub(super) fn take_over(&mut self, bounds: &Bounds) {
        self.half_open = None;
        self.websocket.set_max_message(bounds.max_message);
    }

    /// Something waits to be written, and the peer takes no more for now.
    pub(super) fn waits(&mut self, now: Instant) {
        self.stall.waits(self.websocket.n_written(), now);
    }

    /// The peer has taken everything.
    pub(super) fn has_written(&mut self) {
        self.stall = Stall::default();
    }

    /// When something will be overdue, and what. `cut_off` is when the server's own time is over.
    pub(super) fn deadline(
        &mut self,
        bounds: &Bounds,
        now: Instant,
        cut_off: Option<Instant>,
    ) -> Option<(Instant, Overdue)> {
        if self.websocket.is_opening() {
            return Some((self.accepted_at + bounds.upgrade_timeout, Overdue::Opening));
        }
        if let Some(close) = self.websocket.close_deadline(now) {
            let cut_off = cut_off.map(|cut_off| cut_off + CUT_OFF_CLOSE_TIMEOUT);
            return Some((cut_off.map_or(close, |cut_off| close.min(cut_off)), Overdue::Close));
        }
        Some((self.stall.since()? + bounds.write_timeout, Overdue::Write))
    }
}

/// Since when a peer has taken nothing although something waits, and what it had taken by then.
#[derive(Debug, Default)]
struct Stall(Option<(Instant, u64)>);

impl Stall {
    /// Something waits, after `n_written` bytes in all.
    fn waits(&mut self, n_written: u64, now: Instant) {
        if self.0.is_none_or(|(_, before)| before != n_written) {
            self.0 = Some((now, n_written));
        }
    }

    fn since(&self) -> Option<Instant> {
        self.0.map(|(since, _)| since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peer_that_takes_a_little_has_its_time_anew() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut stall = Stall::default();
        assert_eq!(stall.since(), None);
        stall.waits(100, at(0));
        stall.waits(100, at(10));
        assert_eq!(stall.since(), Some(at(0)));
        stall.waits(101, at(20));
        stall.waits(101, at(30));
        assert_eq!(stall.since(), Some(at(20)));
    }
}

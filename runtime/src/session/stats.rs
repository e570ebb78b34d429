//! What a server counts. Counting is one relaxed addition: numbers of one moment need not add up to the last digit.

use std::sync::atomic::{AtomicU64, Ordering};

use super::CloseReason;
use super::gauge::Gauge;

/// What a server has to do right now, and what it has done since it was built.
///
/// Reading it costs no session anything. Each number is exact; taken together they may be a moment apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Sessions that are open. The reference's `clientsCount`.
    pub sessions: usize,
    /// Of the open sessions, those that poll.
    pub polling: usize,
    /// Of the open sessions, those on a WebSocket.
    pub websocket: usize,
    /// Sessions that are over, and whose last handlers or WebSockets have not ended yet. A number that only grows is a handler that
    /// never ends.
    pub ending: usize,
    /// Sessions that take no more because the server is shutting down, and have not ended yet.
    pub retiring: usize,
    /// Sessions that have joined no namespace yet. Always 0 without namespaces.
    pub unjoined: usize,
    /// WebSockets that were accepted for a session that still polls.
    pub half_open_upgrades: usize,
    /// Handshakes that wait for their turn, see [`handshakes_per_turn`](crate::Config::handshakes_per_turn).
    pub waiting_handshakes: usize,

    /// Sessions that were opened.
    pub opened: u64,
    /// Sessions that were closed, by reason.
    pub closed: ClosedStats,
    /// Requests that were answered with status 503, by the bound that they met.
    pub refused: RefusedStats,
    /// Sessions that moved from polling to a WebSocket.
    pub upgraded: u64,
    /// Upgrades that were begun and not completed: given up, too late, or against the protocol.
    pub upgrades_failed: u64,
    /// Sessions that were closed by [`write_timeout`](crate::Config::write_timeout).
    pub write_timeouts: u64,
    /// Sessions that were closed by [`outbox_bytes_max`](crate::Config::outbox_bytes_max).
    pub outbox_overflows: u64,
    /// Sessions that were closed by [`connect_timeout`](crate::Config::connect_timeout).
    pub unjoined_timeouts: u64,
    /// Sessions that were closed by [`unjoined_bytes_max`](crate::Config::unjoined_bytes_max).
    pub unjoined_overflows: u64,
    /// Sessions that were closed by [`attachments_timeout`](crate::Config::attachments_timeout).
    pub attachments_timeouts: u64,
    /// Clients that were refused a namespace by [`max_namespaces_per_session`](crate::Config::max_namespaces_per_session) or
    /// [`Mount::max_children`](crate::Mount::max_children).
    pub too_many_namespaces: u64,
    /// Events that did not reach the handler that a contract has for them, by what the client is told.
    pub events_refused: RefusedEventStats,
    /// Times that reading from a client was stopped because of [`handler_queue_max`](crate::Config::handler_queue_max) or
    /// [`handler_queue_bytes_max`](crate::Config::handler_queue_bytes_max).
    pub reading_pauses: u64,
}

/// Closed sessions by [`CloseReason`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClosedStats {
    /// `transport error`.
    pub transport_error: u64,
    /// `transport close`.
    pub transport_close: u64,
    /// `ping timeout`.
    pub ping_timeout: u64,
    /// `parse error`.
    pub parse_error: u64,
    /// `forced close`.
    pub forced_close: u64,
    /// `forced server close`.
    pub forced_server_close: u64,
    /// `server shutting down`.
    pub server_shutting_down: u64,
}

/// Refused requests by bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedStats {
    /// The server is shutting down.
    pub shutting_down: u64,
    /// [`max_sessions`](crate::Config::max_sessions).
    pub sessions: u64,
    /// [`max_sessions_per_address`](crate::Config::max_sessions_per_address).
    pub sessions_per_address: u64,
    /// [`max_unjoined_sessions`](crate::Config::max_unjoined_sessions).
    pub unjoined_sessions: u64,
    /// [`max_half_open_upgrades`](crate::Config::max_half_open_upgrades).
    pub half_open_upgrades: u64,
    /// [`max_waiting_handshakes`](crate::Config::max_waiting_handshakes).
    pub waiting_handshakes: u64,
}

/// Refused events by [`BoundaryError`](crate::BoundaryError).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefusedEventStats {
    /// `wigwag.invalid_payload`.
    pub invalid_payload: u64,
    /// `wigwag.rate_limited`.
    pub rate_limited: u64,
    /// `wigwag.too_large`.
    pub too_large: u64,
    /// `wigwag.forbidden`.
    pub forbidden: u64,
}

/// Where everybody counts.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) polling: Gauge,
    pub(crate) websocket: Gauge,
    pub(crate) half_open_upgrades: Gauge,
    pub(crate) waiting_handshakes: Gauge,
    pub(crate) retiring: Gauge,
    pub(crate) unjoined: Gauge,
    pub(crate) opened: Counter,
    pub(crate) closed: ClosedCounters,
    pub(crate) refused: RefusedCounters,
    pub(crate) upgraded: Counter,
    pub(crate) upgrades_failed: Counter,
    pub(crate) write_timeouts: Counter,
    pub(crate) outbox_overflows: Counter,
    pub(crate) unjoined_timeouts: Counter,
    pub(crate) unjoined_overflows: Counter,
    pub(crate) attachments_timeouts: Counter,
    pub(crate) too_many_namespaces: Counter,
    pub(crate) events_refused: RefusedEventCounters,
    pub(crate) reading_pauses: Counter,
}

#[derive(Debug, Default)]
pub(crate) struct ClosedCounters {
    transport_error: Counter,
    transport_close: Counter,
    ping_timeout: Counter,
    parse_error: Counter,
    forced_close: Counter,
    forced_server_close: Counter,
    server_shutting_down: Counter,
}

#[derive(Debug, Default)]
pub(crate) struct RefusedCounters {
    pub(crate) shutting_down: Counter,
    pub(crate) sessions: Counter,
    pub(crate) sessions_per_address: Counter,
    pub(crate) unjoined_sessions: Counter,
    pub(crate) half_open_upgrades: Counter,
    pub(crate) waiting_handshakes: Counter,
}

#[derive(Debug, Default)]
pub(crate) struct RefusedEventCounters {
    pub(crate) invalid_payload: Counter,
    pub(crate) rate_limited: Counter,
    pub(crate) too_large: Counter,
    pub(crate) forbidden: Counter,
}

/// Something that happens.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    /// It has happened once more.
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    /// What has been counted. How many sessions there are is known elsewhere.
    pub(crate) fn stats(&self) -> Stats {
        Stats {
            sessions: 0,
            ending: 0,
            polling: self.polling.get(),
            websocket: self.websocket.get(),
            half_open_upgrades: self.half_open_upgrades.get(),
            waiting_handshakes: self.waiting_handshakes.get(),
            retiring: self.retiring.get(),
            unjoined: self.unjoined.get(),
            opened: self.opened.get(),
            closed: self.closed.stats(),
            refused: self.refused.stats(),
            upgraded: self.upgraded.get(),
            upgrades_failed: self.upgrades_failed.get(),
            write_timeouts: self.write_timeouts.get(),
            outbox_overflows: self.outbox_overflows.get(),
            unjoined_timeouts: self.unjoined_timeouts.get(),
            unjoined_overflows: self.unjoined_overflows.get(),
            attachments_timeouts: self.attachments_timeouts.get(),
            too_many_namespaces: self.too_many_namespaces.get(),
            events_refused: self.events_refused.stats(),
            reading_pauses: self.reading_pauses.get(),
        }
    }
}

impl ClosedCounters {
    pub(crate) fn count(&self, reason: CloseReason) {
        let counter = match reason {
            CloseReason::TransportError(_) => &self.transport_error,
            CloseReason::TransportClose => &self.transport_close,
            CloseReason::PingTimeout => &self.ping_timeout,
            CloseReason::ParseError => &self.parse_error,
            CloseReason::ForcedClose => &self.forced_close,
            CloseReason::ForcedServerClose => &self.forced_server_close,
            CloseReason::ServerShuttingDown => &self.server_shutting_down,
        };
        counter.count();
    }

    fn stats(&self) -> ClosedStats {
        ClosedStats {
            transport_error: self.transport_error.get(),
            transport_close: self.transport_close.get(),
            ping_timeout: self.ping_timeout.get(),
            parse_error: self.parse_error.get(),
            forced_close: self.forced_close.get(),
            forced_server_close: self.forced_server_close.get(),
            server_shutting_down: self.server_shutting_down.get(),
        }
    }
}

impl RefusedCounters {
    fn stats(&self) -> RefusedStats {
        RefusedStats {
            shutting_down: self.shutting_down.get(),
            sessions: self.sessions.get(),
            sessions_per_address: self.sessions_per_address.get(),
            unjoined_sessions: self.unjoined_sessions.get(),
            half_open_upgrades: self.half_open_upgrades.get(),
            waiting_handshakes: self.waiting_handshakes.get(),
        }
    }
}

impl RefusedEventCounters {
    fn stats(&self) -> RefusedEventStats {
        RefusedEventStats {
            invalid_payload: self.invalid_payload.get(),
            rate_limited: self.rate_limited.get(),
            too_large: self.too_large.get(),
            forbidden: self.forbidden.get(),
        }
    }
}

use super::output::TransportId;
use crate::codec::engine_packet::Packet;
use std::time::Instant;

/// A WebSocket on which a polling client tries whether it may move there. Until the client says `5`,
/// the session stays on polling and this connection carries nothing but the probe.
#[derive(Debug)]
pub(super) struct Probe {
    transport: TransportId,
    expires_at: Instant,
    is_answered: bool,
}

/// What a packet on the probing WebSocket asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Send `3probe`.
    Answer,
    /// Move the session here.
    Complete,
    /// Nothing: the probe has been answered.
    Ignore,
    /// Close this WebSocket and stay on polling.
    Reject,
}

impl Probe {
    pub(super) fn new(transport: TransportId, expires_at: Instant) -> Self {
        Self { transport, expires_at, is_answered: false }
    }

    pub(super) fn transport(&self) -> TransportId {
        self.transport
    }

    pub(super) fn expires_at(&self) -> Instant {
        self.expires_at
    }

    /// True from `2probe` on: the client waits for its pending GET before it switches.
    pub(super) fn is_answered(&self) -> bool {
        self.is_answered
    }

    /// Like the reference, this accepts `5` without `2probe`. A repeated `2probe` is not answered again: a peer that does not read
    /// could make the answers pile up.
    pub(super) fn handle_packet(&mut self, packet: &Packet) -> Step {
        match packet {
            Packet::Ping(data) if &**data == "probe" && self.is_answered => Step::Ignore,
            Packet::Ping(data) if &**data == "probe" => {
                self.is_answered = true;
                Step::Answer
            }
            Packet::Upgrade => Step::Complete,
            Packet::Open
            | Packet::Close
            | Packet::Ping(_)
            | Packet::Pong(_)
            | Packet::Message(_)
            | Packet::Noop => Step::Reject,
        }
    }
}

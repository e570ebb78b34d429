use std::time::{Duration, Instant};

use super::config::SessionConfig;

/// The heartbeat of a session. It belongs to the session and not to a transport, so that a ping that
/// was sent before an upgrade must still be answered after it.
#[derive(Debug)]
pub(super) struct Heartbeat {
    state: State,
    is_paused: bool,
}

#[derive(Debug)]
enum State {
    /// Nothing is outstanding; the next ping is due at `ping_at`.
    Quiet { ping_at: Instant },
    /// A ping is out; without a sign of life the peer is dead at `dead_at`.
    AwaitingPong { pinged_at: Instant, dead_at: Instant, is_extended: bool },
}

/// What is due.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// Send a ping.
    Ping,
    /// The peer is dead.
    Expired,
}

impl Heartbeat {
    pub(super) fn new(config: &SessionConfig, now: Instant) -> Self {
        Self { state: State::Quiet { ping_at: now + config.ping_interval }, is_paused: false }
    }

    /// When `handle_timeout` has something to do.
    pub(super) fn deadline(&self, config: &SessionConfig) -> Instant {
        match self.state {
            State::Quiet { ping_at } => ping_at,
            State::AwaitingPong { pinged_at, .. } if self.is_paused => {
                pinged_at + config.ping_interval
            }
            State::AwaitingPong { dead_at, .. } => dead_at,
        }
    }

    pub(super) fn handle_timeout(&mut self, config: &SessionConfig, now: Instant) -> Option<Beat> {
        let due = self.deadline(config);
        if now < due {
            return None;
        }
        if matches!(self.state, State::AwaitingPong { .. }) && !self.is_paused {
            return Some(Beat::Expired);
        }
        // The timeout counts from the moment that the ping was due, so that a timer that fires a
        // little late does not add to it: the official suite asks right at interval + timeout. When
        // the server itself was held up, the peer still has half of its time.
        let dead_at = (due + config.ping_timeout).max(now + config.ping_timeout / 2);
        self.state = State::AwaitingPong { pinged_at: now, dead_at, is_extended: false };
        Some(Beat::Ping)
    }

    /// Any pong counts, also one that nobody asked for: it postpones the next ping. Gives the time since the ping that it answers.
    pub(super) fn handle_pong(&mut self, config: &SessionConfig, now: Instant) -> Option<Duration> {
        let quiet = State::Quiet { ping_at: now + config.ping_interval };
        match std::mem::replace(&mut self.state, quiet) {
            State::AwaitingPong { pinged_at, .. } => Some(now.saturating_duration_since(pinged_at)),
            State::Quiet { .. } => None,
        }
    }

    /// Another packet than a pong is a sign of life as well: a pong may be stuck behind a large
    /// message. It restarts the timeout, but only once, since messages never replace pongs.
    pub(super) fn handle_other_packet(&mut self, config: &SessionConfig, now: Instant) {
        if let State::AwaitingPong { dead_at, is_extended, .. } = &mut self.state
            && !*is_extended
        {
            *dead_at = now + config.ping_timeout;
            *is_extended = true;
        }
    }

    /// While the server does not read, the silence of the peer means nothing and nobody is declared
    /// dead. Pings go on at the interval, because the peer closes when it hears none.
    pub(super) fn pause(&mut self) {
        self.is_paused = true;
    }

    pub(super) fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// An outstanding pong gets the whole timeout again, since it may wait unread.
    pub(super) fn resume(&mut self, config: &SessionConfig, now: Instant) {
        if !self.is_paused {
            return;
        }
        self.is_paused = false;
        if let State::AwaitingPong { dead_at, .. } = &mut self.state {
            *dead_at = now + config.ping_timeout;
        }
    }
}

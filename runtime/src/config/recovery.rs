//! Coming back to a session: for how long, past whom, and what the server keeps for it.

use std::time::Duration;

use super::{Config, DURATION_MAX};
use crate::BuildError;

/// How clients that were cut off come back to what they had: the reference's `connectionStateRecovery`.
///
/// A client whose connection is lost, and that connects again in time, gets its socket back: its id, its rooms, its data and its
/// session, and every event that it has missed, in order. It shows as [`Socket::recovered`](crate::socket::Socket::recovered), and as
/// `socket.recovered` in the client. The official client does its part by itself.
///
/// The sockets of a client that leaves by itself, or that the server disconnects, are not kept; nor are those of one that sends what is
/// no Engine.IO packet. Everything is kept in memory: a client that finds another server, or this one after a restart, gets a new socket.
///
/// # What handlers see
/// A client that is cut off is gone, for its handlers: acknowledgements that it owes settle as disconnected, and `disconnect` is called with
/// the reason. When it comes back, `connected` is called for a socket that has the same id, and `recovered` says so; what `connect` has
/// returned is the same value. What is emitted meanwhile, to its rooms or to the socket that is kept from before, waits for it.
///
/// Often a client comes back before the server knows that its connection is lost. Its socket there leaves first, with the reason
/// `transport close`, and its handlers end before those of the new one begin. If that connection should live after all, because somebody
/// has taken the secret, its client is told that it has been disconnected (`41`). One secret never lets two sockets be.
///
/// # Costs
/// The events of a namespace leave in one order that all of its threads agree on: while one is put into the outboxes of its recipients,
/// another that is emitted to the same namespace waits, and so do its sockets that join and leave. Nothing of the program runs meanwhile,
/// except a parser given by [`Config::parser`]; nothing waits for the network. Other namespaces do not notice, and neither does a
/// server without recovery.
///
/// # Wire
/// The answer to a CONNECT carries a secret, `40{"sid":"…","pid":"…"}`, which the client presents when it comes back, with the offset that
/// the last event brought it: `40{"pid":"…","offset":"…"}`. Every event that needs no acknowledgement carries its offset as one more
/// argument at the end, a string: `42["hello","world","Jx9aK3bQ.1f"]`. Listeners of the client see it, too.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// use wigwag::{Config, Recovery};
///
/// let recovery = Recovery::new().max_disconnection_duration(Duration::from_secs(30)).skip_middlewares(false);
/// let config = Config::new().connection_state_recovery(recovery);
/// # let _ = config;
/// ```
#[derive(Debug, Clone)]
pub struct Recovery {
    pub(crate) max_disconnection_duration: Duration,
    pub(crate) skip_middlewares: bool,
    pub(crate) handlers_timeout: Duration,
    pub(crate) max_saved_sessions: usize,
    pub(crate) max_log_entries: usize,
    pub(crate) max_log_bytes: usize,
    pub(crate) max_room_changes: usize,
}

impl Default for Recovery {
    fn default() -> Self {
        Self::new()
    }
}

impl Recovery {
    /// The defaults, which are the reference's where it has any.
    pub const fn new() -> Self {
        Self {
            max_disconnection_duration: Duration::from_secs(2 * 60),
            skip_middlewares: true,
            handlers_timeout: Duration::from_secs(10),
            max_saved_sessions: 10_000,
            max_log_entries: 100_000,
            max_log_bytes: 64 * 1024 * 1024,
            max_room_changes: 256,
        }
    }

    /// Sets how long a client may be away. Default: 2 min. Zero is refused when the server is built.
    ///
    /// The time begins when the server notices that the client is gone, which may be `ping_interval + ping_timeout` after it was. Events
    /// are therefore kept for that much longer, whether anybody misses them or not, unless a bound is met.
    #[must_use]
    pub const fn max_disconnection_duration(mut self, duration: Duration) -> Self {
        self.max_disconnection_duration = duration;
        self
    }

    /// Sets whether a client that comes back passes the middlewares and `connect` without being asked anything. Default: true.
    ///
    /// Then who presents the secret of a session is who it was, whatever has become of its rights since, and whatever else it presents:
    /// [`Socket::auth`](crate::socket::Socket::auth) is what was admitted. With `false` the middlewares
    /// and `connect` run as for everybody else, with the rooms and the data of the session in place, and a refusal ends it.
    #[must_use]
    pub const fn skip_middlewares(mut self, skip: bool) -> Self {
        self.skip_middlewares = skip;
        self
    }

    /// Sets how long a client that has come back waits for the handlers that its socket still had to run when it was lost, its
    /// `disconnect` the last of them. Default: 10 s.
    ///
    /// Calls for one socket never overlap, also when the client has been away in between. Beyond the time the client gets a new socket.
    #[must_use]
    pub const fn handlers_timeout(mut self, timeout: Duration) -> Self {
        self.handlers_timeout = timeout;
        self
    }

    /// Sets how many sockets are kept for clients that are away, in all namespaces together. Default: 10,000. Zero is refused when the
    /// server is built.
    ///
    /// At the bound the oldest one in the namespace goes; where there is none, the socket is not kept.
    #[must_use]
    pub const fn max_saved_sessions(mut self, sessions: usize) -> Self {
        self.max_saved_sessions = sessions;
        self
    }

    /// Sets how many events are kept, in all namespaces together. Default: 100,000. Zero is refused when the server is built.
    ///
    /// At the bound a new event takes the place of the oldest one in its namespace; where there is none, it is not kept. A client that
    /// has missed an event that is not kept any more gets a new socket.
    #[must_use]
    pub const fn max_log_entries(mut self, entries: usize) -> Self {
        self.max_log_entries = entries;
        self
    }

    /// Sets how many bytes the events may have that are kept, in all namespaces together. Default: 64 MiB. Zero is refused when the
    /// server is built.
    ///
    /// An event is kept once, however many it was for. At the bound as with [`max_log_entries`](Self::max_log_entries).
    #[must_use]
    pub const fn max_log_bytes(mut self, bytes: usize) -> Self {
        self.max_log_bytes = bytes;
        self
    }

    /// Sets how many rooms are remembered that a socket has left, each with when it was there. Default: 256.
    ///
    /// What a client has missed is what went to the rooms that it was in at that time. One that has missed anything from before the
    /// oldest room that is remembered gets a new socket. A room is about 50 bytes.
    #[must_use]
    pub const fn max_room_changes(mut self, changes: usize) -> Self {
        self.max_room_changes = changes;
        self
    }

    pub(super) fn check(&self) -> Result<(), BuildError> {
        let duration = self.max_disconnection_duration;
        if duration.is_zero() || duration > DURATION_MAX || self.handlers_timeout > DURATION_MAX {
            return Err(BuildError::new(
                "the times of `connection_state_recovery` must not be longer than a year, and `max_disconnection_duration` longer than zero",
            ));
        }
        if self.max_saved_sessions == 0 || self.max_log_entries == 0 || self.max_log_bytes == 0 {
            return Err(BuildError::new(
                "`max_saved_sessions`, `max_log_entries` and `max_log_bytes` must be at least 1",
            ));
        }
        Ok(())
    }
}

impl Config {
    /// Lets clients that were cut off come back to what they had. Default: off (`connectionStateRecovery`).
    #[must_use]
    pub fn connection_state_recovery(mut self, recovery: Recovery) -> Self {
        self.recovery = Some(recovery);
        self
    }
}

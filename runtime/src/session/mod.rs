//! One Engine.IO session as a state machine, without IO, clock or randomness.
//!
//! # How to drive a [`Session`]
//!
//! The driver owns a session, its [`Outbox`] and the transports below it. A turn has four steps:
//!
//! 1. **Feed what happened**: packets that arrived (`handle_packet`), facts about transports
//!    (`handle_poll`, `handle_websocket_opened`, `handle_transport_closed`, …), commands of the
//!    application (`close`, `abort`), and last, when the deadline has passed, `handle_timeout(now)`.
//!    A pong that was readable before the deadline fired thereby still counts. After each call, poll
//!    `poll_output` until it returns `None` and act on every [`Output`].
//! 2. **Send what is queued**: [`Session::route`] says where the frames of the outbox may go. After
//!    answering a GET with them, call `poll_answered`.
//! 3. **If the outbox is empty, call `handle_drained(now)`**, in every turn and not only when it has
//!    just become empty, then poll outputs again. It is cheap. A graceful close and the noop that
//!    ends a poll during an upgrade wait for exactly this fact.
//! 4. **Stop or sleep**: end when [`Session::is_finished`], otherwise wait for input, for frames in
//!    the outbox, or for [`Session::timeout`].
//!
//! # Retirement
//!
//! When the server shuts down, each session is told by `retire` when its turn comes. From then on,
//! [`Session::is_retiring`], the driver reads nothing more, lets the application finish what has been
//! received, and calls `handle_idle` when that is done: a graceful close, for which a polling
//! client has 5 seconds to fetch the goodbye (`RETIREMENT_CLOSE_TIMEOUT`).
//!
//! # Two ends
//!
//! * [`Output::Closed`] is for the *application*: it is issued exactly once and before any other
//!   effect of the close; no [`Output::Message`] follows, and packets of the peer have no further
//!   effect on the application. From here `is_closed` is true, and the driver closes the outbox for
//!   new frames.
//! * `is_finished` is for the *driver*: everything that was owed to the peer has been said, or its
//!   time has run out. Only now the session id is forgotten and the task may end. Between the two,
//!   queued frames still leave, and a polling client is still owed a goodbye on its next GET. That
//!   takes 30 seconds (`CLOSE_TIMEOUT`) for each of the two at most.
//!
//! After anything but a graceful [`Session::close`] both come together: when the driver sees
//! `Closed`, `is_finished` is already true, so that it can forget the id before it answers requests.

#![cfg_attr(
    not(feature = "server"),
    allow(
        dead_code,
        unreachable_pub,
        unused_imports,
        reason = "only the driver and the public API of the feature `server` use this"
    )
)]

mod close;
mod config;
mod connection;
mod gauge;
mod handler;
mod handshake;
mod heartbeat;
mod machine;
mod outbox;
mod output;
mod retirement;
mod stats;
mod upgrade;

pub use close::CloseReason;
pub use connection::{Connection, ReadyState, SessionEnded, TransportName};
pub use handler::SessionHandler;
pub use stats::{ClosedStats, RefusedEventStats, RefusedStats, Stats};

pub(crate) use config::SessionConfig;
pub(crate) use connection::{Close, Wishes};
pub(crate) use gauge::{Gauge, Held};
pub(crate) use machine::{Session, Source};
pub(crate) use outbox::{Outbox, give_back_burst};
pub(crate) use output::{Output, PollBody, PollId, Route, TransportId};
pub(crate) use retirement::Retirement;
pub(crate) use stats::{Counter, Counters};

#[cfg(test)]
mod tests;

//! What an application does with one Engine.IO session.

use std::task::{Context, Poll};
use std::time::Duration;

use super::{CloseReason, TransportName};
use crate::codec::Message;

/// The application's side of one session: the session's task calls it, in order, and never two calls at once.
pub trait SessionHandler: Send + Unpin + 'static {
    /// Takes a message of the client. It must not block; what takes time is started here and driven by
    /// [`poll_work`](Self::poll_work).
    fn message(&mut self, message: Message);

    /// Drives the work that earlier messages started, on the session's own task. Ready means that nothing is left to do.
    ///
    /// After [`closed`](Self::closed) the task lives on until this is ready, so that a handler is never cut off in the middle. One that is
    /// never ready keeps its task for good, and its place under [`max_sessions`](crate::Config::max_sessions);
    /// [`Stats::ending`](super::Stats::ending) shows it.
    fn poll_work(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let _ = cx;
        Poll::Ready(())
    }

    /// Whether the server should stop reading from the client until earlier messages have been dealt with.
    fn is_saturated(&self) -> bool {
        false
    }

    /// The server is shutting down, and this session's turn has come: work that was begun is finished, then the session is closed.
    /// From here on a message comes only while [`awaits_messages`](Self::awaits_messages) is true.
    fn retire(&mut self) {}

    /// Whether work that was begun may be waiting for a message of the client, so that reading goes on although the server is shutting
    /// down.
    fn awaits_messages(&self) -> bool {
        false
    }

    /// A pong of the client came. `round_trip` is how long after its ping; `None` for a pong that nobody asked for.
    ///
    /// On polling this is not the network alone: the ping waits for a GET, and the pong for a free POST.
    fn heartbeat(&mut self, round_trip: Option<Duration>) {
        let _ = round_trip;
    }

    /// The client has tried out another transport and found it to work; it may still stay where it is. Several attempts may follow each
    /// other.
    fn upgrading(&mut self, to: TransportName) {
        let _ = to;
    }

    /// The session has moved to another transport. Messages keep their order across the move.
    fn upgraded(&mut self, to: TransportName) {
        let _ = to;
    }

    /// The session is over. Called exactly once; no message, heartbeat or upgrade follows.
    fn closed(&mut self, reason: CloseReason);
}

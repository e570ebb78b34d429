//! Waiting for something to happen to a session.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::sync::MutexGuard;
use std::task::{Context, Poll, Waker};

use super::{Connection, ReadyState, Shared, TransportName, wake};
use crate::session::CloseReason;
use crate::sync::lock;

/// The session ended before what was waited for came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionEnded;

impl fmt::Display for SessionEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the session has ended")
    }
}

impl Error for SessionEnded {}

/// Those of the application who wait for something to happen to a session. Whatever it is, all of them look again.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    wakers: Vec<Waker>,
    n_drains: u64,
}

impl Waiting {
    /// Gives how often the session has drained so far.
    pub(super) fn wait(&mut self, waker: &Waker) -> u64 {
        if !self.wakers.iter().any(|waiting| waiting.will_wake(waker)) {
            self.wakers.push(waker.clone());
        }
        self.n_drains
    }

    pub(super) fn has_drained(&mut self) {
        self.n_drains += 1;
    }

    pub(super) fn take(&mut self) -> Vec<Waker> {
        std::mem::take(&mut self.wakers)
    }
}

/// What to wait for.
impl Connection {
    /// Waits until everything sent before has been handed to the transport: to the operating system, or into the answer to a GET.
    ///
    /// This is what a sender of much awaits between its messages. It costs nothing while nobody waits.
    ///
    /// ```
    /// use wigwag::engine::{Connection, SessionEnded};
    ///
    /// async fn send_all(connection: &Connection, lines: &[String]) -> Result<(), SessionEnded> {
    ///     for chunk in lines.chunks(100) {
    ///         for line in chunk {
    ///             connection.send(line.as_str());
    ///         }
    ///         connection.drained().await?;
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// When the session ended before.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn drained(&self) -> Result<(), SessionEnded> {
        let mut since = None;
        poll_fn(|cx| self.poll_drained(cx, &mut since)).await
    }

    /// Waits until a WebSocket carries the session; not at all when it began on one.
    ///
    /// # Errors
    /// When the session ended before.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn upgraded(&self) -> Result<(), SessionEnded> {
        let poll = |cx: &mut Context<'_>| {
            let status = {
                let mut shared = lock(&self.inner.shared);
                shared.wait(cx);
                self.inner.status.awaited()
            };
            if status.transport() == TransportName::WebSocket {
                return Poll::Ready(Ok(()));
            }
            match status.ready_state() {
                ReadyState::Open => Poll::Pending,
                ReadyState::Closing | ReadyState::Closed => Poll::Ready(Err(SessionEnded)),
            }
        };
        poll_fn(poll).await
    }

    /// Waits until the session is over for the application, and says why. This is the moment in which
    /// [`SessionHandler::closed`](crate::engine::SessionHandler::closed) is told.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the waiting.
    pub async fn closed(&self) -> CloseReason {
        let poll = |cx: &mut Context<'_>| {
            let mut shared = lock(&self.inner.shared);
            if let Some(reason) = shared.reason {
                return Poll::Ready(reason);
            }
            shared.wait(cx);
            match self.inner.status.awaited().ready_state() {
                // The runtime ended before the session did.
                ReadyState::Closed => Poll::Ready(CloseReason::ServerShuttingDown),
                ReadyState::Open | ReadyState::Closing => Poll::Pending,
            }
        };
        poll_fn(poll).await
    }

    /// `since` is how often the session had drained when the waiting began.
    fn poll_drained(
        &self,
        cx: &Context<'_>,
        since: &mut Option<u64>,
    ) -> Poll<Result<(), SessionEnded>> {
        let mut shared = lock(&self.inner.shared);
        let n_drains = shared.wait(cx);
        if since.is_some_and(|since| since < n_drains) {
            return Poll::Ready(Ok(()));
        }
        if self.inner.status.awaited().ready_state() == ReadyState::Closed {
            return Poll::Ready(Err(SessionEnded));
        }
        if since.is_none() {
            *since = Some(n_drains);
            // Only the task knows whether everything has been written; it says so in its next round.
            shared.is_notified = true;
            wake(shared);
        }
        Poll::Pending
    }
}

/// What the session's task tells.
impl Connection {
    /// The session's task found that everything has been written.
    pub(crate) fn has_drained(&self) {
        if !self.inner.status.get().is_awaited() {
            return;
        }
        let mut shared = lock(&self.inner.shared);
        // Something may have been sent since.
        if shared.outbox.is_empty()
            && let Some(waiting) = &mut shared.waiting
        {
            waiting.has_drained();
            self.tell(shared);
        }
    }

    /// A WebSocket is being tried out, or no longer.
    pub(crate) fn set_upgrading(&self, is_upgrading: bool) {
        if self.is_upgrading() != is_upgrading {
            self.inner.status.upgrading(is_upgrading);
        }
    }

    /// A WebSocket carries the session from here on.
    pub(crate) fn has_upgraded(&self) {
        if self.inner.status.upgraded().is_awaited() {
            self.tell(lock(&self.inner.shared));
        }
    }

    /// The session is over for the application.
    pub(crate) fn has_closed(&self, reason: CloseReason) {
        self.inner.status.closing();
        let mut shared = lock(&self.inner.shared);
        shared.outbox.close();
        shared.reason = Some(reason);
        self.tell(shared);
    }

    /// The session is over: nothing that is queued will leave any more.
    pub(crate) fn has_ended(&self) {
        if self.inner.status.closed().is_awaited() {
            self.tell(lock(&self.inner.shared));
        }
    }

    /// Tells everybody who waits to look again.
    fn tell(&self, mut shared: MutexGuard<'_, Shared>) {
        let wakers = shared.waiting.as_mut().map(|waiting| waiting.take());
        self.inner.status.told();
        drop(shared);
        for waker in wakers.into_iter().flatten() {
            waker.wake();
        }
    }
}

impl Shared {
    /// Has the waiting task woken at the next change. Gives how often the session has drained so far.
    fn wait(&mut self, cx: &Context<'_>) -> u64 {
        self.waiting.get_or_insert_default().wait(cx.waker())
    }
}

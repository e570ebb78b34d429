//! Whether something that an adapter was asked to do has been done.

use std::fmt;
use std::future::IntoFuture;

use tokio::sync::watch;

use crate::socket::BoxFuture;

/// Tells when an adapter has done what it was asked to do, or that it will not. Awaiting it is optional: nothing depends on it.
///
/// # Cancel safety
/// Dropping it, or the future that it becomes, changes nothing.
#[derive(Clone)]
pub struct Receipt(State);

#[derive(Clone)]
enum State {
    Settled(Result<(), Degraded>),
    Pending(watch::Receiver<Option<Result<(), Degraded>>>),
}

impl Receipt {
    /// It has been done.
    pub const fn done() -> Self {
        Self(State::Settled(Ok(())))
    }

    /// It will not be done.
    pub const fn degraded(why: Degraded) -> Self {
        Self(State::Settled(Err(why)))
    }

    /// It will be known later, by the [`Confirm`].
    pub fn pending() -> (Confirm, Self) {
        let (sender, receiver) = watch::channel(None);
        (Confirm(sender), Self(State::Pending(receiver)))
    }

    /// What is known at this moment. `None` while it is not.
    pub fn peek(&self) -> Option<Result<(), Degraded>> {
        match &self.0 {
            State::Settled(outcome) => Some(*outcome),
            State::Pending(receiver) => {
                let known = *receiver.borrow();
                known.or_else(|| receiver.has_changed().err().map(|_| Err(Degraded::Closed)))
            }
        }
    }

    async fn settled(self) -> Result<(), Degraded> {
        match self.0 {
            State::Settled(outcome) => outcome,
            State::Pending(mut receiver) => {
                // Fails only when the adapter has dropped its half without a word.
                let settled = receiver.wait_for(Option::is_some).await;
                settled.ok().and_then(|outcome| *outcome).unwrap_or(Err(Degraded::Closed))
            }
        }
    }
}

impl IntoFuture for Receipt {
    type Output = Result<(), Degraded>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.settled())
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Receipt").field(&self.peek()).finish()
    }
}

/// The adapter's half of a pending [`Receipt`]. Dropped without a word, it means [`Degraded::Closed`].
pub struct Confirm(watch::Sender<Option<Result<(), Degraded>>>);

impl Confirm {
    /// It has been done.
    pub fn done(self) {
        self.0.send_replace(Some(Ok(())));
    }

    /// It will not be done.
    pub fn degraded(self, why: Degraded) {
        self.0.send_replace(Some(Err(why)));
    }
}

impl fmt::Debug for Confirm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Confirm")
    }
}

/// Why an adapter has not done something. What was to happen on this server has happened all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Degraded {
    /// The way to the other servers is down.
    Down,
    /// More waited to be sent than the adapter keeps.
    Overflow,
    /// The adapter has been closed.
    Closed,
}

impl fmt::Display for Degraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Down => "the way to the other servers is down",
            Self::Overflow => "too much waits to be sent to the other servers",
            Self::Closed => "the adapter is closed",
        })
    }
}

impl std::error::Error for Degraded {}

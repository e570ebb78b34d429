//! A client that has come back, while the handlers of its last connection finish.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use crate::socket::handler::BoxFuture;
use crate::socket::recovery::{NotRecovered, Turn};

/// To be held while handlers of a socket run whose client may come back.
pub(super) type HeldTurn = OwnedMutexGuard<()>;

/// Waits until handlers of the socket may run here.
pub(super) struct Returning(BoxFuture<Result<HeldTurn, Elapsed>>);

impl Returning {
    pub(super) fn new(turn: Arc<Turn>, patience: Duration) -> Self {
        Self(Box::pin(timeout(patience, turn.lock_owned())))
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<HeldTurn, NotRecovered>> {
        self.0.as_mut().poll(cx).map_err(|_| NotRecovered::HandlersBusy)
    }
}

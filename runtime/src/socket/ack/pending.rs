//! The acknowledgements that one client owes.

use std::collections::BTreeMap;

use tokio::sync::{mpsc, oneshot};

use super::AckError;
use crate::SocketId;
use crate::codec::Args;

/// Who waits for an acknowledgement.
pub(super) enum Waiter {
    /// An event to this socket alone.
    One(oneshot::Sender<Result<Args, AckError>>),
    /// A broadcast that reached this socket among others.
    Many(mpsc::UnboundedSender<(SocketId, Result<Args, AckError>)>),
}

impl Waiter {
    fn settle(self, id: SocketId, outcome: Result<Args, AckError>) {
        // Whoever waited may have stopped waiting.
        match self {
            Self::One(waiter) => drop(waiter.send(outcome)),
            Self::Many(waiter) => drop(waiter.send((id, outcome))),
        }
    }
}

/// What one socket still has to acknowledge, by ack id. As many entries as the application waits for.
#[derive(Default)]
pub(in crate::socket) struct PendingAcks {
    waiters: BTreeMap<u64, Waiter>,
    is_closed: bool,
}

impl PendingAcks {
    /// Waits for `ack_id`; settled at once when the socket has left.
    pub(super) fn insert(&mut self, socket: SocketId, ack_id: u64, waiter: Waiter) {
        if self.is_closed {
            waiter.settle(socket, Err(AckError::Disconnected));
        } else {
            self.waiters.insert(ack_id, waiter);
        }
    }

    pub(super) fn remove(&mut self, ack_id: u64) {
        self.waiters.remove(&ack_id);
    }

    /// Whether anybody waits for an acknowledgement.
    pub(in crate::socket) fn is_empty(&self) -> bool {
        self.waiters.is_empty()
    }

    /// An acknowledgement came. One that nobody waits for, or that came before, has no effect.
    pub(in crate::socket) fn resolve(&mut self, socket: SocketId, ack_id: u64, args: Args) {
        if let Some(waiter) = self.waiters.remove(&ack_id) {
            waiter.settle(socket, Ok(args));
        }
    }

    /// The event never went to the client.
    pub(super) fn withhold(&mut self, socket: SocketId, ack_id: u64) {
        if let Some(waiter) = self.waiters.remove(&ack_id) {
            waiter.settle(socket, Err(AckError::Withheld));
        }
    }

    /// The socket has left: nothing will come any more.
    pub(in crate::socket) fn close(&mut self, socket: SocketId) {
        self.is_closed = true;
        for waiter in std::mem::take(&mut self.waiters).into_values() {
            waiter.settle(socket, Err(AckError::Disconnected));
        }
    }
}

//! The acknowledgements of many sockets.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::pending::Waiter;
use super::{AckError, ReadAck};
use crate::SocketId;
use crate::codec::{Args, EncodeError};
use crate::socket::Socket;
use crate::socket::departure::Departure;

/// Waits for the acknowledgements of every socket that a broadcast reached: one outcome each, in the order in which they come.
///
/// The event has been sent already. A stream that is dropped gives up the answers only.
///
/// ```
/// # use wigwag::socket_events;
/// # #[socket_events]
/// # pub trait Chat {
/// #     #[to_client]
/// #     async fn probe(nonce: u32) -> u32;
/// # }
/// async fn probe(lobby: wigwag::Broadcast<chat::Ns>) {
///     use chat::Emit as _;
///     let mut answers = lobby.probe(7);
///     while let Some((id, answer)) = answers.next().await {
///         // `AckError::TimedOut` for those who were too slow.
///         println!("{id}: {answer:?}");
///     }
/// }
/// # fn main() {}
/// ```
#[must_use = "the event has been sent; use this for the answers, or drop it to ignore them"]
pub struct AckStream<T> {
    waiter: mpsc::UnboundedSender<(SocketId, Result<Args, AckError>)>,
    answers: mpsc::UnboundedReceiver<(SocketId, Result<Args, AckError>)>,
    /// Who has not answered, and under which id; each namespace has ids of its own.
    waiting: HashMap<SocketId, (Socket, u64)>,
    failed: Option<EncodeError>,
    sent_at: Instant,
    timeout: Duration,
    read: ReadAck<T>,
}

impl<T> AckStream<T> {
    /// Waits for nobody, until something is sent.
    pub(in crate::socket) fn new(timeout: Duration, read: ReadAck<T>) -> Self {
        let (waiter, answers) = mpsc::unbounded_channel();
        Self {
            waiter,
            answers,
            waiting: HashMap::new(),
            failed: None,
            sent_at: Instant::now(),
            timeout,
            read,
        }
    }

    /// Sends an event that was encoded with `ack_id` to `recipients`, who are all of one namespace.
    pub(in crate::socket) fn send(
        &mut self,
        recipients: Vec<Socket>,
        ack_id: u64,
        departure: Result<Departure<'_>, EncodeError>,
    ) {
        self.waiting.reserve(recipients.len());
        match departure {
            Ok(departure) => {
                for socket in recipients {
                    let waiter = Waiter::Many(self.waiter.clone());
                    socket.pending_acks().insert(socket.id(), ack_id, waiter);
                    if !departure.send(&socket) {
                        socket.pending_acks().withhold(socket.id(), ack_id);
                    }
                    self.waiting.insert(socket.id(), (socket, ack_id));
                }
            }
            Err(error) => {
                self.failed = Some(error);
                let recipients =
                    recipients.into_iter().map(|socket| (socket.id(), (socket, ack_id)));
                self.waiting.extend(recipients);
            }
        }
    }

    /// Limits the waiting, counted from when the event was sent.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many sockets have not been heard of.
    pub fn missing(&self) -> usize {
        self.waiting.len()
    }

    /// The next outcome; `None` when every socket has had one.
    ///
    /// # Cancel safety
    /// Dropping the future loses no outcome.
    pub async fn next(&mut self) -> Option<(SocketId, Result<T, AckError>)> {
        loop {
            if self.waiting.is_empty() {
                return None;
            }
            if let Some(error) = &self.failed {
                let error = AckError::Encode(error.clone());
                return self.give_up(error);
            }
            let Some((id, outcome)) = self.receive().await else {
                return self.give_up(AckError::TimedOut { after: self.timeout });
            };
            if self.waiting.remove(&id).is_some() {
                let value = outcome.and_then(|args| (self.read)(&args).map_err(AckError::Decode));
                return Some((id, value));
            }
        }
    }

    /// Every outcome, when all are there.
    ///
    /// # Cancel safety
    /// Dropping the future drops the outcomes that came.
    pub async fn collect(mut self) -> Vec<(SocketId, Result<T, AckError>)> {
        let mut outcomes = Vec::with_capacity(self.waiting.len());
        while let Some(outcome) = self.next().await {
            outcomes.push(outcome);
        }
        outcomes
    }

    /// The next acknowledgement; `None` when the time is up.
    async fn receive(&mut self) -> Option<(SocketId, Result<Args, AckError>)> {
        match self.sent_at.checked_add(self.timeout) {
            Some(deadline) => timeout_at(deadline, self.answers.recv()).await.ok()?,
            // A time that no clock reaches is no limit.
            None => self.answers.recv().await,
        }
    }

    fn give_up(&mut self, error: AckError) -> Option<(SocketId, Result<T, AckError>)> {
        let id = *self.waiting.keys().next()?;
        if let Some((socket, ack_id)) = self.waiting.remove(&id) {
            socket.pending_acks().remove(ack_id);
        }
        Some((id, Err(error)))
    }
}

impl<T> Drop for AckStream<T> {
    fn drop(&mut self) {
        for (socket, ack_id) in self.waiting.values() {
            socket.pending_acks().remove(*ack_id);
        }
    }
}

impl<T> fmt::Debug for AckStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AckStream")
            .field("missing", &self.missing())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

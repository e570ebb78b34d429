//! The acknowledgements of many sockets.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::pending::Waiter;
use super::{AckError, ReadAck};
use crate::SocketId;
use crate::adapter::{Acknowledgement, NodeError, Outcome};
use crate::codec::{Args, EncodeError};
use crate::socket::Socket;
use crate::socket::cluster::{Asking, MissingNode};
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
    /// The sockets of other servers, while something is to come from there.
    asking: Option<Asking>,
    missing_nodes: Vec<MissingNode>,
    sent_at: Instant,
    timeout: Duration,
    read: ReadAck<T>,
}

/// What has happened.
enum Received {
    Here(SocketId, Result<Args, AckError>),
    Elsewhere(Outcome),
    /// Nothing that matters to anybody.
    Nothing,
    TimeIsUp,
    /// There is nobody left.
    End,
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
            asking: None,
            missing_nodes: Vec::new(),
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

    /// Waits for the sockets of other servers as well.
    pub(in crate::socket) fn ask(&mut self, asking: Asking) {
        self.asking = Some(asking);
    }

    /// Whether the event could not be encoded.
    pub(in crate::socket) fn is_unsound(&self) -> bool {
        self.failed.is_some()
    }

    /// The sockets of this server that have not answered.
    pub(in crate::socket) fn ids(&self) -> Vec<SocketId> {
        self.waiting.keys().copied().collect()
    }

    /// Limits the waiting, counted from when the event was sent. Other servers wait for what was said
    /// [where it was sent](crate::socket::Broadcast::timeout) at most.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        if let Some(asking) = &mut self.asking {
            asking.set_timeout(timeout);
        }
        self
    }

    /// How many sockets have not been heard of. Those of other servers count from the moment in which their server has told of them.
    pub fn missing(&self) -> usize {
        self.waiting.len() + self.asking.as_ref().map_or(0, Asking::n_missing)
    }

    /// The servers that have not even told whom they have asked, when nothing more will come.
    pub fn missing_nodes(&self) -> &[MissingNode] {
        &self.missing_nodes
    }

    /// The next outcome; `None` when every socket has had one.
    ///
    /// # Cancel safety
    /// Dropping the future loses no outcome.
    pub async fn next(&mut self) -> Option<(SocketId, Result<T, AckError>)> {
        loop {
            if let Some(error) = &self.failed {
                let error = AckError::Encode(error.clone());
                return self.give_up(error);
            }
            let (id, outcome) = match self.receive().await {
                Received::Here(id, outcome) if self.waiting.remove(&id).is_some() => (id, outcome),
                Received::Here(..) | Received::Nothing => continue,
                Received::Elsewhere(outcome) => match self.read_elsewhere(outcome) {
                    Some(outcome) => outcome,
                    None => continue,
                },
                Received::TimeIsUp => {
                    return self.give_up(AckError::TimedOut { after: self.timeout });
                }
                Received::End => return None,
            };
            let value = outcome.and_then(|args| (self.read)(&args).map_err(AckError::Decode));
            return Some((id, value));
        }
    }

    /// Every outcome, when all are there.
    ///
    /// # Cancel safety
    /// Dropping the future drops the outcomes that came.
    pub async fn collect(mut self) -> Acks<T> {
        let mut outcomes = Vec::with_capacity(self.missing());
        while let Some(outcome) = self.next().await {
            outcomes.push(outcome);
        }
        Acks { outcomes, missing_nodes: std::mem::take(&mut self.missing_nodes) }
    }

    async fn receive(&mut self) -> Received {
        let has_nobody_here = self.waiting.is_empty();
        let Some(asking) = &mut self.asking else {
            return if has_nobody_here { Received::End } else { self.receive_here().await };
        };
        // The servers that are asked keep the time themselves.
        let elsewhere = if has_nobody_here {
            asking.next().await
        } else {
            tokio::select! {
                biased;
                Some((id, outcome)) = self.answers.recv() => return Received::Here(id, outcome),
                outcome = asking.next() => outcome,
            }
        };
        elsewhere.map_or_else(
            || {
                self.asking = None;
                Received::Nothing
            },
            Received::Elsewhere,
        )
    }

    async fn receive_here(&mut self) -> Received {
        let received = match self.sent_at.checked_add(self.timeout) {
            Some(deadline) => timeout_at(deadline, self.answers.recv()).await.ok().flatten(),
            // A time that no clock reaches is no limit.
            None => self.answers.recv().await,
        };
        received.map_or(Received::TimeIsUp, |(id, outcome)| Received::Here(id, outcome))
    }

    /// What is known of a socket of another server. `None` when only something of the server itself is.
    fn read_elsewhere(&mut self, outcome: Outcome) -> Option<(SocketId, Result<Args, AckError>)> {
        let after = self.timeout;
        match outcome {
            Outcome::Acknowledged(id, acknowledgement) => {
                let outcome = match acknowledgement {
                    Acknowledgement::Args(args) => Ok(args),
                    Acknowledgement::TimedOut => Err(AckError::TimedOut { after }),
                    Acknowledgement::Disconnected => Err(AckError::Disconnected),
                    Acknowledgement::Withheld => Err(AckError::Withheld),
                };
                Some((id, outcome))
            }
            Outcome::Unheard(id, NodeError::TimedOut { after }) => {
                Some((id, Err(AckError::TimedOut { after })))
            }
            Outcome::Unheard(id, error) => Some((id, Err(AckError::Node(error)))),
            Outcome::Missing(node, error) => {
                self.missing_nodes.push(MissingNode { node, error });
                None
            }
            Outcome::Sockets(_) | Outcome::Answer(..) => None,
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

/// What everybody has acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Acks<T> {
    /// The outcome of each socket, in the order in which they came. Those that are missing are there with their [`AckError`].
    pub outcomes: Vec<(SocketId, Result<T, AckError>)>,
    /// The servers that have not even told whom they have asked.
    pub missing_nodes: Vec<MissingNode>,
}

impl<T> IntoIterator for Acks<T> {
    type Item = (SocketId, Result<T, AckError>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.outcomes.into_iter()
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

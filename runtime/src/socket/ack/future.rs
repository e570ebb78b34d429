//! The acknowledgement of one socket.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, Sleep, sleep_until};

use super::pending::Waiter;
use super::{AckError, ReadAck};
use crate::codec::{Args, EncodeError};
use crate::socket::Socket;
use crate::socket::departure::Departure;

/// Waits for one socket's acknowledgement. The event has been sent already; a future that is dropped gives up the answer only.
///
/// Settles with the value, or with [`AckError`] when the socket leaves or the time is up: [`timeout`](Self::timeout), or
/// [`Config::ack_timeout`](crate::Config::ack_timeout).
///
/// # Cancel safety
/// Dropping it is safe: nothing is kept for an answer that nobody waits for.
#[must_use = "the event has been sent; await this for the answer, or drop it to ignore the answer"]
pub struct AckFuture<T> {
    state: State,
    sent_at: Instant,
    timeout: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
    read: ReadAck<T>,
}

enum State {
    Waiting { socket: Socket, ack_id: u64, answer: oneshot::Receiver<Result<Args, AckError>> },
    Failed(AckError),
}

impl<T> AckFuture<T> {
    /// Sends an event that was encoded with `ack_id`.
    pub(in crate::socket) fn send(
        socket: &Socket,
        ack_id: u64,
        departure: Result<Departure<'_>, EncodeError>,
        timeout: Duration,
        read: ReadAck<T>,
    ) -> Self {
        let state = match departure {
            Err(error) => State::Failed(AckError::Encode(error)),
            Ok(departure) => {
                let (waiter, answer) = oneshot::channel();
                socket.pending_acks().insert(socket.id(), ack_id, Waiter::One(waiter));
                if !departure.send_only(socket) {
                    socket.pending_acks().withhold(socket.id(), ack_id);
                }
                State::Waiting { socket: socket.clone(), ack_id, answer }
            }
        };
        Self { state, sent_at: Instant::now(), timeout, sleep: None, read }
    }

    /// Limits the waiting, counted from when the event was sent.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self.sleep = None;
        self
    }
}

impl<T> Future for AckFuture<T> {
    type Output = Result<T, AckError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let answer = match &mut this.state {
            State::Failed(error) => return Poll::Ready(Err(error.clone())),
            State::Waiting { answer, .. } => answer,
        };
        if let Poll::Ready(outcome) = Pin::new(answer).poll(cx) {
            let args = outcome.unwrap_or(Err(AckError::Disconnected));
            return Poll::Ready(args.and_then(|args| (this.read)(&args).map_err(AckError::Decode)));
        }
        // A time that no clock reaches is no limit.
        let timeout = this.timeout;
        let Some(deadline) = this.sent_at.checked_add(timeout) else { return Poll::Pending };
        let sleep = this.sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        sleep.as_mut().poll(cx).map(|()| Err(AckError::TimedOut { after: timeout }))
    }
}

impl<T> Drop for AckFuture<T> {
    fn drop(&mut self) {
        if let State::Waiting { socket, ack_id, .. } = &self.state {
            socket.pending_acks().remove(*ack_id);
        }
    }
}

impl<T> fmt::Debug for AckFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AckFuture").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

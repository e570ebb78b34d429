//! A request of this server, on its way to the others and back.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::Cluster;
use crate::adapter::{Audience, Exchange, Expected, NodeError, NodeId, Outcome, Question, Request};
use crate::sync::lock;

/// A server of which something is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingNode {
    /// Which. `None` when it is not known who should have answered.
    pub node: Option<NodeId>,
    /// Why.
    pub error: NodeError,
}

/// A request whose answers are waited for, until the time is up. Dropped, nobody waits any more.
pub(in crate::socket) struct Asking {
    exchange: Arc<Exchange>,
    sent_at: Instant,
    timeout: Duration,
    is_overdue: bool,
}

impl Cluster {
    /// Asks the other servers.
    pub(in crate::socket) fn ask(
        &self,
        audience: Audience,
        question: Question,
        timeout: Duration,
    ) -> Asking {
        let expected = match &question {
            Question::FetchSockets { .. } => Expected::Sockets,
            Question::EmitWithAck { .. } => Expected::Acknowledgements,
            Question::ServerSideEmit { .. } => Expected::Answers,
        };
        let exchange = Exchange::new(expected, self.limits.answers_max);
        self.remember(&exchange);
        self.counters.requested.count();
        let request = Request { audience, timeout, question };
        self.adapter.request(request, exchange.replies());
        Asking { exchange, sent_at: Instant::now(), timeout, is_overdue: false }
    }

    /// Keeps what has to be settled when a server is lost.
    fn remember(&self, exchange: &Arc<Exchange>) {
        let mut exchanges = lock(&self.exchanges);
        // Each search pays for as many requests as it may find over.
        if exchanges.len() == exchanges.capacity() {
            exchanges.retain(|exchange| Weak::strong_count(exchange) > 0);
        }
        exchanges.push(Arc::downgrade(exchange));
    }
}

impl Asking {
    pub(in crate::socket) fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    /// How many sockets have not been heard of, as far as is known.
    pub(in crate::socket) fn n_missing(&self) -> usize {
        self.exchange.n_missing()
    }

    /// The next outcome; `None` when there is no other.
    ///
    /// # Cancel safety
    /// Nothing is lost.
    pub(in crate::socket) async fn next(&mut self) -> Option<Outcome> {
        // A time that no clock reaches is no limit.
        if let Some(deadline) = self.sent_at.checked_add(self.timeout)
            && !self.is_overdue
        {
            if let Ok(outcome) = timeout_at(deadline, self.exchange.next()).await {
                return outcome;
            }
            self.is_overdue = true;
            self.exchange.time_out(self.timeout);
        }
        self.exchange.next().await
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.exchange.abandon();
    }
}

//! The answers to one request, from both ends.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;

use super::{Acknowledgement, NodeError, NodeId, Response, SocketDescription};
use crate::sync::lock;
use crate::{Args, SocketId};

/// Takes the answers of the server that was asked. The adapter makes one for each request that it gives to
/// [`Node::answer`](super::Node::answer).
///
/// When it is dropped, nothing more will be said: what is missing then is missing for good.
pub struct Responder(Box<dyn FnMut(Response) + Send>);

impl Responder {
    /// A responder that hands every part of the answer to `send`, in order. It must not block.
    pub fn new(send: impl FnMut(Response) + Send + 'static) -> Self {
        Self(Box::new(send))
    }

    pub(crate) fn send(&mut self, response: Response) {
        (self.0)(response);
    }
}

impl fmt::Debug for Responder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Responder")
    }
}

/// Collects the answers to a request of this server. The adapter says whom it has asked, and what each has answered. Cheap to clone.
///
/// Every expected server settles exactly once. What comes for one that has settled, or was not expected, is ignored.
#[derive(Clone)]
pub struct Replies(Arc<Exchange>);

impl Replies {
    /// Names the servers that have been asked, once. Nobody is an answer too. Servers that are [lost](super::Node::lost) later settle by
    /// themselves; those that have been lost before must not be named.
    pub fn expect(&self, nodes: impl IntoIterator<Item = NodeId>) {
        self.0.expect(nodes);
    }

    /// A part of the answer of one server.
    pub fn response(&self, from: &NodeId, response: Response) {
        self.0.response(from, response);
    }

    /// One server will not answer.
    pub fn failed(&self, node: &NodeId, error: &NodeError) {
        self.0.fail(node, error);
    }

    /// Nobody could be asked, and it is not known who would have been.
    pub fn unreachable(&self, why: super::Degraded) {
        self.0.fail_unknown(&NodeError::Unreachable(why));
    }

    /// Whether nobody waits for further answers: they came, the time is up, or the program has lost interest. The adapter can forget the
    /// request then.
    pub fn is_over(&self) -> bool {
        self.0.is_over()
    }
}

impl fmt::Debug for Replies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replies").field("is_over", &self.is_over()).finish()
    }
}

/// What answers have the shape of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Sockets,
    Acknowledgements,
    Answers,
}

/// One thing that is known now.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Sockets(Vec<SocketDescription>),
    Acknowledged(SocketId, Acknowledgement),
    /// A socket that was asked on a server of which nothing more will come.
    Unheard(SocketId, NodeError),
    Answer(NodeId, Args),
    /// `None` when it is not known who should have answered.
    Missing(Option<NodeId>, NodeError),
}

/// A request whose answers are waited for.
pub(crate) struct Exchange {
    expected: Expected,
    /// How many sockets all servers together may name.
    answers_max: usize,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    /// Whether it is known who was asked.
    is_addressed: bool,
    /// Those of whom something is still to come.
    waiting: HashMap<NodeId, Waiting>,
    outcomes: VecDeque<Outcome>,
    n_answers: usize,
    is_over: bool,
}

/// What is still to come from one server.
enum Waiting {
    /// Its first response.
    Response,
    /// Acknowledgements of these sockets.
    Acknowledgements(HashSet<SocketId>),
}

impl Exchange {
    pub(crate) fn new(expected: Expected, answers_max: usize) -> Arc<Self> {
        let (state, changed) = (Mutex::default(), Notify::new());
        Arc::new(Self { expected, answers_max, state, changed })
    }

    pub(crate) fn replies(self: &Arc<Self>) -> Replies {
        Replies(Arc::clone(self))
    }

    /// The next outcome. `None` when every server has settled.
    ///
    /// # Cancel safety
    /// Nothing is lost.
    pub(crate) async fn next(&self) -> Option<Outcome> {
        loop {
            let changed = self.changed.notified();
            {
                let mut state = lock(&self.state);
                if let Some(outcome) = state.outcomes.pop_front() {
                    return Some(outcome);
                }
                if state.is_addressed && state.waiting.is_empty() {
                    state.is_over = true;
                    return None;
                }
            }
            changed.await;
        }
    }

    /// Settles everybody who has not been heard of: the time is up.
    pub(crate) fn time_out(&self, after: Duration) {
        self.fail_all(&NodeError::TimedOut { after });
    }

    /// Nobody waits any more.
    pub(crate) fn abandon(&self) {
        *lock(&self.state) = State { is_addressed: true, is_over: true, ..State::default() };
    }

    /// How many sockets were asked and have not been heard of, as far as is known.
    pub(crate) fn n_missing(&self) -> usize {
        let state = lock(&self.state);
        let outcomes = state
            .outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Outcome::Acknowledged(..) | Outcome::Unheard(..)));
        let waiting = state.waiting.values().map(|waiting| match waiting {
            Waiting::Response => 0,
            Waiting::Acknowledgements(sockets) => sockets.len(),
        });
        waiting.sum::<usize>() + outcomes.count()
    }

    pub(crate) fn is_over(&self) -> bool {
        let state = lock(&self.state);
        state.is_over || (state.is_addressed && state.waiting.is_empty())
    }

    fn expect(&self, nodes: impl IntoIterator<Item = NodeId>) {
        let mut state = lock(&self.state);
        if !state.is_addressed {
            state.is_addressed = true;
            state.waiting = nodes.into_iter().map(|node| (node, Waiting::Response)).collect();
            self.changed.notify_one();
        }
    }

    fn response(&self, from: &NodeId, response: Response) {
        let mut state = lock(&self.state);
        state.take(self.expected, self.answers_max, from, response);
        self.changed.notify_one();
    }

    pub(crate) fn fail(&self, node: &NodeId, error: &NodeError) {
        lock(&self.state).fail(node, error);
        self.changed.notify_one();
    }

    /// Nobody will answer any more.
    pub(crate) fn fail_all(&self, error: &NodeError) {
        let nodes: Vec<NodeId> = lock(&self.state).waiting.keys().cloned().collect();
        for node in nodes {
            self.fail(&node, error);
        }
        self.fail_unknown(error);
    }

    fn fail_unknown(&self, error: &NodeError) {
        let mut state = lock(&self.state);
        if !state.is_addressed {
            state.is_addressed = true;
            state.outcomes.push_back(Outcome::Missing(None, error.clone()));
            self.changed.notify_one();
        }
    }
}

impl State {
    fn take(&mut self, expected: Expected, answers_max: usize, from: &NodeId, response: Response) {
        let Some(waiting) = self.waiting.get_mut(from) else { return };
        match (expected, response, waiting) {
            (_, Response::Refused(why), _) => self.fail(from, &NodeError::Refused(why)),
            (Expected::Sockets, Response::Sockets(sockets), Waiting::Response) => {
                if self.counts(sockets.len(), answers_max, from) {
                    self.waiting.remove(from);
                    self.outcomes.push_back(Outcome::Sockets(sockets));
                }
            }
            (Expected::Answers, Response::Answer(args), Waiting::Response) => {
                self.waiting.remove(from);
                self.outcomes.push_back(Outcome::Answer(from.clone(), args));
            }
            (Expected::Acknowledgements, Response::Asked(sockets), Waiting::Response) => {
                if self.counts(sockets.len(), answers_max, from) {
                    self.ask(from, sockets);
                }
            }
            (
                Expected::Acknowledgements,
                Response::Acknowledged { socket, outcome },
                Waiting::Acknowledgements(sockets),
            ) => {
                // An acknowledgement that came twice, or of a socket that was not asked, has no effect.
                if sockets.remove(&socket) {
                    self.outcomes.push_back(Outcome::Acknowledged(socket, outcome));
                }
                if sockets.is_empty() {
                    self.waiting.remove(from);
                }
            }
            _ => self.fail(from, &NodeError::Malformed),
        }
    }

    fn ask(&mut self, node: &NodeId, sockets: Vec<SocketId>) {
        if sockets.is_empty() {
            self.waiting.remove(node);
        } else {
            let sockets = Waiting::Acknowledgements(sockets.into_iter().collect());
            self.waiting.insert(node.clone(), sockets);
        }
    }

    /// Counts what a server has named; one that names too much settles with nothing.
    fn counts(&mut self, n_named: usize, answers_max: usize, node: &NodeId) -> bool {
        let is_within = n_named <= answers_max.saturating_sub(self.n_answers);
        if is_within {
            self.n_answers += n_named;
        } else {
            self.fail(node, &NodeError::TooLarge);
        }
        is_within
    }

    fn fail(&mut self, node: &NodeId, error: &NodeError) {
        match self.waiting.remove(node) {
            Some(Waiting::Response) => {
                self.outcomes.push_back(Outcome::Missing(Some(node.clone()), error.clone()));
            }
            Some(Waiting::Acknowledgements(sockets)) => {
                let unheard =
                    sockets.into_iter().map(|socket| Outcome::Unheard(socket, error.clone()));
                self.outcomes.extend(unheard);
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::Refused;

    const EACH: Duration = Duration::from_secs(1);

    fn id(letter: u8) -> SocketId {
        SocketId::from_bytes([letter; 20])
    }

    fn node(name: &str) -> NodeId {
        name.into()
    }

    fn acknowledged(letter: u8) -> Response {
        Response::Acknowledged { socket: id(letter), outcome: Acknowledgement::Disconnected }
    }

    /// Everything that is known now, one word for each.
    fn known(exchange: &Exchange) -> Vec<String> {
        let outcomes = std::mem::take(&mut lock(&exchange.state).outcomes);
        let word = |outcome| match outcome {
            Outcome::Sockets(sockets) => format!("{} sockets", sockets.len()),
            Outcome::Acknowledged(id, _) => format!("acknowledged {}", &id.as_str()[..1]),
            Outcome::Unheard(id, error) => format!("unheard {} {error:?}", &id.as_str()[..1]),
            Outcome::Answer(node, args) => format!("answer {node} {}", args.json_list()),
            Outcome::Missing(node, error) => {
                format!("missing {} {error:?}", node.as_ref().map_or("?", NodeId::as_str))
            }
        };
        outcomes.into_iter().map(word).collect()
    }

    #[test]
    fn every_server_settles_once() {
        let exchange = Exchange::new(Expected::Answers, 10);
        let replies = exchange.replies();
        replies.expect(["a", "b"].map(node));
        let answer = |number: u8| Response::Answer(Args::of(&(number,)).unwrap());
        replies.response(&node("a"), answer(1));
        replies.response(&node("a"), answer(2));
        replies.response(&node("stranger"), answer(3));
        assert!(!replies.is_over());
        replies.failed(&node("b"), &NodeError::Lost);
        replies.failed(&node("b"), &NodeError::Malformed);
        replies.failed(&node("a"), &NodeError::Lost);
        assert!(replies.is_over());
        assert_eq!(known(&exchange), ["answer a 1", "missing b Lost"]);
    }

    #[test]
    fn acknowledgements_of_a_server_that_is_lost_are_unheard() {
        let exchange = Exchange::new(Expected::Acknowledgements, 10);
        let replies = exchange.replies();
        replies.expect(["a", "b", "c"].map(node));
        replies.response(&node("a"), Response::Asked(vec![id(b'x'), id(b'y')]));
        replies.response(&node("c"), Response::Asked(Vec::new()));
        replies.response(&node("a"), acknowledged(b'x'));
        // Twice, and of a socket that was not asked.
        replies.response(&node("a"), acknowledged(b'x'));
        replies.response(&node("a"), acknowledged(b'z'));
        assert_eq!(exchange.n_missing(), 2);
        for lost in ["a", "b", "c"] {
            exchange.fail(&node(lost), &NodeError::Lost);
        }
        assert_eq!(known(&exchange), ["acknowledged x", "unheard y Lost", "missing b Lost"]);
        assert!(replies.is_over());
    }

    #[test]
    fn what_is_missing_when_the_time_is_up_is_named() {
        let exchange = Exchange::new(Expected::Sockets, 10);
        exchange.replies().expect(["a"].map(node));
        exchange.time_out(EACH);
        assert_eq!(known(&exchange), ["missing a TimedOut { after: 1s }"]);

        let exchange = Exchange::new(Expected::Sockets, 10);
        exchange.time_out(EACH);
        assert_eq!(known(&exchange), ["missing ? TimedOut { after: 1s }"]);
        // Too late.
        exchange.replies().expect(["a"].map(node));
        exchange.replies().response(&node("a"), Response::Sockets(Vec::new()));
        assert_eq!(known(&exchange), [""; 0]);
    }

    #[test]
    fn answers_that_make_no_sense_or_are_too_many_are_none() {
        let exchange = Exchange::new(Expected::Acknowledgements, 3);
        let replies = exchange.replies();
        replies.expect(["a", "b", "c", "d", "e"].map(node));
        replies.response(&node("a"), Response::Sockets(Vec::new()));
        replies.response(&node("b"), acknowledged(b'x'));
        replies.response(&node("c"), Response::Asked(vec![id(b'x'), id(b'y')]));
        replies.response(&node("d"), Response::Asked(vec![id(b'z'), id(b'w')]));
        replies.response(&node("e"), Response::Refused(Refused::Busy));
        let expected = [
            "missing a Malformed",
            "missing b Malformed",
            "missing d TooLarge",
            "missing e Refused(Busy)",
        ];
        assert_eq!(known(&exchange), expected);
        exchange.abandon();
        assert!(replies.is_over());
        replies.response(&node("c"), acknowledged(b'x'));
        assert_eq!(known(&exchange), [""; 0]);
    }
}

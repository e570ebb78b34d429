//! What was sent, what arrived, what was reported, and whether that is what adapters promise.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::network::{Network, Place};
use crate::SocketId;
use crate::adapter::{ClusterEvent, Gap, NodeId, Selection};
use crate::socket::MissingNode;

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Violation {
    /// Somebody should have got an event, and no gap says why not.
    Missing { event: u64, by: String },
    /// Somebody got an event twice.
    Doubled { event: u64, by: SocketId },
    /// Somebody got an event that was not for it.
    Misdelivered { event: u64, to: SocketId },
    /// Somebody got two events of one server in the wrong order.
    Reordered { event: u64, after: u64, by: SocketId },
    /// A question was not settled, or not for everybody.
    Unanswered { question: u64, by: String },
}

/// Somebody who has to answer a question.
pub(super) struct Answerer {
    pub(super) id: SocketId,
    /// Who speaks for it.
    pub(super) node: NodeId,
    /// How often it had changed when the question was asked: one that changes later may be left out.
    pub(super) n_changes: u64,
}

#[derive(Default)]
pub(super) struct Ledger {
    /// Which server sent an event.
    pub(super) senders: HashMap<u64, Place>,
    /// Which events have arrived at which server.
    pub(super) delivered: HashSet<(u64, Place)>,
    /// How often each client has changed.
    pub(super) changes: HashMap<SocketId, u64>,
    pub(super) violations: Vec<Violation>,
    sent: BTreeMap<u64, Sent>,
    received: HashSet<(u64, SocketId)>,
    latest: HashMap<(Place, SocketId), u64>,
    gaps: Vec<(Place, Gap)>,
    lost: HashSet<(Place, NodeId)>,
    questions: HashMap<u64, Question>,
    was_asked: HashSet<(u64, SocketId)>,
}

/// An event that has been sent to the cluster.
struct Sent {
    from: Place,
    meant: Selection,
    must_hear: BTreeSet<Place>,
}

struct Question {
    answerers: Vec<Answerer>,
    answers: HashSet<SocketId>,
    is_settled: bool,
}

impl Ledger {
    /// An event has been sent to the cluster.
    pub(super) fn sent(
        &mut self,
        event: u64,
        from: Place,
        meant: Selection,
        must_hear: BTreeSet<Place>,
    ) {
        self.sent.insert(event, Sent { from, meant, must_hear });
    }

    /// Whom an event was meant for.
    pub(super) fn meant(&self, event: u64) -> Option<Selection> {
        self.sent.get(&event).map(|sent| sent.meant.clone())
    }

    /// A client has got an event.
    pub(super) fn received(&mut self, event: u64, by: SocketId) {
        if !self.received.insert((event, by)) {
            self.violations.push(Violation::Doubled { event, by });
        }
        let Some(sender) = self.senders.get(&event) else { return };
        let latest = self.latest.entry((*sender, by)).or_default();
        if *latest > event {
            self.violations.push(Violation::Reordered { event, after: *latest, by });
        }
        *latest = event.max(*latest);
    }

    /// A client has got a question.
    pub(super) fn was_asked(&mut self, question: u64, by: SocketId) {
        if !self.was_asked.insert((question, by)) {
            self.violations.push(Violation::Doubled { event: question, by });
        }
    }

    /// What a program was told of the cluster.
    pub(super) fn reported(&mut self, at: Place, event: &ClusterEvent) {
        match event {
            ClusterEvent::Gap(gap) => self.gaps.push((at, gap.clone())),
            ClusterEvent::NodeLost(node) => drop(self.lost.insert((at, node.clone()))),
            _ => {}
        }
    }

    pub(super) fn asked(&mut self, question: u64, answerers: Vec<Answerer>) {
        let asked = Question { answerers, answers: HashSet::new(), is_settled: false };
        self.questions.insert(question, asked);
    }

    /// A client, or its server, has answered: with the question's number, or with an error.
    pub(super) fn answered(&mut self, question: u64, by: SocketId, answer: Option<u64>) {
        let Some(asked) = self.questions.get_mut(&question) else { return };
        if !asked.answers.insert(by) {
            self.violations.push(Violation::Doubled { event: question, by });
        }
        if answer.is_some_and(|answer| answer != question) {
            self.violations.push(Violation::Misdelivered { event: question, to: by });
        }
    }

    /// There will be no more answers; these servers are named as silent.
    pub(super) fn settled(&mut self, question: u64, silent: &[MissingNode]) {
        let Some(asked) = self.questions.get_mut(&question) else { return };
        asked.is_settled = true;
        for Answerer { id, node, n_changes } in &asked.answerers {
            let is_as_before = self.changes.get(id).copied().unwrap_or_default() == *n_changes;
            // A silent server without a name may be any.
            let is_silent =
                silent.iter().any(|silent| silent.node.as_ref().is_none_or(|name| name == node));
            if is_as_before && !asked.answers.contains(id) && !is_silent {
                let by = format!("{id}, and its server is not named as silent");
                self.violations.push(Violation::Unanswered { question, by });
            }
        }
    }

    /// Everything that was not as promised.
    pub(super) fn judge(mut self, network: &Network, is_alive: &[bool]) -> Vec<Violation> {
        for (question, asked) in &self.questions {
            if !asked.is_settled {
                let (question, by) = (*question, "anybody".to_owned());
                self.violations.push(Violation::Unanswered { question, by });
            }
        }
        for (event, Sent { from, must_hear, .. }) in &self.sent {
            for place in must_hear.iter().filter(|place| is_alive[**place]) {
                if self.delivered.contains(&(*event, *place)) {
                    continue;
                }
                let number = network.number_of(*event, *from, *place);
                if !number.is_some_and(|number| self.is_reported(network, number, *from, *place)) {
                    let (event, by) = (*event, format!("server {place}, from server {from}"));
                    self.violations.push(Violation::Missing { event, by });
                }
            }
        }
        self.violations
    }

    /// Whether a server was told that it misses what was sent under this number.
    fn is_reported(&self, network: &Network, number: u64, from: Place, at: Place) -> bool {
        let sender = network.node(from).id().clone();
        let covers = |(place, gap): &(Place, Gap)| {
            *place == at
                && gap.node.as_ref() == Some(&sender)
                && (gap.first..=gap.last).contains(&number)
        };
        self.gaps.iter().any(covers) || self.lost.contains(&(at, sender))
    }
}

//! Clients of one contract, and where they are counted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::{ContractHash, ContractStats, ContractUse, EventName};
use crate::session::{Counter, Gauge, Held};
use crate::sync::lock;

/// How many contracts that are not the server's are told apart. A hash is what a client says, and anybody can say many.
const FOREIGN_MAX: usize = 64;

/// The clients that present one hash.
#[derive(Debug, Default)]
pub(crate) struct Cohort {
    clients: Gauge,
    pub(super) refused: Counter,
    payloads_rejected: Counter,
    outdated: Mutex<Outdated>,
}

/// What should not be used any more, and still is. The names are those of contracts, so that there are only so many.
#[derive(Debug, Default)]
struct Outdated {
    deprecated: BTreeMap<EventName, u64>,
    aliases: BTreeMap<EventName, u64>,
}

impl Cohort {
    pub(crate) fn note_rejected_payload(&self) {
        self.payloads_rejected.count();
    }

    pub(crate) fn note_deprecated(&self, namespace: &'static str, event: &'static str) {
        *lock(&self.outdated).deprecated.entry(EventName { namespace, event }).or_default() += 1;
    }

    pub(crate) fn note_alias(&self, namespace: &'static str, event: &'static str) {
        *lock(&self.outdated).aliases.entry(EventName { namespace, event }).or_default() += 1;
    }

    fn is_deserted(&self) -> bool {
        self.clients.get() == 0
    }

    fn stats(&self) -> ContractUse {
        let outdated = lock(&self.outdated);
        ContractUse {
            clients: self.clients.get(),
            refused: self.refused.get(),
            payloads_rejected: self.payloads_rejected.get(),
            deprecated: outdated.deprecated.clone(),
            aliases: outdated.aliases.clone(),
        }
    }
}

/// Every cohort of a server.
#[derive(Debug)]
pub(crate) struct Cohorts {
    own: BTreeMap<ContractHash, Arc<Cohort>>,
    /// The hashes of `own`, in the order in which the program has them.
    own_hashes: Vec<ContractHash>,
    unknown: Arc<Cohort>,
    /// Those of more hashes than are told apart.
    other: Arc<Cohort>,
    foreign: Mutex<Foreign>,
}

#[derive(Debug, Default)]
struct Foreign {
    by_hash: BTreeMap<ContractHash, Arc<Cohort>>,
    /// What was counted for hashes that are not told apart any more.
    gone: ContractUse,
}

impl Cohorts {
    pub(super) fn new(own: Vec<ContractHash>) -> Self {
        Self {
            own: own.iter().map(|hash| (*hash, Arc::default())).collect(),
            own_hashes: own,
            unknown: Arc::default(),
            other: Arc::default(),
            foreign: Mutex::default(),
        }
    }

    /// The server's own.
    pub(super) fn own(&self) -> &[ContractHash] {
        &self.own_hashes
    }

    /// The cohort of a hash, in which one more client is counted while the second value is kept.
    pub(super) fn enter(&self, hash: Option<ContractHash>) -> (Arc<Cohort>, Held) {
        let count = |cohort: &Arc<Cohort>| (Arc::clone(cohort), cohort.clients.hold());
        let Some(hash) = hash else { return count(&self.unknown) };
        if let Some(own) = self.own.get(&hash) {
            return count(own);
        }
        let mut foreign = lock(&self.foreign);
        match foreign.cohort(hash) {
            // Counted while it is locked, so that a cohort with clients is never taken for a deserted one.
            Some(cohort) => count(&cohort),
            None => count(&self.other),
        }
    }

    pub(super) fn stats(&self) -> ContractStats {
        let foreign = lock(&self.foreign);
        let cohorts = self.own.iter().chain(&foreign.by_hash);
        let mut other = self.other.stats();
        other.add(&foreign.gone);
        ContractStats {
            own: self.own_hashes.clone(),
            by_hash: cohorts.map(|(hash, cohort)| (*hash, cohort.stats())).collect(),
            unknown: self.unknown.stats(),
            other,
        }
    }
}

impl Foreign {
    /// The cohort of a hash; `None` when there are too many that have clients.
    fn cohort(&mut self, hash: ContractHash) -> Option<Arc<Cohort>> {
        if let Some(cohort) = self.by_hash.get(&hash) {
            return Some(Arc::clone(cohort));
        }
        if self.by_hash.len() >= FOREIGN_MAX {
            let (deserted, cohort) =
                self.by_hash.iter().find(|(_, cohort)| cohort.is_deserted())?;
            self.gone.add(&cohort.stats());
            let deserted = *deserted;
            self.by_hash.remove(&deserted);
        }
        let cohort = self.by_hash.entry(hash).or_default();
        Some(Arc::clone(cohort))
    }
}

impl ContractUse {
    fn add(&mut self, other: &Self) {
        self.clients += other.clients;
        self.refused += other.refused;
        self.payloads_rejected += other.payloads_rejected;
        let uses = [(&mut self.deprecated, &other.deprecated), (&mut self.aliases, &other.aliases)];
        for (sum, more) in uses {
            for (event, uses) in more {
                *sum.entry(*event).or_default() += uses;
            }
        }
    }
}

//! Clients of another version: which contract each client was generated from, and what comes of it.
//!
//! The generated TypeScript presents the hash of its contract in the handshake. A server that has its own contracts, by
//! [`Builder::api`](crate::Builder::api), puts each client into the [`Cohort`] of its hash, where everybody counts.

mod cohort;
mod hash;
mod stats;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::Serialize;

pub(crate) use self::cohort::{Cohort, Cohorts};
pub use self::hash::{ContractHash, ParseContractHashError};
pub use self::stats::{ContractStats, ContractUse, EventName};
use crate::handshake::Handshake;
use crate::session::Held;
use crate::socket::Refusal;

#[cfg(test)]
mod tests;

/// The query parameter of the handshake that has the hash.
const PARAMETER: &str = "wigwag";

/// What a refused client tells people, unless it does something better about it.
const RELOAD: &str = "This page is out of date. Reload it to go on.";

/// The contract that a client was generated from, as far as it says so: what [`Builder::accept_contract`](crate::Builder::accept_contract) is
/// asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresentedContract {
    hash: Option<ContractHash>,
    is_current: bool,
}

impl PresentedContract {
    /// The hash of the contract. `None` for clients that present none, such as those that were not generated, and for what cannot be a hash.
    pub fn hash(&self) -> Option<ContractHash> {
        self.hash
    }

    /// Whether it is a contract of this server, without any difference on the wire.
    pub fn is_current(&self) -> bool {
        self.is_current
    }
}

/// Decides about the contract of a client.
pub(crate) type AcceptContract = dyn Fn(&PresentedContract) -> bool + Send + Sync;

/// What a server knows about the contracts of its clients.
pub(crate) struct Skew {
    cohorts: Cohorts,
    accept: Option<Box<AcceptContract>>,
}

impl Skew {
    /// For a server with these contracts, of which there is at least one.
    pub(crate) fn new(own: Vec<ContractHash>, accept: Option<Box<AcceptContract>>) -> Self {
        Self { cohorts: Cohorts::new(own), accept }
    }

    /// Counts a client, for as long as the second value is kept.
    pub(crate) fn enter(&self, handshake: &Handshake) -> (Origin, Held) {
        let hash = handshake.query(PARAMETER).and_then(|hash| hash.parse().ok());
        let (cohort, held) = self.cohorts.enter(hash);
        let is_current = hash.is_some_and(|hash| self.cohorts.own().contains(&hash));
        (Origin { contract: PresentedContract { hash, is_current }, cohort }, held)
    }

    /// Asks the program about a client that wants to join a namespace. A panic is logged and otherwise ignored.
    ///
    /// # Errors
    /// What the client is told.
    pub(crate) fn admit(&self, origin: &Origin) -> Result<(), Refusal> {
        let Some(accept) = &self.accept else { return Ok(()) };
        match catch_unwind(AssertUnwindSafe(|| accept(&origin.contract))) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(_) => {
                tracing::error!("`accept_contract` panicked");
                return Ok(());
            }
        }
        origin.cohort.refused.count();
        let hash = self.cohorts.own().first().map(ToString::to_string);
        Err(Refusal::new(RELOAD).with_data(Reload { code: "wigwag.reload", message: RELOAD, hash }))
    }

    pub(crate) fn stats(&self) -> ContractStats {
        self.cohorts.stats()
    }
}

/// Where a client comes from.
pub(crate) struct Origin {
    contract: PresentedContract,
    pub(crate) cohort: Arc<Cohort>,
}

/// The data of a refusal, which the generated TypeScript knows.
#[derive(Serialize)]
struct Reload {
    code: &'static str,
    message: &'static str,
    hash: Option<String>,
}

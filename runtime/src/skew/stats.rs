//! What a server tells about the contracts of its clients.

use std::collections::BTreeMap;
use std::fmt;

use super::ContractHash;

/// Which contracts the clients of a server were generated from, and what of them they use: see
/// [`Io::contract_stats`](crate::Io::contract_stats).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContractStats {
    /// The server's own contracts: one hash for each [`Builder::api`](crate::Builder::api), in that order.
    pub own: Vec<ContractHash>,
    /// Clients by the hash that they present, the server's own included. At most 64 others at a time: where there are more, a hash without
    /// clients makes room, and what was counted for it goes to `other`.
    pub by_hash: BTreeMap<ContractHash, ContractUse>,
    /// Clients that present no hash, or what cannot be one: those that were not generated, those in other languages, and people who try.
    pub unknown: ContractUse,
    /// Clients of more hashes than are told apart.
    pub other: ContractUse,
}

/// What the clients of one contract do. All but `clients` is counted since the server was built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContractUse {
    /// Clients that are connected: their sessions are open, whatever namespaces they have joined.
    pub clients: usize,
    /// Namespaces that [`Builder::accept_contract`](crate::Builder::accept_contract) has refused them.
    pub refused: u64,
    /// Values of another shape than the contract of the server says: arguments of their events, and what they have presented as `Auth`.
    pub payloads_rejected: u64,
    /// Events that the contract has as `#[deprecated]`, and how often they were sent. Those that nobody has sent are not here.
    pub deprecated: BTreeMap<EventName, u64>,
    /// Old names of events (`alias = "…"`), and how often they were used.
    pub aliases: BTreeMap<EventName, u64>,
}

/// An event of a client, by its name in a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct EventName {
    /// The namespace of the contract: `/chat/{room}`, whichever namespace of this pattern it was sent in.
    pub namespace: &'static str,
    /// The name on the wire.
    pub event: &'static str,
}

/// `/chat/{room} message:send`
impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.namespace, self.event)
    }
}

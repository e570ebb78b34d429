//! What can go wrong, sorted by whose mistake it is.

use std::fmt;

/// Contracts that do not fit together or cannot be expressed in TypeScript.
///
/// The mistake is in the declarations. All that were found are reported together, each with the
/// event that leads to it and the way to repair it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractError {
    faults: Vec<String>,
}

impl ContractError {
    /// The mistakes, one sentence or more each.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.faults.join("\n"))
    }
}

impl std::error::Error for ContractError {}

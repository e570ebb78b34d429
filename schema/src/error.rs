//! What can go wrong, sorted by whose mistake it is.

use std::fmt;

/// Contracts that do not fit together, or that TypeScript cannot express.
///
/// The mistake is in the declarations. All that were found are reported together, each with the
/// event that leads to it and the way to repair it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractError {
    faults: Vec<String>,
}

impl ContractError {
    /// Fails when there is any fault.
    pub(crate) fn none_of(mut faults: Vec<String>) -> Result<(), Self> {
        faults.sort();
        faults.dedup();
        if faults.is_empty() { Ok(()) } else { Err(Self { faults }) }
    }

    /// The mistakes, sorted, each in words.
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

//! The contracts that a program lists, compared with those that it mounts.

use std::collections::BTreeSet;

use wigwag_schema::Api;

use crate::BuildError;
use crate::socket::Mount;

#[cfg(test)]
mod tests;

/// A contract by name and namespace.
type Name<'a> = (&'a str, &'a str);

/// Every contract of the APIs of a server.
#[derive(Debug, Clone)]
pub(super) struct Listing(BTreeSet<(String, String)>);

impl Listing {
    pub(super) fn of(apis: &[Api]) -> Self {
        let contracts = apis.iter().flat_map(Api::contracts);
        Self(contracts.map(|(name, namespace)| (name.to_owned(), namespace.to_owned())).collect())
    }

    /// Says what is listed and not mounted, and what is mounted and not listed, everything at once. Mounts without a contract are nobody's
    /// business.
    pub(super) fn compare<'a>(
        &self,
        mounts: impl IntoIterator<Item = &'a Mount>,
    ) -> Result<(), BuildError> {
        let mounted: BTreeSet<Name<'_>> =
            mounts.into_iter().filter_map(|mount| mount.contract).collect();
        let listed: BTreeSet<Name<'_>> =
            self.0.iter().map(|(name, namespace)| (name.as_str(), namespace.as_str())).collect();
        let faults = [
            fault("listed in `api!` and not mounted", listed.difference(&mounted)),
            fault("mounted and not listed in `api!`", mounted.difference(&listed)),
        ];
        let faults: Vec<_> = faults.into_iter().flatten().collect();
        if faults.is_empty() { Ok(()) } else { Err(BuildError::new(faults.join("; "))) }
    }

    /// As [`compare`](Self::compare), for what is mounted while the server runs.
    pub(super) fn check_late(&self, mount: &Mount) -> Result<(), BuildError> {
        let is_listed =
            |(name, namespace): Name<'_>| self.0.contains(&(name.to_owned(), namespace.to_owned()));
        let unlisted = mount.contract.filter(|contract| !is_listed(*contract));
        let fault = fault("not listed in `api!`", unlisted.iter());
        fault.map_or(Ok(()), |fault| Err(BuildError::new(fault)))
    }
}

/// `listed in `api!` and not mounted: Chat (/chat), Desk (/desk)`.
fn fault<'a>(what: &str, contracts: impl Iterator<Item = &'a Name<'a>>) -> Option<String> {
    let names: Vec<_> =
        contracts.map(|(name, namespace)| format!("`{name}` ({namespace})")).collect();
    (!names.is_empty()).then(|| format!("{what}: {}", names.join(", ")))
}

//! From described uses of types to one contract with one list of named types.

use crate::{Api, ContractError, Document};

pub(crate) fn assemble(_api: &Api) -> Result<Document, ContractError> {
    todo!()
}

//! Event contracts as data.

mod assemble;
#[cfg(feature = "cli")]
mod cli;
mod describe;
mod document;
mod error;
mod model;
mod project;
mod shape;

#[cfg(feature = "cli")]
pub use crate::cli::cli;
pub use crate::{
    describe::{Api, Describe, EventBuilder, NamespaceBuilder},
    document::{Document, DocumentError},
    error::ContractError,
    project::{Outputs, Project},
};

//! Event contracts as data.

mod artifact;
mod assemble;
mod boundary;
mod check;
#[cfg(feature = "cli")]
mod cli;
mod describe;
mod direction;
mod document;
mod error;
mod json_schema;
mod model;
mod project;
mod schema;
mod shape;
mod typescript;

#[cfg(feature = "cli")]
pub use crate::cli::cli;
pub use crate::{
    describe::{Api, Describe, EventBuilder, NamespaceBuilder},
    document::{Document, DocumentError},
    error::ContractError,
    project::{FileReport, Outputs, Project, ProjectError, Report, Status},
};

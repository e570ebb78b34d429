//! `import-ts`: from event maps that were written by hand in TypeScript to a contract's skeleton.
//!
//! ```text
//!  text ──lex──► tokens ──parse──► Module ──contract──► Imported
//!                                  (syntax)  (types)    Rust, and what it could not say
//! ```
//!
//! Only the part of TypeScript that types are written in is understood; the rest of a file is passed
//! over. A whole parser of the language would multiply what every project's `xtask` has to build.

mod contract;
mod lex;
mod names;
mod parse;
mod print;
mod syntax;
#[cfg(test)]
mod tests;
mod types;

use std::fmt;

pub(crate) use self::{contract::import, parse::parse, syntax::Module};

/// What to look for and what to call it.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The name of the trait.
    pub(crate) name: String,
    /// What clients connect to.
    pub(crate) namespace: String,
    /// The names of the interfaces, as the official documentation has them unless told otherwise.
    pub(crate) server_to_client: String,
    pub(crate) client_to_server: String,
    pub(crate) inter_server: String,
}

/// A contract, and everything that it does not say as the TypeScript did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Imported {
    pub(crate) rust: String,
    /// Each with the place that it is about.
    pub(crate) notes: Vec<String>,
}

/// TypeScript that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ImportError(pub(crate) String);

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ImportError {}

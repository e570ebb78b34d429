//! Event contracts as data: from the traits of a wigwag API to its AsyncAPI document, JSON Schema
//! bundle and TypeScript client.
//!
//! ```text
//!  Describe ──► Api ──► Document ──► asyncapi.json
//!  (generated)          ▲      ├───► schema.json     JSON Schema 2020-12
//!                       │      └───► client.gen.ts   for the official socket.io-client
//!                 asyncapi.json
//! ```
//!
//! * `#[socket_events]` implements [`Describe`] for each contract; [`Api`] lists the contracts that
//!   belong together.
//! * [`Document`] is the one source of everything downstream. It is canonical, it can be read back,
//!   and no Rust type is needed to make TypeScript of it.
//! * [`Project`] writes the files of an API, or checks that the ones in the repository are fresh.
//! * [`Validator`] checks values against the schema of a type: what the runtime's audit does with all that is sent.
//! * `cli`, behind the feature of the same name, is a command line around it: the `main` of a
//!   project's own `xtask`. It also compares a contract with that of an earlier state, and says what
//!   breaks for clients that are already out there.
//!
//! # Types
//!
//! Types are described by [schemars](https://graham.cool/schemars/), each as it is used: what
//! clients send as the server reads it (`#[serde(default)]` makes a field optional), what they
//! receive as the server writes it. A type that is used in both ways and differs has two names:
//! `User` for what the server writes, `UserInput` for what it reads.
//!
//! | Rust | sent by clients | received by clients |
//! |---|---|---|
//! | `Option<T>` field | `field?: T \| null` | `field: T \| null` |
//! | the same with `skip_serializing_if` | `field?: T \| null` | `field?: T` |
//! | `wigwag::Binary` | `ArrayBuffer \| ArrayBufferView` | `ArrayBuffer \| Uint8Array` |
//!
//! Integers are `number`, and schemas say how large they may be: as far as their type goes, but no
//! further than JavaScript can tell them apart, ±(2⁵³ − 1).
//!
//! Two types of one name are refused, never numbered: numbers would depend on the order of events.
//! `#[schemars(rename = "…")]` gives one of them another name; a generic type is renamed with its
//! parameter, `#[schemars(rename = "PageOf{T}")]`.
//!
#![doc = include_str!("docs/client.md")]
//!
//! # Features
//!
//! | Feature | Adds |
//! |---|---|
//! | `cli` | `cli` and `cli_from`, and with them clap and toml |
//!
//! # Not supported
//!
//! * A field that is `Option<Option<T>>` with `skip_serializing_if`: the schema cannot tell the two
//!   levels apart, so clients do not learn that they may receive `null`.
//! * The same for optional fields inside of a flattened `Option<Struct>`.
//! * A variant with a map in it, `Map(BTreeMap<String, u8>)` of an enum with `#[serde(tag = "…")]`, inside
//!   of another such enum: JSON Schema would ask of the outer tag what it asks of the map's values, so
//!   this is refused.
//! * Keys of a map that are an enum with descriptions, or a `char`: the schema for clients allows any
//!   keys, of which the server refuses the others.

mod artifact;
mod assemble;
mod boundary;
mod check;
#[cfg(feature = "cli")]
mod cli;
mod config;
mod describe;
#[cfg(feature = "cli")]
mod diff;
mod direction;
mod document;
mod error;
mod formatter;
#[cfg(feature = "cli")]
mod import;
mod json_schema;
mod lint;
mod map_key;
mod mark;
mod model;
mod project;
#[cfg(feature = "cli")]
mod scan;
mod schema;
mod shape;
#[cfg(test)]
mod tests;
mod typescript;
mod validate;

#[cfg(feature = "cli")]
pub use crate::cli::{cli, cli_from};
#[doc(hidden)]
pub use crate::map_key::check_map_key;
pub use crate::{
    describe::{Api, Describe, EventBuilder, NamespaceBuilder},
    document::{Document, DocumentError},
    error::ContractError,
    project::{FileReport, Outputs, Project, ProjectError, Report, Status},
    validate::{Mismatch, Validator},
};

//! Requests: which session they belong to, and what they are answered with.

mod address;
pub(super) mod compression;
mod cors;
mod encoding;
mod opening;
mod query;
mod server;
mod verification;

pub use self::server::EngineServer;

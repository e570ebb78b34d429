//! Requests: which session they belong to, and what they are answered with.

mod accepted;
mod address;
#[cfg(feature = "client-bundles")]
mod bundles;
pub(super) mod compression;
mod cors;
mod encoding;
mod handling;
mod hooks;
mod opening;
mod origin;
mod present;
mod query;
mod server;
mod verification;

pub use self::handling::Handling;
pub use self::server::EngineServer;

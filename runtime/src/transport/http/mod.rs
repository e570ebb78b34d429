//! Requests: which session they belong to, and what they are answered with.

mod address;
mod cors;
mod opening;
mod query;
mod server;
mod verification;

pub use self::server::EngineServer;

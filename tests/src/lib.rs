//! What the tests above unit level share: a contract that uses everything a contract can say, and a
//! namespace without a contract.

pub mod contract;
mod untyped;

pub use self::untyped::Untyped;

//! What the tests above unit level share: a contract that uses everything a contract can say, a
//! namespace without a contract, numbered streams, and what loopback tests are made of.

pub mod comparison;
pub mod contract;
pub mod harness;
pub mod sequence;
mod untyped;

pub use self::untyped::Untyped;

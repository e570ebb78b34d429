//! What the tests above unit level share: a contract that uses everything a contract can say, a
//! namespace without a contract, numbered streams, a zoo of payload types, and what loopback tests are
//! made of.

pub mod comparison;
pub mod contract;
pub mod harness;
#[allow(clippy::use_self, missing_docs, reason = "as the command writes it")]
#[rustfmt::skip]
pub mod imported;
pub mod sequence;
mod untyped;
pub mod zoo;

pub use self::untyped::Untyped;

wigwag::api! {
    /// What `import-ts` has made of `types/shop.ts`.
    pub fn imported() -> Api { title: "Shop", version: "1.0.0", [imported::shop::Ns] }
}

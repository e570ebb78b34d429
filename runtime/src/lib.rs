//! wigwag.

mod binary;
#[cfg(feature = "__pure")]
pub(crate) mod codec;
#[cfg(feature = "__pure")]
pub(crate) mod engine;

pub use binary::Binary;

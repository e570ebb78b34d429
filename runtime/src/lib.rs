//! wigwag.

mod binary;
#[cfg(feature = "__pure")]
pub(crate) mod codec;

pub use binary::Binary;

//! wigwag.

mod binary;
#[cfg(feature = "__pure")]
pub(crate) mod codec;
#[cfg(feature = "__pure")]
pub(crate) mod engine;

pub use binary::Binary;
#[cfg(feature = "__pure")]
pub use codec::{ArgWriter, Args, ArgsError, EncodeError, FromArgs, ToArgs};

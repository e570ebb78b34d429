//! What two servers did, side by side, and how they may differ.

mod compare;
mod differences;

pub use self::compare::{Hunk, hunks, unified};
pub use self::differences::{Difference, explain, parse};

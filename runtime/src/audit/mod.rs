//! Whether values are what the document says about their types.
//!
//! The document is made from the [`schemars::JsonSchema`] implementations of payload types; what travels is made by their
//! [`serde::Serialize`] and read by their [`serde::Deserialize`]. Derived from one definition the three agree. They stop to where one of
//! them is written by hand, changed by an attribute that the others do not know (`serde(with)`, `schemars(with)`), or comes from a crate
//! whose idea of a schema is not what it writes. Then the generated TypeScript is wrong, and the compiler cannot know.
//!
//! Two things find it:
//!
//! * **The audit of a running server.** In debug builds, every argument, acknowledgement and refusal of a contract is compared with its
//!   own schema before it is sent. What does not fit is not sent, and reported with the event and the path: `EncodeError::Contract`.
//!   `Config::audit` changes that.
//! * **Tests of types**, with an example value: [`assert_honest`], or one of the functions that return what they find.
//!
//! ```
//! use wigwag::audit;
//!
//! #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
//! struct Order {
//!     id: u32,
//!     note: Option<String>,
//! }
//!
//! audit::assert_honest(&Order { id: 7, note: None });
//!
//! /// Writes the number of milliseconds, where the schema says that it is text.
//! #[derive(serde::Serialize, schemars::JsonSchema)]
//! struct Moment {
//!     #[schemars(with = "String")]
//!     at: u64,
//! }
//!
//! let dishonest = audit::check_sent(&Moment { at: 1 }).unwrap_err();
//! assert_eq!(dishonest.to_string(), "at: the schema refuses what is written: 1 is not of type string");
//! ```

mod dishonest;
mod example;
#[cfg(feature = "server")]
mod sent;
#[cfg(test)]
mod tests;
mod variations;

pub use self::dishonest::Dishonest;
pub use self::example::{assert_honest, check_both_ways, check_received, check_sent};
#[cfg(feature = "server")]
pub use self::sent::Audit;
#[cfg(feature = "server")]
pub(crate) use self::sent::Auditor;

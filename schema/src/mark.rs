//! Keywords of wigwag's own: what JSON Schema has no word for. `#[payload]` and the types of `wigwag` write them.

use serde_json::Value;

/// The value travels as a binary attachment.
pub(crate) const BINARY: &str = "x-wigwag-binary";

/// A named type that TypeScript keeps apart from other texts or numbers.
pub(crate) const BRAND: &str = "x-wigwag-brand";

/// An array of bytes that is meant to be an array of numbers.
pub(crate) const NUMBERS: &str = "x-wigwag-numbers";

/// An enum of names to which others may be added. `#[payload]` writes `"emitted"` where only the server may: it does not know yet which
/// way the value travels.
pub(crate) const OPEN: &str = "x-wigwag-open";

/// Whether a schema with this value of a mark has it.
pub(crate) fn is_set(mark: Option<&Value>) -> bool {
    mark == Some(&Value::Bool(true))
}

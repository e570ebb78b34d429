//! Whether a value is what a schema says, and where it is not.

use std::fmt;

use schemars::JsonSchema;
use serde_json::Value;

use crate::{
    model::Direction,
    schema::TYPES_POINTER,
    shape::{Definitions, describe_type},
};

mod array;
mod branches;
mod format;
mod object;
mod path;
mod same;
mod scalar;
#[cfg(test)]
mod tests;
mod walk;

use self::{path::Path, walk::Walk};

/// Checks values against the schema that the document has for a type.
///
/// It knows JSON Schema draft-07 as far as schemars writes it, the formats of Rust's numbers, `date-time`, `date`, `uuid`, `ipv4`,
/// `ipv6` and `ip`, and the formats of wigwag's own types. An attachment is the placeholder that stands for it in the JSON of a packet.
/// `pattern` is not looked at, since no expression of one language means the same in another one.
///
/// # Examples
///
/// ```
/// use serde_json::json;
/// use wigwag_schema::Validator;
///
/// #[derive(schemars::JsonSchema)]
/// struct Order { items: Vec<Item> }
///
/// #[derive(schemars::JsonSchema)]
/// struct Item { id: u8 }
///
/// let validator = Validator::of_sent::<Order>();
/// assert_eq!(validator.check(&json!({ "items": [{ "id": 1 }] })), Ok(()));
///
/// let mismatch = validator.check(&json!({ "items": [{ "id": 300 }] })).unwrap_err();
/// assert_eq!(mismatch.to_string(), "items[0].id: 300 is more than 255");
/// ```
#[derive(Clone, Debug)]
pub struct Validator {
    schema: Value,
    definitions: Definitions,
    /// Whether properties that no part of the schema lists are a mismatch.
    is_closed: bool,
}

impl Validator {
    /// For what a server sends as a `T`, and clients receive.
    ///
    /// Of the server's own values everything has to be described: an object with a property that the schema does not list is a mismatch,
    /// unless the schema lists none at all or allows others.
    pub fn of_sent<T: JsonSchema + ?Sized>() -> Self {
        Self::new::<T>(Direction::ServerToClient)
    }

    /// For what clients send as a `T`. They may send more than a server reads.
    pub fn of_received<T: JsonSchema + ?Sized>() -> Self {
        Self::new::<T>(Direction::ClientToServer)
    }

    fn new<T: JsonSchema + ?Sized>(direction: Direction) -> Self {
        let (schema, definitions) = describe_type::<T>(direction);
        let is_closed = direction == Direction::ServerToClient;
        Self { schema: schema.to_value(), definitions, is_closed }
    }

    /// Compares a value with the schema.
    ///
    /// It takes a bounded number of steps. A value that is nested deeper than 128 levels, or is not looked through when the steps are
    /// spent, is taken for right unless a mismatch was found before.
    ///
    /// # Errors
    ///
    /// The first mismatch, in the order of the schema; where one of several alternatives could be meant, that of the one that fits best.
    pub fn check(&self, value: &Value) -> Result<(), Mismatch> {
        let lookup = |reference: &str| {
            let name =
                reference.strip_prefix('#')?.strip_prefix(TYPES_POINTER)?.strip_prefix('/')?;
            self.definitions.get(name).map(schemars::Schema::as_value)
        };
        Walk::new(&lookup, self.is_closed).root(&self.schema, value)
    }

    /// The schema itself, which refers to named types as `#/components/schemas/…`.
    pub fn schema(&self) -> &Value {
        &self.schema
    }

    /// What the schema calls `name`.
    pub fn definition(&self, name: &str) -> Option<&Value> {
        self.definitions.get(name).map(schemars::Schema::as_value)
    }
}

/// Where a value is not what its schema says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    path: String,
    message: String,
    /// How good the alternative is that it was found in.
    fit: Fit,
}

/// How much of a value was right before the mismatch: more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// False where a `const` or an `enum` says that something else is meant.
    is_meant: bool,
    depth: usize,
}

impl Mismatch {
    /// Where: fields and indices, such as `items[2].id`. Empty when it is the whole value.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What stands there, and what the schema says. It quotes short values.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mismatch {}

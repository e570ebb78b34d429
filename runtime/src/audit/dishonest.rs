//! [`Dishonest`]: where a type does not do what the document says.

use std::fmt;

use wigwag_schema::Mismatch;

use crate::json::Unwritable;

/// A type whose `Serialize`, `Deserialize` and schema do not say the same, as an example has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dishonest {
    path: String,
    message: String,
}

impl Dishonest {
    pub(super) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }

    pub(super) fn unwritable(unwritable: Unwritable) -> Self {
        Self::new(unwritable.path, format!("cannot be written: {}", unwritable.message))
    }

    pub(super) fn mismatch(what: &str, mismatch: &Mismatch) -> Self {
        Self::new(mismatch.path(), format!("the schema refuses {what}: {}", mismatch.message()))
    }

    /// Where: fields and indices as they are written, such as `items[2].id`. Empty when it is the whole value.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Which two of the three disagree there, and about what.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Dishonest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Dishonest {}

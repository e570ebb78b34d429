//! Values → JSON text, which says where it ended when a value cannot be written, and back.
//!
//! serde_json writes the scalars, the keys of maps and its own types. What it cannot do is to tell a float that is no number from a
//! `None`: by the time it calls its `Formatter`, both are `null`. A wrapper around its serializer would compile each payload type
//! twice, and is not needed for the structure of JSON. [`plain`] finds what has to be escaped, many bytes at a time.
//!
//! What comes has been checked before it is read. So [`reader`] only looks for what a type asks for, and can leave to serde_json whatever
//! is rare, and all that is wrong.

use std::fmt;

use serde::Serialize;

pub(crate) mod access;
mod compound;
mod deserializer;
mod foreign;
pub(crate) mod plain;
mod position;
pub(crate) mod reader;
mod serializer;
#[cfg(test)]
mod tests;

use self::position::end_of;
use self::serializer::Serializer;

/// What is done with numbers that JavaScript would read as something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// They are written as `JSON.stringify` and serde_json do: integers of any size, and `null` for what is no number.
    Lenient,
    /// They are errors: integers beyond ±(2^53 − 1), `NaN` and the infinities.
    Exact,
}

/// Appends `value` to `json`.
///
/// # Errors
/// When a `Serialize` implementation fails, when a map has keys that cannot be text, and about numbers as `numbers` says. What was
/// written until then stays.
pub(crate) fn write<T: Serialize + ?Sized>(
    json: &mut Vec<u8>,
    value: &T,
    numbers: Numbers,
) -> Result<(), Unwritable> {
    let start = json.len();
    value.serialize(&mut Serializer::new(json, numbers)).map_err(|fault| Unwritable {
        path: end_of(json.get(start..).unwrap_or_default()),
        message: fault.0.into(),
    })
}

/// A value that cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unwritable {
    /// Fields and indices that lead to it: `items[2].id`.
    pub(crate) path: String,
    pub(crate) message: String,
}

/// Why nothing more can be written.
#[derive(Debug)]
pub(crate) struct Fault(Box<str>);

impl serde::ser::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string().into())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        serde::ser::Error::custom(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

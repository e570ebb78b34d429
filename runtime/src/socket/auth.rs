//! What a client presents to a namespace.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::codec::{ArgsError, read_value};

/// The payload of a CONNECT packet: the client's `auth` option.
#[derive(Debug, Clone, Default)]
pub struct Auth(Option<Arc<str>>);

impl Auth {
    /// Copies what came: a part of a packet would keep the packet, for as long as the socket lives.
    pub(super) fn new(json: Option<&str>) -> Self {
        Self(json.map(Into::into))
    }

    /// The JSON object as it came; `{}` when the client presented nothing.
    pub fn as_json(&self) -> &str {
        self.0.as_deref().unwrap_or("{}")
    }

    /// Reads the object into a type.
    ///
    /// # Errors
    /// When the object does not have the shape of `T`; the error names the field.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ArgsError> {
        read_value(self.as_json())
    }
}

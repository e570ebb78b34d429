//! The public id of a socket.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const LEN: usize = 20;

/// The id of one socket: the same on the server and in the client's `socket.id`, new with every connect, and no secret.
///
/// 20 characters of `[A-Za-z0-9_-]`; in JSON and in TypeScript a string. It is also the name of a room that only this socket is in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId([u8; LEN]);

impl SocketId {
    #[cfg(feature = "server")]
    pub(crate) fn from_bytes(bytes: [u8; LEN]) -> Self {
        Self(bytes)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Both constructors admit ASCII only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// A text that is no socket id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseSocketIdError;

impl fmt::Display for ParseSocketIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a socket id is 20 characters of A-Z, a-z, 0-9, `_` and `-`")
    }
}

impl std::error::Error for ParseSocketIdError {}

impl FromStr for SocketId {
    type Err = ParseSocketIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        match <[u8; LEN]>::try_from(text.as_bytes()) {
            Ok(bytes) if bytes.iter().all(is_plain) => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(ParseSocketIdError),
        }
    }
}

impl fmt::Display for SocketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for SocketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SocketId({self})")
    }
}

impl Serialize for SocketId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SocketId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for SocketId {
    fn schema_name() -> Cow<'static, str> {
        "SocketId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The id of one socket, as in the client's `socket.id`.",
            "pattern": "^[A-Za-z0-9_-]{20}$",
        })
    }
}

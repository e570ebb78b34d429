//! [`Binary`]: bytes inside an event, which travel beside the JSON instead of in it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

pub(crate) mod scope;
#[cfg(test)]
mod tests;

/// Bytes that travel as a Socket.IO attachment.
///
/// Use it wherever a payload carries raw data: as an argument of its own, as a field, in an
/// `Option`, a `Vec`, a map or an enum. JavaScript peers see a `Buffer` or an `ArrayBuffer` in its
/// place. At most 10 of them fit into one packet.
///
/// Cloning shares the bytes.
///
/// # Wire
/// In the JSON of an event or acknowledgement stands the placeholder
/// `{"_placeholder":true,"num":0}`; the bytes follow as a binary message: [Socket.IO protocol,
/// sending and receiving
/// data](https://github.com/socketio/socket.io-protocol#sending-and-receiving-data). With a serde
/// format outside of such a packet it is written as plain bytes, which JSON spells as an array of
/// numbers.
///
/// # Examples
/// ```
/// use wigwag::Binary;
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Upload {
///     name: String,
///     content: Binary,
/// }
///
/// let upload = Upload { name: "a.txt".into(), content: Binary::from(b"hello".to_vec()) };
/// assert_eq!(&upload.content[..], b"hello");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Binary(Bytes);

impl Binary {
    /// Returns the bytes without copying them.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<Bytes> for Binary {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl From<&'static [u8]> for Binary {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Bytes::from_static(bytes))
    }
}

impl Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Binary {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Shows the length only: the content may be large, or nobody's business in a log.
impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.0.len())
    }
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(num) = scope::attach(&self.0) else {
            return serializer.serialize_bytes(&self.0);
        };
        let mut placeholder = serializer.serialize_map(Some(2))?;
        placeholder.serialize_entry("_placeholder", &true)?;
        placeholder.serialize_entry("num", &num)?;
        placeholder.end()
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if scope::is_resolving() {
            deserializer.deserialize_map(PlaceholderVisitor)
        } else {
            deserializer.deserialize_byte_buf(BytesVisitor)
        }
    }
}

/// Reads `{"_placeholder":true,"num":i}`, in any order and among any other keys, and takes
/// attachment `i` of the scope.
struct PlaceholderVisitor;

impl<'de> Visitor<'de> for PlaceholderVisitor {
    type Value = Binary;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("binary data")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Binary, A::Error> {
        let mut is_placeholder = false;
        let mut num = None;
        while let Some(key) = map.next_key()? {
            match key {
                PlaceholderKey::Placeholder => is_placeholder = map.next_value()?,
                PlaceholderKey::Num => num = Some(map.next_value::<u64>()?),
                PlaceholderKey::Other => {
                    map.next_value::<de::IgnoredAny>()?;
                }
            }
        }
        let Some(num) = num.filter(|_| is_placeholder) else {
            return Err(de::Error::invalid_type(de::Unexpected::Map, &self));
        };
        scope::attachment(num)
            .map(Binary)
            .ok_or_else(|| de::Error::custom(format_args!("the packet has no attachment {num}")))
    }
}

/// A key of a JSON object that may be a placeholder.
#[derive(serde::Deserialize)]
#[serde(field_identifier)]
pub(crate) enum PlaceholderKey {
    #[serde(rename = "_placeholder")]
    Placeholder,
    #[serde(rename = "num")]
    Num,
    #[serde(other)]
    Other,
}

/// Reads plain bytes: what formats other than a Socket.IO packet hold.
struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Binary;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Binary, E> {
        Ok(Binary(Bytes::copy_from_slice(bytes)))
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Binary, E> {
        Ok(bytes.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Binary, A::Error> {
        // The announced length is the peer's claim, so it does not size the buffer.
        let mut bytes = Vec::new();
        while let Some(byte) = seq.next_element()? {
            bytes.push(byte);
        }
        Ok(bytes.into())
    }
}

/// `{"type": "object", "x-wigwag-binary": true}`, inlined: generators map it to their own type for binary data. In the JSON part of a
/// packet it is an object, the placeholder; without the type, schemars could not say that an `Option` of it may be null.
impl JsonSchema for Binary {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Binary".into()
    }

    fn schema_id() -> Cow<'static, str> {
        "wigwag::Binary".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "x-wigwag-binary": true })
    }
}

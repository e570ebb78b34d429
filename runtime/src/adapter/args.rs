//! Arguments between servers: a JSON array as text, and the attachments that its placeholders stand for.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Args;

pub(super) fn serialize<S: Serializer>(args: &Args, serializer: S) -> Result<S::Ok, S::Error> {
    let attachments = args.attachments().iter().map(|bytes| Attachment(bytes.clone())).collect();
    let json = format!("[{}]", args.json_list());
    Wire { json: Cow::Owned(json), attachments }.serialize(serializer)
}

/// # Errors
/// When the JSON is none, or a placeholder names no attachment: clients would close their connection.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Args, D::Error> {
    let Wire { json, attachments } = Wire::deserialize(deserializer)?;
    let attachments = attachments.into_iter().map(|Attachment(bytes)| bytes).collect();
    Args::from_json(json, attachments).map_err(D::Error::custom)
}

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    json: Cow<'a, str>,
    #[serde(default)]
    attachments: Vec<Attachment>,
}

/// Bytes as a format says them best: binary where it can, an array of numbers in JSON.
struct Attachment(Bytes);

impl Serialize for Attachment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Attachment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(BytesVisitor).map(Self)
    }
}

struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
        Ok(Bytes::copy_from_slice(bytes))
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
        Ok(bytes.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Bytes, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = seq.next_element()? {
            bytes.push(byte);
        }
        Ok(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use crate::adapter::Publication;

    /// A publication as JSON, with these arguments.
    fn json(args: &str) -> String {
        format!(
            r#"{{"audience":{{"Namespace":"/"}},"operation":{{"ServerSideEmit":{{"event":"e","args":{args}}}}}}}"#
        )
    }

    #[test]
    fn arguments_are_json_text_with_attachments() {
        let text =
            json(r#"{"json":"[1,{\"_placeholder\":true,\"num\":0}]","attachments":[[1,2,255]]}"#);
        let publication: Publication = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&publication).unwrap(), text);
        assert!(serde_json::from_str::<Publication>(&json(r#"{"json":"[]"}"#)).is_ok());
    }

    #[test]
    fn arguments_that_no_client_should_get_are_refused() {
        for args in [
            r#"{"json":""}"#,
            r#"{"json":"{}"}"#,
            r#"{"json":"[1"}"#,
            r#"{"json":"[] []"}"#,
            r#"{"json":"[{\"_placeholder\":true,\"num\":1}]","attachments":[[1]]}"#,
            r#"{"attachments":[]}"#,
            r#"{"json":"[]","attachments":[[256]]}"#,
            "[]",
        ] {
            assert!(serde_json::from_str::<Publication>(&json(args)).is_err(), "{args}");
        }
    }
}

use bytes::Bytes;

use super::text::Utf8Bytes;

/// The content of a message. Cloning shares it.
///
/// ```
/// use wigwag::engine::Message;
///
/// assert_eq!(Message::text("hello").as_text(), Some("hello"));
/// assert_eq!(Message::binary(&[1, 2, 3][..]).len(), 3);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Text, without the packet type in front.
    Text(Utf8Bytes),
    /// Bytes; over text transports they travel as base64.
    Binary(Bytes),
}

impl Message {
    /// A message of text.
    pub fn text(text: impl Into<Utf8Bytes>) -> Self {
        Self::Text(text.into())
    }

    /// A message of bytes. A slice that is part of the program is not copied, nor is a `Vec<u8>`.
    pub fn binary(bytes: impl Into<Bytes>) -> Self {
        Self::Binary(bytes.into())
    }

    /// The text, of a message of text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Binary(_) => None,
        }
    }

    /// The bytes of the content, whichever kind it has.
    pub fn as_bytes(&self) -> &Bytes {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) => bytes,
        }
    }

    /// The number of bytes of the content.
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// Whether the content has no byte.
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<Utf8Bytes> for Message {
    fn from(text: Utf8Bytes) -> Self {
        Self::Text(text)
    }
}

impl From<Bytes> for Message {
    fn from(bytes: Bytes) -> Self {
        Self::Binary(bytes)
    }
}

impl From<Vec<u8>> for Message {
    fn from(bytes: Vec<u8>) -> Self {
        Self::binary(bytes)
    }
}

impl From<&Self> for Message {
    fn from(message: &Self) -> Self {
        message.clone()
    }
}

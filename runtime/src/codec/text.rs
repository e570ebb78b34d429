use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;
use std::str::Utf8Error;

use bytes::Bytes;
use bytestring::ByteString;

/// Text in shared memory: [`Bytes`] that are known to be UTF-8.
///
/// Cloning and slicing share the memory. It reads like a `&str`, which it dereferences to.
///
/// ```
/// use wigwag::engine::Utf8Bytes;
///
/// let text = Utf8Bytes::from("straße");
/// assert_eq!(text, "straße");
/// assert_eq!(text.len(), 7);
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf8Bytes(ByteString);

impl Utf8Bytes {
    /// The empty text.
    pub const fn new() -> Self {
        Self(ByteString::new())
    }

    /// A text that is part of the program, without a copy.
    pub const fn from_static(text: &'static str) -> Self {
        Self(ByteString::from_static(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bytes of the text, sharing its memory.
    pub fn as_bytes(&self) -> &Bytes {
        self.0.as_bytes()
    }

    /// The part of this text that `part` is, sharing its memory.
    ///
    /// # Panics
    /// When `part` is no part of this text.
    #[must_use]
    pub fn slice_ref(&self, part: &str) -> Self {
        Self(self.0.slice_ref(part))
    }

    /// Checks bytes and copies them. The parts of a packet share its text: where it is short, one piece of memory is enough for both the
    /// text and the count of those who share it.
    ///
    /// # Errors
    /// When the bytes are no UTF-8.
    pub(crate) fn copied_from(bytes: &[u8]) -> Result<Self, Utf8Error> {
        match ShortText::copied_from(bytes) {
            Some(text) => Bytes::from_owner(text).try_into(),
            None => Ok(std::str::from_utf8(bytes)?.into()),
        }
    }

    pub(crate) fn into_inner(self) -> ByteString {
        self.0
    }

    pub(crate) const fn from_inner(text: ByteString) -> Self {
        Self(text)
    }
}

/// How long a text may be that takes room for as many bytes: most events are shorter.
const SHORT_MAX: usize = 127;

struct ShortText {
    bytes: [u8; SHORT_MAX],
    len: u8,
}

impl ShortText {
    /// `None` when it is not short.
    fn copied_from(text: &[u8]) -> Option<Self> {
        let mut bytes = [0; SHORT_MAX];
        bytes.get_mut(..text.len())?.copy_from_slice(text);
        Some(Self { bytes, len: text.len() as u8 })
    }
}

impl AsRef<[u8]> for ShortText {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl Deref for Utf8Bytes {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Utf8Bytes {
    fn as_ref(&self) -> &str {
        self
    }
}

impl AsRef<[u8]> for Utf8Bytes {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl Borrow<str> for Utf8Bytes {
    fn borrow(&self) -> &str {
        self
    }
}

/// Copies the text; [`from_static`](Utf8Bytes::from_static) does not.
impl From<&str> for Utf8Bytes {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Utf8Bytes {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Box<str>> for Utf8Bytes {
    fn from(text: Box<str>) -> Self {
        Self(text.into())
    }
}

impl From<Cow<'_, str>> for Utf8Bytes {
    fn from(text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<Utf8Bytes> for String {
    fn from(text: Utf8Bytes) -> Self {
        text.0.into()
    }
}

impl From<Utf8Bytes> for Bytes {
    fn from(text: Utf8Bytes) -> Self {
        text.0.into_bytes()
    }
}

/// Checks the bytes and keeps them; nothing is copied.
impl TryFrom<Bytes> for Utf8Bytes {
    type Error = Utf8Error;

    fn try_from(bytes: Bytes) -> Result<Self, Utf8Error> {
        ByteString::try_from(bytes).map(Self)
    }
}

/// Checks the bytes and keeps them; nothing is copied.
impl TryFrom<Vec<u8>> for Utf8Bytes {
    type Error = Utf8Error;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Utf8Error> {
        Bytes::from(bytes).try_into()
    }
}

impl PartialEq<str> for Utf8Bytes {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Utf8Bytes {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Utf8Bytes {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Utf8Bytes> for str {
    fn eq(&self, other: &Utf8Bytes) -> bool {
        self == other.as_str()
    }
}

impl PartialEq<Utf8Bytes> for &str {
    fn eq(&self, other: &Utf8Bytes) -> bool {
        *self == other.as_str()
    }
}

impl fmt::Display for Utf8Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Debug for Utf8Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

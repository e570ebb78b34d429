//! The arguments of an event or acknowledgement, as they came and as they go.

use bytes::Bytes;
use bytestring::ByteString;
use serde::de::DeserializeOwned;

use super::error::{DecodeError, EncodeError};
use super::socket_packet::{decode_ack, decode_event};
use super::text::Utf8Bytes;
use crate::binary::scope::collecting_attachments;

mod error;
mod read;
mod write;

pub use error::ArgsError;
pub use read::FromArgs;
pub use write::{ArgWriter, ToArgs};

pub(crate) use read::{ArgReader, read_value};
pub(crate) use write::WithOffset;

/// The arguments of an incoming event or acknowledgement: JSON that has been checked but not read,
/// and attachments.
///
/// Cloning shares the bytes.
#[derive(Debug, Clone)]
pub struct Args {
    /// Ends with the whole JSON array of the packet.
    text: ByteString,
    /// Where in `text` the array begins.
    array_at: usize,
    /// Does the array start with the event's name?
    has_name: bool,
    /// Where in `text` the first argument stands, apart from a comma and whitespace.
    args_at: usize,
    attachments: Vec<Bytes>,
}

impl Args {
    /// How much memory the arguments hold, about.
    pub(crate) fn byte_len(&self) -> usize {
        self.text.len() + self.attachments.iter().map(Bytes::len).sum::<usize>()
    }

    /// The arguments of the event packet whose array begins at `array_at`, with a first element that ends at `args_at`.
    pub(crate) fn of_event(text: ByteString, array_at: usize, args_at: usize) -> Self {
        Self { text, array_at, has_name: true, args_at, attachments: Vec::new() }
    }

    /// No arguments.
    pub(crate) fn empty() -> Self {
        Self::of_ack(ByteString::from_static("[]"))
    }

    /// The arguments of the acknowledgement packet `json`, an array.
    pub(crate) fn of_ack(json: ByteString) -> Self {
        Self { text: json, array_at: 0, has_name: false, args_at: 0, attachments: Vec::new() }
    }

    /// What would be sent: the arguments as a handler on the other side gets them.
    ///
    /// ```
    /// use wigwag::{Args, Binary};
    ///
    /// let args = Args::of(&("hello", Binary::from(vec![1, 2])))?;
    /// assert_eq!(args.json_list(), r#""hello",{"_placeholder":true,"num":0}"#);
    /// assert_eq!(args.attachments()[0], [1, 2][..]);
    /// # Ok::<(), wigwag::EncodeError>(())
    /// ```
    ///
    /// # Errors
    /// [`EncodeError::Serialize`] when the `Serialize` implementation of an argument fails.
    pub fn of<A: ToArgs + ?Sized>(args: &A) -> Result<Self, EncodeError> {
        let mut json = Vec::from(*b"[");
        let (written, attachments) =
            collecting_attachments(|| args.write_args(&mut ArgWriter::new(&mut json)));
        written?;
        json.push(b']');
        // Only a `RawValue` could be no UTF-8, and it never is.
        let json = ByteString::try_from(json).map_err(EncodeError::other)?;
        Ok(Self { attachments, ..Self::of_ack(json) })
    }

    /// Arguments from a JSON array of them, in which placeholders such as `{"_placeholder":true,"num":0}` stand for `attachments`. Without
    /// attachments they are plain data.
    ///
    /// # Errors
    /// When the text is no JSON array, or a placeholder names no attachment.
    pub fn from_json(
        json: impl Into<Utf8Bytes>,
        attachments: Vec<Bytes>,
    ) -> Result<Self, DecodeError> {
        let args = decode_ack(json.into().into_inner(), attachments.len())?;
        Ok(Self { attachments, ..args })
    }

    /// The name and the arguments of an event from a JSON array of both, `["name",1]`. Otherwise as [`from_json`](Self::from_json).
    ///
    /// # Errors
    /// Also when the first element is neither text nor a number, or one of the names that the protocol keeps for itself.
    pub fn of_named(
        json: impl Into<Utf8Bytes>,
        attachments: Vec<Bytes>,
    ) -> Result<(Utf8Bytes, Self), DecodeError> {
        let (name, args) = decode_event(json.into().into_inner(), 0, attachments.len())?;
        Ok((name, Self { attachments, ..args }))
    }

    /// The whole JSON array.
    fn array(&self) -> &str {
        self.text.get(self.array_at..).unwrap_or_default()
    }

    /// The whole JSON array, and whether it starts with a name.
    #[cfg(feature = "msgpack")]
    pub(super) fn as_array(&self) -> (&str, bool) {
        (self.array(), self.has_name)
    }

    /// Adds what came behind the packet.
    pub(crate) fn set_attachments(&mut self, attachments: Vec<Bytes>) {
        self.attachments = attachments;
    }

    /// The binary data that placeholders in the arguments refer to.
    pub fn attachments(&self) -> &[Bytes] {
        &self.attachments
    }

    /// The arguments as JSON values joined by commas, without the brackets around them.
    pub fn json_list(&self) -> &str {
        let list = self.text.get(self.args_at..).unwrap_or_default().trim();
        let list = list.strip_suffix(']').unwrap_or(list);
        let list = list.strip_prefix(if self.has_name { ',' } else { '[' }).unwrap_or(list);
        list.trim()
    }

    /// Reads the arguments into a tuple, as often as wanted: `args.read::<(String, u32)>()?`.
    ///
    /// As in a JavaScript call, further arguments are ignored and missing ones are `null`, which
    /// reads as `None` or `()`.
    ///
    /// # Errors
    /// When an argument does not have the shape of its type.
    pub fn read<T: FromArgs>(&self) -> Result<T, ArgsError> {
        read::read(self)
    }

    /// Reads the first argument alone; where there is none, `()` or `None`.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(crate) fn read_first<T: DeserializeOwned>(&self) -> Result<T, ArgsError> {
        self.read::<(T,)>().map(|(value,)| value)
    }
}

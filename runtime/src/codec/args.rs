//! The arguments of an event or acknowledgement, as they came and as they go.

use bytes::Bytes;
use bytestring::ByteString;

mod error;
mod read;
mod write;

pub use error::ArgsError;
pub use read::FromArgs;
pub use write::{ArgWriter, ToArgs};

pub(crate) use read::{ArgReader, read_value};

/// The arguments of an incoming event or acknowledgement: JSON that has been checked but not read,
/// and attachments.
///
/// Cloning shares the bytes.
#[derive(Debug, Clone)]
pub struct Args {
    /// The whole JSON array of the packet.
    json: ByteString,
    /// Does the array start with the event's name?
    has_name: bool,
    /// Where in `json` the first argument stands, apart from a comma and whitespace.
    args_at: usize,
    attachments: Vec<Bytes>,
}

impl Args {
    /// How much memory the arguments hold, about.
    pub(crate) fn byte_len(&self) -> usize {
        self.json.len() + self.attachments.iter().map(Bytes::len).sum::<usize>()
    }

    /// The arguments of the event packet `json`, an array whose first element ends at `args_at`.
    pub(crate) fn of_event(json: ByteString, args_at: usize) -> Self {
        Self { json, has_name: true, args_at, attachments: Vec::new() }
    }

    /// The arguments of the acknowledgement packet `json`, an array.
    pub(crate) fn of_ack(json: ByteString) -> Self {
        Self { json, has_name: false, args_at: 0, attachments: Vec::new() }
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
        let list = self.json.get(self.args_at..).unwrap_or_default().trim();
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
}

//! What can be wrong with a packet.

use std::fmt;

use crate::json::Unwritable;

/// Messages of a client that are no packet: one variant for each fact about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// An Engine.IO packet without even a type.
    EmptyPacket,
    /// An Engine.IO packet that starts with a byte which names no type.
    UnknownEngineType {
        /// That byte.
        byte: u8,
    },
    /// A polling body that is not UTF-8.
    InvalidUtf8,
    /// A message without a Socket.IO packet in it.
    EmptyMessage,
    /// A Socket.IO packet that starts with a byte which names no type.
    UnknownSocketType {
        /// That byte.
        byte: u8,
    },
    /// A binary packet whose number of attachments is missing, zero or not a number.
    InvalidAttachmentCount,
    /// A binary packet that announces more attachments than are allowed.
    TooManyAttachments,
    /// Attachments of one packet that are together larger than allowed.
    AttachmentsTooLarge,
    /// An acknowledgement id that does not fit into 64 bits.
    AckIdOverflow,
    /// A payload that is not JSON.
    InvalidJson,
    /// A JSON payload of a kind that the packet type does not allow, such as an array in a CONNECT.
    UnexpectedPayload,
    /// An event whose name is missing or is neither a string nor a number.
    InvalidEventName,
    /// An event with a name that the protocol keeps for itself.
    ReservedEventName,
    /// A placeholder whose `num` is not the index of an attachment.
    InvalidPlaceholder,
    /// A text message where binary data was due.
    UnexpectedText,
    /// A binary message that no packet announced.
    UnexpectedBinary,
    /// Bytes that are no MessagePack, or more or fewer than one value of it.
    InvalidMsgpack,
    /// A MessagePack packet that is no map with a type and a namespace.
    IncompletePacket,
    /// Values that are nested too deep.
    TooDeep,
    /// What a [`Parser`](crate::parser::Parser) of the program objects to, in its own words.
    Other(&'static str),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::EmptyPacket => "empty packet",
            Self::UnknownEngineType { byte } => {
                return write!(f, "unknown engine packet type {byte:#04x}");
            }
            Self::InvalidUtf8 => "payload is not UTF-8",
            Self::EmptyMessage => "empty message",
            Self::UnknownSocketType { byte } => {
                return write!(f, "unknown socket packet type {byte:#04x}");
            }
            Self::InvalidAttachmentCount => "invalid number of attachments",
            Self::TooManyAttachments => "too many attachments",
            Self::AttachmentsTooLarge => "attachments are too large",
            Self::AckIdOverflow => "acknowledgement id is too large",
            Self::InvalidJson => "payload is not JSON",
            Self::UnexpectedPayload => "payload does not fit the packet type",
            Self::InvalidEventName => "event name is neither a string nor a number",
            Self::ReservedEventName => "event name is reserved",
            Self::InvalidPlaceholder => "placeholder names no attachment",
            Self::UnexpectedText => "text message where binary data was due",
            Self::UnexpectedBinary => "binary message that no packet announced",
            Self::InvalidMsgpack => "not MessagePack",
            Self::IncompletePacket => "packet without a type or a namespace",
            Self::TooDeep => "values are nested too deep",
            Self::Other(message) => message,
        };
        f.write_str(text)
    }
}

impl std::error::Error for DecodeError {}

/// An event or acknowledgement that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The arguments hold more binary data than a receiver accepts in one packet.
    TooManyAttachments {
        /// How many there were.
        count: usize,
        /// How many are allowed.
        max: usize,
    },
    /// The event has one of the names that Socket.IO keeps for itself. A client closes its connection when it gets one.
    ReservedEventName,
    /// An argument cannot be written.
    Serialize {
        /// Where: the argument's index in brackets, then fields and indices as they are written, such as `[0].items[2].id`. Empty when
        /// it is about no argument.
        path: String,
        /// What is wrong there: the words of the `Serialize` implementation that failed, or which number has no place in an event of
        /// a contract.
        message: String,
    },
    /// An argument is not what the document of its contract says. Found by the [audit](crate::audit), which looks in debug builds.
    Contract {
        /// Where, as in [`Serialize`](Self::Serialize).
        path: String,
        /// What was written there, and what the schema says.
        message: String,
    },
    /// The server's [`Parser`](crate::parser::Parser) cannot say it; its own words.
    Parser(String),
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyAttachments { count, max } => {
                write!(f, "{count} attachments in one packet, at most {max} are allowed")
            }
            Self::ReservedEventName => f.write_str("the event name is reserved"),
            Self::Serialize { path, message } => {
                f.write_str("cannot serialize an argument: ")?;
                write_at(f, path, message)
            }
            Self::Contract { path, message } => {
                f.write_str("not what the contract's document says: ")?;
                write_at(f, path, message)
            }
            Self::Parser(message) => write!(f, "the parser cannot encode the packet: {message}"),
        }
    }
}

impl EncodeError {
    /// An argument that cannot be written, or something else that has no index.
    #[cold]
    pub(crate) fn unwritable(index: Option<usize>, unwritable: Unwritable) -> Self {
        let Unwritable { path, message } = unwritable;
        Self::Serialize { path: place(index, &path), message }
    }

    /// An argument that is not what its schema says, or something else that has no index.
    pub(crate) fn contract(index: Option<usize>, path: &str, message: &str) -> Self {
        Self::Contract { path: place(index, path), message: message.to_owned() }
    }

    /// What is no argument, and cannot be written either.
    pub(crate) fn other(error: impl fmt::Display) -> Self {
        Self::Serialize { path: String::new(), message: error.to_string() }
    }
}

/// A path within an argument, behind the index of it.
fn place(index: Option<usize>, path: &str) -> String {
    match index {
        None => path.to_owned(),
        Some(index) if path.is_empty() || path.starts_with('[') => format!("[{index}]{path}"),
        Some(index) => format!("[{index}].{path}"),
    }
}

fn write_at(f: &mut fmt::Formatter<'_>, path: &str, message: &str) -> fmt::Result {
    if !path.is_empty() {
        write!(f, "{path}: ")?;
    }
    f.write_str(message)
}

impl std::error::Error for EncodeError {}

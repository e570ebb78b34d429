//! Acknowledgements, both ways: those a client asked for, and those it owes.

mod answer;
mod future;
mod pending;
mod stream;

pub use self::answer::Ack;
pub use self::future::AckFuture;
pub use self::stream::{AckStream, Acks};

pub(super) use self::pending::PendingAcks;

use std::fmt;
use std::time::Duration;

use crate::adapter::NodeError;
use crate::codec::{Args, ArgsError, EncodeError};

/// Why an acknowledgement did not bring a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AckError {
    /// None came in time. The client may have handled the event all the same.
    TimedOut {
        /// How long was waited.
        after: Duration,
    },
    /// The socket left before it acknowledged, or had left before the event was sent.
    Disconnected,
    /// The client acknowledged with something of another shape.
    Decode(ArgsError),
    /// The event could not be encoded and was not sent.
    Encode(EncodeError),
    /// An [outgoing middleware](super::Mount::outgoing_middleware) kept the event from the client.
    Withheld,
    /// The server that the socket is on will not tell. The client may have handled the event all the same.
    Node(NodeError),
}

impl fmt::Display for AckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut { after } => write!(f, "no acknowledgement within {after:?}"),
            Self::Disconnected => f.write_str("the socket left before it acknowledged"),
            Self::Decode(_) => f.write_str("the acknowledgement has another shape"),
            Self::Encode(_) => f.write_str("the event could not be encoded"),
            Self::Node(_) => f.write_str("the server that the socket is on will not tell"),
            Self::Withheld => f.write_str("a middleware kept the event from the client"),
        }
    }
}

impl std::error::Error for AckError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Decode(error) => Some(error),
            Self::Encode(error) => Some(error),
            Self::Node(error) => Some(error),
            Self::TimedOut { .. } | Self::Disconnected | Self::Withheld => None,
        }
    }
}

/// Reads the arguments of an acknowledgement.
pub(crate) type ReadAck<T> = fn(&Args) -> Result<T, ArgsError>;

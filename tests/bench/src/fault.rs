//! Why a round is no result.

use std::{error::Error, fmt, io, time::Duration};

use nix::errno::Errno;

/// How much of what came and of what was awaited a message shows.
const SHOWN: usize = 120;

/// Why a round is no result.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The other side has ended a connection.
    Closed { connection: usize, cause: Option<io::Error> },
    /// Something came that was not awaited: a wrong answer, or one too much.
    Unexpected { connection: usize, arrived: String, awaited: String },
    /// Something that was awaited did not come.
    Silent { awaited: usize, patience: Duration },
    /// Not one operation was done while it was measured.
    Idle { time: Duration },
    /// Nothing can be measured here.
    System(io::Error),
}

impl Fault {
    /// Bytes that are not the awaited ones.
    pub(crate) fn unexpected(connection: usize, arrived: &[u8], awaited: &[u8]) -> Self {
        Self::Unexpected { connection, arrived: shown(arrived), awaited: shown(awaited) }
    }
}

fn shown(bytes: &[u8]) -> String {
    let start = bytes.get(..SHOWN).unwrap_or(bytes);
    let more = if bytes.len() > SHOWN { "…" } else { "" };
    format!("{} bytes \"{}{more}\"", bytes.len(), start.escape_ascii())
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed { connection, cause: None } => {
                write!(f, "connection {connection} was closed by the server")
            }
            Self::Closed { connection, cause: Some(cause) } => {
                write!(f, "connection {connection} is dead: {cause}")
            }
            Self::Unexpected { connection, arrived, awaited } => {
                write!(f, "connection {connection}: {arrived} arrived instead of {awaited}")
            }
            Self::Silent { awaited, patience } => {
                write!(f, "{awaited} answers are lost: nothing came for {patience:?}")
            }
            Self::Idle { time } => write!(f, "nothing was done in {time:?}"),
            Self::System(cause) => write!(f, "{cause}"),
        }
    }
}

impl Error for Fault {}

impl From<io::Error> for Fault {
    fn from(cause: io::Error) -> Self {
        Self::System(cause)
    }
}

impl From<Errno> for Fault {
    fn from(cause: Errno) -> Self {
        Self::System(cause.into())
    }
}

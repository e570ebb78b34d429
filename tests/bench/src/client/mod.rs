//! Clients of the contract `load` that say what they find wrong, over either transport.

mod polling;
mod websocket;

use std::error::Error;
use std::fmt;
use std::io;

pub(crate) use self::polling::Polling;
pub(crate) use self::websocket::{Received, WebSocket, request_of_upgrade};

/// What a server said that it should not have said, or did not say in time.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The connection is broken.
    Io(io::Error),
    /// The server has closed the connection.
    Closed,
    /// Other bytes than those that were expected.
    Wrong(String),
}

impl Fault {
    /// `wrong` instead of what was expected.
    pub(crate) fn wrong(expected: &str, wrong: &[u8]) -> Self {
        const SHOWN_MAX: usize = 200;
        let shown = wrong.get(..SHOWN_MAX).unwrap_or(wrong);
        let shown = String::from_utf8_lossy(shown);
        Self::Wrong(format!("{expected} was expected, and {} bytes came: {shown}", wrong.len()))
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the connection is broken: {error}"),
            Self::Closed => f.write_str("the server has closed the connection"),
            Self::Wrong(what) => f.write_str(what),
        }
    }
}

impl Error for Fault {}

/// Says whether `bytes` are what is expected, to the byte.
pub(crate) fn expect(expected: &[u8], bytes: &[u8]) -> Result<(), Fault> {
    if expected == bytes {
        return Ok(());
    }
    let shown = String::from_utf8_lossy(expected.get(..80).unwrap_or(expected)).into_owned();
    Err(Fault::wrong(&format!("{shown:?} ({} bytes)", expected.len()), bytes))
}

/// The value of a string in a packet that the server writes: `"sid":"` and what stands until the next quote.
pub(crate) fn string_behind<'a>(key: &str, packet: &'a [u8]) -> Option<&'a str> {
    let packet = std::str::from_utf8(packet).ok()?;
    let (_, behind) = packet.split_once(&format!("\"{key}\":\""))?;
    Some(behind.split_once('"')?.0)
}

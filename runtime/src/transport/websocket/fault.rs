//! What a peer can do wrong.

/// A rule that the peer broke. Each ends the connection with a status code of RFC 6455 §7.4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::transport) enum Fault {
    /// A frame, or an order of frames, that RFC 6455 forbids.
    Protocol,
    /// A text that is not UTF-8.
    InvalidUtf8,
    /// A compressed message that cannot be decompressed.
    InvalidDeflate,
    /// A message above the limit.
    TooBig,
    /// A message in more fragments than the limit.
    TooManyFragments,
}

impl Fault {
    /// The status code of the close frame, as the reference sends it.
    pub(super) fn close_code(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::InvalidUtf8 | Self::InvalidDeflate => 1007,
            Self::TooManyFragments => 1008,
            Self::TooBig => 1009,
        }
    }

    /// What the application is told.
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Protocol => "websocket protocol error",
            Self::InvalidUtf8 => "invalid UTF-8 sequence",
            Self::InvalidDeflate => "invalid compressed data",
            Self::TooManyFragments => "too many message fragments",
            Self::TooBig => "max payload size exceeded",
        }
    }
}

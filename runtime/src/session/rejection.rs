/// Why an HTTP request was refused: the codes that the reference reports as `connection_error`. All are answered with status 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// The `transport` query value names no transport that is switched on.
    TransportUnknown,
    /// The `sid` query value names no session.
    SessionIdUnknown,
    /// A handshake came with another method than GET.
    BadHandshakeMethod,
    /// The request contradicts itself or its session.
    BadRequest,
    /// The client speaks another Engine.IO revision than 4.
    UnsupportedProtocolVersion,
}

impl Rejection {
    /// The number on the wire.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::TransportUnknown => 0,
            Self::SessionIdUnknown => 1,
            Self::BadHandshakeMethod => 2,
            Self::BadRequest => 3,
            Self::UnsupportedProtocolVersion => 5,
        }
    }

    /// The text on the wire; alone it is the body of a refused WebSocket handshake.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::TransportUnknown => "Transport unknown",
            Self::SessionIdUnknown => "Session ID unknown",
            Self::BadHandshakeMethod => "Bad handshake method",
            Self::BadRequest => "Bad request",
            Self::UnsupportedProtocolVersion => "Unsupported protocol version",
        }
    }

    /// The body of the answer to a refused polling request. Official clients compare the text, so
    /// the order of the keys and the absence of spaces matter.
    pub(crate) fn to_json(self) -> String {
        format!(r#"{{"code":{},"message":"{}"}}"#, self.code(), self.message())
    }
}

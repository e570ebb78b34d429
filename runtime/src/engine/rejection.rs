use serde_json::Value;

/// Why an HTTP request was refused: the six codes that the reference reports as `connection_error`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// The `transport` query value names no transport that is switched on.
    TransportUnknown,
    /// The `sid` query value names no session.
    SessionIdUnknown,
    /// A handshake came with another method than GET.
    BadHandshakeMethod,
    /// The request contradicts itself or its session.
    BadRequest,
    /// The application refused the handshake, with a message of its own or the usual one.
    Forbidden(Option<Box<str>>),
    /// The client speaks another Engine.IO revision than 4.
    UnsupportedProtocolVersion,
}

impl Rejection {
    /// The number on the wire.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::TransportUnknown => 0,
            Self::SessionIdUnknown => 1,
            Self::BadHandshakeMethod => 2,
            Self::BadRequest => 3,
            Self::Forbidden(_) => 4,
            Self::UnsupportedProtocolVersion => 5,
        }
    }

    /// The text on the wire; alone it is the body of a refused WebSocket handshake.
    pub(crate) fn message(&self) -> &str {
        match self {
            Self::TransportUnknown => "Transport unknown",
            Self::SessionIdUnknown => "Session ID unknown",
            Self::BadHandshakeMethod => "Bad handshake method",
            Self::BadRequest => "Bad request",
            Self::Forbidden(Some(message)) => message,
            Self::Forbidden(None) => "Forbidden",
            Self::UnsupportedProtocolVersion => "Unsupported protocol version",
        }
    }

    /// Status of the answer to a refused polling request. For a WebSocket handshake it is always 400.
    pub(crate) const fn polling_status(&self) -> u16 {
        match self {
            Self::Forbidden(_) => 403,
            Self::TransportUnknown
            | Self::SessionIdUnknown
            | Self::BadHandshakeMethod
            | Self::BadRequest
            | Self::UnsupportedProtocolVersion => 400,
        }
    }

    /// The body of the answer to a refused polling request. Official clients compare the text, so
    /// the order of the keys and the absence of spaces matter.
    pub(crate) fn to_json(&self) -> String {
        let message = Value::from(self.message());
        format!(r#"{{"code":{},"message":{message}}}"#, self.code())
    }
}

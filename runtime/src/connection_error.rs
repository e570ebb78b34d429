//! Why a request was refused, and what its client is told.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use http::Method;
use serde_json::Value;

use crate::TransportName;

/// Why a request was refused. The reference's `connection_error`: a session that ends later is none.
///
/// | [`code`](Self::code) | [`message`](Self::message) | Status |
/// | --- | --- | --- |
/// | 0 | `Transport unknown` | 400 |
/// | 1 | `Session ID unknown` | 400 |
/// | 2 | `Bad handshake method` | 400 |
/// | 3 | `Bad request` | 400 |
/// | 4 | `Forbidden`, or what [`allow_request`](crate::Config::allow_request) says | 403, for a WebSocket 400 |
/// | 5 | `Unsupported protocol version` | 400 |
///
/// # Wire
/// The body is `{"code":1,"message":"Session ID unknown"}`, for a WebSocket the message alone. The [`context`](Self::context) stays on
/// the server.
#[derive(Debug, Clone)]
pub struct ConnectionError {
    context: ConnectionErrorContext,
}

/// What exactly was wrong with a request that was refused. The reference's `context`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ConnectionErrorContext {
    /// Code 0: the server has no such transport, or it is switched off.
    TransportUnknown {
        /// The `transport` parameter.
        transport: String,
    },
    /// Code 1: no such session is open.
    SessionIdUnknown {
        /// The `sid` parameter.
        sid: String,
    },
    /// Code 2: a session is opened by GET.
    BadHandshakeMethod {
        /// The method of the request.
        method: Method,
    },
    /// Code 3, `INVALID_ORIGIN`: the `Origin` header is no text, or is there twice.
    InvalidOrigin {
        /// The header, with what is no text replaced.
        origin: String,
    },
    /// Code 3, `TRANSPORT_MISMATCH`: another transport carries the session.
    TransportMismatch {
        /// The transport of the request.
        transport: TransportName,
        /// The transport of the session.
        previous_transport: TransportName,
    },
    /// Code 3, `PROTOCOL_MISMATCH`: the session was opened with another revision of Engine.IO.
    ProtocolMismatch {
        /// The revision of the request: 3 stands for everything but 4, as in the reference.
        protocol: u8,
        /// The revision of the session.
        previous_protocol: u8,
    },
    /// Code 3, `TRANSPORT_HANDSHAKE_ERROR`: the request does not do what its transport needs.
    TransportHandshakeError {
        /// What is wrong. The client of a WebSocket handshake may be told this instead of the message.
        error: &'static str,
    },
    /// Code 3, `ID_GENERATION_ERROR`: there is no id for the session.
    IdGenerationError {
        /// What went wrong.
        error: Arc<dyn Error + Send + Sync>,
    },
    /// Code 3, `MIDDLEWARE_FAILURE`: the function that decides about requests panicked.
    MiddlewareFailure,
    /// Code 4: [`allow_request`](crate::Config::allow_request) refused.
    Forbidden {
        /// What the client is told.
        message: String,
    },
    /// Code 4: the request comes from a page of an origin that is not admitted. The reference lets these pass.
    ForeignOrigin {
        /// The `Origin` header.
        origin: String,
    },
    /// Code 5: the client speaks another revision of Engine.IO.
    UnsupportedProtocolVersion {
        /// The revision of the request: 3 stands for everything but 4, as in the reference.
        protocol: u8,
    },
}

impl ConnectionErrorContext {
    /// The reference's name for it, such as `TRANSPORT_MISMATCH`. Only errors with code 3 have one.
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Self::InvalidOrigin { .. } => Some("INVALID_ORIGIN"),
            Self::TransportMismatch { .. } => Some("TRANSPORT_MISMATCH"),
            Self::ProtocolMismatch { .. } => Some("PROTOCOL_MISMATCH"),
            Self::TransportHandshakeError { .. } => Some("TRANSPORT_HANDSHAKE_ERROR"),
            Self::IdGenerationError { .. } => Some("ID_GENERATION_ERROR"),
            Self::MiddlewareFailure => Some("MIDDLEWARE_FAILURE"),
            Self::TransportUnknown { .. }
            | Self::SessionIdUnknown { .. }
            | Self::BadHandshakeMethod { .. }
            | Self::Forbidden { .. }
            | Self::ForeignOrigin { .. }
            | Self::UnsupportedProtocolVersion { .. } => None,
        }
    }

    fn code_and_message(&self) -> (u8, &str) {
        match self {
            Self::TransportUnknown { .. } => (0, "Transport unknown"),
            Self::SessionIdUnknown { .. } => (1, "Session ID unknown"),
            Self::BadHandshakeMethod { .. } => (2, "Bad handshake method"),
            Self::InvalidOrigin { .. }
            | Self::TransportMismatch { .. }
            | Self::ProtocolMismatch { .. }
            | Self::TransportHandshakeError { .. }
            | Self::IdGenerationError { .. }
            | Self::MiddlewareFailure => (3, "Bad request"),
            Self::Forbidden { message } => (4, message),
            Self::ForeignOrigin { .. } => (4, "Forbidden"),
            Self::UnsupportedProtocolVersion { .. } => (5, "Unsupported protocol version"),
        }
    }
}

impl ConnectionError {
    /// The number on the wire.
    pub fn code(&self) -> u8 {
        self.context.code_and_message().0
    }

    /// The text on the wire.
    pub fn message(&self) -> &str {
        self.context.code_and_message().1
    }

    /// What exactly was wrong. Clients are not told.
    pub fn context(&self) -> &ConnectionErrorContext {
        &self.context
    }

    pub(crate) fn id_generation(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        ConnectionErrorContext::IdGenerationError { error: Arc::from(error.into()) }.into()
    }

    /// The body of the answer to a refused polling request. Official clients compare the text, so the order of the keys and the absence
    /// of spaces matter.
    pub(crate) fn to_json(&self) -> String {
        let (code, message) = self.context.code_and_message();
        format!(r#"{{"code":{code},"message":{}}}"#, Value::from(message))
    }
}

impl From<ConnectionErrorContext> for ConnectionError {
    fn from(context: ConnectionErrorContext) -> Self {
        Self { context }
    }
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl Error for ConnectionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.context {
            ConnectionErrorContext::IdGenerationError { error } => Some(&**error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(context: ConnectionErrorContext, name: Option<&str>, json: &str) {
        assert_eq!(context.name(), name, "{json}");
        assert_eq!(ConnectionError::from(context).to_json(), json);
    }

    #[test]
    fn every_error_has_the_number_the_text_and_the_name_of_the_reference() {
        use ConnectionErrorContext as Context;

        let unknown = Context::TransportUnknown { transport: "abc".into() };
        check(unknown, None, r#"{"code":0,"message":"Transport unknown"}"#);
        let unknown = Context::SessionIdUnknown { sid: "abc".into() };
        check(unknown, None, r#"{"code":1,"message":"Session ID unknown"}"#);
        let method = Context::BadHandshakeMethod { method: Method::PUT };
        check(method, None, r#"{"code":2,"message":"Bad handshake method"}"#);
        let unsupported = Context::UnsupportedProtocolVersion { protocol: 3 };
        check(unsupported, None, r#"{"code":5,"message":"Unsupported protocol version"}"#);

        let bad_request = r#"{"code":3,"message":"Bad request"}"#;
        let origin = Context::InvalidOrigin { origin: "\u{fffd}".into() };
        check(origin, Some("INVALID_ORIGIN"), bad_request);
        let mismatch = Context::TransportMismatch {
            transport: TransportName::Polling,
            previous_transport: TransportName::WebSocket,
        };
        check(mismatch, Some("TRANSPORT_MISMATCH"), bad_request);
        let mismatch = Context::ProtocolMismatch { protocol: 3, previous_protocol: 4 };
        check(mismatch, Some("PROTOCOL_MISMATCH"), bad_request);
        let handshake = Context::TransportHandshakeError { error: "no upgrade" };
        check(handshake, Some("TRANSPORT_HANDSHAKE_ERROR"), bad_request);
        check(Context::MiddlewareFailure, Some("MIDDLEWARE_FAILURE"), bad_request);
        let id = ConnectionError::id_generation("no ids today");
        assert_eq!(id.source().map(ToString::to_string), Some("no ids today".to_owned()));
        check(id.context, Some("ID_GENERATION_ERROR"), bad_request);

        let foreign = Context::ForeignOrigin { origin: "null".into() };
        check(foreign, None, r#"{"code":4,"message":"Forbidden"}"#);
        let forbidden = Context::Forbidden { message: "say \"please\"\n".into() };
        check(forbidden, None, r#"{"code":4,"message":"say \"please\"\n"}"#);
    }
}

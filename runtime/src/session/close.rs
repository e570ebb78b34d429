use std::fmt;

/// Why a session ended. `Display` spells a reason as the reference server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloseReason {
    /// The peer broke a rule of a transport, or the connection failed. Carries the reference's
    /// description of what happened.
    TransportError(&'static str),
    /// The peer closed the session or its connection, or the network was lost.
    TransportClose,
    /// No pong came within `ping_timeout`.
    PingTimeout,
    /// The peer sent bytes that are no Engine.IO packet.
    ParseError,
    /// The application closed the session, or the peer sent a message that is no Socket.IO packet.
    ForcedClose,
    /// The peer broke a rule of Socket.IO, or joined no namespace in time.
    ForcedServerClose,
    /// The server is going away.
    ServerShuttingDown,
}

impl CloseReason {
    /// What happened in detail, where the reference tells its listeners more than the reason.
    pub const fn description(self) -> Option<&'static str> {
        match self {
            Self::TransportError(description) => Some(description),
            Self::TransportClose
            | Self::PingTimeout
            | Self::ParseError
            | Self::ForcedClose
            | Self::ForcedServerClose
            | Self::ServerShuttingDown => None,
        }
    }
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TransportError(_) => "transport error",
            Self::TransportClose => "transport close",
            Self::PingTimeout => "ping timeout",
            Self::ParseError => "parse error",
            Self::ForcedClose => "forced close",
            Self::ForcedServerClose => "forced server close",
            Self::ServerShuttingDown => "server shutting down",
        })
    }
}

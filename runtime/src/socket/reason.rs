//! Why a socket left its namespace.

use std::fmt;

use crate::session::CloseReason;

/// Why a socket left. `Display` spells it as the reference does, so that logs and dashboards can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DisconnectReason {
    /// The server disconnected it, see [`Socket::disconnect`](super::Socket::disconnect).
    ServerNamespaceDisconnect,
    /// The client left the namespace.
    ClientNamespaceDisconnect,
    /// The server is shutting down.
    ServerShuttingDown,
    /// The client did not answer a ping in time.
    PingTimeout,
    /// The client closed the connection, or the network was lost.
    TransportClose,
    /// The connection failed, or the client broke a rule of its transport.
    TransportError,
    /// The client sent something that is no Engine.IO packet.
    ParseError,
    /// The client sent something that is no Socket.IO packet, or the server closed the connection.
    ForcedClose,
    /// The client broke a rule of Socket.IO.
    ForcedServerClose,
}

impl DisconnectReason {
    /// The reason as the reference spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServerNamespaceDisconnect => "server namespace disconnect",
            Self::ClientNamespaceDisconnect => "client namespace disconnect",
            Self::ServerShuttingDown => "server shutting down",
            Self::PingTimeout => "ping timeout",
            Self::TransportClose => "transport close",
            Self::TransportError => "transport error",
            Self::ParseError => "parse error",
            Self::ForcedClose => "forced close",
            Self::ForcedServerClose => "forced server close",
        }
    }

    /// Whether the client may come back for what it had: it was cut off, and nobody wanted it gone.
    pub(super) const fn may_return(self) -> bool {
        match self {
            Self::ServerShuttingDown
            | Self::PingTimeout
            | Self::TransportClose
            | Self::TransportError
            | Self::ForcedClose
            | Self::ForcedServerClose => true,
            Self::ServerNamespaceDisconnect
            | Self::ClientNamespaceDisconnect
            | Self::ParseError => false,
        }
    }
}

/// Why and how a socket left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Departed {
    pub(super) reason: DisconnectReason,
    /// What happened to the connection in detail.
    pub(super) description: Option<&'static str>,
}

impl From<DisconnectReason> for Departed {
    fn from(reason: DisconnectReason) -> Self {
        Self { reason, description: None }
    }
}

impl From<CloseReason> for Departed {
    fn from(reason: CloseReason) -> Self {
        Self { reason: reason.into(), description: reason.description() }
    }
}

impl From<CloseReason> for DisconnectReason {
    fn from(reason: CloseReason) -> Self {
        match reason {
            CloseReason::TransportError(_) => Self::TransportError,
            CloseReason::TransportClose => Self::TransportClose,
            CloseReason::PingTimeout => Self::PingTimeout,
            CloseReason::ParseError => Self::ParseError,
            CloseReason::ForcedClose => Self::ForcedClose,
            CloseReason::ForcedServerClose => Self::ForcedServerClose,
            CloseReason::ServerShuttingDown => Self::ServerShuttingDown,
        }
    }
}

impl fmt::Display for DisconnectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

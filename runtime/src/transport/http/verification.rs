//! Whether a request is in order, from what it says alone.

use http::Method;

use super::query::Query;
use crate::config::{Config, TransportName};
use crate::session::Rejection;

/// What the checks look at. `S` is the session, which they hand on.
pub(super) struct Facts<'a, S> {
    pub(super) method: &'a Method,
    pub(super) query: &'a Query<'a>,
    /// Whether the request asks for a WebSocket.
    pub(super) is_upgrade: bool,
    pub(super) session: Named<S>,
}

/// What the `sid` parameter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named<S> {
    /// There is none: the request wants to open a session.
    Nothing,
    /// No session that is open.
    Unknown,
    /// A session, which this transport carries.
    Session(S, TransportName),
}

/// What a request in order is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<S> {
    /// Opens a session on this transport.
    Open(TransportName),
    /// Fetches or brings packets of a session.
    Poll(S),
    /// Moves a session to WebSocket.
    Upgrade(S),
}

/// The reference's order of checks: the first one that fails names the code.
pub(super) fn verify<S>(facts: Facts<'_, S>, config: &Config) -> Result<Route<S>, Rejection> {
    let transport = match &*facts.query.transport {
        "polling" if config.polling => TransportName::Polling,
        "websocket" if config.websocket => TransportName::WebSocket,
        _ => return Err(Rejection::TransportUnknown),
    };
    if facts.is_upgrade && transport != TransportName::WebSocket {
        return Err(Rejection::BadRequest);
    }
    match facts.session {
        Named::Unknown => Err(Rejection::SessionIdUnknown),
        Named::Session(session, current) => {
            let is_elsewhere = !facts.is_upgrade && current != transport;
            if is_elsewhere || !facts.query.speaks_revision_4() {
                return Err(Rejection::BadRequest);
            }
            Ok(if facts.is_upgrade { Route::Upgrade(session) } else { Route::Poll(session) })
        }
        Named::Nothing => {
            if *facts.method != Method::GET {
                return Err(Rejection::BadHandshakeMethod);
            }
            if transport == TransportName::WebSocket && !facts.is_upgrade {
                return Err(Rejection::BadRequest);
            }
            if !facts.query.speaks_revision_4() {
                return Err(Rejection::UnsupportedProtocolVersion);
            }
            Ok(Route::Open(transport))
        }
    }
}

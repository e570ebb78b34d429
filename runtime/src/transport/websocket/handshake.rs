//! The opening handshake of a WebSocket.

use fastwebsockets::WebSocketError;
use fastwebsockets::upgrade::{UpgradeFut, is_upgrade_request, upgrade};
use http::header::SEC_WEBSOCKET_PROTOCOL;
use http::{HeaderValue, Method, Request};

use crate::session::Rejection;
use crate::transport::{ServerBody, ServerResponse};

/// A connection that becomes a WebSocket when the answer to its handshake has been sent.
pub(in crate::transport) type Upgrading = UpgradeFut;

/// Whether a request asks for a WebSocket.
pub(in crate::transport) fn is_requested<B>(request: &Request<B>) -> bool {
    is_upgrade_request(request)
}

/// Answers a WebSocket handshake, RFC 6455 §4.2.2.
pub(in crate::transport) fn accept<B>(
    request: &mut Request<B>,
) -> Result<(ServerResponse, Upgrading), &'static str> {
    if *request.method() != Method::GET {
        return Err(Rejection::BadRequest.message());
    }
    match upgrade(&mut *request) {
        Ok((response, upgrade)) => {
            let mut response = response.map(|_| ServerBody::default());
            if let Some(protocol) = first_protocol(request) {
                response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocol);
            }
            Ok((response, upgrade))
        }
        Err(WebSocketError::InvalidSecWebsocketVersion) => {
            Err("Missing or invalid Sec-WebSocket-Version header")
        }
        Err(_) => Err("Missing or invalid Sec-WebSocket-Key header"),
    }
}

/// The reference accepts whatever sub-protocol the client names first; a client that named some fails without one.
fn first_protocol<B>(request: &Request<B>) -> Option<HeaderValue> {
    let offered = request.headers().get(SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    let first = offered.split(',').next()?.trim();
    (!first.is_empty()).then(|| HeaderValue::from_str(first).ok())?
}

//! Answers to HTTP requests, each in one place.

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderValue, RETRY_AFTER, SEC_WEBSOCKET_VERSION,
};
use http::{Response, StatusCode};

use super::body::ServerBody;
use super::websocket::handshake::Refusal;
use crate::connection_error::ConnectionError;

/// An answer of the server.
pub type ServerResponse = Response<ServerBody>;

/// A payload of packets for a GET.
pub(super) fn packets(payload: Bytes) -> ServerResponse {
    let mut response = Response::new(payload.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The answer to a POST whose packets have been taken.
pub(super) fn taken() -> ServerResponse {
    let mut response = Response::new("ok".into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A status without a body.
pub(super) fn empty(status: StatusCode) -> ServerResponse {
    let mut response = Response::new(ServerBody::default());
    *response.status_mut() = status;
    response
}

/// The answer to a client for which there is no room, or no server any more. Clients try again later whatever they are told, and
/// proxies may try another server; the connection is closed so that the next attempt can reach another one.
pub(super) fn unavailable() -> ServerResponse {
    let mut response = empty(StatusCode::SERVICE_UNAVAILABLE);
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A refused polling request.
pub(super) fn refused(error: &ConnectionError) -> ServerResponse {
    let mut response = Response::new(error.to_json().into());
    *response.status_mut() = match error.code() {
        4 => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A refused WebSocket handshake: the reference answers these in plain text and ends the connection. The version that would be
/// accepted is named as RFC 6455 §4.4 asks.
pub(super) fn upgrade_refused(message: &str) -> ServerResponse {
    let mut response = Response::new(message.to_owned().into());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    response
}

/// A WebSocket handshake that is refused for itself.
pub(super) fn handshake_refused(refusal: Refusal) -> ServerResponse {
    let mut response = upgrade_refused(refusal.message());
    *response.status_mut() = refusal.status();
    response
}

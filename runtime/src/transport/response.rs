//! Answers to HTTP requests, each in one place.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderValue, SEC_WEBSOCKET_VERSION};
use http::{Response, StatusCode};
use http_body_util::Full;

use crate::session::Rejection;

/// An answer of the server. Its body is complete from the start.
pub type ServerResponse = Response<Full<Bytes>>;

/// A payload of packets for a GET.
pub(super) fn packets(payload: Bytes) -> ServerResponse {
    let mut response = Response::new(Full::new(payload));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=UTF-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The answer to a POST whose packets have been taken.
pub(super) fn taken() -> ServerResponse {
    let mut response = Response::new(Full::new(Bytes::from_static(b"ok")));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A status without a body.
pub(super) fn empty(status: StatusCode) -> ServerResponse {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

/// A refused polling request.
pub(super) fn rejected(rejection: Rejection) -> ServerResponse {
    let mut response = Response::new(Full::new(rejection.to_json().into()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A refused WebSocket handshake: the reference answers these in plain text and ends the connection. The version that would be
/// accepted is named as RFC 6455 §4.4 asks.
pub(super) fn upgrade_rejected(message: &str) -> ServerResponse {
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(message.as_bytes())));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    response
}

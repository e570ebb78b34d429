//! The opening handshake. RFC 6455 §4.2.

use http::{HeaderMap, Method, Request, StatusCode, Version};

use super::super::handshake::{Offer, Refusal, accept, is_requested};
use crate::config::PerMessageDeflate;

const PLAIN: Offer = Offer { max_fragments: 10, deflate: None };
const DEFLATE: Offer = Offer { max_fragments: 10, deflate: Some(PerMessageDeflate::new()) };

/// The request of RFC 6455 §1.3.
fn request() -> Request<()> {
    Request::get("/chat")
        .header("host", "server.example.com")
        .header("upgrade", "websocket")
        .header("connection", "Upgrade")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .header("sec-websocket-version", "13")
        .body(())
        .unwrap()
}

fn with(name: &'static str, values: &[&str]) -> Request<()> {
    let mut request = request();
    request.headers_mut().remove(name);
    for value in values {
        request.headers_mut().append(name, value.parse().unwrap());
    }
    request
}

fn accepted(mut request: Request<()>, offer: &Offer) -> HeaderMap {
    let (response, _) = accept(&mut request, offer).map_err(Refusal::message).unwrap();
    assert_eq!(response.status(), 101);
    response.headers().clone()
}

#[track_caller]
fn check_refused(mut request: Request<()>, offer: &Offer, refusal: Refusal) {
    assert_eq!(accept(&mut request, offer).err(), Some(refusal), "{request:?}");
}

#[test]
fn example_of_the_rfc() {
    assert!(is_requested(&request()));
    let headers = accepted(request(), &PLAIN);
    assert_eq!(headers["upgrade"], "websocket");
    assert!(headers["connection"].to_str().unwrap().eq_ignore_ascii_case("upgrade"));
    assert_eq!(headers["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert_eq!(headers.len(), 3);
}

#[test]
fn only_a_request_for_it_is_an_upgrade() {
    assert!(is_requested(&with("connection", &["keep-alive, UPGRADE"])));
    assert!(is_requested(&with("upgrade", &["h2c, WebSocket"])));
    assert!(!is_requested(&with("connection", &["keep-alive"])));
    assert!(!is_requested(&with("connection", &[])));
    assert!(!is_requested(&with("upgrade", &["h2c"])));
    assert!(!is_requested(&with("upgrade", &[])));
}

#[test]
fn method_is_get() {
    for method in [Method::POST, Method::PUT, Method::HEAD, Method::OPTIONS, Method::CONNECT] {
        let mut request = request();
        *request.method_mut() = method;
        check_refused(request, &PLAIN, Refusal::Method);
    }
    assert_eq!(Refusal::Method.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(Refusal::Key.status(), StatusCode::BAD_REQUEST);
}

#[test]
fn http_is_at_least_1_1() {
    for version in [Version::HTTP_09, Version::HTTP_10] {
        let mut request = request();
        *request.version_mut() = version;
        check_refused(request, &PLAIN, Refusal::HttpVersion);
    }
}

#[test]
fn key_is_16_bytes_in_base64() {
    accepted(with("sec-websocket-key", &["AAAAAAAAAAAAAAAAAAAAAA=="]), &PLAIN);
    accepted(with("sec-websocket-key", &["+/+/+/+/+/+/+/+/+/+/+/=="]), &PLAIN);
    for keys in [
        &[][..],
        &[""],
        &["AAAAAAAAAAAAAAAAAAAAAA"],
        &["AAAAAAAAAAAAAAAAAAAAAAA="],
        &["AAAAAAAAAAAAAAAAAAAAAAAA"],
        &["AAAAAAAAAAAAAAAAAAAA=="],
        &["AAAAAAAAAAAAAAAAAAAAAAAAAA=="],
        &["AAAAAAAAAAAAAAAAAAAA-_=="],
        &["AAAAAAAAAA AAAAAAAAAAA=="],
        &["AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAA=="],
    ] {
        check_refused(with("sec-websocket-key", keys), &PLAIN, Refusal::Key);
    }
}

#[test]
fn version_is_13() {
    for versions in [&[][..], &[""], &["8"], &["12"], &["14"], &["013"], &["13, 8"], &["13", "13"]]
    {
        check_refused(with("sec-websocket-version", versions), &PLAIN, Refusal::Version);
    }
}

#[test]
fn first_protocol_is_taken() {
    let protocol = |values: &[&str]| {
        accepted(with("sec-websocket-protocol", values), &PLAIN)["sec-websocket-protocol"].clone()
    };
    assert_eq!(protocol(&["foo"]), "foo");
    assert_eq!(protocol(&["foo, bar"]), "foo");
    assert_eq!(protocol(&["foo\t ,bar", "baz"]), "foo");
    assert_eq!(protocol(&["constructor"]), "constructor");
}

#[test]
fn protocols_are_a_list_of_different_tokens() {
    for values in [
        &[""][..],
        &[","],
        &["a,"],
        &["a,,b"],
        &["a b"],
        &["a, a"],
        &["a", "a"],
        &["a/b"],
        &["a;b"],
        &["\u{e4}"],
    ] {
        check_refused(with("sec-websocket-protocol", values), &PLAIN, Refusal::Protocol);
    }
}

#[test]
fn extensions_are_answered_only_where_they_are_on() {
    let extensions = |values: &[&str], offer| {
        let headers = accepted(with("sec-websocket-extensions", values), offer);
        headers.get("sec-websocket-extensions").cloned()
    };
    let offer = &["permessage-deflate; client_max_window_bits"][..];
    assert_eq!(extensions(offer, &PLAIN), None);
    assert_eq!(extensions(offer, &DEFLATE).unwrap(), "permessage-deflate");
    assert_eq!(extensions(&["x", "permessage-deflate"], &DEFLATE).unwrap(), "permessage-deflate");
    assert_eq!(extensions(&["x"], &DEFLATE), None);
    assert_eq!(extensions(&[], &DEFLATE), None);
}

#[test]
fn malformed_extensions_are_refused_only_where_they_are_on() {
    for value in ["a,,b", "permessage-deflate; a=", "permessage-deflate; a=\"", "\u{e4}"] {
        check_refused(with("sec-websocket-extensions", &[value]), &DEFLATE, Refusal::Extensions);
        accepted(with("sec-websocket-extensions", &[value]), &PLAIN);
    }
}

#[cfg(feature = "http2")]
#[test]
fn stream_of_http2_needs_neither_key_nor_upgrade() {
    let mut request = Request::builder()
        .method(Method::CONNECT)
        .version(Version::HTTP_2)
        .uri("https://server.example.com/chat")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-protocol", "foo")
        .header("sec-websocket-extensions", "permessage-deflate")
        .body(())
        .unwrap();
    assert!(!is_requested(&request));
    request.extensions_mut().insert(hyper::ext::Protocol::from_static("connect-udp"));
    assert!(!is_requested(&request));
    request.extensions_mut().insert(hyper::ext::Protocol::from_static("websocket"));
    assert!(is_requested(&request));
    let (response, _) = accept(&mut request, &DEFLATE).map_err(Refusal::message).unwrap();
    assert_eq!(response.status(), 200);
    let headers = response.headers();
    assert_eq!(headers["sec-websocket-protocol"], "foo");
    assert_eq!(headers["sec-websocket-extensions"], "permessage-deflate");
    assert_eq!(headers.len(), 2);
    request.headers_mut().remove("sec-websocket-version");
    check_refused(request, &PLAIN, Refusal::Version);
}

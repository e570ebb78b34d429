use crate::session::Rejection;

#[track_caller]
fn check(rejection: Rejection, json: &str) {
    assert_eq!(rejection.to_json(), json);
}

#[test]
fn codes_and_messages_are_those_of_the_reference() {
    check(Rejection::TransportUnknown, r#"{"code":0,"message":"Transport unknown"}"#);
    check(Rejection::SessionIdUnknown, r#"{"code":1,"message":"Session ID unknown"}"#);
    check(Rejection::BadHandshakeMethod, r#"{"code":2,"message":"Bad handshake method"}"#);
    check(Rejection::BadRequest, r#"{"code":3,"message":"Bad request"}"#);
    check(
        Rejection::UnsupportedProtocolVersion,
        r#"{"code":5,"message":"Unsupported protocol version"}"#,
    );
}

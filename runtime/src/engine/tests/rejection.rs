use crate::engine::Rejection;

#[track_caller]
fn check(rejection: &Rejection, polling_status: u16, json: &str) {
    assert_eq!(rejection.polling_status(), polling_status);
    assert_eq!(rejection.to_json(), json);
}

#[test]
fn codes_and_messages_are_those_of_the_reference() {
    check(&Rejection::TransportUnknown, 400, r#"{"code":0,"message":"Transport unknown"}"#);
    check(&Rejection::SessionIdUnknown, 400, r#"{"code":1,"message":"Session ID unknown"}"#);
    check(&Rejection::BadHandshakeMethod, 400, r#"{"code":2,"message":"Bad handshake method"}"#);
    check(&Rejection::BadRequest, 400, r#"{"code":3,"message":"Bad request"}"#);
    check(&Rejection::Forbidden(None), 403, r#"{"code":4,"message":"Forbidden"}"#);
    check(
        &Rejection::UnsupportedProtocolVersion,
        400,
        r#"{"code":5,"message":"Unsupported protocol version"}"#,
    );
}

#[test]
fn application_may_choose_the_message_of_a_refusal() {
    let rejection = Rejection::Forbidden(Some(r#"no "guests""#.into()));
    check(&rejection, 403, r#"{"code":4,"message":"no \"guests\""}"#);
    assert_eq!(rejection.message(), r#"no "guests""#);
}

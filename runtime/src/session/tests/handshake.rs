use super::Transcript;
use crate::codec::frame::Frame;
use crate::session::SessionConfig;
use std::time::Duration;

#[test]
fn polling_opens_with_the_offer_of_websocket() {
    Transcript::open_polling(&SessionConfig::default()).check(
        r#"
        > GET 1
        < GET 1: 200 0{"sid":"sid","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}
        "#,
    );
}

#[test]
fn websocket_opens_without_an_offer() {
    Transcript::open_websocket(&SessionConfig::default()).check(
        r#"
        < WS 1: 0{"sid":"sid","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}
        "#,
    );
}

#[test]
fn switched_off_upgrades_are_not_offered() {
    let config = SessionConfig { upgrades: false, ..SessionConfig::default() };
    Transcript::open_polling(&config).check(
        r#"
        > GET 1
        < GET 1: 200 0{"sid":"sid","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}
        "#,
    );
}

#[test]
fn open_packet_announces_the_configuration_in_milliseconds() {
    let config = SessionConfig {
        ping_interval: Duration::from_millis(300),
        ping_timeout: Duration::from_millis(200),
        max_payload: 64,
        ..SessionConfig::default()
    };
    Transcript::open_polling(&config).check(
        r#"
        > GET 1
        < GET 1: 200 0{"sid":"sid","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":64}
        "#,
    );
}

#[test]
fn initial_packet_comes_with_the_open_packet() {
    let initial_packet = Some(Frame::packet("4hello"));
    let config = SessionConfig { initial_packet, ..SessionConfig::default() };
    Transcript::open_polling(&config).check(
        r#"
        > GET 1
        < GET 1: 200 0{"sid":"sid","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}\x1e4hello
        "#,
    );
    Transcript::open_websocket(&config).check(
        r#"
        < WS 1: 0{"sid":"sid","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}
        < WS 1: 4hello
        "#,
    );
}

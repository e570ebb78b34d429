//! What each packet type does in an open session.

use super::{check_polling, check_websocket};

#[test]
fn packets_without_a_meaning_are_ignored_on_polling() {
    check_polling(
        r"
        > POST 0\x1e5\x1e6\x1e3\x1e4one
        app: one
        ",
    );
}

#[test]
fn packets_without_a_meaning_are_ignored_on_websocket() {
    check_websocket(
        "
        > WS 1: 0
        > WS 1: 5
        > WS 1: 6
        > WS 1: 3
        > WS 1: 4one
        app: one
        ",
    );
}

#[test]
fn binary_message_is_delivered() {
    check_websocket(
        "
        > WS 1 binary: 0102
        app: binary [01, 02]
        > WS 1: bAwQ=
        app: binary [03, 04]
        ",
    );
}

#[test]
fn ping_of_the_client_is_the_wrong_direction() {
    check_websocket(
        "
        > WS 1: 2
        app: transport error (invalid heartbeat direction)
        < WS 1 closed
        session finished
        ",
    );
    check_polling(
        "
        > GET 1
        > POST 2probe
        app: transport error (invalid heartbeat direction)
        < GET 1: 200 1
        session finished
        ",
    );
}

#[test]
fn close_packet_on_websocket_closes_at_once() {
    check_websocket(
        "
        > WS 1: 1
        app: transport close
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn unknown_packet_type_is_a_parse_error() {
    check_websocket(
        "
        > WS 1: abc
        app: parse error
        < WS 1 closed
        session finished
        > WS 1: 4late
        ",
    );
}

#[test]
fn empty_text_message_is_a_parse_error() {
    check_websocket(
        "
        > WS 1:
        app: parse error
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn packets_of_an_unknown_websocket_are_ignored() {
    check_websocket(
        "
        > WS 7: 4one
        > WS 7: 1
        > WS 7: abc
        > WS 7 closed
        > POST 4one
        > POST x
        > POST overlaps
        ",
    );
}

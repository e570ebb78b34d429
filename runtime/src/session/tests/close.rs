//! Rows P13 and P14, and how a session ends when the server wants it to.

use super::{check_polling, check_websocket};
use crate::session::CloseReason;

#[test]
fn graceful_close_answers_a_pending_get() {
    check_polling(
        "
        > GET 1
        server closes
        app: forced close
        < GET 1: 200 1
        session finished
        > GET 2
        < GET 2: 400
        ",
    );
}

#[test]
fn graceful_close_waits_for_the_next_get() {
    check_polling(
        r"
        server closes
        app: forced close
        advance 29s
        > GET 1
        < GET 1: 200 6\x1e1
        session finished
        ",
    );
}

#[test]
fn graceful_close_lets_buffered_data_go_first() {
    check_polling(
        r"
        server sends 4one
        server sends 4two
        server closes
        app: forced close
        > GET 1
        < GET 1: 200 4one\x1e4two
        > GET 2
        < GET 2: 200 6\x1e1
        session finished
        ",
    );
}

#[test]
fn closed_session_does_not_wait_forever_for_a_get() {
    check_polling(
        "
        server closes
        app: forced close
        advance 29999ms
        advance 1ms
        session finished
        ",
    );
}

#[test]
fn closed_session_does_not_wait_forever_for_its_data_to_leave() {
    check_polling(
        "
        server sends 4one
        server closes
        app: forced close
        advance 30s
        session finished
        ",
    );
    check_websocket(
        "
        > WS 1 stalled
        server sends 4one
        server closes
        app: forced close
        advance 29999ms
        advance 1ms
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn get_has_its_own_time_after_the_data_has_left() {
    check_polling(
        r"
        server sends 4one
        server closes
        app: forced close
        advance 29s
        > GET 1
        < GET 1: 200 4one
        advance 29s
        > GET 2
        < GET 2: 200 6\x1e1
        session finished
        ",
    );
}

#[test]
fn graceful_close_of_a_websocket_lets_queued_data_go_first() {
    check_websocket(
        "
        server closes
        app: forced close
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn closing_session_takes_no_messages() {
    check_polling(
        r"
        server closes
        app: forced close
        > POST 4late\x1ex\x1e2
        server sends 4late
        dropped
        > GET 1
        < GET 1: 200 6\x1e1
        session finished
        ",
    );
    check_websocket(
        "
        > WS 1 stalled
        server sends 4one
        server closes
        app: forced close
        > WS 1: 4late
        > WS 1: x
        > WS 1: 2
        > WS 1 closed
        session finished
        ",
    );
}

#[test]
fn closing_session_refuses_an_upgrade() {
    check_polling(
        "
        server closes
        app: forced close
        > WS 1 opened
        < WS 1 closed
        > WS 1: 5
        ",
    );
}

#[test]
fn close_packet_of_the_client_ends_a_closing_session() {
    check_polling(
        "
        server closes
        app: forced close
        > POST 1
        session finished
        ",
    );
}

#[test]
fn closing_session_has_no_heartbeat() {
    check_polling(
        "
        advance 24s
        server closes
        app: forced close
        advance 29s
        ",
    );
}

#[test]
fn second_close_changes_nothing() {
    check_polling(
        "
        server closes
        app: forced close
        advance 29s
        server closes
        advance 1s
        session finished
        server closes
        server aborts
        ",
    );
}

#[test]
fn abort_ends_at_once_and_loses_what_is_queued() {
    check_polling(
        "
        server sends 4one
        server aborts
        app: forced server close
        session finished
        > GET 1
        < GET 1: 400
        ",
    );
    check_polling(
        "
        > GET 1
        server aborts
        app: forced server close
        < GET 1: 200 1
        session finished
        ",
    );
    check_websocket(
        "
        server aborts
        app: forced server close
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn abort_cuts_a_graceful_close_short() {
    check_polling(
        "
        server closes
        app: forced close
        server aborts
        session finished
        ",
    );
}

#[test]
fn lost_websocket_closes_the_session() {
    check_websocket(
        "
        > WS 1 closed
        app: transport close
        session finished
        > WS 1 failed
        ",
    );
    check_websocket(
        "
        > WS 1 failed
        app: transport error (reset)
        session finished
        ",
    );
}

#[test]
fn reasons_are_spelled_as_in_the_reference() {
    let spelled = |reason: CloseReason| reason.to_string();
    assert_eq!(spelled(CloseReason::TransportError("reset")), "transport error");
    assert_eq!(spelled(CloseReason::TransportClose), "transport close");
    assert_eq!(spelled(CloseReason::PingTimeout), "ping timeout");
    assert_eq!(spelled(CloseReason::ParseError), "parse error");
    assert_eq!(spelled(CloseReason::ForcedClose), "forced close");
    assert_eq!(spelled(CloseReason::ForcedServerClose), "forced server close");
    assert_eq!(spelled(CloseReason::ServerShuttingDown), "server shutting down");
}

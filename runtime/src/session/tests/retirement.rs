//! The end of a session whose server shuts down.

use super::{check_polling, check_websocket};
use crate::session::{Connection, Counters, Retirement, TransportName};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[test]
fn websocket_session_closes_when_its_turn_comes() {
    check_websocket(
        r"
        server retires 5s 30s
        advance 4s
        > WS 1: 4early
        app: early
        advance 1s
        app: server shutting down
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn polling_session_closes_when_its_turn_comes() {
    check_polling(
        r"
        server retires 5s 30s
        > GET 1
        advance 5s
        app: server shutting down
        < GET 1: 200 1
        session finished
        ",
    );
}

#[test]
fn polling_session_without_a_get_is_told_by_its_next_one() {
    check_polling(
        r"
        server retires 0s 30s
        app: server shutting down
        > GET 1
        < GET 1: 200 6\x1e1
        session finished
        ",
    );
}

#[test]
fn session_whose_application_is_busy_waits_for_it() {
    check_websocket(
        r"
        server is busy
        server retires 0s 30s
        advance 10s
        server sends 4answer
        < WS 1: 4answer
        server is idle
        app: server shutting down
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn queued_frames_leave_before_the_goodbye() {
    check_polling(
        r"
        server is busy
        server retires 0s 30s
        server sends 4last words
        server is idle
        app: server shutting down
        > GET 1
        < GET 1: 200 4last words
        > GET 2
        < GET 2: 200 6\x1e1
        session finished
        ",
    );
}

#[test]
fn session_is_cut_off_at_the_end_of_the_server() {
    check_websocket(
        r"
        server is busy
        server retires 0s 20s
        advance 19s
        advance 1s
        app: server shutting down
        < WS 1 closed
        session finished
        server is idle
        ",
    );
}

#[test]
fn polling_client_that_never_fetches_the_goodbye_does_not_hold_the_server_up() {
    check_polling(
        r"
        server retires 0s 20s
        app: server shutting down
        advance 4999ms
        advance 1ms
        session finished
        ",
    );
}

#[test]
fn polling_client_that_never_fetches_the_goodbye_does_not_outlive_the_server() {
    check_polling(
        r"
        server retires 0s 3s
        app: server shutting down
        advance 2s
        advance 1s
        session finished
        ",
    );
}

#[test]
fn graceful_close_in_progress_does_not_outlive_the_server() {
    check_websocket(
        r"
        > WS 1 stalled
        server sends 4hello
        server closes
        app: forced close
        server retires 0s 20s
        advance 20s
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn earlier_of_two_ends_counts() {
    check_websocket(
        r"
        server is busy
        server retires 10s 30s
        server retires 20s 25s
        advance 24s
        advance 1s
        app: server shutting down
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn earlier_of_two_ends_counts_also_before_the_task_has_heard_of_either() {
    let connection = Connection::new(
        "sid".into(),
        TransportName::Polling,
        usize::MAX,
        Arc::<Counters>::default(),
    );
    let now = Instant::now();
    let at = |seconds| now + Duration::from_secs(seconds);
    connection.retire(Retirement { from: at(10), until: at(30) });
    connection.retire(Retirement { from: at(20), until: at(25) });
    let retirement = Retirement { from: at(10), until: at(25) };
    let wishes = connection.wake_up().expect("a wish");
    assert_eq!(wishes.retirement, Some(retirement));
    assert!(connection.wake_up().is_none());
}

#[test]
fn session_that_ends_by_itself_keeps_its_reason() {
    check_websocket(
        r"
        server is busy
        server retires 0s 30s
        > WS 1 closed
        app: transport close
        session finished
        advance 30s
        ",
    );
}

#[test]
fn probe_ends_with_the_session() {
    check_polling(
        r"
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        server retires 0s 30s
        app: server shutting down
        > GET 1
        < GET 1: 200 6\x1e1
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn session_may_still_move_while_its_application_is_busy() {
    check_polling(
        r"
        server is busy
        server retires 0s 30s
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        > WS 1: 5
        app: upgraded to WS 1
        server sends 4answer
        < WS 1: 4answer
        server is idle
        app: server shutting down
        < WS 1 closed
        session finished
        ",
    );
}

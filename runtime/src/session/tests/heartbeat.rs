//! Rows B1 to B5, and reading that the server itself has stopped.

use super::{check_polling, check_polling_with, check_websocket, check_websocket_with};
use crate::codec::engine_packet::Packet;
use crate::session::{Output, Session, SessionConfig, Source, TransportId};
use std::time::{Duration, Instant};

fn quick() -> SessionConfig {
    SessionConfig {
        ping_interval: Duration::from_millis(300),
        ping_timeout: Duration::from_millis(200),
        ..SessionConfig::default()
    }
}

#[test]
fn first_ping_comes_an_interval_after_the_opening() {
    check_websocket(
        "
        advance 24999ms
        advance 1ms
        < WS 1: 2
        ",
    );
}

#[test]
fn next_ping_comes_an_interval_after_the_pong() {
    check_websocket_with(
        &quick(),
        "
        advance 300ms
        < WS 1: 2
        advance 100ms
        > WS 1: 3
        advance 299ms
        advance 1ms
        < WS 1: 2
        advance 100ms
        > WS 1: 3
        advance 299ms
        advance 1ms
        < WS 1: 2
        ",
    );
}

#[test]
fn ping_ends_a_pending_get() {
    check_polling(
        "
        > GET 1
        advance 25s
        < GET 1: 200 2
        > POST 3
        > GET 2
        advance 25s
        < GET 2: 200 2
        ",
    );
}

#[test]
fn ping_waits_for_a_get() {
    check_polling(
        r"
        server sends 4one
        advance 25s
        > GET 1
        < GET 1: 200 4one\x1e2
        ",
    );
}

#[test]
fn missing_pong_closes_a_websocket() {
    check_websocket(
        "
        advance 25s
        < WS 1: 2
        advance 19999ms
        advance 1ms
        app: ping timeout
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn missing_pong_closes_a_polling_session() {
    check_polling_with(
        &quick(),
        "
        > GET 1
        advance 300ms
        < GET 1: 200 2
        > GET 2
        advance 199ms
        advance 1ms
        app: ping timeout
        < GET 2: 200 1
        session finished
        > GET 3
        < GET 3: 400
        ",
    );
}

#[test]
fn ping_timeout_does_not_grow_with_a_late_timer() {
    let start = Instant::now();
    let at = |millis| start + Duration::from_millis(millis);
    let mut session = Session::open_polling("sid", &quick().into(), start);
    assert_eq!(session.timeout(), Some(at(300)));
    session.handle_timeout(at(310));
    assert_eq!(session.timeout(), Some(at(500)));
}

#[test]
fn peer_has_half_of_its_time_when_the_server_was_held_up() {
    let start = Instant::now();
    let at = |millis| start + Duration::from_millis(millis);
    let mut session = Session::open_polling("sid", &quick().into(), start);
    session.handle_timeout(at(9000));
    assert_eq!(session.timeout(), Some(at(9100)));
}

#[test]
fn pong_that_is_handled_before_the_deadline_fires_counts() {
    let start = Instant::now();
    let at = |millis| start + Duration::from_millis(millis);
    let mut session = Session::open_polling("sid", &quick().into(), start);
    session.handle_timeout(at(300));
    session.handle_packet(at(510), Source::Polling, Packet::Pong("".into()));
    session.handle_timeout(at(510));
    assert!(!session.is_closed());
    assert_eq!(session.timeout(), Some(at(810)));
}

#[test]
fn unsolicited_pong_postpones_the_next_ping() {
    check_websocket(
        "
        advance 20s
        > WS 1: 3
        advance 24999ms
        advance 1ms
        < WS 1: 2
        ",
    );
}

#[test]
fn first_other_packet_restarts_the_timeout() {
    check_websocket_with(
        &quick(),
        "
        advance 300ms
        < WS 1: 2
        advance 155ms
        > WS 1: 4one
        app: one
        advance 199ms
        advance 1ms
        app: ping timeout
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn packet_without_a_meaning_restarts_the_timeout_too() {
    check_websocket_with(
        &quick(),
        "
        advance 300ms
        < WS 1: 2
        advance 155ms
        > WS 1: 6
        advance 199ms
        advance 1ms
        app: ping timeout
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn messages_never_replace_the_pong() {
    check_websocket_with(
        &quick(),
        "
        advance 300ms
        < WS 1: 2
        advance 150ms
        > WS 1: 4one
        app: one
        advance 150ms
        > WS 1: 4two
        app: two
        advance 49ms
        > WS 1: 4three
        app: three
        advance 1ms
        app: ping timeout
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn ping_sent_on_polling_must_be_answered_after_the_upgrade() {
    check_polling(
        "
        > GET 1
        advance 25s
        < GET 1: 200 2
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        > WS 1: 5
        app: upgraded to WS 1
        advance 19999ms
        advance 1ms
        app: ping timeout
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn pong_on_websocket_answers_a_ping_of_polling() {
    check_polling(
        "
        > GET 1
        advance 25s
        < GET 1: 200 2
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        > WS 1: 5
        app: upgraded to WS 1
        advance 10s
        > WS 1: 3
        advance 25s
        < WS 1: 2
        ",
    );
}

#[test]
fn silence_is_no_death_while_the_server_does_not_read() {
    check_websocket(
        "
        advance 25s
        < WS 1: 2
        server stops reading
        advance 24s
        server reads again
        advance 19999ms
        advance 1ms
        app: ping timeout
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn pings_go_on_while_the_server_does_not_read() {
    check_websocket(
        "
        server stops reading
        advance 25s
        < WS 1: 2
        advance 25s
        < WS 1: 2
        advance 25s
        < WS 1: 2
        server reads again
        > WS 1: 3
        > WS 1: 3
        advance 25s
        < WS 1: 2
        ",
    );
}

#[test]
fn reading_on_changes_nothing_when_reading_never_stopped() {
    check_websocket(
        "
        advance 25s
        < WS 1: 2
        advance 10s
        server reads again
        advance 10s
        app: ping timeout
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn polling_client_that_is_not_read_is_alive_while_it_polls() {
    check_polling(
        "
        server stops reading
        > GET 1
        advance 25s
        < GET 1: 200 2
        > GET 2
        advance 25s
        < GET 2: 200 2
        advance 25s
        > GET 3
        < GET 3: 200 2
        advance 25s
        advance 24999ms
        > GET 4
        < GET 4: 200 2
        advance 1ms
        ",
    );
}

#[test]
fn polling_client_that_is_not_read_is_dead_when_it_has_not_fetched_a_ping_by_the_next() {
    check_polling(
        "
        server stops reading
        advance 25s
        advance 24999ms
        advance 1ms
        app: ping timeout
        session finished
        ",
    );
}

#[test]
fn pong_tells_how_long_after_its_ping_it_came() {
    let start = Instant::now();
    let id = TransportId(1);
    let mut session = Session::open_websocket("sid", &SessionConfig::default().into(), id, start);
    let pinged = start + Duration::from_secs(25);
    session.handle_timeout(pinged);
    let ponged = pinged + Duration::from_millis(70);
    // The second is one that nobody asked for.
    for _ in 0..2 {
        session.handle_packet(ponged, Source::WebSocket(id), Packet::Pong("".into()));
    }
    let outputs = std::iter::from_fn(|| session.poll_output());
    let round_trips: Vec<_> = outputs
        .filter_map(|output| match output {
            Output::Pong { round_trip } => Some(round_trip),
            _ => None,
        })
        .collect();
    assert_eq!(round_trips, [Some(Duration::from_millis(70)), None]);
}

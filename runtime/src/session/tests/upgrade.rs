//! Rows U1 to U8: from polling to WebSocket with nothing lost, doubled or reordered.

use super::{check_polling, check_polling_with, check_websocket};
use crate::codec::engine_packet::Packet;
use crate::session::{CloseReason, Output, Session, SessionConfig, Source, TransportId};
use std::time::Instant;

#[test]
fn session_moves_to_the_websocket() {
    check_polling(
        "
        > GET 1
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        < GET 1: 200 6
        > WS 1: 5
        app: upgraded to WS 1
        server sends 4one
        < WS 1: 4one
        > WS 1: 4two
        app: two
        ",
    );
}

#[test]
fn get_during_the_probe_is_answered_at_once() {
    check_polling(
        "
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        > GET 1
        < GET 1: 200 6
        > GET 2
        < GET 2: 200 6
        ",
    );
}

#[test]
fn get_before_the_probe_ping_waits() {
    check_polling(
        "
        > WS 1 opened
        > GET 1
        advance 9s
        server sends 4one
        < GET 1: 200 4one
        ",
    );
}

#[test]
fn a_repeated_probe_ping_is_answered_once() {
    check_polling(
        "
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        > WS 1: 2probe
        > WS 1: 5
        app: upgraded to WS 1
        ",
    );
}

#[test]
fn data_flows_over_polling_until_the_upgrade_packet() {
    check_polling(
        r"
        > GET 1
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        < GET 1: 200 6
        server sends 4one
        > GET 2
        < GET 2: 200 4one
        > POST 4two\x1e4three
        app: two
        app: three
        server sends 4four
        > WS 1: 5
        app: upgraded to WS 1
        < WS 1: 4four
        server sends 4five
        < WS 1: 4five
        ",
    );
}

#[test]
fn ping_during_the_probe_flows_like_data() {
    check_polling(
        "
        advance 20s
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        advance 5s
        > GET 1
        < GET 1: 200 2
        > WS 1: 5
        app: upgraded to WS 1
        > WS 1: 3
        advance 25s
        < WS 1: 2
        ",
    );
    check_polling(
        "
        advance 20s
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        advance 5s
        > WS 1: 5
        app: upgraded to WS 1
        < WS 1: 2
        ",
    );
}

#[test]
fn get_that_is_still_pending_at_the_upgrade_packet_is_closed() {
    check_polling(
        "
        > WS 1 opened
        > GET 1
        > WS 1: 5
        < GET 1: 200 1
        app: upgraded to WS 1
        ",
    );
}

#[test]
fn upgrade_packet_without_a_probe_ping_is_accepted() {
    check_polling(
        "
        > WS 1 opened
        > WS 1: 5
        app: upgraded to WS 1
        > WS 1: 4one
        app: one
        ",
    );
}

#[test]
fn polling_has_no_effect_after_the_upgrade() {
    check_polling(
        "
        > WS 1 opened
        > WS 1: 5
        app: upgraded to WS 1
        > GET 1
        < GET 1: 400
        > POST 4one
        > POST x
        > POST overlaps
        > POST aborted
        > POST is octet-stream
        > GET 1 aborted
        server sends 4two
        < WS 1: 4two
        ",
    );
}

#[test]
fn second_websocket_is_closed_during_the_probe() {
    check_polling(
        "
        > WS 1 opened
        > WS 2 opened
        < WS 2 closed
        > WS 2: 5
        > WS 1: 2probe
        < WS 1: 3probe
        > WS 1: 5
        app: upgraded to WS 1
        ",
    );
}

#[test]
fn second_websocket_is_closed_after_the_upgrade() {
    check_polling(
        "
        > WS 1 opened
        > WS 1: 5
        app: upgraded to WS 1
        > WS 2 opened
        < WS 2 closed
        > WS 2: 4one
        > WS 2 closed
        > WS 1: 4two
        app: two
        ",
    );
    check_websocket(
        "
        > WS 2 opened
        < WS 2 closed
        > WS 1: 4one
        app: one
        ",
    );
}

#[test]
fn websocket_is_closed_when_upgrades_are_switched_off() {
    let config = SessionConfig { upgrades: false, ..SessionConfig::default() };
    check_polling_with(
        &config,
        "
        > WS 1 opened
        < WS 1 closed
        > WS 1: 5
        > POST 4one
        app: one
        ",
    );
}

#[test]
fn other_packet_on_a_probing_websocket_closes_only_that() {
    let others =
        ["0", "1", "2", "2probing", "3", "3probe", "4hello", "6", "bAQID", "", "x", "é", "probe"];
    for other in others {
        check_polling(&format!(
            "
            > WS 1 opened
            > WS 1: {other}
            < WS 1 closed
            > GET 1
            server sends 4one
            < GET 1: 200 4one
            > WS 2 opened
            > WS 2: 2probe
            < WS 2: 3probe
            > WS 2: {other}
            < WS 2 closed
            > WS 3 opened
            > WS 3: 2probe
            < WS 3: 3probe
            > WS 3: 5
            app: upgraded to WS 3
            "
        ));
    }
}

#[test]
fn binary_message_on_a_probing_websocket_closes_only_that() {
    check_polling(
        "
        > WS 1 opened
        > WS 1 binary: 01
        < WS 1 closed
        > POST 4one
        app: one
        ",
    );
}

#[test]
fn lost_probe_leaves_polling_alone() {
    check_polling(
        "
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        > WS 1 closed
        > GET 1
        server sends 4one
        < GET 1: 200 4one
        > WS 2 opened
        > WS 2 failed
        > WS 3 opened
        > WS 3: 5
        app: upgraded to WS 3
        ",
    );
}

#[test]
fn slow_probe_is_closed_and_polling_goes_on() {
    check_polling(
        "
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        advance 9999ms
        advance 1ms
        < WS 1 closed
        > WS 1: 5
        > GET 1
        server sends 4one
        < GET 1: 200 4one
        > WS 2 opened
        > WS 2: 5
        app: upgraded to WS 2
        ",
    );
}

#[test]
fn completed_upgrade_has_no_deadline() {
    check_polling(
        "
        > WS 1 opened
        > WS 1: 5
        app: upgraded to WS 1
        advance 24s
        > WS 1: 4one
        app: one
        ",
    );
}

#[test]
fn end_of_the_session_takes_the_probe_with_it() {
    check_polling(
        "
        > GET 1
        > WS 1 opened
        > GET 1 aborted
        app: transport error (poll connection closed prematurely)
        < WS 1 closed
        session finished
        ",
    );
    check_polling(
        "
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        > POST 1
        app: transport close
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn ping_timeout_during_the_probe_closes_both() {
    check_polling(
        "
        > GET 1
        advance 25s
        < GET 1: 200 2
        advance 15s
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        advance 5s
        app: ping timeout
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn graceful_close_during_the_probe_uses_a_pending_get() {
    check_polling(
        "
        > WS 1 opened
        > GET 1
        server closes
        app: forced close
        < GET 1: 200 1
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn closing_session_completes_the_upgrade_and_then_closes() {
    check_polling(
        "
        > WS 1 opened
        > WS 1: 2probe
        < WS 1: 3probe
        server sends 4one
        server closes
        app: forced close
        > WS 1: 5
        < WS 1: 4one
        < WS 1 closed
        session finished
        ",
    );
    check_polling(
        "
        > WS 1 opened
        server closes
        app: forced close
        > WS 1: 2probe
        < WS 1: 3probe
        > WS 1: 5
        < WS 1 closed
        session finished
        ",
    );
}

#[test]
fn slow_probe_of_a_closing_session_is_closed_before_the_session() {
    check_polling(
        r"
        > WS 1 opened
        server closes
        app: forced close
        advance 10s
        < WS 1 closed
        > GET 1
        < GET 1: 200 6\x1e1
        session finished
        ",
    );
}

#[test]
fn application_is_told_of_each_attempt_that_proves_itself() {
    let now = Instant::now();
    let mut session = Session::open_polling("sid", &SessionConfig::default().into(), now);
    let mut told = 0;
    for id in [TransportId(0), TransportId(1)] {
        session.handle_websocket_opened(now, id);
        assert!(session.is_upgrading());
        // A repeated probe is no other attempt.
        for _ in 0..2 {
            session.handle_packet(now, Source::WebSocket(id), Packet::Ping("probe".into()));
        }
        session.handle_transport_closed(id, None);
        assert!(!session.is_upgrading());
        let outputs = std::iter::from_fn(|| session.poll_output());
        told += outputs.filter(|output| matches!(output, Output::Upgrading)).count();
    }
    assert_eq!(told, 2);
}

#[test]
fn application_is_told_of_no_attempt_after_the_close() {
    let now = Instant::now();
    let mut session = Session::open_polling("sid", &SessionConfig::default().into(), now);
    let id = TransportId(0);
    session.handle_websocket_opened(now, id);
    session.close(now, CloseReason::ForcedClose);
    session.handle_packet(now, Source::WebSocket(id), Packet::Ping("probe".into()));
    let outputs: Vec<_> = std::iter::from_fn(|| session.poll_output()).collect();
    assert!(outputs.iter().any(|output| matches!(output, Output::SendTo(_, _))));
    assert!(!outputs.iter().any(|output| matches!(output, Output::Upgrading)));
}

//! Rows P1 to P14: what GET and POST do to a session.

use super::check_polling;

#[test]
fn get_takes_all_buffered_packets_at_once() {
    check_polling(
        r"
        server sends 4one
        server sends 4two
        > GET 1
        < GET 1: 200 4one\x1e4two
        ",
    );
}

#[test]
fn get_with_nothing_buffered_waits_for_a_packet() {
    check_polling(
        r"
        > GET 1
        advance 24s
        server sends 4one
        < GET 1: 200 4one
        ",
    );
}

#[test]
fn post_delivers_its_packets_in_order() {
    check_polling(
        r"
        > POST 4one\x1ebAQID\x1e4two
        app: one
        app: binary [01, 02, 03]
        app: two
        ",
    );
}

#[test]
fn second_get_refuses_itself_and_closes_the_session() {
    check_polling(
        r"
        > GET 1
        > GET 2
        app: transport error (overlap from client)
        < GET 1: 200 1
        < GET 2: 400
        session finished
        > GET 3
        < GET 3: 400
        ",
    );
}

#[test]
fn aborted_get_closes_the_session() {
    check_polling(
        r"
        > GET 1
        > GET 1 aborted
        app: transport error (poll connection closed prematurely)
        session finished
        ",
    );
}

#[test]
fn abort_of_an_answered_get_is_ignored() {
    check_polling(
        r"
        > GET 1
        server sends 4one
        < GET 1: 200 4one
        > GET 1 aborted
        > GET 2
        > GET 1 aborted
        server sends 4two
        < GET 2: 200 4two
        ",
    );
}

#[test]
fn second_post_closes_the_session() {
    check_polling(
        r"
        > GET 1
        > POST overlaps
        app: transport error (data request overlap from client)
        < GET 1: 200 1
        session finished
        ",
    );
}

#[test]
fn aborted_post_closes_the_session() {
    check_polling(
        r"
        > GET 1
        > POST aborted
        app: transport error (data request connection closed prematurely)
        < GET 1: 200 1
        session finished
        ",
    );
}

#[test]
fn octet_stream_closes_the_session() {
    check_polling(
        r"
        > GET 1
        > POST is octet-stream
        app: transport error (invalid content)
        < GET 1: 200 1
        session finished
        ",
    );
}

#[test]
fn packets_before_an_invalid_one_are_delivered() {
    check_polling(
        r"
        > GET 1
        > POST 4one\x1ex\x1e4two
        app: one
        app: parse error
        < GET 1: 200 1
        session finished
        ",
    );
}

#[test]
fn empty_post_is_a_parse_error() {
    check_polling(
        r"
        > POST (empty)
        app: parse error
        session finished
        ",
    );
}

#[test]
fn close_packet_ends_the_session_and_the_rest_of_the_payload() {
    check_polling(
        r"
        > GET 1
        > POST 4one\x1e1\x1e4two
        app: one
        app: transport close
        < GET 1: 200 6
        session finished
        ",
    );
}

#[test]
fn close_packet_without_a_pending_get_ends_the_session() {
    check_polling(
        r"
        > POST 1
        app: transport close
        session finished
        > GET 1
        < GET 1: 400
        ",
    );
}

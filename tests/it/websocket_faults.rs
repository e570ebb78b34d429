//! WebSocket sessions with a client that breaks the rules of RFC 6455 or of Engine.IO.

use wigwag::Config;
use wigwag_tests::harness::{
    Entries, Handlers, Incoming, RawWebSocket, TestServer, closed, closed_with, journal, masked,
};

/// A client that has joined a server with a limit of 1000 bytes, and what its handlers see.
async fn start() -> (TestServer, RawWebSocket, Entries) {
    let (journal, mut entries) = journal();
    let config = Config::new().max_http_buffer_size(1000);
    let server = TestServer::with_config(config, Handlers::recording(&journal)).await;
    let (client, _) = server.join().await;
    assert_eq!(entries.next().await, "connected");
    (server, client, entries)
}

/// These frames end the session with a close code for the client and a reason for the handlers.
async fn check_closed(frames: &[Vec<u8>], close: Incoming, reason: &str) {
    let (server, mut client, mut entries) = start().await;
    client.write(&frames.concat()).await;
    assert_eq!(client.next().await, close, "{frames:x?}");
    assert_eq!(client.next().await, Incoming::End, "{frames:x?}");
    assert_eq!(entries.next().await, format!("disconnect {reason}"), "{frames:x?}");
    server.has_sessions(0).await;
    server.join().await;
}

async fn check_protocol_error(frames: &[Vec<u8>]) {
    check_closed(frames, closed_with(1002), "transport error").await;
}

async fn check_too_big(frames: &[Vec<u8>]) {
    check_closed(frames, closed_with(1009), "transport error").await;
}

async fn check_invalid_utf8(frames: &[Vec<u8>]) {
    check_closed(frames, closed_with(1007), "transport error").await;
}

#[tokio::test]
async fn reserved_bits_are_a_protocol_error() {
    for bit in [0x40, 0x20, 0x10] {
        check_protocol_error(&[masked(0x81 | bit, b"40")]).await;
        check_protocol_error(&[masked(0x89 | bit, b"")]).await;
    }
}

#[tokio::test]
async fn unknown_opcodes_are_a_protocol_error() {
    for opcode in [3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf] {
        check_protocol_error(&[masked(0x80 | opcode, b"40")]).await;
    }
}

#[tokio::test]
async fn continuation_of_nothing_is_a_protocol_error() {
    check_protocol_error(&[masked(0x80, b"40")]).await;
    check_protocol_error(&[masked(0x00, b"40")]).await;
    check_protocol_error(&[masked(0x81, b"6"), masked(0x80, b"40")]).await;
}

#[tokio::test]
async fn message_within_a_fragmented_message_is_a_protocol_error() {
    check_protocol_error(&[masked(0x01, b"4"), masked(0x81, b"40")]).await;
    check_protocol_error(&[masked(0x01, b"4"), masked(0x01, b"40")]).await;
    check_protocol_error(&[masked(0x01, b"4"), masked(0x82, b"40")]).await;
}

#[tokio::test]
async fn long_control_frame_is_a_protocol_error() {
    check_protocol_error(&[masked(0x89, &[0; 126])]).await;
    check_protocol_error(&[masked(0x8a, &[0; 126])]).await;
    check_protocol_error(&[masked(0x88, &[0x03; 126])]).await;
    check_protocol_error(&[masked(0x89, &[0; 900])]).await;
}

#[tokio::test]
async fn fragmented_control_frame_is_a_protocol_error() {
    check_protocol_error(&[masked(0x09, b"")]).await;
    check_protocol_error(&[masked(0x0a, b"")]).await;
    check_protocol_error(&[masked(0x08, b"")]).await;
}

#[tokio::test]
async fn close_frame_with_half_a_code_or_a_forbidden_one_is_a_protocol_error() {
    check_protocol_error(&[masked(0x88, b"\x03")]).await;
    for code in [0_u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535] {
        check_protocol_error(&[masked(0x88, &code.to_be_bytes())]).await;
    }
}

#[tokio::test]
async fn text_that_is_not_utf8_is_refused() {
    check_invalid_utf8(&[masked(0x81, b"4\xff")]).await;
    check_invalid_utf8(&[masked(0x81, b"42[\"\xc3")]).await;
    // A surrogate, and a character that takes more bytes than it needs.
    check_invalid_utf8(&[masked(0x81, b"42[\"\xed\xa0\x80\"]")]).await;
    check_invalid_utf8(&[masked(0x81, b"42[\"\xc0\xaf\"]")]).await;
    check_invalid_utf8(&[masked(0x01, b"42[\"\xc3"), masked(0x80, b"\"]")]).await;
    check_invalid_utf8(&[masked(0x01, b"42[\""), masked(0x80, b"\xe2\x82")]).await;
    check_invalid_utf8(&[masked(0x88, b"\x03\xe8\xff")]).await;
}

#[tokio::test]
async fn message_above_the_limit_is_refused() {
    check_too_big(&[masked(0x81, &[b'4'; 1001])]).await;
    check_too_big(&[masked(0x82, &[0; 1001])]).await;
    check_too_big(&[masked(0x01, &[b'4'; 1000]), masked(0x80, b"4")]).await;
    check_too_big(&[masked(0x01, &[b'4'; 600]), masked(0x00, &[b'4'; 600])]).await;
}

/// The header of a binary message, of which no byte follows.
fn absurd_header(len: u64) -> Vec<u8> {
    let mut header = vec![0x82, 0xff];
    header.extend_from_slice(&len.to_be_bytes());
    header.extend_from_slice(&[0; 4]);
    header
}

#[tokio::test]
async fn absurd_length_is_refused_by_its_header() {
    check_too_big(&[absurd_header(63 * 1024 * 1024)]).await;
    check_too_big(&[absurd_header(1 << 62)]).await;
    check_too_big(&[absurd_header(i64::MAX as u64)]).await;
}

#[tokio::test]
async fn endless_empty_fragments_are_refused() {
    let mut frames = masked(0x01, b"");
    for _ in 0..16 * 1024 {
        frames.extend(masked(0x00, b""));
    }
    check_closed(&[frames], closed_with(1008), "transport error").await;
}

#[tokio::test]
async fn client_that_still_writes_a_message_too_big_can_read_why_it_was_refused() {
    let (server, mut client, _entries) = start().await;
    // More than the buffers of both ends hold together.
    let mut message = absurd_header(32 * 1024 * 1024);
    message.resize(32 * 1024 * 1024, 0);
    let _ = client.try_write(&message).await;
    assert_eq!(client.next().await, closed_with(1009));
    server.has_sessions(0).await;
}

#[tokio::test]
async fn bad_frame_in_the_segment_of_the_request_leaves_the_server_alive() {
    let server = TestServer::with(Handlers::new()).await;
    let cases = [
        (masked(0xc1, b"40"), 1002),
        (masked(0x83, b""), 1002),
        (masked(0x80, b""), 1002),
        (masked(0x81, b"\xff"), 1007),
        (absurd_header(1 << 62), 1009),
    ];
    for (frame, code) in cases {
        let mut http = server.http().await;
        let mut bytes = RawWebSocket::request("EIO=4&transport=websocket").into_bytes();
        bytes.extend(&frame);
        http.write(bytes).await;
        let mut client = RawWebSocket::accepted(http).await;
        let mut next = client.next().await;
        if let Incoming::Text(open) = &next {
            assert!(open.starts_with("0{"), "{open}");
            next = client.next().await;
        }
        assert_eq!(next, closed_with(code), "{frame:x?}");
        server.has_sessions(0).await;
    }
    server.join().await;
}

#[tokio::test]
async fn text_that_is_no_packet_is_a_parse_error() {
    for text in ["", "x", "7", "é", "😀ab", "\u{1e}"] {
        check_closed(&[masked(0x81, text.as_bytes())], closed(), "parse error").await;
    }
}

#[tokio::test]
async fn ping_packet_from_a_client_is_refused() {
    check_closed(&[masked(0x81, b"2")], closed(), "transport error").await;
    check_closed(&[masked(0x81, b"2probe")], closed(), "transport error").await;
}

#[tokio::test]
async fn separator_of_payloads_has_no_meaning_in_a_message() {
    let message = b"42[\"a\"]\x1e42[\"b\"]";
    check_closed(&[masked(0x81, message)], closed(), "forced close").await;
}

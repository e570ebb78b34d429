use bytes::Bytes;

use crate::codec::frame::{Frame, FrameBuilder};
use crate::codec::message::Message;

#[track_caller]
fn check(frame: &Frame, header: &[u8], payload: &[u8]) {
    assert_eq!(frame.payload(), payload);
    assert_eq!(frame.wire_len(), header.len() + payload.len());
    assert_eq!(frame.websocket(), [header, payload].concat());
}

#[test]
fn a_packet_is_a_text_frame() {
    let frame = Frame::packet("3probe");
    check(&frame, &[0x81, 6], b"3probe");
    assert!(!frame.is_binary());
}

#[test]
fn a_text_message_gets_its_type() {
    let frame = Frame::message(&Message::Text("hello".into()));
    check(&frame, &[0x81, 6], b"4hello");
    assert!(!frame.is_binary());
}

#[test]
fn a_binary_message_has_no_type() {
    let frame = Frame::message(&Message::Binary(Bytes::from_static(&[1, 2, 3])));
    check(&frame, &[0x82, 3], &[1, 2, 3]);
    assert!(frame.is_binary());
    check(&Frame::binary(&[]), &[0x82, 0], &[]);
}

#[test]
fn binary_for_a_client_without_binary_is_base64() {
    check(&Frame::binary(&[1, 2, 3, 4]).into_text(), &[0x81, 9], b"bAQIDBA==");
    check(&Frame::binary(&[]).into_text(), &[0x81, 1], b"b");
    check(&Frame::packet("4hello").into_text(), &[0x81, 6], b"4hello");
}

/// The headers of RFC 6455, 5.2 on both sides of each change of their length.
const HEADERS: [(usize, &[u8]); 6] = [
    (0, &[0]),
    (125, &[125]),
    (126, &[126, 0, 126]),
    (65_535, &[126, 0xff, 0xff]),
    (65_536, &[127, 0, 0, 0, 0, 0, 1, 0, 0]),
    (0x0102_0304, &[127, 0, 0, 0, 0, 1, 2, 3, 4]),
];

#[test]
fn the_header_grows_with_the_payload() {
    for (len, header) in HEADERS {
        let payload = vec![b'4'; len];
        check(&Frame::binary(&payload), &[&[0x82], header].concat(), &payload);
    }
}

#[test]
fn built_frames_have_the_same_headers() {
    for (len, header) in HEADERS {
        let Some(body_len) = len.checked_sub(2) else { continue };
        let body = "x".repeat(body_len);
        let mut builder = FrameBuilder::with_capacity(0);
        builder.push(&body);
        let header = [&[0x81], header].concat();
        check(&builder.finish("42"), &header, format!("42{body}").as_bytes());
    }
}

#[test]
fn built_frames_take_the_shortest_and_the_longest_packet_header() {
    let build = |packet_header| {
        let mut builder = FrameBuilder::with_capacity(16);
        builder.push("/a,");
        builder.push_number(u64::MAX);
        builder.push_json("\"").unwrap();
        builder.finish(packet_header)
    };
    check(&build(""), &[0x81, 27], br#"/a,18446744073709551615"\"""#);
    check(&build("4599999-"), &[0x81, 35], br#"4599999-/a,18446744073709551615"\"""#);
}

#[test]
fn clones_share_the_bytes() {
    let frame = Frame::packet("2");
    assert_eq!(frame.clone().payload().as_ptr(), frame.payload().as_ptr());
    assert_eq!(size_of_val(&frame), size_of::<usize>(), "it lies in the queues of all recipients");
}

#[test]
fn packet_that_must_not_be_compressed_is_another_one() {
    let frame = Frame::packet("2");
    let uncompressed = frame.clone().uncompressed();
    assert!(frame.may_compress() && !uncompressed.may_compress());
    assert_ne!(frame, uncompressed);
    assert_eq!(frame.websocket(), uncompressed.websocket());
    assert!(!Frame::binary(&[1]).uncompressed().into_text().may_compress());
}

#[test]
fn control_frames_have_their_opcode() {
    check(&Frame::control(0xA, b"ping"), &[0x8a, 4], b"ping");
}

use bytes::Bytes;
use bytestring::ByteString;

use crate::codec::engine_packet::Packet;
use crate::codec::error::DecodeError;
use crate::codec::frame::Frame;
use crate::codec::message::Message;
use crate::codec::payload::{decode_payload, encode_payload};

#[track_caller]
fn check(body: &'static [u8], expected: &[Result<Packet, DecodeError>]) {
    let packets = decode_payload(Bytes::from_static(body)).collect::<Vec<_>>();
    assert_eq!(packets, expected, "body {:?}", Bytes::from_static(body));
}

fn text(text: &'static str) -> Result<Packet, DecodeError> {
    Ok(Packet::Message(Message::text(text)))
}

fn binary(bytes: &'static [u8]) -> Result<Packet, DecodeError> {
    Ok(Packet::Message(Message::Binary(Bytes::from_static(bytes))))
}

#[test]
fn packets_are_joined_by_a_record_separator() {
    check(b"4hello", &[text("hello")]);
    check(
        b"4hello\x1e2\x1e4world",
        &[text("hello"), Ok(Packet::Ping(ByteString::new())), text("world")],
    );
    check(b"4\x1e4", &[text(""), text("")]);
    check("4€\x1e4😀".as_bytes(), &[text("€"), text("😀")]);
}

#[test]
fn binary_packets_are_base64() {
    check(b"4a\x1ebAQIDBA==\x1e1", &[text("a"), binary(&[1, 2, 3, 4]), Ok(Packet::Close)]);
    check(b"bYQ", &[binary(b"a")]);
    check(b"b", &[binary(b"")]);
}

#[test]
fn an_empty_packet_is_an_error_wherever_it_stands() {
    check(b"", &[Err(DecodeError::EmptyPacket)]);
    check(b"4a\x1e", &[text("a"), Err(DecodeError::EmptyPacket)]);
    check(b"\x1e4a", &[Err(DecodeError::EmptyPacket)]);
    check(b"4a\x1e\x1e4b", &[text("a"), Err(DecodeError::EmptyPacket)]);
}

#[test]
fn an_error_is_the_last_item() {
    let unknown = Err(DecodeError::UnknownEngineType { byte: b'x' });
    check(b"4a\x1exyz\x1e4b", &[text("a"), unknown]);
}

#[test]
fn a_body_that_is_not_utf8_is_an_error() {
    check(b"4a\x1e4\xff", &[Err(DecodeError::InvalidUtf8)]);
    check(b"\x80", &[Err(DecodeError::InvalidUtf8)]);
}

#[test]
fn every_prefix_of_a_body_decodes_up_to_its_end() {
    let body = "4é\x1ebAQID\x1e2probe";
    let expected = [
        "EmptyPacket",
        "",
        "InvalidUtf8",
        "é",
        "é, EmptyPacket",
        "é, []",
        "é, []",
        "é, [1]",
        "é, [1, 2]",
        "é, [1, 2, 3]",
        "é, [1, 2, 3], EmptyPacket",
        "é, [1, 2, 3], ping",
        "é, [1, 2, 3], ping p",
        "é, [1, 2, 3], ping pr",
        "é, [1, 2, 3], ping pro",
        "é, [1, 2, 3], ping prob",
        "é, [1, 2, 3], ping probe",
    ];
    for (len, expected) in expected.into_iter().enumerate() {
        let items =
            decode_payload(Bytes::from_static(&body.as_bytes()[..len])).map(|item| match item {
                Ok(Packet::Message(Message::Text(text))) => text.to_string(),
                Ok(Packet::Message(Message::Binary(bytes))) => format!("{:?}", bytes.to_vec()),
                Ok(Packet::Ping(text)) => format!("ping {text}").trim_end().to_owned(),
                Ok(other) => format!("{other:?}"),
                Err(error) => format!("{error:?}"),
            });
        assert_eq!(items.collect::<Vec<_>>().join(", "), expected, "prefix of {len} bytes");
    }
}

#[test]
fn packets_of_a_body_are_slices_of_it() {
    let body = Bytes::from_static(b"4hello\x1e4world");
    let messages = decode_payload(body.clone()).map(|packet| match packet {
        Ok(Packet::Message(Message::Text(text))) => text.as_ptr(),
        other => panic!("not a text message: {other:?}"),
    });
    assert!(messages.eq([body[1..].as_ptr(), body[8..].as_ptr()]));
}

#[track_caller]
fn check_encoded(frames: &[Frame], expected: &[u8]) {
    let body = Vec::from(encode_payload(frames.iter()));
    assert_eq!(body, expected);
    assert_eq!(body.capacity(), expected.len(), "room that is not used");
}

#[test]
fn frames_encode_to_one_body() {
    check_encoded(&[], b"");
    check_encoded(&[Frame::packet("6")], b"6");
    check_encoded(&[Frame::packet("40"), Frame::packet("42[\"a\"]")], b"40\x1e42[\"a\"]");
    check_encoded(&[Frame::packet("2"), Frame::binary(&[1, 2, 3, 4])], b"2\x1ebAQIDBA==");
    check_encoded(&[Frame::binary(b""), Frame::packet("4")], b"b\x1e4");
    check_encoded(&[Frame::binary(b"a"), Frame::binary(b"abc")], b"bYQ==\x1ebYWJj");
    check_encoded(&[Frame::binary(&[0xfb, 0xff])], b"b+/8=");
}

#[test]
fn long_frames_lose_their_websocket_header() {
    let long = "4".repeat(70_000);
    let frames = [Frame::packet(&long), Frame::packet(&long[..200])];
    let body = encode_payload(frames.iter());
    assert_eq!(body.len(), 70_000 + 1 + 200);
    assert_eq!(body[..], [long.as_bytes(), b"\x1e", &long.as_bytes()[..200]].concat());
}

use bytes::Bytes;
use bytestring::ByteString;

use crate::codec::engine_packet::{Packet, decode_text};
use crate::codec::error::DecodeError;
use crate::codec::message::Message;

#[track_caller]
fn check(text: &str, expected: impl Into<Result<Packet, DecodeError>>) {
    assert_eq!(decode_text(ByteString::from(text)), expected.into(), "text {text:?}");
}

fn message(text: &'static str) -> Packet {
    Packet::Message(Message::text(text))
}

fn unknown(byte: u8) -> Result<Packet, DecodeError> {
    Err(DecodeError::UnknownEngineType { byte })
}

#[test]
fn every_type_decodes() {
    check(r#"0{"sid":"x"}"#, Ok(Packet::Open));
    check("1", Ok(Packet::Close));
    check("2", Ok(Packet::Ping(ByteString::new())));
    check("2probe", Ok(Packet::Ping("probe".into())));
    check("3", Ok(Packet::Pong(ByteString::new())));
    check("3probe", Ok(Packet::Pong("probe".into())));
    check("4", Ok(message("")));
    check("4hello", Ok(message("hello")));
    check("4€", Ok(message("€")));
    check("5", Ok(Packet::Upgrade));
    check("6", Ok(Packet::Noop));
}

#[test]
fn text_behind_a_type_that_has_none_is_ignored() {
    check("0", Ok(Packet::Open));
    check("1abc", Ok(Packet::Close));
    check("5abc", Ok(Packet::Upgrade));
    check("6é", Ok(Packet::Noop));
}

#[test]
fn an_empty_packet_is_an_error() {
    check("", Err(DecodeError::EmptyPacket));
}

#[test]
fn an_unknown_type_is_an_error() {
    check("7", unknown(b'7'));
    check("/", unknown(b'/'));
    check(" 4hello", unknown(b' '));
    check("\u{1e}", unknown(0x1e));
    check("B", unknown(b'B'));
}

#[test]
fn a_first_character_of_several_bytes_is_an_error() {
    check("é", unknown(0xc3));
    check("€4", unknown(0xe2));
    check("😀", unknown(0xf0));
}

#[test]
fn a_message_is_a_slice_of_the_input() {
    let input = ByteString::from("4hello");
    let Ok(Packet::Message(Message::Text(text))) = decode_text(input.clone()) else {
        panic!("not a text message");
    };
    assert_eq!(text.as_ptr(), input[1..].as_ptr());
}

#[track_caller]
fn check_base64(base64: &str, expected: &'static [u8]) {
    let expected = Packet::Message(Message::Binary(Bytes::from_static(expected)));
    check(&format!("b{base64}"), Ok(expected));
}

#[test]
fn base64_is_a_binary_message() {
    check_base64("", b"");
    check_base64("AQIDBA==", &[1, 2, 3, 4]);
    check_base64("YWI=", b"ab");
    check_base64("YWJj", b"abc");
    check_base64("+/+/", &[0xfb, 0xff, 0xbf]);
}

// What Node 20 answers to `Buffer.from(text, "base64")`.
#[test]
fn broken_base64_gives_fewer_bytes() {
    check_base64("Y", b"");
    check_base64("YQ", b"a");
    check_base64("YQ=", b"a");
    check_base64("YQ===", b"a");
    check_base64("YR==", b"a");
    check_base64("YWJ", b"ab");
    check_base64("YWJjZ", b"abc");
    check_base64("=YQ", b"");
    check_base64("YQ==YQ==", b"a");
    check_base64("YWI=cc", b"ab");
    check_base64("YW=JjZGVmZ2g=", b"a");
    check_base64("YW Jj\nZGVm", b"abcdef");
    check_base64("YWJj!ZGVm", b"abcdef");
    check_base64("!!!!", b"");
    check_base64("é", b"");
    check_base64("YWJjé", b"abc");
}

#[test]
fn the_url_alphabet_is_base64_too() {
    check_base64("Y-_/", &[0x63, 0xef, 0xff]);
    check_base64("YWI-_w", &[0x61, 0x62, 0x3e, 0xff]);
}

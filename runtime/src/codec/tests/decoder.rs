use bytes::Bytes;

use crate::codec::decoder::{DecoderLimits, TextDecoder};
use crate::codec::error::DecodeError;
use crate::codec::packet::Body;
use crate::codec::{Message, Utf8Bytes};

use super::{args, binary, decode, summary, text};

const TWO: &str = r#"52-["e",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"#;

#[test]
fn c6_a_binary_packet_is_complete_with_its_last_attachment() {
    let mut decoder = TextDecoder::new(DecoderLimits::default());

    assert!(matches!(decoder.decode(text(TWO)), Ok(None)));
    assert!(matches!(decoder.decode(binary(b"a")), Ok(None)));

    let packet = decoder.decode(binary(b"b"));
    let args = r#"{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}"#;
    assert_eq!(summary(&packet), format!("/ event \"e\" {args} +b\"a\" +b\"b\""));
}

#[test]
fn packets_follow_one_another() {
    let mut decoder = TextDecoder::new(DecoderLimits::default());
    let mut decode = |message| summary(&decoder.decode(message));
    assert_eq!(decode(text("0")), "/ connect");
    assert_eq!(decode(text(r#"51-["a"]"#)), "awaits attachments");
    assert_eq!(decode(binary(b"x")), r#"/ event "a" +b"x""#);
    assert_eq!(decode(text(r#"51-["b"]"#)), "awaits attachments");
    assert_eq!(decode(binary(b"")), r#"/ event "b" +b"""#);
    assert_eq!(decode(text(r#"2["c"]"#)), r#"/ event "c""#);
}

#[test]
fn c6_text_instead_of_an_attachment_is_an_error() {
    assert_eq!(summary(&decode([text(TWO), text(r#"2["f"]"#)])), "UnexpectedText");
    assert_eq!(summary(&decode([text(TWO), binary(b"a"), text(TWO)])), "UnexpectedText");
    assert_eq!(summary(&decode([text(TWO), text("")])), "UnexpectedText");
}

#[test]
fn c6_binary_that_was_not_announced_is_an_error() {
    assert_eq!(summary(&decode([binary(b"a")])), "UnexpectedBinary");

    let mut decoder = TextDecoder::new(DecoderLimits::default());
    assert_eq!(summary(&decoder.decode(text(r#"2["e"]"#))), r#"/ event "e""#);
    assert_eq!(summary(&decoder.decode(binary(b""))), "UnexpectedBinary");
}

#[test]
fn c6_an_unused_attachment_and_one_used_twice_are_fine() {
    let twice = r#"{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}"#;
    let packet = format!("52-[\"e\",{twice}]");
    let result = decode([text(&packet), binary(b"a"), binary(b"b")]);
    assert_eq!(summary(&result), format!("/ event \"e\" {twice} +b\"a\" +b\"b\""));
}

#[test]
fn c5_nothing_is_awaited_after_a_refused_number_of_attachments() {
    for packet in [r#"50-["e"]"#, r#"511-["e"]"#, r#"51000000-["e"]"#, "5-"] {
        let mut decoder = TextDecoder::new(DecoderLimits::default());
        assert!(decoder.decode(text(packet)).is_err(), "packet {packet}");
    }
}

#[test]
fn nothing_is_kept_after_an_error() {
    let mut decoder = TextDecoder::new(DecoderLimits::default());
    assert!(matches!(decoder.decode(text(TWO)), Ok(None)));
    assert!(decoder.decode(text("0")).is_err());
    assert_eq!(summary(&decoder.decode(text("0"))), "/ connect");
}

#[test]
fn ten_attachments_complete_a_packet() {
    let attachments = (0..10).map(|_| binary(b"a"));
    let result = decode([text(r#"510-["e"]"#)].into_iter().chain(attachments));
    assert_eq!(summary(&result), format!("/ event \"e\" {}", [r#"+b"a""#; 10].join(" ")));
}

#[test]
fn a_lower_limit_on_attachments_holds() {
    let limits = DecoderLimits { attachments_max: 2, ..DecoderLimits::default() };
    assert!(matches!(TextDecoder::new(limits).decode(text(r#"52-["e"]"#)), Ok(None)));
    let result = TextDecoder::new(limits).decode(text(r#"53-["e"]"#));
    assert_eq!(result.err(), Some(DecodeError::TooManyAttachments));
}

#[test]
fn the_attachments_of_one_packet_share_a_limit() {
    let limits = DecoderLimits { attachment_bytes_max: 6, ..DecoderLimits::default() };
    let decode = |second: &'static [u8]| {
        let mut decoder = TextDecoder::new(limits);
        let mut decode = |message| summary(&decoder.decode(message));
        assert_eq!(decode(text(r#"52-["e"]"#)), "awaits attachments");
        assert_eq!(decode(binary(b"1234")), "awaits attachments");
        decode(binary(second))
    };
    assert_eq!(decode(b"5"), r#"/ event "e" +b"1234" +b"5""#);
    assert_eq!(decode(b"56"), r#"/ event "e" +b"1234" +b"56""#);
    assert_eq!(decode(b"567"), "AttachmentsTooLarge");
}

#[test]
fn the_limit_on_bytes_starts_anew_with_each_packet() {
    let limits = DecoderLimits { attachment_bytes_max: 3, ..DecoderLimits::default() };
    let mut decoder = TextDecoder::new(limits);
    for _ in 0..3 {
        assert!(matches!(decoder.decode(text(r#"51-["e"]"#)), Ok(None)));
        assert_eq!(summary(&decoder.decode(binary(b"123"))), r#"/ event "e" +b"123""#);
    }
}

#[test]
fn the_default_limits_are_those_of_the_reference() {
    let limits = DecoderLimits::default();
    assert_eq!(limits.attachments_max, 10);
    assert_eq!(limits.attachment_bytes_max, 10_000_000);
}

/// Is the attachment of a packet still in the buffer that it was received in?
fn is_shared(len: usize) -> bool {
    let received = Bytes::from(vec![7; len]);
    let result = decode([text(r#"51-["e"]"#), Message::Binary(received.clone())]);
    let Ok(Some(packet)) = result else { panic!("no packet: {result:?}") };
    let Body::Event { args, .. } = packet.body else { panic!("no event") };
    let attachment = &args.attachments()[0];
    assert_eq!(*attachment, received);
    attachment.as_ptr() == received.as_ptr()
}

#[test]
fn small_attachments_leave_the_receive_buffer() {
    assert!(!is_shared(1));
    assert!(!is_shared(4095));
    assert!(is_shared(4096));
}

#[test]
fn decoded_text_is_a_slice_of_the_message() {
    let message = Utf8Bytes::from(r#"2/admin,["name",{"a":1}]"#);
    let result = decode([Message::Text(message.clone())]);
    let Ok(Some(packet)) = result else { panic!("no packet: {result:?}") };
    let Body::Event { name, args, .. } = packet.body else { panic!("no event") };
    assert_eq!(packet.namespace.as_ptr(), message[1..].as_ptr());
    assert_eq!(name.as_ptr(), message[10..].as_ptr());
    assert_eq!(args.json_list().as_ptr(), message[16..].as_ptr());
}

#[test]
fn attachments_reach_the_arguments_of_events_and_acknowledgements() {
    assert_eq!(args(r#"51-["e"]"#, &[b"a"]).attachments(), [Bytes::from_static(b"a")]);
    assert_eq!(args("61-7[]", &[b"a"]).attachments(), [Bytes::from_static(b"a")]);
}

#[test]
fn every_error_says_what_is_wrong() {
    let messages = [
        (DecodeError::EmptyPacket, "empty packet"),
        (DecodeError::UnknownEngineType { byte: 0x78 }, "unknown engine packet type 0x78"),
        (DecodeError::InvalidUtf8, "payload is not UTF-8"),
        (DecodeError::EmptyMessage, "empty message"),
        (DecodeError::UnknownSocketType { byte: 0x0a }, "unknown socket packet type 0x0a"),
        (DecodeError::InvalidAttachmentCount, "invalid number of attachments"),
        (DecodeError::TooManyAttachments, "too many attachments"),
        (DecodeError::AttachmentsTooLarge, "attachments are too large"),
        (DecodeError::AckIdOverflow, "acknowledgement id is too large"),
        (DecodeError::InvalidJson, "payload is not JSON"),
        (DecodeError::UnexpectedPayload, "payload does not fit the packet type"),
        (DecodeError::InvalidEventName, "event name is neither a string nor a number"),
        (DecodeError::ReservedEventName, "event name is reserved"),
        (DecodeError::InvalidPlaceholder, "placeholder names no attachment"),
        (DecodeError::UnexpectedText, "text message where binary data was due"),
        (DecodeError::UnexpectedBinary, "binary message that no packet announced"),
        (DecodeError::InvalidMsgpack, "not MessagePack"),
        (DecodeError::IncompletePacket, "packet without a type or a namespace"),
        (DecodeError::TooDeep, "values are nested too deep"),
        (DecodeError::Other("too loud"), "too loud"),
    ];
    for (error, message) in messages {
        assert_eq!(error.to_string(), message);
    }
}

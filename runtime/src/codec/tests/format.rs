//! Packets that travel as a parser of the program wants it.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::value::to_raw_value;

use super::summary;
use crate::Binary;
use crate::codec::args::Args;
use crate::codec::error::{DecodeError, EncodeError};
use crate::codec::format::Format;
use crate::codec::frame::Frame;
use crate::codec::packet::{Body, Packet};
use crate::codec::parser::{Decoder, Parser};
use crate::codec::{DecoderLimits, Message, Utf8Bytes};

/// Says every packet in words, with its attachments behind it, and decodes whatever it is told to.
struct Words;

impl Parser for Words {
    fn encode(&self, packet: &Packet) -> Result<Vec<Message>, EncodeError> {
        let mut messages = vec![Message::text(summary(&Ok(Some(packet.clone()))))];
        match &packet.body {
            Body::Event { name, .. } if name == "silence" => messages.clear(),
            Body::Event { name, .. } if name == "panic" => panic!("a test asked for this panic"),
            Body::Event { name, .. } if name == "noise" => {
                return Err(EncodeError::Parser("too loud".to_owned()));
            }
            Body::Event { args, .. } | Body::Ack { args, .. } => {
                messages.extend(args.attachments().iter().cloned().map(Message::Binary));
            }
            Body::Connect { data: Some(data) } | Body::ConnectError { data: Some(data) } => {
                messages.push(Message::Text(data.clone()));
            }
            _ => {}
        }
        Ok(messages)
    }

    fn decoder(&self, _: DecoderLimits) -> Box<dyn Decoder> {
        Box::new(Told { is_broken: false })
    }
}

struct Told {
    is_broken: bool,
}

impl Decoder for Told {
    fn decode(&mut self, message: Message) -> Result<Option<Packet>, DecodeError> {
        let text = message.as_text().unwrap_or_default();
        let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
        let attachments = |count: &str| vec![Bytes::from_static(b"12"); count.parse().unwrap()];
        let args = |attachments| Args::from_json("[1]", attachments);
        let body = match kind {
            "connect" => Body::Connect { data: Some(Utf8Bytes::from(rest)) },
            "event" => Body::Event { id: None, name: rest.into(), args: args(Vec::new())? },
            "ack" => Body::Ack { id: Some(1), args: args(attachments(rest))? },
            "wait" => return Ok(None),
            "panic" if rest == "later" => {
                self.is_broken = true;
                return Ok(None);
            }
            "panic" => panic!("a test asked for this panic"),
            _ => return Err(DecodeError::Other("not understood")),
        };
        Ok(Some(Packet { namespace: "/".into(), body }))
    }

    fn awaiting(&self) -> Option<&str> {
        assert!(!self.is_broken, "a test asked for this panic");
        Some("/waiting")
    }
}

fn format() -> Format {
    Format::Parser(Arc::new(Words))
}

#[track_caller]
fn check(encoded: Result<crate::codec::Encoded, EncodeError>, expected: &[&str]) {
    let frames = encoded.unwrap().into_iter().collect::<Vec<_>>();
    assert!(frames.iter().map(Frame::payload).eq(expected.iter().map(|text| text.as_bytes())));
}

#[test]
fn every_packet_is_encoded_by_the_parser() {
    let format = format();
    check(
        format.encode_connect("/", "abc", None),
        &["4/ connect {\"sid\":\"abc\"}", "4{\"sid\":\"abc\"}"],
    );
    check(
        format.encode_connect("/", "abc", Some("x")),
        &["4/ connect {\"sid\":\"abc\",\"pid\":\"x\"}", "4{\"sid\":\"abc\",\"pid\":\"x\"}"],
    );
    check(
        format.encode_connect_error("/x", "no", Some(&to_raw_value(&7).unwrap())),
        &["4/x connect error", "4{\"message\":\"no\",\"data\":7}"],
    );
    check(
        format.encode_connect_error("/x", "no", None),
        &["4/x connect error", "4{\"message\":\"no\"}"],
    );
    check(format.encode_disconnect("/x"), &["4/x disconnect"]);
    check(
        format.encode_event("/", Some(7), "e", &(1, Binary::from(&b"a"[..])), Some("1-0")),
        &[r#"4/ event id=7 "e" 1,{"_placeholder":true,"num":0},"1-0" +b"a""#, "a"],
    );
    check(format.encode_ack("/", 7, &("two",)), &[r#"4/ ack id=7 "two""#]);
}

#[test]
fn what_the_parser_cannot_encode_is_an_error() {
    let encode = |name| format().encode_event("/", None, name, &(), None).map(|_| ());
    assert_eq!(encode("connect"), Err(EncodeError::ReservedEventName));
    let error = encode("noise").unwrap_err();
    assert_eq!(error.to_string(), "the parser cannot encode the packet: too loud");
    let error = encode("silence").unwrap_err();
    assert_eq!(error, EncodeError::Parser("the parser made no message of the packet".to_owned()));
    assert_eq!(encode("panic"), Err(EncodeError::Parser("the parser panicked".to_owned())));
}

#[track_caller]
fn check_decoded(message: &str, expected: &str) {
    let limits = DecoderLimits { attachments_max: 2, attachment_bytes_max: 3 };
    assert_eq!(summary(&format().decoder(limits).decode(Message::text(message))), expected);
}

#[test]
fn what_the_parser_decodes_is_checked() {
    check_decoded("connect {}", "/ connect {}");
    check_decoded("connect []", "UnexpectedPayload");
    check_decoded("connect {", "InvalidJson");
    check_decoded("event e", r#"/ event "e" 1"#);
    check_decoded("event disconnecting", "ReservedEventName");
    check_decoded("ack 1", r#"/ ack id=1 1 +b"12""#);
    check_decoded("ack 2", "AttachmentsTooLarge");
    check_decoded("ack 3", "TooManyAttachments");
    check_decoded("wait", "awaits attachments");
    check_decoded("panic", r#"Other("the parser panicked")"#);
    check_decoded("panic later", r#"Other("the parser panicked")"#);
    check_decoded("what", r#"Other("not understood")"#);
    let mut decoder = format().decoder(DecoderLimits::default());
    assert!(matches!(decoder.decode(Message::text("wait")), Ok(None)));
    assert_eq!(decoder.awaiting(), Some("/waiting"));
    assert_eq!(Format::default().decoder(DecoderLimits::default()).awaiting(), None);
}

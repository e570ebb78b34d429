//! Text and attachments → packets.

use std::hint::black_box;

use gungraun::prelude::*;
use wigwag::__bench::{PacketDecoder, decode_engine_packet, decode_payload};
use wigwag::engine::Message;
use wigwag::parser::{Body, Packet};

/// What a client sends, and the decoder of its session.
struct Received {
    decoder: PacketDecoder,
    messages: Vec<Message>,
}

impl Received {
    /// Checks that this is understood as it is meant.
    fn new(text: &str, attachments: &[usize], meaning: &str) -> Self {
        let attachments = attachments.iter().map(|len| Message::binary(vec![7; *len]));
        let attachments: Vec<_> = attachments.collect();
        let messages = || [Message::text(text)].into_iter().chain(attachments.clone()).collect();
        let mut received = Self { decoder: PacketDecoder::new(), messages: messages() };
        let packet = received.decode().expect("a whole packet");
        assert_eq!(told(&packet), meaning);
        received.messages = messages();
        received
    }

    fn decode(&mut self) -> Option<Packet> {
        self.messages.drain(..).filter_map(|message| self.decoder.decode(message)).last()
    }
}

/// A packet in few words.
fn told(Packet { namespace, body }: &Packet) -> String {
    let body = match body {
        Body::Connect { data } => format!("connect {}", data.as_deref().unwrap_or_default()),
        Body::Disconnect => "disconnect".to_owned(),
        Body::Event { id, name, args } => {
            let (len, count) = (args.json_list().len(), args.attachments().len());
            format!("event {id:?} {name}, {len} B, {count} attachments")
        }
        Body::Ack { id, args } => format!("ack {id:?}, {} B", args.json_list().len()),
        _ => String::new(),
    };
    format!("{namespace} {body}")
}

const ONE: &str = r#"51-17["echob",{"_placeholder":true,"num":0}]"#;
const TWO: &str =
    r#"52-["two",{"a":{"_placeholder":true,"num":0},"b":{"_placeholder":true,"num":1}}]"#;
const ORDER: &str =
    r#"217["order",{"id":1234,"article":"bicycle","count":2,"price":199.5,"is_gift":false}]"#;

fn connect() -> Received {
    Received::new(r#"0{"token":"abcdef"}"#, &[], r#"/ connect {"token":"abcdef"}"#)
}

fn connect_admin() -> Received {
    Received::new("0/admin,", &[], "/admin connect ")
}

fn disconnect() -> Received {
    Received::new("1", &[], "/ disconnect")
}

fn event() -> Received {
    Received::new(r#"2["hello",1]"#, &[], "/ event None hello, 1 B, 0 attachments")
}

fn event_of(len: usize) -> Received {
    let text = format!(r#"217["echo",{{"data":"{}"}}]"#, "x".repeat(len));
    let meaning = format!("/ event Some(17) echo, {} B, 0 attachments", len + 11);
    Received::new(&text, &[], &meaning)
}

fn event_of_five_fields() -> Received {
    Received::new(ORDER, &[], "/ event Some(17) order, 71 B, 0 attachments")
}

fn event_in_admin() -> Received {
    Received::new(
        r#"2/admin,17["hello",1]"#,
        &[],
        "/admin event Some(17) hello, 1 B, 0 attachments",
    )
}

fn binary_event() -> Received {
    Received::new(ONE, &[1024], "/ event Some(17) echob, 29 B, 1 attachments")
}

fn binary_event_of_two() -> Received {
    Received::new(TWO, &[1024, 1024], "/ event None two, 69 B, 2 attachments")
}

fn ack() -> Received {
    Received::new(r#"317["ok",{"at":1}]"#, &[], "/ ack Some(17), 13 B")
}

fn ack_empty() -> Received {
    Received::new("317[]", &[], "/ ack Some(17), 0 B")
}

#[library_benchmark]
#[bench::connect(connect())]
#[bench::connect_admin(connect_admin())]
#[bench::disconnect(disconnect())]
#[bench::event(event())]
#[bench::event_64(event_of(64))]
#[bench::event_1024(event_of(1024))]
#[bench::event_of_five_fields(event_of_five_fields())]
#[bench::event_in_admin(event_in_admin())]
#[bench::binary_event(binary_event())]
#[bench::binary_event_of_two(binary_event_of_two())]
#[bench::ack(ack())]
#[bench::ack_empty(ack_empty())]
fn packet(mut received: Received) -> Received {
    black_box(received.decode());
    received
}

fn engine(text: &str) -> String {
    let message = decode_engine_packet(text.into());
    assert_eq!(message.is_some(), text.starts_with(['4', 'b']));
    text.to_owned()
}

fn base64(len: usize) -> String {
    let text = format!("b{}", "AAAA".repeat(len / 3));
    assert_eq!(decode_engine_packet(text.as_str().into()), Some(Message::binary(vec![0; len])));
    text
}

#[library_benchmark]
#[bench::pong(engine("3"))]
#[bench::message(engine(r#"42["hello",1]"#))]
#[bench::base64_1023(base64(1023))]
fn engine_packet(text: String) {
    black_box(decode_engine_packet(text.into()));
}

fn payload_of(count: usize) -> String {
    let text = vec![r#"42["hello",1]"#; count].join("\u{1e}");
    assert_eq!(decode_payload(text.clone().into()), count);
    text
}

#[library_benchmark]
#[bench::of_1(payload_of(1))]
#[bench::of_16(payload_of(16))]
fn payload(text: String) {
    black_box(decode_payload(text.into()));
}

library_benchmark_group!(name = decoding, benchmarks = [packet, engine_packet, payload]);

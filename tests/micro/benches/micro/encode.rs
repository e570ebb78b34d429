//! Packets → frames.

use std::hint::black_box;

use gungraun::prelude::*;
use wigwag::__bench::{
    Sent, connect_packet, connect_refusal, disconnect_packet, encode_ack, encode_event,
    encode_payload,
};
use wigwag::Binary;

use crate::contract::{Data, Order};

/// Checks what is sent, so that nothing is measured that is wrong.
#[track_caller]
fn check(sent: &Sent, expected: &[&[u8]]) {
    assert_eq!(sent.messages(), expected);
}

fn number() -> (u32,) {
    let args = (1,);
    let sent = encode_event(None, "hello", &args).expect("numbers are written");
    check(&sent, &[br#"42["hello",1]"#]);
    args
}

fn data(len: usize) -> (Data,) {
    let args = (Data::of(len),);
    let sent = encode_event(None, "hello", &args).expect("text is written");
    check(&sent, &[format!(r#"42["hello",{{"data":"{}"}}]"#, args.0.data).as_bytes()]);
    args
}

fn five_fields() -> (Order,) {
    let order =
        Order { id: 1234, article: "bicycle".into(), count: 2, price: 199.5, is_gift: false };
    let args = (order,);
    let sent = encode_event(None, "hello", &args).expect("an order is written");
    let expected =
        br#"42["hello",{"id":1234,"article":"bicycle","count":2,"price":199.5,"is_gift":false}]"#;
    check(&sent, &[expected]);
    args
}

fn bytes(len: usize) -> (Binary,) {
    let args = (Binary::from(vec![7; len]),);
    let sent = encode_event(None, "hello", &args).expect("bytes are attached");
    check(&sent, &[br#"451-["hello",{"_placeholder":true,"num":0}]"#, &args.0]);
    args
}

#[library_benchmark]
#[bench::of_number(number())]
fn event(args: (u32,)) {
    let _ = black_box(encode_event(None, "hello", &args));
}

#[library_benchmark]
#[bench::of_64(data(64))]
#[bench::of_1024(data(1024))]
fn text_event(args: (Data,)) -> (Data,) {
    let _ = black_box(encode_event(None, "hello", &args));
    args
}

#[library_benchmark]
#[bench::of_five_fields(five_fields())]
fn struct_event(args: (Order,)) -> (Order,) {
    let _ = black_box(encode_event(None, "hello", &args));
    args
}

#[library_benchmark]
#[bench::of_1024(bytes(1024))]
fn binary_event(args: (Binary,)) -> (Binary,) {
    let _ = black_box(encode_event(None, "hello", &args));
    args
}

fn answer(len: usize) -> (Data,) {
    let args = (Data::of(len),);
    let sent = encode_ack(17, &args).expect("text is written");
    check(&sent, &[format!(r#"4317[{{"data":"{}"}}]"#, args.0.data).as_bytes()]);
    args
}

#[library_benchmark]
#[bench::of_64(answer(64))]
fn ack(args: (Data,)) -> (Data,) {
    let _ = black_box(encode_ack(17, &args));
    args
}

fn nothing() {
    let sent = encode_ack(17, &()).expect("nothing is written");
    check(&sent, &[b"4317[]"]);
}

#[library_benchmark]
#[bench::of_nothing(nothing())]
fn empty_ack(args: ()) {
    let _ = black_box(encode_ack(17, &args));
}

fn sid() -> &'static str {
    let sid = "AAAAAAAAAAAAAAAAAAAA";
    let sent = connect_packet("/", sid).expect("everybody has an answer");
    check(&sent, &[br#"40{"sid":"AAAAAAAAAAAAAAAAAAAA"}"#]);
    sid
}

#[library_benchmark]
#[bench::main(sid())]
fn connect(sid: &str) {
    let _ = black_box(connect_packet("/", sid));
}

fn refusal() -> &'static str {
    let sent = connect_refusal("/", "not authorized", None).expect("everybody has an answer");
    check(&sent, &[br#"44{"message":"not authorized"}"#]);
    "not authorized"
}

#[library_benchmark]
#[bench::main(refusal())]
fn connect_error(message: &str) {
    let _ = black_box(connect_refusal("/", message, None));
}

fn admin() -> &'static str {
    let sent = disconnect_packet("/admin").expect("everybody has an answer");
    check(&sent, &[b"41/admin,"]);
    "/admin"
}

#[library_benchmark]
#[bench::admin(admin())]
fn disconnect(namespace: &str) {
    let _ = black_box(disconnect_packet(namespace));
}

fn packets(count: usize) -> Vec<Sent> {
    let packet = |_| encode_event(None, "hello", &(1,)).expect("numbers are written");
    let packets: Vec<_> = (0..count).map(packet).collect();
    assert_eq!(encode_payload(&packets), vec![r#"42["hello",1]"#; count].join("\u{1e}"));
    packets
}

#[library_benchmark]
#[bench::of_1(packets(1))]
#[bench::of_16(packets(16))]
fn payload(packets: Vec<Sent>) -> Vec<Sent> {
    black_box(encode_payload(&packets));
    packets
}

library_benchmark_group!(
    name = encoding,
    benchmarks = [
        event,
        text_event,
        struct_event,
        binary_event,
        ack,
        empty_ack,
        connect,
        connect_error,
        disconnect,
        payload
    ]
);

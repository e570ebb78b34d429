//! Frames of a WebSocket.

use std::hint::black_box;

use gungraun::prelude::*;
use wigwag::__bench::WebSocket;
use wigwag::engine::Message;

const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A masked frame of a client, RFC 6455 §5.2.
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    const FIN: u8 = 0x80;
    const MASKED: u8 = 0x80;
    let mut frame = vec![FIN | opcode];
    match u8::try_from(payload.len()) {
        Ok(len @ ..126) => frame.push(MASKED | len),
        _ => {
            frame.push(MASKED | 126);
            frame.extend(u16::try_from(payload.len()).expect("a short frame").to_be_bytes());
        }
    }
    frame.extend(MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

struct Incoming {
    websocket: WebSocket,
    bytes: Vec<u8>,
}

impl Incoming {
    /// Frames that are all the same.
    fn of(count: usize, message: &Message) -> Self {
        let opcode = if message.as_text().is_some() { 1 } else { 2 };
        let bytes = frame(opcode, message.as_bytes()).repeat(count);
        let mut websocket = WebSocket::new();
        assert_eq!(websocket.receive(&mut bytes.clone()).as_ref(), Some(message));
        Self { websocket, bytes }
    }
}

fn text(len: usize) -> Message {
    Message::text("x".repeat(len))
}

fn binary(len: usize) -> Message {
    Message::binary(vec![7; len])
}

#[library_benchmark]
#[bench::text_64(Incoming::of(1, &text(64)))]
#[bench::text_1024(Incoming::of(1, &text(1024)))]
#[bench::binary_1024(Incoming::of(1, &binary(1024)))]
#[bench::text_64_8_at_once(Incoming::of(8, &text(64)))]
fn receive(mut incoming: Incoming) -> Incoming {
    black_box(incoming.websocket.receive(&mut incoming.bytes));
    incoming
}

struct Outgoing {
    websocket: WebSocket,
    /// How many bytes have to leave.
    len: usize,
}

impl Outgoing {
    fn of(count: usize, message: &Message) -> Self {
        let mut websocket = WebSocket::new();
        let mut len = 0;
        for _ in 0..2 {
            (0..count).for_each(|_| websocket.push(message));
            len = websocket.write();
        }
        (0..count).for_each(|_| websocket.push(message));
        Self { websocket, len }
    }
}

#[library_benchmark]
#[bench::text_64(Outgoing::of(1, &text(64)))]
#[bench::text_64_64_at_once(Outgoing::of(64, &text(64)))]
#[bench::binary_1024(Outgoing::of(1, &binary(1024)))]
fn write(mut outgoing: Outgoing) -> Outgoing {
    assert_eq!(outgoing.websocket.write(), outgoing.len);
    outgoing
}

library_benchmark_group!(name = frames, benchmarks = [receive, write]);

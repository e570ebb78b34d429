//! An event through the generated code into its handler, and its acknowledgement into the outbox.

use gungraun::prelude::*;
use wigwag::engine::Message;

use crate::crowd::Crowd;

/// A client, what it sends next, and what it has to be told.
struct Call {
    crowd: Crowd,
    messages: Vec<Message>,
    answer: Vec<Vec<u8>>,
}

impl Call {
    /// A call that has been made once.
    fn new(messages: &[Message], answer: &[&[u8]]) -> Self {
        let answer = answer.iter().map(|message| message.to_vec()).collect();
        let mut call = Self { crowd: Crowd::of(1), messages: messages.to_vec(), answer };
        call.make();
        call.check();
        // Nobody else refers to what has just come from the network.
        call.messages = messages.iter().map(unshared).collect();
        call
    }

    fn make(&mut self) {
        self.crowd.clients[0].receive(self.messages.drain(..));
    }

    fn check(&mut self) {
        assert_eq!(self.crowd.clients[0].take_sent(), self.answer);
    }
}

fn unshared(message: &Message) -> Message {
    match message {
        Message::Text(text) => Message::text(text.as_str()),
        Message::Binary(bytes) => Message::binary(bytes.to_vec()),
    }
}

fn text(len: usize) -> Call {
    let data = format!(r#"{{"data":"{}"}}"#, "x".repeat(len));
    let message = Message::text(format!(r#"217["echo",{data}]"#));
    Call::new(&[message], &[format!("4317[{data}]").as_bytes()])
}

fn binary(len: usize) -> Call {
    let bytes = vec![7; len];
    let event = Message::text(r#"51-17["echob",{"_placeholder":true,"num":0}]"#);
    let answer: [&[u8]; 2] = [br#"461-17[{"_placeholder":true,"num":0}]"#, &bytes];
    Call::new(&[event, Message::binary(bytes.clone())], &answer)
}

fn five_fields() -> Call {
    let order = r#"{"id":1234,"article":"bicycle","count":2,"price":199.5,"is_gift":false}"#;
    let message = Message::text(format!(r#"217["order",{order}]"#));
    Call::new(&[message], &[format!("4317[{order}]").as_bytes()])
}

#[library_benchmark(teardown = answered)]
#[bench::echo_64(text(64))]
#[bench::echo_1024(text(1024))]
#[bench::echo_binary_1024(binary(1024))]
#[bench::five_fields(five_fields())]
fn call(mut call: Call) -> Call {
    call.make();
    call
}

fn answered(mut call: Call) {
    call.check();
}

library_benchmark_group!(name = calls, benchmarks = call);

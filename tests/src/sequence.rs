//! Streams of numbered messages, and what is wrong with one: a message that is lost, doubled, swapped with another, or changed.

use serde::{Deserialize, Serialize};
use wigwag::Binary;

/// How many faults are kept: the first ones say what happened, the others follow from them.
const FAULTS_MAX: usize = 3;

/// What a message carries: text, bytes, or both. It says whose message it is and which one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Payload {
    /// Bytes alone.
    Bytes(Binary),
    /// Text alone.
    Text(String),
    /// Text between two attachments.
    Mixed {
        /// The first attachment.
        head: Binary,
        /// The text.
        text: String,
        /// The second attachment, which is empty.
        tail: Binary,
    },
}

impl Payload {
    /// What message `number` of the stream `owner` carries.
    pub fn of(owner: &str, number: u32) -> Self {
        let text = format!("{owner} {number}");
        let bytes = Binary::from(text.clone().into_bytes());
        match number % 3 {
            0 => Self::Text(text),
            1 => Self::Bytes(bytes),
            _ => Self::Mixed { head: bytes, text, tail: Binary::default() },
        }
    }
}

/// Checks a stream while it comes.
#[derive(Debug, Clone)]
pub struct Sequence {
    owner: String,
    received: u32,
    faults: Vec<String>,
}

impl Sequence {
    /// The stream of an owner, whose first message has the number 0.
    pub fn of(owner: impl Into<String>) -> Self {
        Self { owner: owner.into(), received: 0, faults: Vec::new() }
    }

    /// Takes the next message.
    pub fn take(&mut self, number: u32, payload: &Payload) {
        let due = self.received;
        if number != due {
            self.fault(format!("at {due} came {number}"));
        } else if *payload != Payload::of(&self.owner, number) {
            self.fault(format!("message {number} carries {payload:?}"));
        }
        self.received += 1;
    }

    /// How many messages have come.
    pub fn received(&self) -> u32 {
        self.received
    }

    /// The first things that were wrong.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    fn fault(&mut self, fault: String) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Payload, Sequence};

    /// Lets the stream `ada` be these messages.
    fn check(numbers: &[u32], received: u32, faults: &[&str]) {
        let mut sequence = Sequence::of("ada");
        for &number in numbers {
            sequence.take(number, &Payload::of("ada", number));
        }
        assert_eq!(sequence.received(), received, "{numbers:?}");
        assert_eq!(sequence.faults(), faults, "{numbers:?}");
    }

    #[test]
    fn stream_in_order_is_right() {
        check(&[], 0, &[]);
        check(&[0, 1, 2, 3, 4], 5, &[]);
    }

    #[test]
    fn lost_message_shows() {
        check(&[1], 1, &["at 0 came 1"]);
        check(&[0, 1, 3], 3, &["at 2 came 3"]);
        // A lost end shows in the number of messages.
        check(&[0, 1], 2, &[]);
    }

    #[test]
    fn doubled_message_shows() {
        check(&[0, 0], 2, &["at 1 came 0"]);
        check(&[0, 1, 1, 2], 4, &["at 2 came 1", "at 3 came 2"]);
    }

    #[test]
    fn swapped_messages_show() {
        check(&[0, 2, 1, 3], 4, &["at 1 came 2", "at 2 came 1"]);
    }

    #[test]
    fn changed_message_shows() {
        for number in 0..3 {
            let mut sequence = Sequence::of("ada");
            for number in 0..number {
                sequence.take(number, &Payload::of("ada", number));
            }
            sequence.take(number, &Payload::of("eve", number));
            assert_eq!(sequence.faults().len(), 1, "{number}");
        }
    }

    #[test]
    fn payloads_are_of_three_kinds() {
        let json = |number| serde_json::to_string(&Payload::of("ada", number)).unwrap();
        assert_eq!(json(0), r#""ada 0""#);
        assert_eq!(json(1), "[97,100,97,32,49]");
        assert_eq!(json(2), r#"{"head":[97,100,97,32,50],"text":"ada 2","tail":[]}"#);
    }
}

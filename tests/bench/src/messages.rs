//! Requests that are encoded once, and their answers.
//!
//! Each has a number, its own acknowledgement id and its own data, so that an answer which was meant for another request, or which comes
//! twice, is not taken for the one that is awaited.

use crate::frame;

/// How many there are at most.
const MOST: usize = 256;

/// How many there are at least: more than any connection has in flight.
const LEAST: usize = 16;

/// What all requests together may take, so that large ones do not fill the memory.
const BYTES: usize = 16 * 1024 * 1024;

/// The first acknowledgement id: all of them have three digits, and so all answers are of one length.
const FIRST_ID: usize = 100;

/// Requests that are encoded once, and their answers.
#[derive(Debug)]
pub(crate) struct Messages {
    requests: Vec<Vec<u8>>,
    answers: Vec<Vec<u8>>,
}

impl Messages {
    /// Echoes of text.
    pub(crate) fn text(size: usize) -> Self {
        Self::of(size, |number, id| {
            let (request, answer) = echo(id, &text_data(number, size));
            (frame::client_text(&request), frame::server_text(&answer))
        })
    }

    /// Echoes of text, as packets without frames.
    pub(crate) fn packets(size: usize) -> Self {
        Self::of(size, |number, id| {
            let (request, answer) = echo(id, &text_data(number, size));
            (request.into_bytes(), answer.into_bytes())
        })
    }

    /// Echoes of text, to one namespace after the other.
    pub(crate) fn across(namespaces: usize, size: usize) -> Self {
        Self::of(size, |number, id| {
            let namespace = namespace(number % namespaces);
            let (request, answer) = echo_in(&namespace, id, &text_data(number, size));
            (frame::client_text(&request), frame::server_text(&answer))
        })
    }

    /// Echoes of bytes, which travel as attachments.
    pub(crate) fn binary(size: usize) -> Self {
        const PLACEHOLDER: &str = "{\"_placeholder\":true,\"num\":0}";
        Self::of(size, |number, id| {
            let data: Vec<u8> = (0..size).map(|index| (number + 7 * index) as u8).collect();
            (
                [
                    frame::client_text(&format!("451-{id}[\"echob\",{PLACEHOLDER}]")),
                    frame::client_binary(&data),
                ]
                .concat(),
                [
                    frame::server_text(&format!("461-{id}[{PLACEHOLDER}]")),
                    frame::server_binary(&data),
                ]
                .concat(),
            )
        })
    }

    fn of(size: usize, encode: impl Fn(usize, usize) -> (Vec<u8>, Vec<u8>)) -> Self {
        let count = (BYTES / size.max(1)).clamp(LEAST, MOST);
        let (requests, answers) =
            (0..count).map(|number| encode(number, FIRST_ID + number)).unzip();
        Self { requests, answers }
    }

    /// The number of the first request of a connection; neighbours begin with different ones.
    pub(crate) fn first(&self, connection: usize) -> usize {
        connection * 37 % self.requests.len()
    }

    /// The number of the request that comes after another.
    pub(crate) fn after(&self, number: usize) -> usize {
        (number + 1) % self.requests.len()
    }

    /// What a client sends.
    pub(crate) fn request(&self, number: usize) -> &[u8] {
        &self.requests[number]
    }

    /// What a server is to answer.
    pub(crate) fn answer(&self, number: usize) -> &[u8] {
        &self.answers[number]
    }
}

/// How packets name the namespace of a number, of which 0 is the main one.
pub(crate) fn namespace(number: usize) -> String {
    if number == 0 { String::new() } else { format!("/numbered/{number},") }
}

/// An echo that is asked for, and its answer.
pub(crate) fn echo(id: usize, data: &str) -> (String, String) {
    echo_in("", id, data)
}

fn echo_in(namespace: &str, id: usize, data: &str) -> (String, String) {
    (
        format!("42{namespace}{id}[\"echo\",{{\"data\":\"{data}\"}}]"),
        format!("43{namespace}{id}[{{\"data\":\"{data}\"}}]"),
    )
}

/// What one client wants a room to be told, and what is told.
pub(crate) fn to_room(room: &str, data: &str) -> (String, String) {
    (
        format!("427[\"room\",\"{room}\",{{\"data\":\"{data}\"}}]"),
        format!("42[\"msg\",{{\"data\":\"{data}\"}}]"),
    )
}

/// The acknowledgement of [`to_room`].
pub(crate) const TOLD: &str = "437[]";

/// Coming into a room, and the answer.
pub(crate) fn join(room: &str) -> (String, String) {
    (format!("421[\"join\",\"{room}\"]"), "431[]".to_owned())
}

/// Going out of a room, and the answer.
pub(crate) fn leave(room: &str) -> (String, String) {
    (format!("422[\"leave\",\"{room}\"]"), "432[]".to_owned())
}

/// Letters that are different for each of 1,000 numbers, where there is room for that.
pub(crate) fn text_data(number: usize, size: usize) -> String {
    let letters = ('a'..='z').cycle().skip(number % 26);
    format!("{:03}", number % 1_000).chars().chain(letters).take(size).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The payload of a client's message of less than 126 bytes.
    fn unmasked(frame: &[u8]) -> Vec<u8> {
        let (mask, payload) = frame[2..].split_at(4);
        payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
    }

    #[test]
    fn echoes_of_text() {
        let messages = Messages::text(8);
        assert_eq!(unmasked(messages.request(0)), b"42100[\"echo\",{\"data\":\"000abcde\"}]");
        assert_eq!(messages.answer(0), b"\x81\x1a43100[{\"data\":\"000abcde\"}]");
        assert_eq!(unmasked(messages.request(255)), b"42355[\"echo\",{\"data\":\"255vwxyz\"}]");
        assert_eq!(messages.answer(255), b"\x81\x1a43355[{\"data\":\"255vwxyz\"}]");
    }

    #[test]
    fn echoes_of_bytes() {
        let messages = Messages::binary(3);
        let text = b"451-101[\"echob\",{\"_placeholder\":true,\"num\":0}]";
        let (first, second) = messages.request(1).split_at(6 + text.len());
        assert_eq!(unmasked(first), text);
        assert_eq!(unmasked(second), [1, 8, 15]);
        assert_eq!(
            messages.answer(1),
            b"\x81\x26461-101[{\"_placeholder\":true,\"num\":0}]\x82\x03\x01\x08\x0f"
        );
    }

    #[test]
    fn echoes_across_namespaces() {
        let messages = Messages::across(3, 3);
        let payloads = [0, 1, 2, 3].map(|number| unmasked(messages.request(number)));
        assert_eq!(payloads[0], b"42100[\"echo\",{\"data\":\"000\"}]");
        assert_eq!(payloads[1], b"42/numbered/1,101[\"echo\",{\"data\":\"001\"}]");
        assert_eq!(payloads[2], b"42/numbered/2,102[\"echo\",{\"data\":\"002\"}]");
        assert_eq!(payloads[3], b"42103[\"echo\",{\"data\":\"003\"}]");
        assert_eq!(messages.answer(1), b"\x81\x2143/numbered/1,101[{\"data\":\"001\"}]");
    }

    #[test]
    fn all_answers_are_different_and_of_one_length() {
        for messages in [Messages::text(64), Messages::text(1), Messages::binary(64)] {
            let mut answers = messages.answers.clone();
            answers.sort();
            answers.dedup();
            assert_eq!(answers.len(), MOST);
            assert!(answers.iter().all(|answer| answer.len() == answers[0].len()));
        }
    }

    #[test]
    fn large_ones_are_few() {
        assert_eq!(Messages::text(1_000_000).requests.len(), LEAST);
        assert_eq!(Messages::text(100_000).requests.len(), 167);
    }
}

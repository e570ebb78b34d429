//! One request on each connection, and its one answer.

use crate::{
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    frame, messages, websocket,
};

/// How many are on their way at the same time.
const AT_ONCE: usize = 100;

/// A request, and what is to be answered.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// Has each of the first connections make its request.
pub(crate) fn run(
    fleet: &mut Fleet,
    connections: usize,
    pair: impl Fn(usize) -> Pair,
) -> Result<(), Fault> {
    let mut errands = Errands { connections, pair, answers: Vec::new(), answered: 0 };
    fleet.settle(&mut errands, |errands| errands.connections - errands.answered)
}

/// A request and its answer, each as one text message.
pub(crate) fn texts((request, answer): (String, String)) -> Pair {
    (frame::client_text(&request), frame::server_text(&answer))
}

/// An echo on each connection at the end of a load. What a server has sent too much arrives before it.
pub(crate) fn farewell(fleet: &mut Fleet, connections: usize) -> Result<(), Fault> {
    let pair = texts(messages::echo(99, "farewell"));
    run(fleet, connections, |_| pair.clone())
}

#[derive(Debug)]
struct Errands<F> {
    connections: usize,
    pair: F,
    /// What those that were started await; nothing once it has come.
    answers: Vec<Vec<u8>>,
    answered: usize,
}

impl<F: Fn(usize) -> Pair> Exchange for Errands<F> {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        if let Some(taken) = websocket::take_ping(arrival, reply) {
            return Ok(taken);
        }
        let awaited = self.answers.get_mut(arrival.connection);
        let awaited = awaited.map(std::mem::take).unwrap_or_default();
        if !awaited.is_empty() && arrival.bytes.starts_with(&awaited) {
            self.answered += 1;
            return Ok(awaited.len());
        }
        if awaited.starts_with(arrival.bytes) {
            self.answers[arrival.connection] = awaited;
            return Ok(0);
        }
        Err(Fault::unexpected(arrival.connection, arrival.bytes, &awaited))
    }

    fn advance(&mut self, fleet: &mut Fleet) -> Result<(), Fault> {
        while self.answers.len() < self.connections && self.answers.len() - self.answered < AT_ONCE
        {
            let connection = self.answers.len();
            let (request, answer) = (self.pair)(connection);
            fleet.send(connection, &request)?;
            self.answers.push(answer);
        }
        Ok(())
    }
}

//! One request after the other on each connection, each made when it is its turn.

use std::time::Instant;

use crate::{
    errand::Pair,
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    results::Measured,
    tally::Tally,
    websocket,
    window::{self, Load, Span, Target},
};

/// Has the first connections make their requests in a closed loop, one in flight on each. `pair` is asked for a connection and how many
/// requests it has made.
pub(crate) fn measure(
    fleet: &mut Fleet,
    connections: usize,
    target: &Target,
    span: &Span,
    pair: impl Fn(usize, usize) -> Pair,
) -> Result<Measured, Fault> {
    let client = |_| Client { made: 0, answer: Vec::new(), since: Instant::now() };
    let clients = (0..connections).map(client).collect();
    let mut calls = Calls { pair, clients, goes_on: true, tally: Tally::new() };
    for connection in 0..connections {
        let request = calls.request(connection, Instant::now());
        fleet.send(connection, &request)?;
    }
    window::measure(fleet, &mut calls, target, span)
}

#[derive(Debug)]
struct Calls<F> {
    pair: F,
    clients: Vec<Client>,
    goes_on: bool,
    tally: Tally,
}

#[derive(Debug)]
struct Client {
    /// How many requests it has made.
    made: usize,
    /// What it awaits; nothing when it has no request on its way.
    answer: Vec<u8>,
    since: Instant,
}

impl<F: Fn(usize, usize) -> Pair> Calls<F> {
    fn request(&mut self, connection: usize, since: Instant) -> Vec<u8> {
        let client = &mut self.clients[connection];
        let (request, answer) = (self.pair)(connection, client.made);
        *client = Client { made: client.made + 1, answer, since };
        request
    }
}

impl<F: Fn(usize, usize) -> Pair> Exchange for Calls<F> {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        if let Some(taken) = websocket::take_ping(arrival, reply) {
            return Ok(taken);
        }
        let Arrival { connection, bytes, at } = arrival;
        let client = &mut self.clients[connection];
        let taken = client.answer.len();
        if taken == 0 || !bytes.starts_with(&client.answer) {
            return match client.answer.starts_with(bytes) {
                true => Ok(0),
                false => Err(Fault::unexpected(connection, bytes, &client.answer)),
            };
        }
        client.answer.clear();
        self.tally.count(at.saturating_duration_since(client.since));
        if self.goes_on {
            reply.extend(self.request(connection, at));
        }
        Ok(taken)
    }
}

impl<F: Fn(usize, usize) -> Pair> Load for Calls<F> {
    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn finish(&mut self) {
        self.goes_on = false;
    }

    fn awaited(&self) -> usize {
        self.clients.iter().filter(|client| !client.answer.is_empty()).count()
    }
}

//! Echoes with acknowledgement: each client has some in flight and sends the next when one is answered.

use std::{collections::VecDeque, time::Instant};

use crate::{
    errand,
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    messages::Messages,
    modes::{Measure, namespaces::Entering},
    results::Measured,
    tally::Tally,
    websocket,
    window::{self, Load, Span, Target},
};

/// Echoes in a closed loop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Echo {
    pub(crate) connections: usize,
    /// Requests of one connection that are on their way.
    pub(crate) in_flight: usize,
    /// The bytes of the data.
    pub(crate) size: usize,
    pub(crate) kind: Kind,
}

/// What is echoed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Text,
    Binary,
    /// Text, to one of so many namespaces after the other. Each client is in all of them.
    Across(usize),
}

impl Measure for Echo {
    fn measure(&self, target: &Target, span: &Span) -> Result<Measured, Fault> {
        let messages = match self.kind {
            Kind::Text => Messages::text(self.size),
            Kind::Binary => Messages::binary(self.size),
            Kind::Across(namespaces) => Messages::across(namespaces, self.size),
        };
        let mut fleet = Fleet::new(target)?;
        websocket::open(&mut fleet, self.connections)?;
        if let Kind::Across(namespaces) = self.kind {
            Entering::new(self.connections, namespaces).run(&mut fleet)?;
        }
        let mut echoes = Echoes::new(&messages, self.connections);
        for connection in 0..self.connections {
            for _ in 0..self.in_flight {
                let request = echoes.request(connection, Instant::now());
                fleet.send(connection, request)?;
            }
        }
        let measured = window::measure(&mut fleet, &mut echoes, target, span)?;
        errand::farewell(&mut fleet, self.connections)?;
        Ok(measured)
    }
}

/// Clients that wait for echoes.
#[derive(Debug)]
pub(crate) struct Echoes<'a> {
    messages: &'a Messages,
    clients: Vec<Client>,
    /// Whether an answer is followed by the next request.
    goes_on: bool,
    tally: Tally,
}

#[derive(Debug)]
struct Client {
    /// The number of the next request.
    next: usize,
    awaited: VecDeque<Awaited>,
}

#[derive(Debug)]
struct Awaited {
    number: usize,
    since: Instant,
}

impl<'a> Echoes<'a> {
    /// Clients that wait for nothing yet.
    pub(crate) fn new(messages: &'a Messages, clients: usize) -> Self {
        let client =
            |connection| Client { next: messages.first(connection), awaited: VecDeque::new() };
        Self {
            messages,
            clients: (0..clients).map(client).collect(),
            goes_on: true,
            tally: Tally::new(),
        }
    }

    /// The next request of a client, for which it waits from some moment on.
    pub(crate) fn request(&mut self, connection: usize, since: Instant) -> &'a [u8] {
        let client = &mut self.clients[connection];
        let number = client.next;
        client.next = self.messages.after(number);
        client.awaited.push_back(Awaited { number, since });
        self.messages.request(number)
    }

    /// Which of the awaited answers has arrived, if one has arrived whole.
    fn find(&self, arrival: Arrival<'_>) -> Result<Option<usize>, Fault> {
        let awaited = &self.clients[arrival.connection].awaited;
        let answers = || awaited.iter().map(|awaited| self.messages.answer(awaited.number));
        // Nearly always it is the first.
        let found = answers().position(|answer| arrival.bytes.starts_with(answer));
        if found.is_none() && !answers().any(|answer| answer.starts_with(arrival.bytes)) {
            let first = answers().next().unwrap_or(b"nothing");
            return Err(Fault::unexpected(arrival.connection, arrival.bytes, first));
        }
        Ok(found)
    }
}

impl Exchange for Echoes<'_> {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        if let Some(taken) = websocket::take_ping(arrival, reply) {
            return Ok(taken);
        }
        let Some(found) = self.find(arrival)? else { return Ok(0) };
        let Some(awaited) = self.clients[arrival.connection].awaited.remove(found) else {
            return Ok(0);
        };
        self.tally.count(arrival.at.saturating_duration_since(awaited.since));
        if self.goes_on {
            reply.extend(self.request(arrival.connection, arrival.at));
        }
        Ok(self.messages.answer(awaited.number).len())
    }
}

impl Load for Echoes<'_> {
    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn finish(&mut self) {
        self.goes_on = false;
    }

    fn awaited(&self) -> usize {
        self.clients.iter().map(|client| client.awaited.len()).sum()
    }
}

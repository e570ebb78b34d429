//! Echoes over HTTP long-polling: a GET always waits, a POST brings the request, and the GET brings the answer.

use std::time::Instant;

use crate::{
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    messages::Messages,
    modes::Measure,
    polling::{self, Session},
    results::Measured,
    tally::Tally,
    window::{self, Load, Span, Target},
};

/// Echoes in a closed loop, one in flight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Polling {
    pub(crate) clients: usize,
    /// The bytes of the data.
    pub(crate) size: usize,
}

impl Measure for Polling {
    fn measure(&self, target: &Target, span: &Span) -> Result<Measured, Fault> {
        let messages = Messages::packets(self.size);
        let mut fleet = Fleet::new(target)?;
        let sessions = polling::open(&mut fleet, self.clients)?;
        let mut polls = Polls::new(&messages, &sessions);
        for (number, client) in polls.clients.iter().enumerate() {
            fleet.send(2 * number, client.get.as_bytes())?;
        }
        window::measure(&mut fleet, &mut polls, target, span)
    }
}

/// Clients that poll.
#[derive(Debug)]
struct Polls<'a> {
    messages: &'a Messages,
    clients: Vec<Client>,
    /// The clients whose next request is due.
    due: Vec<usize>,
    goes_on: bool,
    tally: Tally,
}

#[derive(Debug)]
struct Client {
    get: String,
    /// The head of each POST; their bodies are of one length.
    post: String,
    /// The number of the request that is sent next, or else was sent last.
    message: usize,
    since: Instant,
    /// What has to come: the answer, and that the POST was accepted.
    awaited: Awaited,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Awaited {
    answer: bool,
    acceptance: bool,
}

impl Awaited {
    const NOTHING: Self = Self { answer: false, acceptance: false };
    const BOTH: Self = Self { answer: true, acceptance: true };
}

impl<'a> Polls<'a> {
    fn new(messages: &'a Messages, sessions: &[Session]) -> Self {
        let client = |(number, session): (usize, &Session)| {
            let message = messages.first(number);
            Client {
                get: session.get(),
                post: session.post_head(messages.request(message).len()),
                message,
                since: Instant::now(),
                awaited: Awaited::NOTHING,
            }
        };
        Self {
            messages,
            clients: sessions.iter().enumerate().map(client).collect(),
            due: (0..sessions.len()).collect(),
            goes_on: true,
            tally: Tally::new(),
        }
    }
}

impl Exchange for Polls<'_> {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        let Some((body, taken)) = polling::read(arrival)? else { return Ok(0) };
        let number = arrival.connection / 2;
        let client = &mut self.clients[number];
        let is_get = arrival.connection.is_multiple_of(2);
        if is_get && body == polling::PING {
            reply.extend(client.get.as_bytes());
            return Ok(taken);
        }
        let body = if is_get { polling::behind_ping(body) } else { body };
        let (awaited, expected) = match is_get {
            true => (&mut client.awaited.answer, self.messages.answer(client.message)),
            false => (&mut client.awaited.acceptance, polling::ACCEPTED),
        };
        if !std::mem::take(awaited) || body != expected {
            return Err(Fault::unexpected(arrival.connection, body, expected));
        }
        if is_get {
            self.tally.count(arrival.at.saturating_duration_since(client.since));
            reply.extend(client.get.as_bytes());
        }
        if client.awaited == Awaited::NOTHING && self.goes_on {
            client.message = self.messages.after(client.message);
            self.due.push(number);
        }
        Ok(taken)
    }

    fn advance(&mut self, fleet: &mut Fleet) -> Result<(), Fault> {
        for number in self.due.drain(..) {
            let client = &mut self.clients[number];
            client.awaited = Awaited::BOTH;
            client.since = Instant::now();
            let request = [client.post.as_bytes(), self.messages.request(client.message)].concat();
            fleet.send(2 * number + 1, &request)?;
        }
        Ok(())
    }
}

impl Load for Polls<'_> {
    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn finish(&mut self) {
        self.goes_on = false;
        self.due.clear();
    }

    fn awaited(&self) -> usize {
        let awaited = self.clients.iter().map(|client| client.awaited);
        awaited
            .map(|Awaited { answer, acceptance }| usize::from(answer) + usize::from(acceptance))
            .sum()
    }
}

//! Clients that enter one namespace after the other, over the connection that they have.

use std::time::Instant;

use crate::{
    errand,
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    frame,
    messages::namespace,
    modes::Measure,
    results::Measured,
    tally::Tally,
    websocket,
    window::{Meter, Span, Target},
};

/// A number of clients that are in the main namespace and enter the others; how long that takes is the server's affair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Namespaces {
    pub(crate) connections: usize,
    /// How many each is in at the end, the main one included.
    pub(crate) namespaces: usize,
}

impl Measure for Namespaces {
    fn measure(&self, target: &Target, _span: &Span) -> Result<Measured, Fault> {
        let mut fleet = Fleet::new(target)?;
        websocket::open(&mut fleet, self.connections)?;
        let mut entering = Entering::new(self.connections, self.namespaces);
        let meter = Meter::start(target, &mut entering.tally)?;
        entering.run(&mut fleet)?;
        let measured = meter.stop(&entering.tally)?;
        errand::farewell(&mut fleet, self.connections)?;
        Ok(measured)
    }
}

/// Clients on their way into all namespaces.
#[derive(Debug)]
pub(crate) struct Entering {
    namespaces: usize,
    clients: Vec<Client>,
    tally: Tally,
}

#[derive(Debug)]
struct Client {
    /// How many it is in.
    entered: usize,
    since: Instant,
}

impl Entering {
    /// Clients that are in the main namespace.
    pub(crate) fn new(clients: usize, namespaces: usize) -> Self {
        let client = |_| Client { entered: 1, since: Instant::now() };
        Self { namespaces, clients: (0..clients).map(client).collect(), tally: Tally::new() }
    }

    /// Lets all of them in.
    pub(crate) fn run(&mut self, fleet: &mut Fleet) -> Result<(), Fault> {
        for connection in 0..self.clients.len() {
            fleet.send(connection, &self.request(connection, Instant::now()))?;
        }
        fleet.settle(self, Self::awaited)
    }

    /// The next request of a client; nothing when it is everywhere.
    fn request(&mut self, connection: usize, at: Instant) -> Vec<u8> {
        let client = &mut self.clients[connection];
        client.since = at;
        match client.entered < self.namespaces {
            true => frame::client_text(&format!("40{}", namespace(client.entered))),
            false => Vec::new(),
        }
    }

    fn awaited(&self) -> usize {
        self.clients.iter().map(|client| self.namespaces - client.entered).sum()
    }
}

impl Exchange for Entering {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        if let Some(taken) = websocket::take_ping(arrival, reply) {
            return Ok(taken);
        }
        let client = &mut self.clients[arrival.connection];
        let entered = format!("40{}{{\"sid\":\"", namespace(client.entered));
        let taken = websocket::take_text(arrival, &entered)?;
        if taken > 0 {
            client.entered += 1;
            self.tally.count(arrival.at.saturating_duration_since(client.since));
            reply.extend(self.request(arrival.connection, arrival.at));
        }
        Ok(taken)
    }
}

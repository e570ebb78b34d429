//! Clients that come in as the official one does by default: over long-polling, then up to a WebSocket, up to the first echo.

use std::time::Instant;

use crate::{
    errand,
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    frame, messages,
    modes::Measure,
    polling::{self, Entrance},
    results::Measured,
    tally::Tally,
    websocket,
    window::{Meter, Span, Target},
};

/// How many clients come in at the same time.
const AT_ONCE: usize = 64;

/// What the server answers to a GET that would be in the way of an upgrade.
const NOOP: &[u8] = b"6";

/// A number of clients; how long that takes is the server's affair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Upgrade {
    /// Those that come before what is measured.
    pub(crate) warm_up: usize,
    pub(crate) clients: usize,
}

impl Measure for Upgrade {
    fn measure(&self, target: &Target, _span: &Span) -> Result<Measured, Fault> {
        let mut fleet = Fleet::new(target)?;
        let mut upgrades = Upgrades::new(self.warm_up);
        fleet.settle(&mut upgrades, Upgrades::awaited)?;
        let meter = Meter::start(target, &mut upgrades.tally)?;
        upgrades.wanted += self.clients;
        fleet.settle(&mut upgrades, Upgrades::awaited)?;
        meter.stop(&upgrades.tally)
    }
}

/// Clients that come in. Each has two connections: an even one for its requests, and the odd one after it for its WebSocket.
#[derive(Debug)]
struct Upgrades {
    wanted: usize,
    clients: Vec<Client>,
    done: usize,
    /// The clients that have joined and want a WebSocket.
    probing: Vec<usize>,
    /// The clients of which nothing is in the way of their WebSocket.
    upgrading: Vec<usize>,
    echo: errand::Pair,
    tally: Tally,
}

#[derive(Debug)]
struct Client {
    since: Instant,
    entrance: Entrance,
    /// Whether the last GET was answered.
    is_quiet: bool,
    websocket: Stage,
}

/// What a client's WebSocket awaits.
#[derive(Debug, Clone, Copy)]
enum Stage {
    Upgrade,
    Probe,
    /// The answer to the last GET, which comes over the other connection.
    Quiet,
    Echo,
    Nothing,
}

impl Upgrades {
    fn new(wanted: usize) -> Self {
        Self {
            wanted,
            clients: Vec::new(),
            done: 0,
            probing: Vec::new(),
            upgrading: Vec::new(),
            echo: errand::texts(messages::echo(0, "first")),
            tally: Tally::new(),
        }
    }

    fn awaited(&self) -> usize {
        self.wanted - self.done
    }

    fn take_response(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        let number = arrival.connection / 2;
        let client = &mut self.clients[number];
        if !client.entrance.has_joined() {
            let taken = client.entrance.take(arrival, reply)?;
            if client.entrance.has_joined() {
                reply.extend(client.entrance.session.get().as_bytes());
                self.probing.push(number);
            }
            return Ok(taken);
        }
        let Some((body, taken)) = polling::read(arrival)? else { return Ok(0) };
        if body == polling::PING && !client.is_quiet {
            reply.extend(client.entrance.session.get().as_bytes());
            return Ok(taken);
        }
        if client.is_quiet || body != NOOP {
            return Err(Fault::unexpected(arrival.connection, body, NOOP));
        }
        client.is_quiet = true;
        if let Stage::Quiet = client.websocket {
            self.upgrading.push(number);
        }
        Ok(taken)
    }

    fn take_message(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        let number = arrival.connection / 2;
        let client = &mut self.clients[number];
        let taken = match client.websocket {
            Stage::Upgrade => websocket::take_upgraded(arrival)?,
            Stage::Probe => websocket::take_text(arrival, "3probe")?,
            Stage::Echo if arrival.bytes.starts_with(&self.echo.1) => self.echo.1.len(),
            Stage::Echo if self.echo.1.starts_with(arrival.bytes) => 0,
            Stage::Quiet | Stage::Echo | Stage::Nothing => {
                let awaited = format!("{:?}", client.websocket);
                return Err(Fault::unexpected(
                    arrival.connection,
                    arrival.bytes,
                    awaited.as_bytes(),
                ));
            }
        };
        if taken == 0 {
            return Ok(0);
        }
        client.websocket = match client.websocket {
            Stage::Upgrade => {
                reply.extend(frame::client_text("2probe"));
                Stage::Probe
            }
            Stage::Probe => {
                if client.is_quiet {
                    self.upgrading.push(number);
                }
                Stage::Quiet
            }
            Stage::Quiet | Stage::Echo | Stage::Nothing => {
                self.done += 1;
                self.tally.count(arrival.at - client.since);
                Stage::Nothing
            }
        };
        Ok(taken)
    }
}

impl Exchange for Upgrades {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        match arrival.connection.is_multiple_of(2) {
            true => self.take_response(arrival, reply),
            false => self.take_message(arrival, reply),
        }
    }

    fn advance(&mut self, fleet: &mut Fleet) -> Result<(), Fault> {
        for number in self.probing.drain(..) {
            let request = websocket::upgrade(Some(&self.clients[number].entrance.session.id));
            fleet.send(2 * number + 1, request.as_bytes())?;
        }
        for number in self.upgrading.drain(..) {
            self.clients[number].websocket = Stage::Echo;
            let upgrade = frame::client_text("5");
            fleet.send(2 * number + 1, &[&upgrade[..], &self.echo.0].concat())?;
        }
        while self.clients.len() < self.wanted && self.clients.len() - self.done < AT_ONCE {
            let since = Instant::now();
            let requests = fleet.connect()?;
            fleet.connect()?;
            fleet.send(requests, polling::OPEN.as_bytes())?;
            let entrance = Entrance::new();
            self.clients.push(Client {
                since,
                entrance,
                is_quiet: false,
                websocket: Stage::Upgrade,
            });
        }
        Ok(())
    }
}

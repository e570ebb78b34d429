//! Clients over WebSockets: how they come in, and what they owe the server while they are there.

use std::time::Instant;

use crate::{
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    frame,
    http::Response,
    tally::Tally,
};

/// How many clients come in at the same time.
const AT_ONCE: usize = 32;

/// The key of RFC 6455's example, and what a server makes of it.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT: &[u8] = b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// The server asks whether the client is there, and the answer.
const PING: &[u8] = b"\x81\x012";
const PONG: &str = "3";

/// Opens clients that have joined the namespace `/`.
pub(crate) fn open(fleet: &mut Fleet, clients: usize) -> Result<(), Fault> {
    let mut opening = Opening::new(clients);
    fleet.settle(&mut opening, Opening::awaited)
}

/// The request for a WebSocket. `session` is that of a client that comes from long-polling.
pub(crate) fn upgrade(session: Option<&str>) -> String {
    let session = session.map(|id| format!("&sid={id}")).unwrap_or_default();
    format!(
        "GET /socket.io/?EIO=4&transport=websocket{session} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n"
    )
}

/// Takes the answer to the request for a WebSocket.
pub(crate) fn take_upgraded(arrival: Arrival<'_>) -> Result<usize, Fault> {
    let awaited = b"HTTP/1.1 101 with the right Sec-WebSocket-Accept";
    match Response::read(arrival.bytes) {
        Ok(None) => Ok(0),
        Ok(Some(response))
            if (response.status, response.websocket_accept) == (101, Some(ACCEPT)) =>
        {
            Ok(response.length)
        }
        _ => Err(Fault::unexpected(arrival.connection, arrival.bytes, awaited)),
    }
}

/// Takes a text message that starts in this way; what follows is the server's choice.
pub(crate) fn take_text(arrival: Arrival<'_>, start: &str) -> Result<usize, Fault> {
    match frame::read_server_text(arrival.bytes) {
        Ok(None) => Ok(0),
        Ok(Some(text)) if text.payload.starts_with(start.as_bytes()) => Ok(text.length),
        _ => Err(Fault::unexpected(arrival.connection, arrival.bytes, start.as_bytes())),
    }
}

/// Answers the server's ping, if it is one, and gives its length.
pub(crate) fn take_ping(arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Option<usize> {
    let ping = arrival.bytes.starts_with(PING);
    if ping {
        reply.extend(frame::client_text(PONG));
    }
    ping.then_some(PING.len())
}

/// Clients that come in.
#[derive(Debug)]
pub(crate) struct Opening {
    request: String,
    /// Those that have come in are followed from this connection on.
    clients: Vec<Client>,
    wanted: usize,
    joined: usize,
    tally: Tally,
}

#[derive(Debug)]
struct Client {
    stage: Stage,
    since: Instant,
}

/// What a client awaits.
#[derive(Debug, Clone, Copy)]
enum Stage {
    Upgrade,
    Open,
    Namespace,
    Nothing,
}

impl Opening {
    /// Clients of a fleet that has no connections yet.
    pub(crate) fn new(clients: usize) -> Self {
        Self {
            request: upgrade(None),
            clients: Vec::with_capacity(clients),
            wanted: clients,
            joined: 0,
            tally: Tally::new(),
        }
    }

    /// Wants more clients to come in.
    pub(crate) fn extend(&mut self, clients: usize) {
        self.wanted += clients;
    }

    /// How many have not come in.
    pub(crate) fn awaited(&self) -> usize {
        self.wanted - self.joined
    }

    /// Who has come in.
    pub(crate) fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }
}

impl Exchange for Opening {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        if let Some(taken) = take_ping(arrival, reply) {
            return Ok(taken);
        }
        let client = &mut self.clients[arrival.connection];
        let (taken, next) = match client.stage {
            Stage::Upgrade => (take_upgraded(arrival)?, Stage::Open),
            Stage::Open => (take_text(arrival, "0{\"sid\":\"")?, Stage::Namespace),
            Stage::Namespace => (take_text(arrival, "40{\"sid\":\"")?, Stage::Nothing),
            Stage::Nothing => {
                return Err(Fault::unexpected(arrival.connection, arrival.bytes, b"nothing"));
            }
        };
        if taken > 0 {
            client.stage = next;
            match next {
                Stage::Namespace => reply.extend(frame::client_text("40")),
                Stage::Nothing => {
                    self.joined += 1;
                    self.tally.count(arrival.at - client.since);
                }
                Stage::Upgrade | Stage::Open => {}
            }
        }
        Ok(taken)
    }

    fn advance(&mut self, fleet: &mut Fleet) -> Result<(), Fault> {
        while self.clients.len() < self.wanted && self.clients.len() - self.joined < AT_ONCE {
            let since = Instant::now();
            let connection = fleet.connect()?;
            fleet.send(connection, self.request.as_bytes())?;
            self.clients.push(Client { stage: Stage::Upgrade, since });
        }
        Ok(())
    }
}

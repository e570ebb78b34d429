//! Clients over HTTP long-polling: their requests, and how they come in.

use std::str;

use crate::{
    fault::Fault,
    fleet::{Arrival, Exchange, Fleet},
    http::Response,
};

/// How many clients come in at the same time.
const AT_ONCE: usize = 32;

/// The request that opens a session.
pub(crate) const OPEN: &str =
    "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

/// What a server answers to a POST.
pub(crate) const ACCEPTED: &[u8] = b"ok";

/// A ping of the server.
pub(crate) const PING: &[u8] = b"2";

/// The requests of one session.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
}

impl Session {
    /// The request that waits for packets.
    pub(crate) fn get(&self) -> String {
        let id = &self.id;
        format!(
            "GET /socket.io/?EIO=4&transport=polling&sid={id} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        )
    }

    /// The request that brings packets, up to its body.
    pub(crate) fn post_head(&self, length: usize) -> String {
        let id = &self.id;
        format!(
            "POST /socket.io/?EIO=4&transport=polling&sid={id} HTTP/1.1\r\nHost: 127.0.0.1\r\n\
             Content-Type: text/plain;charset=UTF-8\r\nContent-Length: {length}\r\n\r\n"
        )
    }

    /// The request that brings packets.
    pub(crate) fn post(&self, body: &str) -> String {
        self.post_head(body.len()) + body
    }
}

/// An answer with status 200 that has arrived whole: its body and its length.
pub(crate) fn read(arrival: Arrival<'_>) -> Result<Option<(&[u8], usize)>, Fault> {
    match Response::read(arrival.bytes) {
        Ok(None) => Ok(None),
        Ok(Some(response)) if response.status == 200 => Ok(Some((response.body, response.length))),
        _ => Err(Fault::unexpected(arrival.connection, arrival.bytes, b"HTTP/1.1 200")),
    }
}

/// A client on its way into the namespace `/`, with one request after the other.
#[derive(Debug)]
pub(crate) struct Entrance {
    pub(crate) session: Session,
    stage: Stage,
}

/// What a client awaits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    Accepted,
    Namespace,
    Nothing,
}

impl Entrance {
    /// A client that has sent [`OPEN`].
    pub(crate) fn new() -> Self {
        Self { session: Session { id: String::new() }, stage: Stage::Open }
    }

    pub(crate) fn has_joined(&self) -> bool {
        self.stage == Stage::Nothing
    }

    pub(crate) fn take(
        &mut self,
        arrival: Arrival<'_>,
        reply: &mut Vec<u8>,
    ) -> Result<usize, Fault> {
        let Some((body, taken)) = read(arrival)? else { return Ok(0) };
        self.stage = match (self.stage, session_id(body)) {
            (Stage::Open, Some(id)) => {
                self.session.id = id.to_owned();
                reply.extend(self.session.post("40").as_bytes());
                Stage::Accepted
            }
            (Stage::Accepted, _) if body == ACCEPTED => {
                reply.extend(self.session.get().as_bytes());
                Stage::Namespace
            }
            // Some servers ping as soon as a session is open. What is measured ends before a pong is due.
            (Stage::Namespace, _) if body == PING => {
                reply.extend(self.session.get().as_bytes());
                Stage::Namespace
            }
            (Stage::Namespace, _) if behind_ping(body).starts_with(b"40{\"sid\":\"") => {
                Stage::Nothing
            }
            (stage, _) => {
                let awaited = format!("{stage:?}");
                return Err(Fault::unexpected(arrival.connection, body, awaited.as_bytes()));
            }
        };
        Ok(taken)
    }
}

/// What an answer has besides a ping in front of it.
pub(crate) fn behind_ping(body: &[u8]) -> &[u8] {
    body.strip_prefix(PING).and_then(|rest| rest.strip_prefix(b"\x1e")).unwrap_or(body)
}

/// Opens clients that have joined the namespace `/`. Each has two connections: an even one for its GETs and the odd one after it for
/// its POSTs.
pub(crate) fn open(fleet: &mut Fleet, clients: usize) -> Result<Vec<Session>, Fault> {
    let mut opening = Opening { wanted: clients, clients: Vec::new(), joined: 0 };
    fleet.settle(&mut opening, |opening| opening.wanted - opening.joined)?;
    Ok(opening.clients.into_iter().map(|client| client.session).collect())
}

#[derive(Debug)]
struct Opening {
    wanted: usize,
    clients: Vec<Entrance>,
    joined: usize,
}

impl Exchange for Opening {
    fn take(&mut self, arrival: Arrival<'_>, reply: &mut Vec<u8>) -> Result<usize, Fault> {
        let client = &mut self.clients[arrival.connection / 2];
        let taken = client.take(arrival, reply)?;
        self.joined += usize::from(taken > 0 && client.has_joined());
        Ok(taken)
    }

    fn advance(&mut self, fleet: &mut Fleet) -> Result<(), Fault> {
        while self.clients.len() < self.wanted && self.clients.len() - self.joined < AT_ONCE {
            let gets = fleet.connect()?;
            fleet.connect()?;
            fleet.send(gets, OPEN.as_bytes())?;
            self.clients.push(Entrance::new());
        }
        Ok(())
    }
}

/// The session's id in the packet that opens it.
fn session_id(body: &[u8]) -> Option<&str> {
    let (id, _) = str::from_utf8(body).ok()?.strip_prefix("0{\"sid\":\"")?.split_once('"')?;
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_named_by_the_packet_that_opens_it() {
        let open =
            br#"0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000}"#;
        assert_eq!(session_id(open), Some("lv_VI97HAXpY6yYWAAAC"));
        assert_eq!(session_id(b"40{\"sid\":\"abc\"}"), None);
    }

    #[test]
    fn requests_name_the_session() {
        let session = Session { id: "abc".to_owned() };
        assert_eq!(
            session.post("40"),
            "POST /socket.io/?EIO=4&transport=polling&sid=abc HTTP/1.1\r\nHost: 127.0.0.1\r\n\
             Content-Type: text/plain;charset=UTF-8\r\nContent-Length: 2\r\n\r\n40"
        );
        assert_eq!(
            session.get(),
            "GET /socket.io/?EIO=4&transport=polling&sid=abc HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        );
    }
}

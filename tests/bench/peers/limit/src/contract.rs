//! The contract of the load generators, answered without reading JSON.

use std::{collections::{HashMap, HashSet}, sync::Arc};

use bytes::BytesMut;

use crate::{
    frame::{put_binary, put_text, text},
    hub::Hub,
    session::{Session, new_id},
};

/// The client said what no load generator says.
pub(crate) struct Violation;

/// One client, and what it is in.
pub(crate) struct Peer {
    hub: Arc<Hub>,
    pub(crate) session: Arc<Session>,
    seat: Option<usize>,
    /// The rooms it is in, each with its place there.
    rooms: HashMap<Box<[u8]>, usize>,
    /// The namespaces besides the main one.
    namespaces: HashSet<Box<[u8]>>,
    /// The id to acknowledge with when the attachment of `echob` has come.
    attachment_for: Option<Box<[u8]>>,
}

impl Peer {
    pub(crate) fn new(hub: Arc<Hub>, session: Arc<Session>) -> Self {
        Self {
            hub,
            session,
            seat: None,
            rooms: HashMap::new(),
            namespaces: HashSet::new(),
            attachment_for: None,
        }
    }

    /// Answers an Engine.IO packet.
    pub(crate) fn packet(
        &mut self,
        packet: &[u8],
        answers: &mut BytesMut,
    ) -> Result<(), Violation> {
        match packet {
            [b'4', b'2', b'/', event @ ..] => self.event_elsewhere(event, answers),
            [b'4', b'2', event @ ..] => self.event(event, answers),
            [b'4', b'5', event @ ..] => self.binary_event(event),
            b"3" => {
                self.session.lives();
                Ok(())
            }
            b"40" => {
                self.seat.get_or_insert_with(|| self.hub.enter(&self.session));
                put_text(answers, &[b"40{\"sid\":\"", &new_id(), b"\"}"]);
                Ok(())
            }
            [b'4', b'0', b'/', namespace @ ..] => {
                let name = namespace.strip_suffix(b",").ok_or(Violation)?;
                self.namespaces.insert(name.into());
                put_text(answers, &[b"40/", name, b",{\"sid\":\"", &new_id(), b"\"}"]);
                Ok(())
            }
            _ => Err(Violation),
        }
    }

    /// `42/NAMESPACE,ID["echo",DATA]`
    fn event_elsewhere(&self, event: &[u8], answers: &mut BytesMut) -> Result<(), Violation> {
        let (name, event) = split(event, b",").ok_or(Violation)?;
        let (id, event) = split_id(event);
        let event = event.strip_prefix(b"[\"echo\",").and_then(|event| event.strip_suffix(b"]"));
        let data = event.filter(|_| self.namespaces.contains(name)).ok_or(Violation)?;
        put_text(answers, &[b"43/", name, b",", id, b"[", data, b"]"]);
        Ok(())
    }

    /// Answers the attachment that a binary event had announced.
    pub(crate) fn attachment(
        &mut self,
        bytes: &[u8],
        answers: &mut BytesMut,
    ) -> Result<(), Violation> {
        let id = self.attachment_for.take().ok_or(Violation)?;
        put_text(answers, &[b"461-", &id, br#"[{"_placeholder":true,"num":0}]"#]);
        put_binary(answers, bytes);
        Ok(())
    }

    /// `451-ID["echob",{"_placeholder":true,"num":0}]`
    fn binary_event(&mut self, event: &[u8]) -> Result<(), Violation> {
        let event = event.strip_prefix(b"1-").ok_or(Violation)?;
        let (id, arguments) = split_id(event);
        if arguments != br#"["echob",{"_placeholder":true,"num":0}]"# {
            return Err(Violation);
        }
        self.attachment_for = Some(id.into());
        Ok(())
    }

    /// `42ID["NAME",ARGUMENTS]`
    fn event(&mut self, event: &[u8], answers: &mut BytesMut) -> Result<(), Violation> {
        let (id, event) = split_id(event);
        let event = event.strip_prefix(b"[\"").and_then(|event| event.strip_suffix(b"]"));
        let (name, arguments) = event.and_then(|event| split(event, b"\",")).ok_or(Violation)?;
        let value: &[u8] = match name {
            b"echo" => arguments,
            b"bcast" => self.broadcast(arguments, answers)?,
            b"join" => self.join(arguments)?,
            b"leave" => self.leave(arguments)?,
            b"room" => self.send_to_room(arguments, answers)?,
            _ => return Err(Violation),
        };
        put_text(answers, &[b"43", id, b"[", value, b"]"]);
        Ok(())
    }

    /// `DATA,COUNT`
    fn broadcast(
        &self,
        arguments: &[u8],
        answers: &mut BytesMut,
    ) -> Result<&'static [u8], Violation> {
        let comma = arguments.iter().rposition(|byte| *byte == b',').ok_or(Violation)?;
        let (data, count) = (&arguments[..comma], &arguments[comma + 1..]);
        let count: u32 =
            str::from_utf8(count).ok().and_then(|n| n.parse().ok()).ok_or(Violation)?;
        self.answered_first(answers);
        for _ in 0..count {
            self.hub.broadcast(&msg(data));
        }
        Ok(b"")
    }

    /// `"ROOM"`
    fn join(&mut self, arguments: &[u8]) -> Result<&'static [u8], Violation> {
        let room = quoted(arguments)?;
        if !self.rooms.contains_key(room) {
            let place = self.hub.enter_room(room, &self.session);
            self.rooms.insert(room.into(), place);
        }
        Ok(b"")
    }

    /// `"ROOM"`
    fn leave(&mut self, arguments: &[u8]) -> Result<&'static [u8], Violation> {
        let room = quoted(arguments)?;
        if let Some(place) = self.rooms.remove(room) {
            self.hub.leave_room(room, place);
        }
        Ok(b"")
    }

    /// `"ROOM",DATA`
    fn send_to_room(
        &self,
        arguments: &[u8],
        answers: &mut BytesMut,
    ) -> Result<&'static [u8], Violation> {
        let arguments = arguments.strip_prefix(b"\"").ok_or(Violation)?;
        let (room, data) = split(arguments, b"\",").ok_or(Violation)?;
        self.answered_first(answers);
        self.hub.send_to_room(room, &msg(data));
        Ok(b"")
    }

    /// What was answered before a broadcast leaves before it.
    fn answered_first(&self, answers: &mut BytesMut) {
        if !answers.is_empty() {
            self.session.outbox.push(&answers.split().freeze());
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.seat.into_iter().for_each(|seat| self.hub.leave(seat));
        for (room, place) in &self.rooms {
            self.hub.leave_room(room, *place);
        }
    }
}

fn msg(data: &[u8]) -> bytes::Bytes {
    text(&[br#"42["msg","#, data, b"]"])
}

/// What stands between quotes, without any inside.
fn quoted(json: &[u8]) -> Result<&[u8], Violation> {
    json.strip_prefix(b"\"").and_then(|json| json.strip_suffix(b"\"")).ok_or(Violation)
}

/// The digits in front, and the rest.
fn split_id(packet: &[u8]) -> (&[u8], &[u8]) {
    let digits = packet.iter().take_while(|byte| byte.is_ascii_digit()).count();
    packet.split_at(digits)
}

/// What is in front of the first separator, and what is behind it.
fn split<'a>(bytes: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(separator.len()).position(|window| window == separator)?;
    Some((&bytes[..at], &bytes[at + separator.len()..]))
}

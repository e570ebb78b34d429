//! One Socket.IO packet: `<type>[<attachments>-][<namespace>,][<ack id>][JSON]`.
//!
//! [Socket.IO v5, packet encoding](https://github.com/socketio/socket.io-protocol#packet-encoding).
//! What is legal *now* (a CONNECT for a joined namespace, an event before it) is not decided here.

use std::ops::Range;

use bytestring::ByteString;

use super::args::Args;
use super::error::DecodeError;

mod header;
mod json;
mod placeholder;

use header::{Header, Kind};

/// The most attachments that one packet may have: the limit of the reference's parser, which peers
/// enforce too.
pub(crate) const ATTACHMENTS_MAX: usize = 10;

/// Names that the reference's server and client emit themselves; no peer may send them as events.
const RESERVED_EVENTS: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// Does the protocol keep this event name for itself?
pub(crate) fn is_reserved_event(name: &str) -> bool {
    RESERVED_EVENTS.contains(&name)
}

/// A Socket.IO packet from the peer.
#[derive(Debug, Clone)]
pub(crate) struct Packet {
    /// `/` when the packet names none.
    pub(crate) namespace: ByteString,
    pub(crate) body: Body,
}

/// What a packet says, by its type.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// `0`: the peer wants to join the namespace.
    Connect {
        /// The text of a JSON object.
        auth: Option<ByteString>,
    },
    /// `1`: the peer leaves the namespace.
    Disconnect,
    /// `2` or `5`.
    Event {
        /// Present when the peer wants an acknowledgement.
        id: Option<u64>,
        event: Event,
    },
    /// An event without any payload, such as `42`: the reference accepts it and does nothing.
    EmptyEvent,
    /// `3` or `6`.
    Ack {
        /// Without it nothing was asked for that this could answer: the reference accepts that and
        /// does nothing.
        id: Option<u64>,
        args: Args,
    },
    /// `4`: only servers send it, so from a client it is a violation.
    ConnectError,
}

/// A named event and its arguments.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// Unescaped. A numeric name is kept as its JSON text: `[1,"a"]` is the event `1`.
    pub(crate) name: ByteString,
    /// The arguments, without the name.
    pub(crate) args: Args,
}

/// A packet whose attachments are still to come.
#[derive(Debug)]
pub(crate) struct Announced {
    pub(crate) packet: Packet,
    /// How many binary messages follow, at most as many as [`decode`] was told to allow.
    pub(crate) n_attachments: usize,
}

/// Decodes the text of one packet.
///
/// # Errors
/// Every [`DecodeError`] about a Socket.IO packet in itself; none about the order of messages.
pub(crate) fn decode(text: &ByteString, attachments_max: usize) -> Result<Announced, DecodeError> {
    let (header, payload) = header::parse(text, attachments_max)?;
    let Header { kind, n_attachments, namespace, id } = header;
    let namespace = match namespace {
        Some(namespace) => text.slice_ref(namespace),
        None => ByteString::from_static("/"),
    };
    let payload = text.slice_ref(payload);
    let body = match kind {
        Kind::Connect => Body::Connect { auth: decode_auth(payload)? },
        Kind::Disconnect if payload.is_empty() => Body::Disconnect,
        Kind::Disconnect => return Err(DecodeError::UnexpectedPayload),
        Kind::Event if payload.is_empty() => Body::EmptyEvent,
        Kind::Event => Body::Event { id, event: decode_event(payload, n_attachments)? },
        Kind::Ack => Body::Ack { id, args: decode_ack(payload, n_attachments)? },
        Kind::ConnectError => {
            check_connect_error(&payload)?;
            Body::ConnectError
        }
    };
    Ok(Announced { packet: Packet { namespace, body }, n_attachments })
}

fn decode_auth(payload: ByteString) -> Result<Option<ByteString>, DecodeError> {
    if payload.is_empty() {
        return Ok(None);
    }
    json::expect(&payload, b"{")?;
    json::check(&payload)?;
    Ok(Some(payload))
}

fn decode_event(payload: ByteString, n_attachments: usize) -> Result<Event, DecodeError> {
    json::expect(&payload, b"[")?;
    let name_at = json::check_array(&payload)?.ok_or(DecodeError::InvalidEventName)?;
    let args_at = name_at.end;
    let name = decode_name(&payload, name_at)?;
    if is_reserved_event(&name) {
        return Err(DecodeError::ReservedEventName);
    }
    check_placeholders(&payload, n_attachments)?;
    Ok(Event { name, args: Args::of_event(payload, args_at) })
}

fn decode_name(payload: &ByteString, at: Range<usize>) -> Result<ByteString, DecodeError> {
    let json = payload.get(at).unwrap_or_default();
    match json.as_bytes().first() {
        Some(b'"') => json::unescape(payload, json),
        Some(b'-' | b'0'..=b'9') => Ok(payload.slice_ref(json)),
        _ => Err(DecodeError::InvalidEventName),
    }
}

fn decode_ack(payload: ByteString, n_attachments: usize) -> Result<Args, DecodeError> {
    if payload.is_empty() {
        return Ok(Args::of_ack(ByteString::from_static("[]")));
    }
    json::expect(&payload, b"[")?;
    json::check(&payload)?;
    check_placeholders(&payload, n_attachments)?;
    Ok(Args::of_ack(payload))
}

/// In a packet without attachments an object that looks like a placeholder is plain data.
fn check_placeholders(payload: &str, n_attachments: usize) -> Result<(), DecodeError> {
    if n_attachments == 0 { Ok(()) } else { placeholder::check(payload, n_attachments) }
}

fn check_connect_error(payload: &str) -> Result<(), DecodeError> {
    if payload.is_empty() {
        return Ok(());
    }
    json::expect(payload, b"{\"")?;
    json::check(payload)
}

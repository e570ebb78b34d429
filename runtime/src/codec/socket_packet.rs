//! One Socket.IO packet: `<type>[<attachments>-][<namespace>,][<ack id>][JSON]`.
//!
//! [Socket.IO v5, packet encoding](https://github.com/socketio/socket.io-protocol#packet-encoding).
//! What is legal *now* (a CONNECT for a joined namespace, an event before it) is not decided here.

use bytestring::ByteString;

use super::args::Args;
use super::error::DecodeError;
use super::packet::{Body, Packet};
use super::text::Utf8Bytes;

mod header;
mod json;
mod placeholder;
mod scan;

use header::{Header, Kind};

/// The most attachments that one packet may have: the limit of the reference's parser, which peers
/// enforce too.
pub(crate) const ATTACHMENTS_MAX: usize = 10;

/// Whether the protocol keeps this name for itself: `connect`, `connect_error`, `disconnect`, `disconnecting`, `newListener` and
/// `removeListener`, which the reference's server and client emit themselves. Nobody may send an event of that name.
pub fn is_reserved_event(name: &str) -> bool {
    // One look at the length is enough for nearly all names.
    matches!(
        name,
        "connect"
            | "connect_error"
            | "disconnect"
            | "disconnecting"
            | "newListener"
            | "removeListener"
    )
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
pub(crate) fn decode(text: ByteString, attachments_max: usize) -> Result<Announced, DecodeError> {
    let (header, payload) = header::parse(&text, attachments_max)?;
    let Header { kind, n_attachments, namespace, id } = header;
    let namespace = match namespace {
        Some(namespace) => Utf8Bytes::from_inner(text.slice_ref(namespace)),
        None => Utf8Bytes::from_static("/"),
    };
    let body = match kind {
        Kind::Connect => Body::Connect { data: decode_auth(text.slice_ref(payload))? },
        Kind::Disconnect if payload.is_empty() => Body::Disconnect,
        Kind::Disconnect => return Err(DecodeError::UnexpectedPayload),
        Kind::Event if payload.is_empty() => Body::EmptyEvent,
        Kind::Event => {
            // The text is passed on and not sliced: this is what nearly every packet is.
            let array_at = text.len() - payload.len();
            let (name, args) = decode_event(text, array_at, n_attachments)?;
            Body::Event { id, name, args }
        }
        Kind::Ack if payload.is_empty() => {
            Body::Ack { id, args: Args::of_ack(ByteString::from_static("[]")) }
        }
        Kind::Ack => Body::Ack { id, args: decode_ack(text.slice_ref(payload), n_attachments)? },
        Kind::ConnectError => {
            Body::ConnectError { data: decode_connect_error(text.slice_ref(payload))? }
        }
    };
    Ok(Announced { packet: Packet { namespace, body }, n_attachments })
}

fn decode_auth(payload: ByteString) -> Result<Option<Utf8Bytes>, DecodeError> {
    if payload.is_empty() {
        return Ok(None);
    }
    check_object(&payload)?;
    Ok(Some(Utf8Bytes::from_inner(payload)))
}

/// Checks that the payload is a JSON object.
pub(super) fn check_object(payload: &str) -> Result<(), DecodeError> {
    json::expect(payload, b"{")?;
    json::check(payload)
}

/// The name and the arguments of an event whose payload is a JSON array of both, which runs from `array_at` to the end of the text.
pub(super) fn decode_event(
    text: ByteString,
    array_at: usize,
    n_attachments: usize,
) -> Result<(Utf8Bytes, Args), DecodeError> {
    let array = text.get(array_at..).unwrap_or_default();
    json::expect(array, b"[")?;
    let at_first_glance = scan::first_element(array, n_attachments);
    let is_checked = at_first_glance.is_some();
    let name_at = match at_first_glance {
        Some(first) => first,
        None => json::check_array(array)?.ok_or(DecodeError::InvalidEventName)?,
    };
    let args_at = array_at + name_at.end;
    let name = decode_name(&text, array.get(name_at).unwrap_or_default())?;
    if is_reserved_event(&name) {
        return Err(DecodeError::ReservedEventName);
    }
    if !is_checked {
        check_placeholders(array, n_attachments)?;
    }
    Ok((Utf8Bytes::from_inner(name), Args::of_event(text, array_at, args_at)))
}

fn decode_name(text: &ByteString, json: &str) -> Result<ByteString, DecodeError> {
    match json.as_bytes().first() {
        Some(b'"') => json::unescape(text, json),
        Some(b'-' | b'0'..=b'9') => Ok(text.slice_ref(json)),
        _ => Err(DecodeError::InvalidEventName),
    }
}

/// The arguments of an acknowledgement whose payload is a JSON array of them.
pub(super) fn decode_ack(payload: ByteString, n_attachments: usize) -> Result<Args, DecodeError> {
    json::expect(&payload, b"[")?;
    json::check(&payload)?;
    check_placeholders(&payload, n_attachments)?;
    Ok(Args::of_ack(payload))
}

/// In a packet without attachments an object that looks like a placeholder is plain data.
fn check_placeholders(payload: &str, n_attachments: usize) -> Result<(), DecodeError> {
    if n_attachments == 0 { Ok(()) } else { placeholder::check(payload, n_attachments) }
}

fn decode_connect_error(payload: ByteString) -> Result<Option<Utf8Bytes>, DecodeError> {
    if payload.is_empty() {
        return Ok(None);
    }
    json::expect(&payload, b"{\"")?;
    json::check(&payload)?;
    Ok(Some(Utf8Bytes::from_inner(payload)))
}

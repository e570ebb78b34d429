//! What stands in front of the JSON.

use super::DecodeError;

/// The type of a packet; whether it is a binary one is said by its attachments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Connect,
    Disconnect,
    Event,
    Ack,
    ConnectError,
}

#[derive(Debug)]
pub(super) struct Header<'a> {
    pub(super) kind: Kind,
    /// Zero for a packet that is not a binary one.
    pub(super) n_attachments: usize,
    pub(super) namespace: Option<&'a str>,
    pub(super) id: Option<u64>,
}

/// Splits a packet into its header and the payload behind it.
pub(super) fn parse(text: &str, attachments_max: usize) -> Result<(Header<'_>, &str), DecodeError> {
    let Some(&byte) = text.as_bytes().first() else {
        return Err(DecodeError::EmptyMessage);
    };
    let (kind, is_binary) = match byte {
        b'0' => (Kind::Connect, false),
        b'1' => (Kind::Disconnect, false),
        b'2' => (Kind::Event, false),
        b'3' => (Kind::Ack, false),
        b'4' => (Kind::ConnectError, false),
        b'5' => (Kind::Event, true),
        b'6' => (Kind::Ack, true),
        byte => return Err(DecodeError::UnknownSocketType { byte }),
    };
    let rest = text.get(1..).unwrap_or_default();
    let (n_attachments, rest) =
        if is_binary { parse_attachments(rest, attachments_max)? } else { (0, rest) };
    let (namespace, rest) = split_namespace(rest);
    let (id, payload) = parse_id(rest)?;
    Ok((Header { kind, n_attachments, namespace, id }, payload))
}

/// `<digits>-`, between 1 and the maximum. Whatever is refused here has not been stored yet.
fn parse_attachments(text: &str, max: usize) -> Result<(usize, &str), DecodeError> {
    let (digits, rest) = split_digits(text);
    let rest = rest.strip_prefix('-').ok_or(DecodeError::InvalidAttachmentCount)?;
    match parse_number(digits) {
        Some(0) => Err(DecodeError::InvalidAttachmentCount),
        None if digits.is_empty() => Err(DecodeError::InvalidAttachmentCount),
        Some(n) if n <= max as u64 => Ok((n as usize, rest)),
        Some(_) | None => Err(DecodeError::TooManyAttachments),
    }
}

/// A namespace starts with `/` and runs to the comma or the end. `/` alone is the default one.
fn split_namespace(text: &str) -> (Option<&str>, &str) {
    if !text.starts_with('/') {
        return (None, text);
    }
    let (namespace, rest) = text.split_once(',').unwrap_or((text, ""));
    (Some(namespace), rest)
}

fn parse_id(text: &str) -> Result<(Option<u64>, &str), DecodeError> {
    let (digits, rest) = split_digits(text);
    if digits.is_empty() {
        return Ok((None, rest));
    }
    let id = parse_number(digits).ok_or(DecodeError::AckIdOverflow)?;
    Ok((Some(id), rest))
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// The value of a run of digits; `None` when there are none or when it does not fit.
fn parse_number(digits: &str) -> Option<u64> {
    digits.parse().ok()
}

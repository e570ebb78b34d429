//! Which extensions a connection uses: RFC 6455 §9.1, RFC 7692 §5 and §7.1. Pure.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::config::PerMessageDeflate;

const PERMESSAGE_DEFLATE: &str = "permessage-deflate";

/// The largest window of deflate, which is used where nobody says otherwise.
const WINDOW_BITS_MAX: u8 = 15;

/// What both sides have agreed on, with what is only our business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Negotiated {
    pub(super) server_context_takeover: bool,
    pub(super) client_context_takeover: bool,
    pub(super) server_window_bits: u8,
    pub(super) client_window_bits: u8,
    pub(super) threshold: usize,
    pub(super) level: u32,
}

/// The header is not of the grammar that RFC 6455 §9.1 gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// Answers the offers of a client: what is agreed on, and how the answer says it. `None` when no offer can be accepted, which
/// leaves a connection without compression.
pub(super) fn negotiate(
    offers: &str,
    options: &PerMessageDeflate,
) -> Result<Option<(Negotiated, String)>, Malformed> {
    let mut accepted = None;
    let mut extensions = Extensions { rest: offers };
    loop {
        let extension = extensions.next()?;
        // The first offer that can be accepted is the one that the client likes best.
        if extension.name == PERMESSAGE_DEFLATE && accepted.is_none() {
            accepted = Offer::read(&extension.parameters).and_then(|offer| offer.accept(options));
        }
        if extensions.rest.is_empty() {
            return Ok(accepted);
        }
    }
}

/// An offer of permessage-deflate.
#[derive(Debug, Default)]
struct Offer {
    server_no_context_takeover: bool,
    client_no_context_takeover: bool,
    server_max_window_bits: Option<u8>,
    /// Without a value it says only that the client can do with less.
    client_max_window_bits: Option<Option<u8>>,
}

impl Offer {
    /// `None` for what RFC 7692 §7.1 says to decline: unknown parameters, invalid values, and parameters that come twice.
    fn read(parameters: &[(&str, Option<Cow<'_, str>>)]) -> Option<Self> {
        let mut offer = Self::default();
        for (name, value) in parameters {
            let value = value.as_deref();
            let is_repeated = match *name {
                "server_no_context_takeover" if value.is_none() => {
                    std::mem::replace(&mut offer.server_no_context_takeover, true)
                }
                "client_no_context_takeover" if value.is_none() => {
                    std::mem::replace(&mut offer.client_no_context_takeover, true)
                }
                "server_max_window_bits" => {
                    let bits = window_bits(value?)?;
                    offer.server_max_window_bits.replace(bits).is_some()
                }
                "client_max_window_bits" => {
                    let bits = match value {
                        Some(value) => Some(window_bits(value)?),
                        None => None,
                    };
                    offer.client_max_window_bits.replace(bits).is_some()
                }
                _ => return None,
            };
            if is_repeated {
                return None;
            }
        }
        Some(offer)
    }

    fn accept(&self, options: &PerMessageDeflate) -> Option<(Negotiated, String)> {
        let least = |ours: Option<u8>, theirs: Option<u8>| ours.into_iter().chain(theirs).min();
        let server_bits = least(options.server_max_window_bits, self.server_max_window_bits);
        // zlib cannot compress with a window of 256 bytes.
        if server_bits == Some(8) {
            return None;
        }
        let client_bits = match (options.client_max_window_bits, self.client_max_window_bits) {
            // §7.1.2.2: a client that does not name the parameter cannot be asked for a smaller window.
            (Some(ours), None) if ours < WINDOW_BITS_MAX => return None,
            (_, None) => None,
            (ours, Some(theirs)) => least(ours, theirs),
        };
        let negotiated = Negotiated {
            server_context_takeover: !(options.server_no_context_takeover
                || self.server_no_context_takeover),
            client_context_takeover: !(options.client_no_context_takeover
                || self.client_no_context_takeover),
            server_window_bits: server_bits.unwrap_or(WINDOW_BITS_MAX),
            // What was compressed with a window of 256 bytes can be decompressed with one of 512, the least of zlib.
            client_window_bits: client_bits.unwrap_or(WINDOW_BITS_MAX).max(9),
            threshold: options.threshold,
            level: options.level,
        };
        Some((negotiated, answer(&negotiated, server_bits, client_bits)))
    }
}

/// The value of our `Sec-WebSocket-Extensions`.
fn answer(negotiated: &Negotiated, server_bits: Option<u8>, client_bits: Option<u8>) -> String {
    let mut answer = PERMESSAGE_DEFLATE.to_owned();
    if !negotiated.server_context_takeover {
        answer.push_str("; server_no_context_takeover");
    }
    if !negotiated.client_context_takeover {
        answer.push_str("; client_no_context_takeover");
    }
    let bits = [("server_max_window_bits", server_bits), ("client_max_window_bits", client_bits)];
    for (name, bits) in bits {
        if let Some(bits) = bits {
            // Writing to a string does not fail.
            let _ = write!(answer, "; {name}={bits}");
        }
    }
    answer
}

/// §7.1.2: a decimal number from 8 to 15 without leading zeros.
fn window_bits(value: &str) -> Option<u8> {
    match value.as_bytes() {
        [digit @ (b'8' | b'9')] => Some(digit - b'0'),
        [b'1', digit @ b'0'..=b'5'] => Some(10 + digit - b'0'),
        _ => None,
    }
}

struct Extension<'a> {
    name: &'a str,
    parameters: Vec<(&'a str, Option<Cow<'a, str>>)>,
}

/// The list in a `Sec-WebSocket-Extensions`, one extension at a time; there is at least one.
struct Extensions<'a> {
    rest: &'a str,
}

impl<'a> Extensions<'a> {
    fn next(&mut self) -> Result<Extension<'a>, Malformed> {
        let name = self.token()?;
        let mut parameters = Vec::new();
        while self.take(';') {
            let name = self.token()?;
            let value = if self.take('=') { Some(self.value()?) } else { None };
            parameters.push((name, value));
        }
        // Behind a comma there is another one.
        let is_complete = if self.take(',') { !self.rest.is_empty() } else { self.rest.is_empty() };
        if is_complete { Ok(Extension { name, parameters }) } else { Err(Malformed) }
    }

    fn value(&mut self) -> Result<Cow<'a, str>, Malformed> {
        if self.take('"') { self.quoted().map(Cow::Owned) } else { self.token().map(Cow::Borrowed) }
    }

    /// A quoted string, behind its first quote. Its content is a token again (RFC 6455 §9.1).
    fn quoted(&mut self) -> Result<String, Malformed> {
        let mut value = String::new();
        let mut characters = self.rest.chars();
        loop {
            let character = match characters.next().ok_or(Malformed)? {
                '"' => break,
                '\\' => characters.next().ok_or(Malformed)?,
                character => character,
            };
            if !is_token(character) {
                return Err(Malformed);
            }
            value.push(character);
        }
        self.rest = trim_start(characters.as_str());
        if value.is_empty() { Err(Malformed) } else { Ok(value) }
    }

    fn token(&mut self) -> Result<&'a str, Malformed> {
        let rest = trim_start(self.rest);
        let end = rest.find(|character| !is_token(character)).unwrap_or(rest.len());
        let (token, rest) = rest.split_at(end);
        self.rest = trim_start(rest);
        if token.is_empty() { Err(Malformed) } else { Ok(token) }
    }

    fn take(&mut self, character: char) -> bool {
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = trim_start(rest);
                true
            }
            None => false,
        }
    }
}

fn trim_start(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// RFC 9110 §5.6.2.
pub(super) fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

#[cfg(test)]
mod tests;

//! Where an event stands in the log of its namespace, and how a client is told.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// How many bytes name a run.
const RUN_BYTES: usize = 6;

/// The same as characters of base64.
const RUN_LEN: usize = 8;

/// The number of an event in its namespace; zero is before the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(in crate::socket) struct Position(u64);

impl Position {
    pub(super) const fn new(number: u64) -> Self {
        Self(number)
    }

    pub(super) const fn number(self) -> u64 {
        self.0
    }

    pub(super) const fn after(self, events: u64) -> Self {
        Self(self.0.saturating_add(events))
    }

    /// How many events there are after `earlier`, up to and with this one.
    pub(super) const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The life of one log. Offsets name it, because positions begin anew with the next one, and clients do not notice that.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Run([u8; RUN_LEN]);

impl Run {
    /// The run that is called by the lower 48 bits of `number`.
    pub(super) fn new(number: u64) -> Self {
        let [.., a, b, c, d, e, f] = number.to_be_bytes();
        let bytes: [u8; RUN_BYTES] = [a, b, c, d, e, f];
        let mut name = [0; RUN_LEN];
        // 6 bytes are exactly 8 characters of base64, so the slice is always long enough.
        let _ = URL_SAFE_NO_PAD.encode_slice(bytes, &mut name);
        Self(name)
    }

    fn as_str(&self) -> &str {
        // Base64 is ASCII.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What a client is told of `position`.
    pub(super) fn offset(&self, position: Position) -> String {
        format!("{}.{:x}", self.as_str(), position.0)
    }

    /// Reads what a client presents. `None` when no server of this kind has said it.
    pub(super) fn read(&self, text: &str) -> Option<Offset> {
        let (run, number) = text.split_once('.')?;
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if run.len() != RUN_LEN || !run.bytes().all(is_base64) {
            return None;
        }
        // The parser would take a sign and capitals as well.
        if !number.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let position = Position(u64::from_str_radix(number, 16).ok()?);
        Some(if run == self.as_str() { Offset::Own(position) } else { Offset::Foreign })
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An offset, as a client presents it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offset {
    /// A position in this log, or beyond it.
    Own(Position),
    /// A position in the log of another run. A client keeps its offset until an event brings the next one, also when it has long been
    /// given another session: in this one it has received nothing.
    Foreign,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: u64 = 0x0123_4567_89ab;

    #[track_caller]
    fn check(text: &str, expected: Option<Offset>) {
        assert_eq!(Run::new(NUMBER).read(text), expected, "{text:?}");
    }

    #[test]
    fn offsets_are_short_and_name_their_run() {
        assert_eq!(Run::new(NUMBER).offset(Position(0)), "ASNFZ4mr.0");
        assert_eq!(Run::new(NUMBER).offset(Position(255)), "ASNFZ4mr.ff");
        assert_eq!(Run::new(u64::MAX).offset(Position(u64::MAX)), "________.ffffffffffffffff");
    }

    #[test]
    fn offsets_are_read_as_they_were_written() {
        check("ASNFZ4mr.0", Some(Offset::Own(Position(0))));
        check("ASNFZ4mr.ff", Some(Offset::Own(Position(255))));
        check("ASNFZ4mr.ffffffffffffffff", Some(Offset::Own(Position(u64::MAX))));
        check("ASNFZ4ms.ff", Some(Offset::Foreign));
    }

    #[test]
    fn other_texts_are_no_offsets() {
        for text in [
            "",
            ".",
            "abc",
            "ASNFZ4mr",
            "ASNFZ4mr.",
            "ASNFZ4mr.FF",
            "ASNFZ4mr.+f",
            "ASNFZ4mr.-1",
            "ASNFZ4mr.g",
            "ASNFZ4mr.1.1",
            "ASNFZ4mr.10000000000000000",
            "ASNFZ4m.1",
            "ASNFZ4mrr.1",
            "ASNFZ4é.1",
            "1690000000000-0",
        ] {
            check(text, None);
        }
    }
}

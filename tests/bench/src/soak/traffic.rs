//! What clients ask for and what they are sent, each byte of which can be told from a label and a number.

use std::collections::HashMap;

use crate::client::{Fault, expect};

/// What fills texts: some letters have two bytes.
const FILLER: [char; 29] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ü',
];

/// `length` letters, of which the first depends on `number`.
pub(super) fn filler(number: u64, length: usize) -> String {
    let start = number as usize % FILLER.len();
    FILLER.iter().cycle().skip(start).take(length).collect()
}

/// The text that is sent as the `number`th under a label.
pub(super) fn text(label: &str, number: u64) -> String {
    let length = 20 + (number % 7) as usize * 60;
    format!("{label}:{number}:{}", filler(number, length))
}

/// Checks messages that others had sent: to the byte, and that none is missing.
#[derive(Debug, Default)]
pub(super) struct Messages {
    latest: HashMap<String, u64>,
}

impl Messages {
    /// Takes note of a message, which must be the next one under a label that `is_expected`.
    pub(super) fn take(
        &mut self,
        packet: &[u8],
        is_expected: impl Fn(&str) -> bool,
    ) -> Result<(), Fault> {
        let (label, number) = identified(packet)
            .filter(|(label, _)| is_expected(label))
            .ok_or_else(|| Fault::wrong("a message for this client", packet))?;
        expect(format!("2[\"msg\",{{\"data\":\"{}\"}}]", text(label, number)).as_bytes(), packet)?;
        match self.latest.insert(label.to_owned(), number) {
            Some(latest) if number != latest + 1 => {
                Err(Fault::Wrong(format!("{label}:{number} came behind {label}:{latest}")))
            }
            _ => Ok(()),
        }
    }

    /// The client has left, and what is said meanwhile is not for it.
    pub(super) fn forget(&mut self) {
        self.latest.clear();
    }
}

fn identified(packet: &[u8]) -> Option<(&str, u64)> {
    let data = std::str::from_utf8(packet).ok()?.strip_prefix("2[\"msg\",{\"data\":\"")?;
    let mut parts = data.splitn(3, ':');
    Some((parts.next()?, parts.next()?.parse().ok()?))
}

//! A quick look at JSON: most texts that come are plainly sound.
//!
//! What this finds sound is JSON. Of what it does not, nothing is known: it gives up on whatever is rare, and serde_json has the last word.
//! In a packet with attachments it looks at the placeholders as well, and then more is rare.

use std::ops::Range;

use crate::json::plain::plain_len;

/// Deeper values are not looked at: each level takes a stack frame.
const DEPTH_MAX: usize = 32;

/// A longer number is not looked at where there are placeholders: serde_json reads it there, and it may be none of Rust's.
const DIGITS_MAX: usize = 16;

/// How clients write a placeholder, up to its number.
const PLACEHOLDER: &[u8] = b"\"_placeholder\":true,\"num\":";

/// What makes an object a placeholder, up to the end of the key.
const MARK: &[u8] = b"_placeholder\"";

/// Whether the text is plainly JSON.
pub(super) fn is_sound(text: &str) -> bool {
    let mut scanner = Scanner { rest: text.as_bytes(), n_attachments: 0 };
    scanner.value(0).is_some() && scanner.is_at_end()
}

/// Where the first element of an array stands, if the text plainly is an array that has one. Where there are attachments, every
/// placeholder names one of them.
pub(super) fn first_element(text: &str, n_attachments: usize) -> Option<Range<usize>> {
    let mut scanner = Scanner { rest: text.as_bytes(), n_attachments };
    scanner.skip_space();
    scanner.take(b'[')?;
    scanner.skip_space();
    let start = text.len() - scanner.rest.len();
    scanner.value(0)?;
    let end = text.len() - scanner.rest.len();
    scanner.more_elements(0)?;
    scanner.is_at_end().then_some(start..end)
}

/// Takes what it recognizes from the front. `None` when it gives up.
struct Scanner<'a> {
    rest: &'a [u8],
    /// Without any, an object that looks like a placeholder is plain data.
    n_attachments: usize,
}

impl Scanner<'_> {
    /// A value, and the space before it.
    fn value(&mut self, depth: usize) -> Option<()> {
        self.skip_space();
        match self.next()? {
            b'"' => self.string(),
            b'{' if depth < DEPTH_MAX => self.object(depth + 1),
            b'[' if depth < DEPTH_MAX => self.array(depth + 1),
            b'-' => {
                let digit = self.next()?;
                self.number(digit)
            }
            digit @ b'0'..=b'9' => self.number(digit),
            b't' => self.word(b"rue"),
            b'f' => self.word(b"alse"),
            b'n' => self.word(b"ull"),
            _ => None,
        }
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        self.skip_space();
        if self.take(b']').is_some() {
            return Some(());
        }
        self.value(depth)?;
        self.more_elements(depth)
    }

    /// What stands behind an element, to the end of the array.
    fn more_elements(&mut self, depth: usize) -> Option<()> {
        loop {
            self.skip_space();
            match self.next()? {
                b',' => self.value(depth)?,
                b']' => return Some(()),
                _ => return None,
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        if self.n_attachments > 0 && self.word(PLACEHOLDER).is_some() {
            return self.number_of_attachment();
        }
        self.skip_space();
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            self.skip_space();
            self.take(b'"')?;
            if self.n_attachments > 0 && self.rest.starts_with(MARK) {
                return None;
            }
            self.string()?;
            self.skip_space();
            self.take(b':')?;
            self.value(depth)?;
            self.skip_space();
            match self.next()? {
                b',' => {}
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    /// What stands in a placeholder behind `"num":`.
    fn number_of_attachment(&mut self) -> Option<()> {
        let digit = self.next()?;
        self.take(b'}')?;
        (digit.is_ascii_digit() && usize::from(digit - b'0') < self.n_attachments).then_some(())
    }

    /// A string behind its opening quotation mark.
    fn string(&mut self) -> Option<()> {
        loop {
            self.rest = self.rest.get(plain_len(self.rest)..).unwrap_or_default();
            match self.next()? {
                b'"' => return Some(()),
                // It may spell the mark of a placeholder, or half a character.
                b'\\' if self.n_attachments > 0 => return None,
                b'\\' => match self.next()? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    b'u' => {
                        let digits = self.rest.split_off(..4)?;
                        digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
                    }
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    /// A number behind its sign and its first digit.
    fn number(&mut self, digit: u8) -> Option<()> {
        let len = self.rest.len();
        match digit {
            // Nothing may follow on it; if something does, it is not what follows on a value.
            b'0' => {}
            b'1'..=b'9' => self.skip_digits(),
            _ => return None,
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        let has_exponent = self.take(b'e').or_else(|| self.take(b'E')).is_some();
        if has_exponent {
            let _ = self.take(b'+').or_else(|| self.take(b'-'));
            self.digits()?;
        }
        let is_rare = has_exponent || len - self.rest.len() > DIGITS_MAX;
        (self.n_attachments == 0 || !is_rare).then_some(())
    }

    /// At least one digit.
    fn digits(&mut self) -> Option<()> {
        self.next()?.is_ascii_digit().then_some(())?;
        self.skip_digits();
        Some(())
    }

    fn skip_digits(&mut self) {
        while let [b'0'..=b'9', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn word(&mut self, rest: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(rest)?;
        Some(())
    }

    fn skip_space(&mut self) {
        while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        let (first, rest) = self.rest.split_first()?;
        (*first == byte).then(|| self.rest = rest)
    }

    fn next(&mut self) -> Option<u8> {
        self.rest.split_off_first().copied()
    }

    fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests;

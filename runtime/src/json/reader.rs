//! Checked JSON, value by value from the front.

use std::fmt;

use serde::de::{self, Visitor};
use serde_json::de::StrRead;

use super::plain::plain_len;

/// Reads values from JSON that has been checked.
///
/// What a type asks for by name is read here. Where a type takes whatever comes, and for the types of serde_json, serde_json reads the
/// value: what they make of it is its own.
pub(crate) struct Reader<'de> {
    rest: &'de str,
    levels_left: u8,
}

/// How deep values may be nested in each other, as in serde_json: each level takes stack frames.
const DEPTH_MAX: u8 = 127;

impl<'de> Reader<'de> {
    pub(crate) fn new(json: &'de str) -> Self {
        Self { rest: json, levels_left: DEPTH_MAX }
    }

    /// Takes a byte that has to stand here.
    #[inline]
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Unread> {
        if self.peek() == Some(byte) { self.skip(1) } else { Err(Unread) }
    }

    /// The first byte of what comes next, behind any space.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        let first = *self.rest.as_bytes().first()?;
        if first > b' ' {
            return Some(first);
        }
        self.rest = self.rest.trim_ascii_start();
        self.rest.as_bytes().first().copied()
    }

    #[inline]
    fn skip(&mut self, len: usize) -> Result<(), Unread> {
        self.rest = self.rest.get(len..).ok_or(Unread)?;
        Ok(())
    }

    /// Takes a word if it stands here.
    #[inline]
    pub(super) fn takes(&mut self, word: &str) -> bool {
        self.peek();
        let rest = self.rest.strip_prefix(word);
        rest.map(|rest| self.rest = rest).is_some()
    }

    /// Reads what stands between brackets.
    #[inline]
    pub(super) fn within<T>(
        &mut self,
        [open, close]: [u8; 2],
        read: impl FnOnce(&mut Self) -> Result<T, Unread>,
    ) -> Result<T, Unread> {
        self.expect(open)?;
        self.levels_left = self.levels_left.checked_sub(1).ok_or(Unread)?;
        let value = read(self)?;
        self.levels_left += 1;
        self.expect(close)?;
        Ok(value)
    }

    /// A text in quotation marks.
    #[inline]
    pub(super) fn text(&mut self) -> Result<Text<'de>, Unread> {
        if self.peek() != Some(b'"') {
            return Err(Unread);
        }
        let inner = self.rest.get(1..).ok_or(Unread)?;
        let len = plain_len(inner.as_bytes());
        match inner.as_bytes().get(len) {
            Some(b'"') => {
                let text = inner.get(..len).ok_or(Unread)?;
                self.rest = inner.get(len + 1..).ok_or(Unread)?;
                Ok(Text::Plain(text))
            }
            _ => self.escaped_text(),
        }
    }

    #[cold]
    fn escaped_text(&mut self) -> Result<Text<'de>, Unread> {
        Ok(Text::Unescaped(serde_json::from_str(self.value()?)?))
    }

    /// A number: an integer where it is one that a `u64` or an `i64` has room for, else what `float` makes of it.
    #[inline]
    pub(super) fn number<V: Visitor<'de>>(
        &mut self,
        visitor: V,
        float: fn(&str) -> serde_json::Result<f64>,
    ) -> Result<V::Value, Unread> {
        self.peek();
        let is_of_number =
            |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let len = self.rest.bytes().take_while(is_of_number).count();
        let (number, rest) = self.rest.split_at_checked(len).ok_or(Unread)?;
        self.rest = rest;
        if let Ok(integer) = number.parse() {
            return visitor.visit_u64(integer);
        }
        match number.parse() {
            // Minus zero is a float.
            Ok(integer @ ..0) => visitor.visit_i64(integer),
            _ => visitor.visit_f64(float(number)?),
        }
    }

    /// Has serde_json read the next value.
    pub(super) fn by_serde_json<T>(
        &mut self,
        read: impl FnOnce(&mut serde_json::Deserializer<StrRead<'de>>) -> serde_json::Result<T>,
    ) -> Result<T, Unread> {
        let mut json = serde_json::Deserializer::from_str(self.value()?);
        let value = read(&mut json)?;
        // An integer of 128 bits ends before a point.
        json.end()?;
        Ok(value)
    }

    /// The next value as it stands there.
    pub(super) fn value(&mut self) -> Result<&'de str, Unread> {
        self.peek();
        let json = self.rest;
        self.skip_value()?;
        json.get(..json.len() - self.rest.len()).ok_or(Unread)
    }

    fn skip_value(&mut self) -> Result<(), Unread> {
        let mut depth = 0_usize;
        loop {
            match self.peek().ok_or(Unread)? {
                b'"' => self.skip_text()?,
                b',' | b':' if depth > 0 => self.skip(1)?,
                b'[' | b'{' => {
                    depth += 1;
                    self.skip(1)?;
                }
                b']' | b'}' => {
                    depth = depth.checked_sub(1).ok_or(Unread)?;
                    self.skip(1)?;
                }
                _ => self.skip_scalar()?,
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn skip_text(&mut self) -> Result<(), Unread> {
        self.skip(1)?;
        loop {
            self.skip(plain_len(self.rest.as_bytes()))?;
            match self.rest.as_bytes().first() {
                Some(b'"') => return self.skip(1),
                // And what it stands before: one character is enough for all escapes.
                Some(b'\\') => self.skip(2)?,
                _ => return Err(Unread),
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn skip_scalar(&mut self) -> Result<(), Unread> {
        let is_scalar = |byte: &u8| !matches!(byte, b',' | b':' | b']' | b'}' | b'\0'..=b' ');
        match self.rest.bytes().take_while(is_scalar).count() {
            0 => Err(Unread),
            len => self.skip(len),
        }
    }
}

/// A text without its quotation marks.
pub(super) enum Text<'de> {
    /// As it stands in the JSON.
    Plain(&'de str),
    Unescaped(String),
}

impl<'de> Text<'de> {
    #[inline]
    pub(super) fn visit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
        match self {
            Self::Plain(text) => visitor.visit_borrowed_str(text),
            Self::Unescaped(text) => visitor.visit_string(text),
        }
    }
}

/// A value does not have the shape of its type, or only serde_json could tell. Who wants to know more has serde_json read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unread;

impl de::Error for Unread {
    #[cold]
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl From<serde_json::Error> for Unread {
    fn from(_: serde_json::Error) -> Self {
        Self
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value does not have the shape of its type")
    }
}

impl std::error::Error for Unread {}

#[cfg(test)]
mod tests;

//! Messages that arrive in pieces. Pure.

use bytes::Bytes;

use super::fault::Fault;
use crate::codec::Message;

/// The content of a message as far as it has arrived: checked piece by piece, so that it fails on the first byte that cannot be
/// right, and never larger than twice of what has arrived.
#[derive(Debug)]
pub(super) enum Content {
    Text(PartialText),
    Binary(Vec<u8>),
}

impl Content {
    pub(super) fn text() -> Self {
        Self::Text(PartialText::default())
    }

    pub(super) fn binary() -> Self {
        Self::Binary(Vec::new())
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    /// How many bytes of memory it takes.
    #[cfg(any(test, feature = "__fuzz"))]
    pub(super) fn capacity(&self) -> usize {
        match self {
            Self::Text(text) => text.text.capacity(),
            Self::Binary(bytes) => bytes.capacity(),
        }
    }

    /// Appends a piece. `rest` is how many bytes are still to come, where that is known.
    pub(super) fn push(&mut self, piece: &[u8], rest: Option<u64>) -> Result<(), Fault> {
        let rest = rest.map_or(usize::MAX, |rest| usize::try_from(rest).unwrap_or(usize::MAX));
        match self {
            Self::Text(text) => text.push(piece, rest),
            Self::Binary(bytes) => {
                let additional = growth(bytes.len(), bytes.capacity(), piece.len(), rest);
                bytes.reserve_exact(additional);
                bytes.extend_from_slice(piece);
                Ok(())
            }
        }
    }

    /// The whole message.
    pub(super) fn finish(self) -> Result<Message, Fault> {
        match self {
            Self::Text(text) => text.finish().map(Message::from),
            Self::Binary(mut bytes) => {
                if is_wasteful(bytes.len(), bytes.capacity()) {
                    bytes.shrink_to_fit();
                }
                Ok(Message::Binary(Bytes::from(bytes)))
            }
        }
    }
}

/// A text as far as it has arrived, which may be up to the middle of a character.
#[derive(Debug, Default)]
pub(super) struct PartialText {
    text: String,
    /// The first bytes of a character that goes on in the next piece.
    begun: [u8; 4],
    begun_len: usize,
}

impl PartialText {
    fn len(&self) -> usize {
        self.text.len() + self.begun_len
    }

    fn push(&mut self, piece: &[u8], rest: usize) -> Result<(), Fault> {
        let piece = self.finish_character(piece)?;
        let additional =
            growth(self.text.len(), self.text.capacity(), piece.len() + self.begun_len, rest);
        self.text.reserve_exact(additional);
        match std::str::from_utf8(piece) {
            Ok(text) => self.text.push_str(text),
            Err(error) if error.error_len().is_some() => return Err(Fault::InvalidUtf8),
            Err(error) => {
                let (valid, begun) = piece.split_at(error.valid_up_to());
                self.text.push_str(std::str::from_utf8(valid).map_err(|_| Fault::InvalidUtf8)?);
                // At most three bytes: a fourth would end the character.
                self.begun_len = begun.len().min(self.begun.len());
                self.begun[..self.begun_len].copy_from_slice(&begun[..self.begun_len]);
            }
        }
        Ok(())
    }

    /// Takes bytes from the front of `piece` until the character that was begun is whole, or cannot become one.
    fn finish_character<'a>(&mut self, mut piece: &'a [u8]) -> Result<&'a [u8], Fault> {
        while (1..self.begun.len()).contains(&self.begun_len)
            && let Some((byte, rest)) = piece.split_first()
        {
            self.begun[self.begun_len] = *byte;
            self.begun_len += 1;
            piece = rest;
            match std::str::from_utf8(&self.begun[..self.begun_len]) {
                Ok(character) => {
                    self.text.push_str(character);
                    self.begun_len = 0;
                }
                Err(error) if error.error_len().is_some() => return Err(Fault::InvalidUtf8),
                Err(_) => {}
            }
        }
        Ok(piece)
    }

    fn finish(mut self) -> Result<String, Fault> {
        if self.begun_len > 0 {
            return Err(Fault::InvalidUtf8);
        }
        if is_wasteful(self.text.len(), self.text.capacity()) {
            self.text.shrink_to_fit();
        }
        Ok(self.text)
    }
}

/// How much room to reserve for a piece: all that it needs and, of what is to come behind it, no more than what is there
/// already. So a header that promises much costs nothing, many small pieces cost no more than a few large ones, and a message of
/// one frame ends without room to spare.
fn growth(len: usize, capacity: usize, piece: usize, rest: usize) -> usize {
    if capacity - len >= piece {
        return 0;
    }
    piece.saturating_add(rest).min(piece.max(len))
}

/// Whether more than a quarter of the memory is for nothing. A message may wait for its handler for long.
fn is_wasteful(len: usize, capacity: usize) -> bool {
    capacity > 64 && capacity - len > capacity / 4
}

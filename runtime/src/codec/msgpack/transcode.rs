//! MessagePack values → JSON text, with attachments beside it.

use std::io::Write as _;

use bytes::Bytes;
use serde::Serialize;

use super::date;
use super::read::{Item, Reader};
use super::{DecodeError, DecoderLimits, Utf8Bytes};
use crate::codec::decoder::unpinned;

/// How deep values may be nested, the list of arguments included: what readers of JSON take.
const DEPTH_MAX: usize = 127;

/// A whole value as JSON, in which placeholders stand for the attachments.
pub(super) struct Transcoded {
    pub(super) json: Utf8Bytes,
    pub(super) attachments: Vec<Bytes>,
}

/// Transcodes the next value of a message; `None` for `undefined`.
///
/// The JSON is at most 7 times as long as the value, and 40 bytes for each attachment.
///
/// # Errors
/// When it is cut off, nested too deep, or has too many attachments.
pub(super) fn transcode(
    reader: &mut Reader<'_>,
    message: &Bytes,
    limits: DecoderLimits,
) -> Result<Option<Transcoded>, DecodeError> {
    if reader.is_undefined() {
        reader.skip()?;
        return Ok(None);
    }
    let mut transcoder = Transcoder { message, limits, json: Vec::new(), attachments: Vec::new() };
    transcoder.value(reader, DEPTH_MAX)?;
    let Transcoder { json, attachments, .. } = transcoder;
    let json = Utf8Bytes::try_from(json).map_err(|_| DecodeError::InvalidUtf8)?;
    Ok(Some(Transcoded { json, attachments }))
}

struct Transcoder<'a> {
    message: &'a Bytes,
    limits: DecoderLimits,
    json: Vec<u8>,
    attachments: Vec<Bytes>,
}

impl Transcoder<'_> {
    fn value(&mut self, reader: &mut Reader<'_>, depth_left: usize) -> Result<(), DecodeError> {
        match reader.item()? {
            Item::Nil | Item::Undefined => self.json.extend_from_slice(b"null"),
            Item::Bool(value) => self.write(&value),
            Item::Unsigned(number) => self.write(&number),
            Item::Negative(number) => self.write(&number),
            Item::Float(number) => self.float(number),
            Item::Text(bytes) => self.text(bytes),
            Item::Binary(bytes) => self.attachment(bytes)?,
            Item::Date(ms) => match date::iso_8601(ms) {
                Some(text) => self.write(&text),
                None => self.json.extend_from_slice(b"null"),
            },
            Item::Array(len) => self.array(reader, len, depth_left)?,
            Item::Map(len) => self.map(reader, len, depth_left)?,
            Item::Extension { kind, data } => {
                self.json.push(b'[');
                self.write(&kind);
                self.json.push(b',');
                self.attachment(data)?;
                self.json.push(b']');
            }
        }
        Ok(())
    }

    fn array(
        &mut self,
        reader: &mut Reader<'_>,
        len: u32,
        depth_left: usize,
    ) -> Result<(), DecodeError> {
        let depth_left = depth_left.checked_sub(1).ok_or(DecodeError::TooDeep)?;
        self.json.push(b'[');
        for index in 0..len {
            if index > 0 {
                self.json.push(b',');
            }
            self.value(reader, depth_left)?;
        }
        self.json.push(b']');
        Ok(())
    }

    fn map(
        &mut self,
        reader: &mut Reader<'_>,
        len: u32,
        depth_left: usize,
    ) -> Result<(), DecodeError> {
        let depth_left = depth_left.checked_sub(1).ok_or(DecodeError::TooDeep)?;
        self.json.push(b'{');
        let mut is_first = true;
        for _ in 0..len {
            let key = reader.item()?;
            // As in JSON, what is undefined is not there.
            if reader.is_undefined() {
                reader.skip()?;
                continue;
            }
            if !std::mem::take(&mut is_first) {
                self.json.push(b',');
            }
            self.key(key)?;
            self.json.push(b':');
            self.value(reader, depth_left)?;
        }
        self.json.push(b'}');
        Ok(())
    }

    /// A key is text; JavaScript makes text of a number.
    fn key(&mut self, key: Item<'_>) -> Result<(), DecodeError> {
        match key {
            Item::Text(bytes) => self.text(bytes),
            Item::Unsigned(number) => self.write(&number.to_string()),
            Item::Negative(number) => self.write(&number.to_string()),
            _ => return Err(DecodeError::InvalidMsgpack),
        }
        Ok(())
    }

    /// A number as JavaScript writes it: an integer is an integer, whatever it was sent as.
    fn float(&mut self, number: f64) {
        /// The integers up to here are exact.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && number.abs() <= EXACT {
            self.write(&(number as i64));
        } else {
            // What is no number is `null`.
            self.write(&number);
        }
    }

    /// Text that is no UTF-8 is what the reference takes it for.
    fn text(&mut self, bytes: &[u8]) {
        self.write(&*String::from_utf8_lossy(bytes));
    }

    fn attachment(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        let num = self.attachments.len();
        if num >= self.limits.attachments_max {
            return Err(DecodeError::TooManyAttachments);
        }
        let written = write!(self.json, r#"{{"_placeholder":true,"num":{num}}}"#);
        debug_assert!(written.is_ok(), "a Vec accepts whatever is written");
        self.attachments.push(self.keep(bytes));
        Ok(())
    }

    /// A part of the message that lives longer. It keeps the rest alive only where that is no more than itself: bounds on what waits
    /// count the part.
    fn keep(&self, bytes: &[u8]) -> Bytes {
        if bytes.len() < self.message.len() / 2 {
            Bytes::copy_from_slice(bytes)
        } else {
            unpinned(self.message.slice_ref(bytes))
        }
    }

    fn write<T: Serialize + ?Sized>(&mut self, value: &T) {
        let written = serde_json::to_writer(&mut self.json, value);
        debug_assert!(written.is_ok(), "numbers and text always serialize");
    }
}

//! JSON text and attachments → MessagePack.

use std::fmt;
use std::io;

use bytes::Bytes;
use rmp::Marker;
use rmp::encode::{self, ValueWriteError};
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Args, EncodeError};

/// Writes one packet.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// The beginning of a packet, up to its data.
    pub(super) fn start(&mut self, kind: u8, has_data: bool, id: Option<u64>) {
        let n_fields = 2 + u32::from(has_data) + u32::from(id.is_some());
        written(&encode::write_map_len(&mut self.bytes, n_fields));
        self.text("type");
        written(&encode::write_uint(&mut self.bytes, kind.into()));
        if has_data {
            self.text("data");
        }
    }

    /// The end of a packet, behind its data.
    pub(super) fn finish(mut self, id: Option<u64>, namespace: &str) -> Vec<u8> {
        if let Some(id) = id {
            self.text("id");
            written(&encode::write_uint(&mut self.bytes, id));
        }
        self.text("nsp");
        self.text(namespace);
        self.bytes
    }

    /// An array of the name, if there is one, and the arguments.
    ///
    /// # Errors
    /// When the arguments are no JSON that Rust can hold.
    pub(super) fn array(&mut self, name: Option<&str>, args: &Args) -> Result<(), EncodeError> {
        let (json, has_name) = args.as_array();
        let mut json = serde_json::Deserializer::from_str(json);
        let elements = Elements { writer: self, attachments: args.attachments(), name, has_name };
        json.deserialize_seq(elements).map_err(|error| EncodeError::Parser(error.to_string()))
    }

    /// Any value without attachments.
    ///
    /// # Errors
    /// When the text is no JSON that Rust can hold.
    pub(super) fn json(&mut self, json: &str) -> Result<(), EncodeError> {
        let mut json = serde_json::Deserializer::from_str(json);
        Value { writer: self, attachments: &[] }
            .deserialize(&mut json)
            .map(|_| ())
            .map_err(|error| EncodeError::Parser(error.to_string()))
    }

    fn text(&mut self, text: &str) {
        written(&encode::write_str(&mut self.bytes, text));
    }

    /// Opens an array or a map whose length is not known yet. Most are short: their header is one byte.
    fn open(&mut self) -> usize {
        self.bytes.push(0);
        self.bytes.len() - 1
    }

    fn close_array(&mut self, at: usize, len: u32) {
        match (u8::try_from(len), u16::try_from(len)) {
            (Ok(len @ 0..=15), _) => self.close(at, Marker::FixArray(len), &[]),
            (_, Ok(len)) => self.close(at, Marker::Array16, &len.to_be_bytes()),
            _ => self.close(at, Marker::Array32, &len.to_be_bytes()),
        }
    }

    fn close_map(&mut self, at: usize, len: u32) {
        match (u8::try_from(len), u16::try_from(len)) {
            (Ok(len @ 0..=15), _) => self.close(at, Marker::FixMap(len), &[]),
            (_, Ok(len)) => self.close(at, Marker::Map16, &len.to_be_bytes()),
            _ => self.close(at, Marker::Map32, &len.to_be_bytes()),
        }
    }

    fn close(&mut self, at: usize, marker: Marker, len: &[u8]) {
        self.bytes.splice(at..=at, std::iter::once(marker.to_u8()).chain(len.iter().copied()));
    }
}

/// A `Vec` takes whatever is written.
fn written<T>(written: &Result<T, ValueWriteError<io::Error>>) {
    debug_assert!(written.is_ok(), "a Vec takes whatever is written");
}

/// The elements of a JSON array, behind a name.
struct Elements<'a> {
    writer: &'a mut Writer,
    attachments: &'a [Bytes],
    name: Option<&'a str>,
    /// Whether the first element is a name of its own, which is left out.
    has_name: bool,
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of arguments")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { writer, attachments, name, has_name } = self;
        if has_name {
            seq.next_element::<IgnoredAny>()?;
        }
        let at = writer.open();
        let mut len = 0;
        if let Some(name) = name {
            writer.text(name);
            len += 1;
        }
        while seq.next_element_seed(Value { writer, attachments })?.is_some() {
            len += 1;
        }
        writer.close_array(at, len);
        Ok(())
    }
}

/// Writes a JSON value.
struct Value<'a> {
    writer: &'a mut Writer,
    attachments: &'a [Bytes],
}

/// What an object has to know of a value to tell whether it is a placeholder.
enum Shape {
    True,
    Unsigned(u64),
    Other,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Shape, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        self.writer.bytes.push(Marker::Null.to_u8());
        Ok(Shape::Other)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Shape, E> {
        let marker = if value { Marker::True } else { Marker::False };
        self.writer.bytes.push(marker.to_u8());
        Ok(if value { Shape::True } else { Shape::Other })
    }

    fn visit_u64<E>(self, value: u64) -> Result<Shape, E> {
        written(&encode::write_uint(&mut self.writer.bytes, value));
        Ok(Shape::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Shape, E> {
        written(&encode::write_sint(&mut self.writer.bytes, value));
        Ok(Shape::Other)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Shape, E> {
        written(&encode::write_f64(&mut self.writer.bytes, value));
        Ok(Shape::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Shape, E> {
        self.writer.text(text);
        Ok(Shape::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
        let Self { writer, attachments } = self;
        let at = writer.open();
        let mut len = 0;
        while seq.next_element_seed(Value { writer, attachments })?.is_some() {
            len += 1;
        }
        writer.close_array(at, len);
        Ok(Shape::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let Self { writer, attachments } = self;
        let at = writer.open();
        let (mut len, mut is_placeholder, mut num) = (0, false, Shape::Other);
        while let Some(key) = map.next_key_seed(Key { writer })? {
            let value = map.next_value_seed(Value { writer, attachments })?;
            match key {
                PlaceholderKey::Placeholder => is_placeholder = matches!(value, Shape::True),
                PlaceholderKey::Num => num = value,
                PlaceholderKey::Other => {}
            }
            len += 1;
        }
        match num {
            // Without attachments an object that looks like a placeholder is plain data.
            Shape::Unsigned(num) if is_placeholder && !attachments.is_empty() => {
                let attachment = usize::try_from(num).ok().and_then(|num| attachments.get(num));
                let attachment = attachment
                    .ok_or_else(|| A::Error::custom("placeholder without an attachment"))?;
                writer.bytes.truncate(at);
                written(&encode::write_bin(&mut writer.bytes, attachment));
            }
            _ => writer.close_map(at, len),
        }
        Ok(Shape::Other)
    }
}

/// Writes the key of an object.
struct Key<'a> {
    writer: &'a mut Writer,
}

enum PlaceholderKey {
    Placeholder,
    Num,
    Other,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = PlaceholderKey;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = PlaceholderKey;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<PlaceholderKey, E> {
        self.writer.text(key);
        Ok(match key {
            "_placeholder" => PlaceholderKey::Placeholder,
            "num" => PlaceholderKey::Num,
            _ => PlaceholderKey::Other,
        })
    }
}

//! One value.

use std::fmt;

use serde::ser::{self, Error as _, Serialize};
use serde_json::ser::{CompactFormatter, Formatter as _};

use super::compound::{Elements, Entries};
use super::foreign::{self, Foreign};
use super::plain::plain_len;
use super::{Fault, Numbers};

/// The largest integer that a JavaScript program can tell from its neighbours, 2^53 − 1: `Number.MAX_SAFE_INTEGER`.
const SAFE_INTEGER_MAX: u64 = (1 << 53) - 1;

/// Room for the quotation marks of a text and for what mostly ends the packet behind it. Without it a buffer that a large text has just
/// filled would be doubled for a few brackets.
const CLOSING_LEN: usize = 16;

/// Appends values to a text.
pub(super) struct Serializer<'j> {
    pub(super) json: &'j mut Vec<u8>,
    numbers: Numbers,
    /// The type of serde_json that the next text is the content of.
    pub(super) foreign: Option<Foreign>,
}

impl<'j> Serializer<'j> {
    pub(super) fn new(json: &'j mut Vec<u8>, numbers: Numbers) -> Self {
        Self { json, numbers, foreign: None }
    }

    /// Text in quotation marks.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Fault> {
        // Most text is plain, and is copied as a whole.
        if plain_len(text.as_bytes()) < text.len() {
            return Ok(serde_json::to_writer(&mut *self.json, text)?);
        }
        self.json.reserve(text.len() + CLOSING_LEN);
        self.json.push(b'"');
        self.json.extend_from_slice(text.as_bytes());
        self.json.push(b'"');
        Ok(())
    }

    /// `{"variant":`, which [`close_variant`](Self::close_variant) ends.
    fn open_variant(&mut self, variant: &str) -> Result<(), Fault> {
        self.json.push(b'{');
        self.text(variant)?;
        self.json.push(b':');
        Ok(())
    }

    fn close_variant(&mut self) {
        self.json.push(b'}');
    }

    /// Checks that an integer is read as it was written.
    #[inline]
    pub(super) fn check_integer(
        &self,
        magnitude: impl TryInto<u64>,
        value: impl fmt::Display,
    ) -> Result<(), Fault> {
        let is_safe = magnitude.try_into().is_ok_and(|magnitude| magnitude <= SAFE_INTEGER_MAX);
        if is_safe || self.numbers == Numbers::Lenient {
            Ok(())
        } else {
            Err(unsafe_integer(value))
        }
    }

    /// Checks that a float is a number. False when `null` is to stand for it.
    #[inline]
    fn check_float(&self, value: f64) -> Result<bool, Fault> {
        match self.numbers {
            _ if value.is_finite() => Ok(true),
            Numbers::Lenient => Ok(false),
            Numbers::Exact => Err(not_finite(value)),
        }
    }
}

#[cold]
fn unsafe_integer(value: impl fmt::Display) -> Fault {
    Fault::custom(format_args!(
        "the integer {value} is beyond ±{SAFE_INTEGER_MAX}, where JavaScript rounds"
    ))
}

#[cold]
fn not_finite(value: f64) -> Fault {
    Fault::custom(format_args!("{value} is no number in JSON"))
}

/// Writing to memory does not fail.
fn written(result: std::io::Result<()>) -> Result<(), Fault> {
    result.map_err(Fault::custom)
}

macro_rules! serialize_small_integers {
    ($($serialize:ident $write:ident $type:ty),*) => {
        $(
            #[inline]
            fn $serialize(self, value: $type) -> Result<(), Fault> {
                written(CompactFormatter.$write(&mut *self.json, value))
            }
        )*
    };
}

macro_rules! serialize_large_integers {
    ($($serialize:ident $write:ident $type:ty, $magnitude:expr);*) => {
        $(
            #[inline]
            fn $serialize(self, value: $type) -> Result<(), Fault> {
                self.check_integer($magnitude(value), value)?;
                written(CompactFormatter.$write(&mut *self.json, value))
            }
        )*
    };
}

impl<'w, 'j> ser::Serializer for &'w mut Serializer<'j> {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Elements<'w, 'j>;
    type SerializeTuple = Elements<'w, 'j>;
    type SerializeTupleStruct = Elements<'w, 'j>;
    type SerializeTupleVariant = Elements<'w, 'j>;
    type SerializeMap = Entries<'w, 'j>;
    type SerializeStruct = Entries<'w, 'j>;
    type SerializeStructVariant = Entries<'w, 'j>;

    serialize_small_integers! {
        serialize_i8 write_i8 i8, serialize_i16 write_i16 i16, serialize_i32 write_i32 i32,
        serialize_u8 write_u8 u8, serialize_u16 write_u16 u16, serialize_u32 write_u32 u32
    }

    serialize_large_integers! {
        serialize_i64 write_i64 i64, i64::unsigned_abs;
        serialize_u64 write_u64 u64, std::convert::identity::<u64>;
        serialize_i128 write_i128 i128, i128::unsigned_abs;
        serialize_u128 write_u128 u128, std::convert::identity::<u128>
    }

    #[inline]
    fn serialize_f32(self, value: f32) -> Result<(), Fault> {
        if !self.check_float(value.into())? {
            return self.serialize_unit();
        }
        written(CompactFormatter.write_f32(&mut *self.json, value))
    }

    #[inline]
    fn serialize_f64(self, value: f64) -> Result<(), Fault> {
        if !self.check_float(value)? {
            return self.serialize_unit();
        }
        written(CompactFormatter.write_f64(&mut *self.json, value))
    }

    #[inline]
    fn serialize_bool(self, value: bool) -> Result<(), Fault> {
        self.json.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Fault> {
        self.text(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, text: &str) -> Result<(), Fault> {
        match self.foreign.take() {
            None => self.text(text),
            Some(foreign) => foreign::write(self, foreign, text),
        }
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Fault> {
        written(CompactFormatter.write_byte_array(&mut *self.json, bytes))
    }

    #[inline]
    fn serialize_none(self) -> Result<(), Fault> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_unit(self) -> Result<(), Fault> {
        self.json.extend_from_slice(b"null");
        Ok(())
    }

    #[inline]
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Fault> {
        self.text(variant)
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        self.open_variant(variant)?;
        value.serialize(&mut *self)?;
        self.close_variant();
        Ok(())
    }

    #[inline]
    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'w, 'j>, Fault> {
        Ok(Elements::open(self, "]"))
    }

    #[inline]
    fn serialize_tuple(self, _: usize) -> Result<Elements<'w, 'j>, Fault> {
        Ok(Elements::open(self, "]"))
    }

    #[inline]
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Elements<'w, 'j>, Fault> {
        Ok(Elements::open(self, "]"))
    }

    #[inline]
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Elements<'w, 'j>, Fault> {
        self.open_variant(variant)?;
        Ok(Elements::open(self, "]}"))
    }

    #[inline]
    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'w, 'j>, Fault> {
        Ok(Entries::open(self, "}"))
    }

    #[inline]
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Entries<'w, 'j>, Fault> {
        Ok(match Foreign::named(name) {
            None => Entries::open(self, "}"),
            Some(foreign) => {
                self.foreign = Some(foreign);
                Entries::of_foreign(self)
            }
        })
    }

    #[inline]
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries<'w, 'j>, Fault> {
        self.open_variant(variant)?;
        Ok(Entries::open(self, "}}"))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), Fault> {
        struct Displayed<'a, T: ?Sized>(&'a T);

        impl<T: fmt::Display + ?Sized> Serialize for Displayed<'_, T> {
            fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self.0)
            }
        }

        Ok(serde_json::to_writer(&mut *self.json, &Displayed(value))?)
    }
}

//! One value, as the type asks for it.

use serde::de::{self, Visitor};

use super::access::{Elements, Entries, Variant};
use super::reader::{Reader, Text, Unread};

const BRACKETS: [u8; 2] = *b"[]";
const BRACES: [u8; 2] = *b"{}";

/// How serde_json's own types make themselves known to it.
const FOREIGN: &str = "$serde_json::private::";

fn double(number: &str) -> serde_json::Result<f64> {
    serde_json::from_str(number)
}

fn single(number: &str) -> serde_json::Result<f64> {
    serde_json::from_str::<f32>(number).map(f64::from)
}

macro_rules! deserialize {
    ($($deserialize:ident)* => |$reader:ident, $visitor:ident| $read:expr) => {
        $(
            #[inline]
            fn $deserialize<V: Visitor<'de>>(self, $visitor: V) -> Result<V::Value, Unread> {
                let $reader = self;
                $read
            }
        )*
    };
}

/// What is whatever comes, or rare.
macro_rules! left_to_serde_json {
    ($($deserialize:ident)*) => {
        $(
            fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
                self.by_serde_json(|json| json.$deserialize(visitor))
            }
        )*
    };
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Unread;

    left_to_serde_json! {
        deserialize_any deserialize_bytes deserialize_byte_buf deserialize_i128 deserialize_u128
    }

    deserialize! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_f64 => |reader, visitor| reader.number(visitor, double)
    }
    deserialize! { deserialize_f32 => |reader, visitor| reader.number(visitor, single) }

    deserialize! {
        deserialize_char deserialize_str deserialize_string deserialize_identifier
            => |reader, visitor| reader.text()?.visit(visitor)
    }

    deserialize! {
        deserialize_bool => |reader, visitor| {
            let is_true = reader.takes("true");
            if is_true || reader.takes("false") { visitor.visit_bool(is_true) } else { Err(Unread) }
        }
    }

    deserialize! {
        deserialize_unit => |reader, visitor| {
            if reader.takes("null") { visitor.visit_unit() } else { Err(Unread) }
        }
    }

    deserialize! {
        deserialize_option => |reader, visitor| {
            if reader.takes("null") { visitor.visit_none() } else { visitor.visit_some(reader) }
        }
    }

    deserialize! {
        deserialize_ignored_any => |reader, visitor| {
            reader.value()?;
            visitor.visit_unit()
        }
    }

    deserialize! {
        deserialize_seq => |reader, visitor| {
            reader.within(BRACKETS, |reader| visitor.visit_seq(Elements::new(reader)))
        }
    }

    deserialize! {
        deserialize_map => |reader, visitor| {
            reader.within(BRACES, |reader| visitor.visit_map(Entries::new(reader)))
        }
    }

    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_unit(visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        if name.starts_with(FOREIGN) {
            return self.by_serde_json(|json| json.deserialize_newtype_struct(name, visitor));
        }
        visitor.visit_newtype_struct(self)
    }

    #[inline]
    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        match self.peek() {
            Some(b'{') => self.deserialize_map(visitor),
            _ => self.deserialize_seq(visitor),
        }
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        match self.peek() {
            Some(b'{') => self.within(BRACES, |reader| visitor.visit_enum(Variant(reader))),
            _ => visit_variant(&self.text()?, visitor),
        }
    }
}

/// A variant that is nothing but its name.
#[inline]
pub(super) fn visit_variant<'de, V: Visitor<'de>>(
    name: &Text<'de>,
    visitor: V,
) -> Result<V::Value, Unread> {
    match name {
        Text::Plain(name) => visitor.visit_enum(de::value::BorrowedStrDeserializer::new(name)),
        // No name of a variant has need of an escape.
        Text::Unescaped(_) => Err(Unread),
    }
}

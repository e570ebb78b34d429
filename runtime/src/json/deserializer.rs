//! One value, as the type asks for it.

use serde::de::{self, Visitor};

use super::access::{Items, Variant};
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

/// Methods that do the same, each with the types of what it is told besides the visitor and has no need of.
macro_rules! deserialize {
    (|$value:ident, $visitor:ident| $read:expr; $($deserialize:ident($($told:ty),*))*) => {
        $(
            #[inline]
            fn $deserialize<V: ::serde::de::Visitor<'de>>(
                self,
                $(_: $told,)*
                $visitor: V,
            ) -> Result<V::Value, $crate::json::reader::Unread> {
                let $value = self;
                $read
            }
        )*
    };
}

pub(super) use deserialize;

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
        |reader, visitor| reader.number(visitor, double);
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64()
        deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_f64()
    }

    deserialize! { |reader, visitor| reader.number(visitor, single); deserialize_f32() }

    deserialize! {
        |reader, visitor| reader.text()?.visit(visitor);
        deserialize_char() deserialize_str() deserialize_string() deserialize_identifier()
    }

    deserialize! {
        |reader, visitor| {
            let is_true = reader.takes("true");
            if is_true || reader.takes("false") { visitor.visit_bool(is_true) } else { Err(Unread) }
        };
        deserialize_bool()
    }

    deserialize! {
        |reader, visitor| if reader.takes("null") { visitor.visit_unit() } else { Err(Unread) };
        deserialize_unit() deserialize_unit_struct(&'static str)
    }

    deserialize! {
        |reader, visitor| {
            if reader.takes("null") { visitor.visit_none() } else { visitor.visit_some(reader) }
        };
        deserialize_option()
    }

    deserialize! {
        |reader, visitor| {
            reader.value()?;
            visitor.visit_unit()
        };
        deserialize_ignored_any()
    }

    deserialize! {
        |reader, visitor| reader.within(BRACKETS, |reader| visitor.visit_seq(Items::new(reader)));
        deserialize_seq() deserialize_tuple(usize) deserialize_tuple_struct(&'static str, usize)
    }

    deserialize! {
        |reader, visitor| reader.within(BRACES, |reader| visitor.visit_map(Items::new(reader)));
        deserialize_map()
    }

    deserialize! {
        |reader, visitor| match reader.peek() {
            Some(b'{') => reader.deserialize_map(visitor),
            _ => reader.deserialize_seq(visitor),
        };
        deserialize_struct(&'static str, &'static [&'static str])
    }

    deserialize! {
        |reader, visitor| match reader.peek() {
            Some(b'{') => reader.within(BRACES, |reader| visitor.visit_enum(Variant(reader))),
            _ => visit_variant(&reader.text()?, visitor),
        };
        deserialize_enum(&'static str, &'static [&'static str])
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

//! What is inside of arrays, objects and variants that are being read.

use serde::de::{self, Deserialize as _, DeserializeSeed, Deserializer as _, Visitor};
use serde::forward_to_deserialize_any;

use super::deserializer::{deserialize, visit_variant};
use super::reader::{Reader, Text, Unread};

/// The elements of an array, or the entries of an object, that has been opened.
pub(crate) struct Items<'r, 'de> {
    reader: &'r mut Reader<'de>,
    is_first: bool,
}

impl<'r, 'de> Items<'r, 'de> {
    #[inline]
    pub(crate) fn new(reader: &'r mut Reader<'de>) -> Self {
        Self { reader, is_first: true }
    }

    /// Those behind one that has been read.
    #[inline]
    pub(crate) fn behind_first(reader: &'r mut Reader<'de>) -> Self {
        Self { reader, is_first: false }
    }

    /// Where the next one begins, behind its comma. `None` at the end, which is left where it is.
    #[inline]
    fn next_before(&mut self, end: u8) -> Result<Option<&mut Reader<'de>>, Unread> {
        if self.reader.peek() == Some(end) {
            return Ok(None);
        }
        if !std::mem::take(&mut self.is_first) {
            self.reader.expect(b',')?;
        }
        Ok(Some(self.reader))
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_, 'de> {
    type Error = Unread;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unread> {
        self.next_before(b']')?.map(|reader| seed.deserialize(reader)).transpose()
    }
}

impl<'de> de::MapAccess<'de> for Items<'_, 'de> {
    type Error = Unread;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unread> {
        self.next_before(b'}')?.map(|reader| seed.deserialize(Key(reader.text()?))).transpose()
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Unread> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant with what it holds: an object of one entry.
pub(super) struct Variant<'r, 'de>(pub(super) &'r mut Reader<'de>);

impl<'de> de::EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Unread;
    type Variant = Self;

    #[inline]
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unread> {
        let variant = seed.deserialize(Key(self.0.text()?))?;
        self.0.expect(b':')?;
        Ok((variant, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Unread;

    #[inline]
    fn unit_variant(self) -> Result<(), Unread> {
        <()>::deserialize(self.0)
    }

    #[inline]
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unread> {
        seed.deserialize(self.0)
    }

    #[inline]
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unread> {
        self.0.deserialize_seq(visitor)
    }

    #[inline]
    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unread> {
        self.0.deserialize_struct("", fields, visitor)
    }
}

/// The key of an entry. Besides text it can be a number in quotation marks, or the name of a variant.
struct Key<'de>(Text<'de>);

impl<'de> Key<'de> {
    /// The number that the text is, in the form that JSON has for it.
    fn number(&self) -> Result<Reader<'de>, Unread> {
        let Text::Plain(number) = self.0 else { return Err(Unread) };
        serde_json::from_str::<f64>(number)?;
        let has_space = number.bytes().any(|byte| byte.is_ascii_whitespace());
        if has_space { Err(Unread) } else { Ok(Reader::new(number)) }
    }
}

macro_rules! deserialize_numbers {
    ($($deserialize:ident)*) => {
        $(
            fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unread> {
                self.number()?.$deserialize(visitor)
            }
        )*
    };
}

impl<'de> de::Deserializer<'de> for Key<'de> {
    type Error = Unread;

    deserialize_numbers! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_f32 deserialize_f64
    }

    deserialize! { |key, visitor| key.0.visit(visitor); deserialize_any() }

    deserialize! { |key, visitor| visitor.visit_some(key); deserialize_option() }

    deserialize! {
        |key, visitor| visitor.visit_newtype_struct(key);
        deserialize_newtype_struct(&'static str)
    }

    deserialize! {
        |key, visitor| visit_variant(&key.0, visitor);
        deserialize_enum(&'static str, &'static [&'static str])
    }

    // serde_json knows what these are in a key.
    deserialize! {
        |_key, _visitor| Err(Unread);
        deserialize_bool() deserialize_bytes() deserialize_byte_buf()
    }

    forward_to_deserialize_any! {
        char str string unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

//! Arrays and objects.

use std::io;

use serde::ser::{self, Serialize};
use serde_json::ser::Formatter;

use super::Fault;
use super::serializer::Serializer;

/// The elements of an array.
pub(super) struct Elements<'w, 'j> {
    writer: &'w mut Serializer<'j>,
    is_empty: bool,
    /// What stands behind the last of them.
    end: &'static str,
}

impl<'w, 'j> Elements<'w, 'j> {
    #[inline]
    pub(super) fn open(writer: &'w mut Serializer<'j>, end: &'static str) -> Self {
        writer.json.push(b'[');
        Self { writer, is_empty: true, end }
    }

    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        if !std::mem::take(&mut self.is_empty) {
            self.writer.json.push(b',');
        }
        value.serialize(&mut *self.writer)
    }

    #[inline]
    fn close(self) {
        self.writer.json.extend_from_slice(self.end.as_bytes());
    }
}

/// The entries of an object.
pub(super) struct Entries<'w, 'j> {
    writer: &'w mut Serializer<'j>,
    is_empty: bool,
    /// What stands behind the last of them; nothing for a type of serde_json, which is no object.
    end: &'static str,
}

impl<'w, 'j> Entries<'w, 'j> {
    #[inline]
    pub(super) fn open(writer: &'w mut Serializer<'j>, end: &'static str) -> Self {
        writer.json.push(b'{');
        Self { writer, is_empty: true, end }
    }

    /// The only entry is the content of a type of serde_json, and the writer knows that.
    pub(super) fn of_foreign(writer: &'w mut Serializer<'j>) -> Self {
        Self { writer, is_empty: true, end: "" }
    }

    #[inline]
    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_empty) {
            self.writer.json.push(b',');
        }
    }

    #[inline]
    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Fault> {
        if self.writer.foreign.is_none() {
            self.separate();
            self.writer.text(name)?;
            self.writer.json.push(b':');
        }
        value.serialize(&mut *self.writer)
    }

    #[inline]
    fn close(self) {
        self.writer.json.extend_from_slice(self.end.as_bytes());
    }
}

/// Has serde_json write a key, and nothing around it: which types can be one, and how, is its own.
struct KeyAlone;

impl Formatter for KeyAlone {
    fn begin_object<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        Ok(())
    }
}

impl ser::SerializeMap for Entries<'_, '_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        self.separate();
        let mut json = serde_json::Serializer::with_formatter(&mut *self.writer.json, KeyAlone);
        Ok(ser::Serializer::serialize_map(&mut json, None)?.serialize_key(key)?)
    }

    #[inline]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.writer.json.push(b':');
        value.serialize(&mut *self.writer)
    }

    #[inline]
    fn end(self) -> Result<(), Fault> {
        self.close();
        Ok(())
    }
}

macro_rules! impl_elements {
    ($($as:ident $serialize:ident),*) => {
        $(
            impl ser::$as for Elements<'_, '_> {
                type Ok = ();
                type Error = Fault;

                #[inline]
                fn $serialize<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
                    self.element(value)
                }

                #[inline]
                fn end(self) -> Result<(), Fault> {
                    self.close();
                    Ok(())
                }
            }
        )*
    };
}

macro_rules! impl_fields {
    ($($as:ident),*) => {
        $(
            impl ser::$as for Entries<'_, '_> {
                type Ok = ();
                type Error = Fault;

                #[inline]
                fn serialize_field<T: Serialize + ?Sized>(
                    &mut self,
                    name: &'static str,
                    value: &T,
                ) -> Result<(), Fault> {
                    self.field(name, value)
                }

                #[inline]
                fn end(self) -> Result<(), Fault> {
                    self.close();
                    Ok(())
                }
            }
        )*
    };
}

impl_elements!(
    SerializeSeq serialize_element, SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field, SerializeTupleVariant serialize_field
);
impl_fields!(SerializeStruct, SerializeStructVariant);

//! JSON arguments → a tuple of types.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer as _;
use serde::de::{DeserializeOwned, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Args, ArgsError};
use crate::binary::scope::with_attachments;

/// Types that the arguments of an event or acknowledgement can be read into: `()`, and tuples of up
/// to 8 types that implement [`serde::de::DeserializeOwned`].
pub trait FromArgs: Sized {
    /// Takes the arguments one by one.
    ///
    /// # Errors
    /// The reader's, unchanged.
    fn from_args<R: ArgReader>(args: &mut R) -> Result<Self, R::Error>;
}

/// Where [`FromArgs`] takes arguments from.
pub trait ArgReader {
    /// Why an argument could not be read.
    type Error;

    /// Reads the next argument; one that is missing is read as `null`.
    ///
    /// # Errors
    /// When the argument does not have the shape of `T`.
    fn next_arg<T: DeserializeOwned>(&mut self) -> Result<T, Self::Error>;
}

macro_rules! impl_from_args {
    ($($type:ident)*) => {
        impl<$($type: DeserializeOwned),*> FromArgs for ($($type,)*) {
            fn from_args<Reader: ArgReader>(_args: &mut Reader) -> Result<Self, Reader::Error> {
                Ok(($(_args.next_arg::<$type>()?,)*))
            }
        }
    };
}

impl_from_args!();
impl_from_args!(A);
impl_from_args!(A B);
impl_from_args!(A B C);
impl_from_args!(A B C D);
impl_from_args!(A B C D E);
impl_from_args!(A B C D E F);
impl_from_args!(A B C D E F G);
impl_from_args!(A B C D E F G H);

/// Reads straight from the JSON; only when that fails, a second pass finds out where.
pub(super) fn read<T: FromArgs>(args: &Args) -> Result<T, ArgsError> {
    with_attachments(&args.attachments, || {
        let mut deserializer = serde_json::Deserializer::from_str(args.array());
        let visitor = ArrayVisitor { has_name: args.has_name, target: PhantomData };
        deserializer.deserialize_seq(visitor).or_else(|_| read_with_paths(args))
    })
}

struct ArrayVisitor<T> {
    has_name: bool,
    target: PhantomData<T>,
}

impl<'de, T: FromArgs> Visitor<'de> for ArrayVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of arguments")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<T, A::Error> {
        if self.has_name {
            seq.next_element::<IgnoredAny>()?;
        }
        let mut reader = SeqReader { seq, input: PhantomData };
        let args = T::from_args(&mut reader)?;
        // An array that is not read to its end counts as malformed.
        while reader.seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(args)
    }
}

struct SeqReader<'de, A> {
    seq: A,
    input: PhantomData<&'de str>,
}

impl<'de, A: SeqAccess<'de>> ArgReader for SeqReader<'de, A> {
    type Error = A::Error;

    fn next_arg<T: DeserializeOwned>(&mut self) -> Result<T, A::Error> {
        match self.seq.next_element()? {
            Some(arg) => Ok(arg),
            None => read_missing().map_err(A::Error::custom),
        }
    }
}

/// A parameter without an argument is `undefined` in JavaScript, which JSON spells as `null`.
fn read_missing<T: DeserializeOwned>() -> serde_json::Result<T> {
    serde_json::from_str("null")
}

/// Reads the arguments as before, while keeping track of the path to the value being read.
#[cold]
fn read_with_paths<T: FromArgs>(args: &Args) -> Result<T, ArgsError> {
    let elements = serde_json::from_str::<Vec<&RawValue>>(args.array()).unwrap_or_default();
    let values = elements.get(usize::from(args.has_name)..).unwrap_or_default();
    T::from_args(&mut PathReader { values, index: 0 })
}

struct PathReader<'a> {
    values: &'a [&'a RawValue],
    index: usize,
}

impl ArgReader for PathReader<'_> {
    type Error = ArgsError;

    fn next_arg<T: DeserializeOwned>(&mut self) -> Result<T, ArgsError> {
        let index = self.index;
        self.index += 1;
        let Some(value) = self.values.get(index) else {
            return read_missing().map_err(|_| ArgsError::missing(index));
        };
        let mut deserializer = serde_json::Deserializer::from_str(value.get());
        serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| ArgsError::invalid(format!("[{index}]"), error.path(), error.inner()))
    }
}

/// Reads one JSON value that is no list of arguments, such as what a client presents when it
/// connects.
///
/// # Errors
/// When the value does not have the shape of `T`.
pub(crate) fn read_value<T: DeserializeOwned>(json: &str) -> Result<T, ArgsError> {
    serde_json::from_str(json).or_else(|_| {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| ArgsError::invalid(String::new(), error.path(), error.inner()))
    })
}

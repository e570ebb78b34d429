//! JSON arguments → a tuple of types.

use serde::de::{DeserializeOwned, SeqAccess as _};
use serde_json::value::RawValue;

use super::{Args, ArgsError};
use crate::binary::scope::with_attachments;
use crate::json::access::Items;
use crate::json::reader::{Reader, Unread};

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
    with_attachments(&args.attachments, || read_once(args).or_else(|_| read_with_paths(args)))
}

/// Reads the arguments behind the name of an event, or all elements of an array.
fn read_once<T: FromArgs>(args: &Args) -> Result<T, Unread> {
    let mut json = Reader::new(args.text.get(args.args_at..).unwrap_or_default());
    if args.has_name {
        return T::from_args(&mut Items::behind_first(&mut json));
    }
    json.expect(b'[')?;
    T::from_args(&mut Items::new(&mut json))
}

impl ArgReader for Items<'_, '_> {
    type Error = Unread;

    fn next_arg<T: DeserializeOwned>(&mut self) -> Result<T, Unread> {
        self.next_element()?.map_or_else(read_missing, Ok)
    }
}

/// A parameter without an argument is `undefined` in JavaScript, which JSON spells as `null`.
fn read_missing<T: DeserializeOwned>() -> Result<T, Unread> {
    T::deserialize(&mut Reader::new("null"))
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

//! Values → JSON arguments.

use serde::Serialize;

use super::Args;
use crate::binary::scope;
use crate::codec::error::EncodeError;
use crate::json::{self, Numbers};

/// What can be sent as the arguments of an event or acknowledgement: `()`, tuples of up to 8 types
/// that implement [`serde::Serialize`], and [`Args`] that came from elsewhere.
pub trait ToArgs {
    /// Writes the arguments one by one.
    ///
    /// # Errors
    /// The writer's, unchanged.
    fn write_args(&self, writer: &mut ArgWriter<'_>) -> Result<(), EncodeError>;
}

/// Writes the elements of a packet's JSON array.
#[derive(Debug)]
pub struct ArgWriter<'a> {
    json: &'a mut Vec<u8>,
    is_empty: bool,
    /// Which argument is the next one.
    index: usize,
}

impl<'a> ArgWriter<'a> {
    /// Starts at the first element.
    pub(crate) fn new(json: &'a mut Vec<u8>) -> Self {
        Self { json, is_empty: true, index: 0 }
    }

    /// Writes what stands before the arguments.
    pub(crate) fn name(&mut self, name: &str) -> Result<(), EncodeError> {
        self.arg(name)?;
        self.index = 0;
        Ok(())
    }

    /// Writes one argument, as serde_json and `JSON.stringify` do: `NaN` and the infinities as `null`, and integers of any size, of which
    /// JavaScript reads those beyond ±(2<sup>53</sup> − 1) as other ones.
    ///
    /// # Errors
    /// [`EncodeError::Serialize`] when its `Serialize` implementation fails.
    pub fn arg<T: Serialize + ?Sized>(&mut self, arg: &T) -> Result<(), EncodeError> {
        self.write(arg, Numbers::Lenient)
    }

    /// Writes one argument of a contract, and returns which one it is, with the text that was written.
    ///
    /// # Errors
    /// [`EncodeError::Serialize`] also when it has numbers that would be read as something else.
    pub(crate) fn exact_arg<T: Serialize + ?Sized>(
        &mut self,
        arg: &T,
    ) -> Result<(usize, &[u8]), EncodeError> {
        let (index, start) = (self.index, self.json.len() + usize::from(!self.is_empty));
        self.write(arg, Numbers::Exact)?;
        Ok((index, self.json.get(start..).unwrap_or_default()))
    }

    fn write<T: Serialize + ?Sized>(
        &mut self,
        arg: &T,
        numbers: Numbers,
    ) -> Result<(), EncodeError> {
        self.separate();
        let index = self.index;
        self.index += 1;
        json::write(self.json, arg, numbers)
            .map_err(|unwritable| EncodeError::unwritable(Some(index), unwritable))
    }

    fn separate(&mut self) {
        if !self.is_empty {
            self.json.push(b',');
        }
        self.is_empty = false;
    }
}

impl<T: ToArgs + ?Sized> ToArgs for &T {
    fn write_args(&self, writer: &mut ArgWriter<'_>) -> Result<(), EncodeError> {
        (**self).write_args(writer)
    }
}

/// Forwards arguments without reading them.
impl ToArgs for Args {
    fn write_args(&self, writer: &mut ArgWriter<'_>) -> Result<(), EncodeError> {
        let list = self.json_list();
        if !list.is_empty() {
            writer.separate();
            writer.json.extend_from_slice(list.as_bytes());
        }
        for attachment in self.attachments() {
            scope::attach(attachment);
        }
        Ok(())
    }
}

/// The arguments of an event, and behind them where it stands in the log of what was emitted.
pub(crate) struct WithOffset<'a> {
    pub(crate) args: &'a dyn ToArgs,
    pub(crate) offset: Option<&'a str>,
}

impl ToArgs for WithOffset<'_> {
    fn write_args(&self, writer: &mut ArgWriter<'_>) -> Result<(), EncodeError> {
        self.args.write_args(writer)?;
        self.offset.map_or(Ok(()), |offset| writer.arg(offset))
    }
}

macro_rules! impl_to_args {
    ($($type:ident)*) => {
        impl<$($type: Serialize),*> ToArgs for ($($type,)*) {
            #[expect(non_snake_case, reason = "the macro names each variable after its type")]
            fn write_args(&self, _writer: &mut ArgWriter<'_>) -> Result<(), EncodeError> {
                let ($($type,)*) = self;
                $(_writer.arg($type)?;)*
                Ok(())
            }
        }
    };
}

impl ToArgs for () {
    fn write_args(&self, _: &mut ArgWriter<'_>) -> Result<(), EncodeError> {
        Ok(())
    }
}
impl_to_args!(A);
impl_to_args!(A B);
impl_to_args!(A B C);
impl_to_args!(A B C D);
impl_to_args!(A B C D E);
impl_to_args!(A B C D E F);
impl_to_args!(A B C D E F G);
impl_to_args!(A B C D E F G H);

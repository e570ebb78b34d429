//! Values → JSON arguments.

use serde::Serialize;

use super::Args;
use crate::binary::scope;
use crate::codec::error::EncodeError;

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
}

impl<'a> ArgWriter<'a> {
    /// Starts at the first element.
    pub(crate) fn new(json: &'a mut Vec<u8>) -> Self {
        Self { json, is_empty: true }
    }

    /// Writes one argument.
    ///
    /// # Errors
    /// [`EncodeError::Serialize`] when its `Serialize` implementation fails.
    pub fn arg<T: Serialize + ?Sized>(&mut self, arg: &T) -> Result<(), EncodeError> {
        self.separate();
        serde_json::to_writer(&mut *self.json, arg)
            .map_err(|error| EncodeError::Serialize(error.to_string()))
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

//! The bytes of a message, item by item.

use rmp::Marker;

use super::DecodeError;

/// One value; of an array or a map only its beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Item<'a> {
    Nil,
    /// Extension type 0 in one byte, as `notepack.io` writes it.
    Undefined,
    Bool(bool),
    Unsigned(u64),
    /// Below zero.
    Negative(i64),
    Float(f64),
    /// Usually UTF-8.
    Text(&'a [u8]),
    Binary(&'a [u8]),
    /// So many items follow.
    Array(u32),
    /// So many pairs of items follow.
    Map(u32),
    /// Extension type 0 in eight bytes: milliseconds since 1970.
    Date(i64),
    Extension {
        kind: i8,
        data: &'a [u8],
    },
}

/// What is left of a message.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(message: &'a [u8]) -> Self {
        Self { rest: message }
    }

    /// The next item. Nothing is longer than what is left of the message, the announced length of an array or a map included: each of
    /// its items has at least one byte.
    ///
    /// # Errors
    /// When there is none, or what there is is cut off.
    pub(super) fn item(&mut self) -> Result<Item<'a>, DecodeError> {
        let [marker] = self.array()?;
        let item = match Marker::from_u8(marker) {
            Marker::Null => Item::Nil,
            Marker::False => Item::Bool(false),
            Marker::True => Item::Bool(true),
            Marker::FixPos(number) => Item::Unsigned(number.into()),
            Marker::U8 => Item::Unsigned(u8::from_be_bytes(self.array()?).into()),
            Marker::U16 => Item::Unsigned(u16::from_be_bytes(self.array()?).into()),
            Marker::U32 => Item::Unsigned(u32::from_be_bytes(self.array()?).into()),
            Marker::U64 => Item::Unsigned(u64::from_be_bytes(self.array()?)),
            Marker::FixNeg(number) => integer(number.into()),
            Marker::I8 => integer(i8::from_be_bytes(self.array()?).into()),
            Marker::I16 => integer(i16::from_be_bytes(self.array()?).into()),
            Marker::I32 => integer(i32::from_be_bytes(self.array()?).into()),
            Marker::I64 => integer(i64::from_be_bytes(self.array()?)),
            Marker::F32 => Item::Float(f32::from_be_bytes(self.array()?).into()),
            Marker::F64 => Item::Float(f64::from_be_bytes(self.array()?)),
            Marker::FixStr(len) => Item::Text(self.take(len.into())?),
            Marker::Str8 => Item::Text(self.sized::<1>()?),
            Marker::Str16 => Item::Text(self.sized::<2>()?),
            Marker::Str32 => Item::Text(self.sized::<4>()?),
            Marker::Bin8 => Item::Binary(self.sized::<1>()?),
            Marker::Bin16 => Item::Binary(self.sized::<2>()?),
            Marker::Bin32 => Item::Binary(self.sized::<4>()?),
            Marker::FixArray(len) => Item::Array(self.items(len.into(), 1)?),
            Marker::Array16 => {
                self.len::<2>().and_then(|len| self.items(len, 1)).map(Item::Array)?
            }
            Marker::Array32 => {
                self.len::<4>().and_then(|len| self.items(len, 1)).map(Item::Array)?
            }
            Marker::FixMap(len) => Item::Map(self.items(len.into(), 2)?),
            Marker::Map16 => self.len::<2>().and_then(|len| self.items(len, 2)).map(Item::Map)?,
            Marker::Map32 => self.len::<4>().and_then(|len| self.items(len, 2)).map(Item::Map)?,
            Marker::FixExt1 => match self.extension(1)? {
                Item::Extension { kind: 0, .. } => Item::Undefined,
                other => other,
            },
            Marker::FixExt8 => match self.extension(8)? {
                Item::Extension { kind: 0, data } => {
                    Item::Date(data.try_into().map_or(0, i64::from_be_bytes))
                }
                other => other,
            },
            Marker::FixExt2 => self.extension(2)?,
            Marker::FixExt4 => self.extension(4)?,
            Marker::FixExt16 => self.extension(16)?,
            Marker::Ext8 => self.len::<1>().and_then(|len| self.blob(len))?,
            Marker::Ext16 => self.len::<2>().and_then(|len| self.blob(len))?,
            Marker::Ext32 => self.len::<4>().and_then(|len| self.blob(len))?,
            Marker::Reserved => return Err(DecodeError::InvalidMsgpack),
        };
        Ok(item)
    }

    /// Leaves a whole value out.
    ///
    /// # Errors
    /// As [`item`](Self::item).
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        // An item takes a byte of the message and announces no more than its bytes, so that the sum fits.
        let mut n_items = 1_u64;
        while n_items > 0 {
            n_items -= 1;
            match self.item()? {
                Item::Array(len) => n_items += u64::from(len),
                Item::Map(len) => n_items += 2 * u64::from(len),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether the next value is `undefined`, which is not taken.
    pub(super) fn is_undefined(&self) -> bool {
        matches!(self.rest, [0xd4, 0, _, ..])
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// When something is.
    pub(super) fn end(&self) -> Result<(), DecodeError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::InvalidMsgpack) }
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(DecodeError::InvalidMsgpack)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(DecodeError::InvalidMsgpack)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// A length in `N` bytes, at most four.
    fn len<const N: usize>(&mut self) -> Result<u32, DecodeError> {
        let bytes = self.array::<N>()?;
        Ok(bytes.iter().fold(0, |len, byte| len << 8 | u32::from(*byte)))
    }

    /// Bytes behind their length.
    fn sized<const N: usize>(&mut self) -> Result<&'a [u8], DecodeError> {
        let len = self.len::<N>()?;
        self.take(len as usize)
    }

    /// A length that announces `len` times `n_each` items.
    fn items(&self, len: u32, n_each: u64) -> Result<u32, DecodeError> {
        if u64::from(len) * n_each <= self.rest.len() as u64 {
            Ok(len)
        } else {
            Err(DecodeError::InvalidMsgpack)
        }
    }

    fn extension(&mut self, len: u32) -> Result<Item<'a>, DecodeError> {
        let kind = i8::from_be_bytes(self.array()?);
        Ok(Item::Extension { kind, data: self.take(len as usize)? })
    }

    /// An extension of any length. Type 0 is what an `ArrayBuffer` and the typed arrays are sent as.
    fn blob(&mut self, len: u32) -> Result<Item<'a>, DecodeError> {
        Ok(match self.extension(len)? {
            Item::Extension { kind: 0, data } => Item::Binary(data),
            other => other,
        })
    }
}

/// Signed formats may hold numbers that are not below zero.
fn integer(number: i64) -> Item<'static> {
    u64::try_from(number).map_or(Item::Negative(number), Item::Unsigned)
}

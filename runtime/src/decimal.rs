//! [`U64`], [`I64`] and [`U128`]: whole numbers that JavaScript cannot hold as numbers.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

#[cfg(test)]
mod tests;

/// A text that is no whole number of this type, or not written as one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseDecimalError {
    range: &'static str,
}

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a whole number from {}, written without leading zeros", self.range)
    }
}

impl std::error::Error for ParseDecimalError {}

macro_rules! decimal {
    ($(#[$attribute:meta])* $name:ident($integer:ident), $range:literal, $format:literal, $pattern:literal) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(
            /// The number.
            pub $integer,
        );

        impl From<$integer> for $name {
            fn from(number: $integer) -> Self {
                Self(number)
            }
        }

        impl From<$name> for $integer {
            fn from($name(number): $name) -> Self {
                number
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        /// Reads what is written: digits without leading zeros, and a `-` before those of a negative number.
        impl FromStr for $name {
            type Err = ParseDecimalError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let number = text.parse().ok().filter(|_| is_canonical(text));
                number.map(Self).ok_or(ParseDecimalError { range: $range })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct DecimalVisitor;

                impl Visitor<'_> for DecimalVisitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("a string with a whole number from ", $range))
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
                    }
                }

                deserializer.deserialize_str(DecimalVisitor)
            }
        }

        /// Inlined: generators know it by its format.
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> Cow<'static, str> {
                concat!("wigwag::", stringify!($name)).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "format": $format, "pattern": $pattern })
            }
        }
    };
}

decimal! {
    /// A `u64` that travels as a string of decimal digits.
    ///
    /// Use it for ids, counters and amounts of money in small units that may exceed 2⁵³ − 1, the largest whole number that JavaScript tells
    /// from its neighbours. A plain `u64` travels as a number, and one beyond that is refused where it is sent.
    ///
    /// It may stand wherever a string may: as an argument, a field, the key of a map. In TypeScript it is `Uint64String`; `BigInt(id)` computes
    /// with it.
    ///
    /// # Wire
    /// A JSON string, `"18446744073709551615"`. One with a sign, with leading zeros or out of range is refused, and so is a number.
    ///
    /// # Examples
    /// ```
    /// use wigwag::U64;
    ///
    /// #[wigwag::payload]
    /// #[derive(Debug, PartialEq)]
    /// struct Transfer {
    ///     id: U64,
    /// }
    ///
    /// let transfer = Transfer { id: U64(9_007_199_254_740_993) };
    /// let json = serde_json::to_string(&transfer)?;
    /// assert_eq!(json, r#"{"id":"9007199254740993"}"#);
    /// assert_eq!(serde_json::from_str::<Transfer>(&json)?, transfer);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    U64(u64), "0 to 18446744073709551615", "uint64-string", "^(0|[1-9][0-9]{0,19})$"
}

decimal! {
    /// An `i64` that travels as a string of decimal digits, with a `-` before them where it is negative.
    ///
    /// As [`U64`], with signs. In TypeScript it is `Int64String`.
    ///
    /// # Wire
    /// A JSON string, `"-9223372036854775808"`. `"-0"`, `"+1"` and `"01"` are refused.
    ///
    /// # Examples
    /// ```
    /// use wigwag::I64;
    ///
    /// assert_eq!(I64(-7).to_string(), "-7");
    /// assert_eq!("-7".parse(), Ok(I64(-7)));
    /// assert!("+7".parse::<I64>().is_err());
    /// ```
    I64(i64), "-9223372036854775808 to 9223372036854775807", "int64-string", "^(0|-?[1-9][0-9]{0,18})$"
}

decimal! {
    /// A `u128` that travels as a string of decimal digits.
    ///
    /// As [`U64`], for numbers of twice the width. In TypeScript it is `Uint128String`.
    ///
    /// # Wire
    /// A JSON string, `"340282366920938463463374607431768211455"`.
    ///
    /// # Examples
    /// ```
    /// use wigwag::U128;
    ///
    /// assert_eq!(U128::from(7).to_string(), "7");
    /// assert_eq!(u128::from(U128(7)), 7);
    /// ```
    U128(u128), "0 to 340282366920938463463374607431768211455", "uint128-string", "^(0|[1-9][0-9]{0,38})$"
}

/// Whether a text that was read as a number is written as numbers are.
fn is_canonical(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !text.starts_with('+') && (text == "0" || !digits.starts_with('0'))
}

//! Names that are made of fixed parts and of values, and read back: rooms, and namespaces with parameters.
//!
//! A template is its fixed parts: one before each value, and one after the last. What a value is written as never contains what
//! follows it, so a name can be read in one way only, and two values are never written alike.

use std::fmt::{Display, Write as _};
use std::str::FromStr;

/// A type that can be a part of a name: one that can be written as text and read back.
///
/// Implemented for every type that is [`Display`] and [`FromStr`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a part of a name",
    label = "this type needs `std::fmt::Display` and `std::str::FromStr`",
    note = "implement both for `{Self}`, such that what one writes the other reads"
)]
pub trait NamePart: Sized {
    /// The value as text.
    fn to_text(&self) -> String;

    /// The value that is written so; `None` when there is none.
    fn from_text(text: &str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Display + FromStr> NamePart for T {
    fn to_text(&self) -> String {
        self.to_string()
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Writes `values` between the fixed parts. In each, `%` and the character that follows it in the template are percent-encoded.
pub(crate) fn write(fixed: &[&str], values: &[String]) -> String {
    let mut name = String::new();
    let mut values = values.iter();
    for (index, part) in fixed.iter().enumerate() {
        name.push_str(part);
        let next = fixed.get(index + 1).and_then(|next| next.chars().next());
        for char in values.next().into_iter().flat_map(|value| value.chars()) {
            if char == '%' || Some(char) == next {
                percent_encode(char, &mut name);
            } else {
                name.push(char);
            }
        }
    }
    name
}

fn percent_encode(char: char, name: &mut String) {
    for byte in char.encode_utf8(&mut [0; 4]).bytes() {
        // Writing into a string cannot fail.
        let _ = write!(name, "%{byte:02X}");
    }
}

/// The values between the fixed parts of a name; `None` when it has other fixed parts, or values that are no percent-encoded UTF-8.
pub(crate) fn read<const N: usize>(fixed: &[&str], name: &str) -> Option<[String; N]> {
    let (first, others) = fixed.split_first()?;
    let mut rest = name.strip_prefix(first)?;
    let mut values = [const { String::new() }; N];
    for (value, next) in values.iter_mut().zip(others) {
        let (text, after) = if next.is_empty() { (rest, "") } else { rest.split_once(next)? };
        *value = percent_decode(text)?;
        rest = after;
    }
    rest.is_empty().then_some(values)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, plain) = part.split_at_checked(2)?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)?);
        bytes.extend_from_slice(plain.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests;

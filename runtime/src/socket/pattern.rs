//! Names of namespaces with parameters in them.

use std::fmt;
use std::str::{FromStr, Utf8Error};
use std::sync::Arc;

/// The names of a family of namespaces: `/chat/{room}` means `/chat/blue` and `/chat/red`, and says which room it is.
///
/// A name belongs to a pattern when it has as many segments between its slashes, and each is either the same text or stands for a
/// parameter. A parameter is one whole segment, never empty, written as `encodeURIComponent` and [`name`](Self::name) write it. Otherwise
/// written it belongs to no pattern: `/chat/blue` and `/chat/%62lue` would be two namespaces of one room.
///
/// ```
/// use wigwag::socket::NamespacePattern;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pattern = NamespacePattern::parse("/chat/{room}")?;
/// assert_eq!(pattern.name(["deep blue"]).as_deref(), Some("/chat/deep%20blue"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamespacePattern {
    text: Arc<str>,
    segments: Arc<[Segment]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Text(Box<str>),
    Param(Arc<str>),
}

impl NamespacePattern {
    /// Reads a pattern, such as `/chat/{room}`.
    ///
    /// # Errors
    /// When it does not start with a slash, contains a comma or a question mark, has no parameter, has one that is not a whole segment,
    /// one that is named twice, or one whose name is no identifier (letters, digits and `_`, not beginning with a digit).
    pub fn parse(text: &str) -> Result<Self, ParseNamespacePatternError> {
        let fault = |fault: &str| ParseNamespacePatternError(format!("`{text}` {fault}"));
        let Some(path) = text.strip_prefix('/') else {
            return Err(fault("does not start with a slash"));
        };
        // On the wire a comma ends the name, and a question mark begins what older clients put behind it.
        if text.contains([',', '?']) {
            return Err(fault("contains a comma or a question mark"));
        }
        let mut segments: Vec<Segment> = Vec::new();
        for segment in path.split('/') {
            let param = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let segment = match param {
                Some(name) if is_identifier(name) => Segment::Param(name.into()),
                None if !segment.contains(['{', '}']) => Segment::Text(segment.into()),
                _ => return Err(fault("has a parameter that is not one whole segment `{name}`")),
            };
            if matches!(segment, Segment::Param(_)) && segments.contains(&segment) {
                return Err(fault("has two parameters of one name"));
            }
            segments.push(segment);
        }
        if !segments.iter().any(|segment| matches!(segment, Segment::Param(_))) {
            return Err(fault("has no parameter"));
        }
        Ok(Self { text: text.into(), segments: segments.into() })
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names of its parameters, in their order.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Param(name) => Some(&**name),
            Segment::Text(_) => None,
        })
    }

    /// The name of the namespace that has these values for its parameters, in their order. `None` when they are not as many, or when one
    /// is empty.
    ///
    /// Whatever is not an ASCII letter, a digit or one of `-_.!~*'()` is written as `%` and two hexadecimal digits for each of its bytes.
    pub fn name<V: AsRef<str>>(&self, values: impl IntoIterator<Item = V>) -> Option<String> {
        let mut values = values.into_iter();
        let mut name = String::with_capacity(self.text.len());
        for segment in &*self.segments {
            name.push('/');
            match segment {
                Segment::Text(text) => name.push_str(text),
                Segment::Param(_) => {
                    let value = values.next()?;
                    let value = value.as_ref();
                    if value.is_empty() {
                        return None;
                    }
                    encode(value, &mut name);
                }
            }
        }
        values.next().is_none().then_some(name)
    }

    /// What the parameters are in `name`; `None` when it does not belong to the pattern.
    pub(super) fn read(&self, name: &str) -> Option<Params> {
        let mut segments = name.strip_prefix('/')?.split('/');
        let mut params = Vec::new();
        for expected in &*self.segments {
            let segment = segments.next()?;
            match expected {
                Segment::Text(text) if **text == *segment => {}
                Segment::Text(_) => return None,
                Segment::Param(_) if segment.is_empty() => return None,
                Segment::Param(param) => {
                    params.push((Arc::clone(param), decode(segment).ok()?.into()));
                }
            }
        }
        let is_written = |name: &str| {
            let values = params.iter().map(|(_, value): &(Arc<str>, Box<str>)| value);
            self.name(values).as_deref() == Some(name)
        };
        (segments.next().is_none() && is_written(name)).then(|| Params(params.into()))
    }
}

impl FromStr for NamespacePattern {
    type Err = ParseNamespacePatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for NamespacePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text is no pattern: a mistake of the program. The text says which one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseNamespacePatternError(String);

impl fmt::Display for ParseNamespacePatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ParseNamespacePatternError {}

/// The parameters in the name of one namespace.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(Box<[(Arc<str>, Box<str>)]>);

impl Params {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(param, _)| **param == *name)?;
        Some(value)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(param, value)| (&**param, &**value))
    }
}

fn is_identifier(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.bytes().all(is_part) && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

/// Writes a value as `encodeURIComponent` does.
fn encode(value: &str, into: &mut String) {
    const HEX: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.extend(['%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
    }
}

/// Reads a value; a `%` without two hexadecimal digits behind it stands for itself.
fn decode(segment: &str) -> Result<String, Utf8Error> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let escaped = match behind {
            [high, low, behind @ ..] if byte == b'%' => hex(*high, *low).zip(Some(behind)),
            _ => None,
        };
        let (decoded, behind) = escaped.unwrap_or((byte, behind));
        bytes.push(decoded);
        rest = behind;
    }
    String::from_utf8(bytes).map_err(|error| error.utf8_error())
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests;

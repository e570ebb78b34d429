//! Values of the application that go where a socket is known.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::codec::{ArgsError, read_value};
use crate::sync::lock;

/// JSON values by key that an application keeps with a socket. The reference's `socket.data`.
///
/// Other servers see them through `fetch_sockets`, as a copy of that moment, and a socket that is recovered has them again. What need
/// not travel is better kept in [`Socket::extensions`](super::Socket::extensions): typed, and never encoded. While nothing is kept,
/// nothing is allocated.
///
/// Keys and values together take at most [`Config::socket_data_bytes_max`](crate::Config::socket_data_bytes_max). A
/// [`Binary`](crate::Binary) in a value is an array of numbers here.
///
/// ```
/// # fn example(socket: &wigwag::socket::Socket) -> Result<(), Box<dyn std::error::Error>> {
/// socket.data().set("name", "Ada")?;
/// assert_eq!(socket.data().get::<String>("name")?.as_deref(), Some("Ada"));
/// assert_eq!(socket.data().to_json(), r#"{"name":"Ada"}"#);
/// # Ok(())
/// # }
/// ```
pub struct Data {
    bytes_max: usize,
    kept: Mutex<Kept>,
}

#[derive(Clone, Default)]
struct Kept {
    /// In the order of their keys, so that the same values are always the same text.
    values: BTreeMap<Box<str>, Box<RawValue>>,
    /// What keys and values take together.
    bytes: usize,
}

/// Why a value cannot be kept with a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataError {
    /// All of it together would take more than the bound.
    TooLarge {
        /// The bound: [`Config::socket_data_bytes_max`](crate::Config::socket_data_bytes_max).
        bytes_max: usize,
    },
    /// The value's `Serialize` implementation failed; its own words.
    Serialize(String),
}

impl Data {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self { bytes_max, kept: Mutex::default() }
    }

    /// Reads what [`to_json`](Self::to_json) wrote. It may be as large as it is: its bound was another server's.
    ///
    /// # Errors
    /// When the text is no JSON object.
    pub(crate) fn from_json(json: &str) -> Result<Self, ArgsError> {
        let values: BTreeMap<Box<str>, Box<RawValue>> = read_value(json)?;
        let bytes = values.iter().map(|(key, value)| size(key, value)).sum();
        Ok(Self { bytes_max: usize::MAX, kept: Mutex::new(Kept { values, bytes }) })
    }

    /// Keeps what `other` has at this moment instead.
    #[cfg_attr(not(test), expect(dead_code, reason = "for sockets that are recovered"))]
    pub(crate) fn replace(&self, other: &Self) {
        let kept = lock(&other.kept).clone();
        *lock(&self.kept) = kept;
    }

    /// Keeps a value under `key`, instead of the one that was there.
    ///
    /// # Errors
    /// When the value cannot be written as JSON, or when all values together would be too large. What was there stays then.
    pub fn set<T: Serialize + ?Sized>(&self, key: &str, value: &T) -> Result<(), DataError> {
        let value = serde_json::value::to_raw_value(value)
            .map_err(|error| DataError::Serialize(error.to_string()))?;
        let mut kept = lock(&self.kept);
        let replaced = kept.values.get(key).map_or(0, |value| size(key, value));
        let bytes = kept.bytes - replaced + size(key, &value);
        if bytes > self.bytes_max {
            return Err(DataError::TooLarge { bytes_max: self.bytes_max });
        }
        kept.values.insert(key.into(), value);
        kept.bytes = bytes;
        Ok(())
    }

    /// The value under `key`; `None` when there is none.
    ///
    /// # Errors
    /// When the value does not have the shape of `T`; the error names the field.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, ArgsError> {
        let kept = lock(&self.kept);
        kept.values.get(key).map(|value| read_value(value.get())).transpose()
    }

    /// Takes the value under `key` out. False when there was none.
    pub fn remove(&self, key: &str) -> bool {
        let mut kept = lock(&self.kept);
        let Some(value) = kept.values.remove(key) else { return false };
        kept.bytes -= size(key, &value);
        true
    }

    /// The keys, sorted.
    pub fn keys(&self) -> Vec<String> {
        lock(&self.kept).values.keys().map(|key| key.to_string()).collect()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        lock(&self.kept).values.is_empty()
    }

    /// Everything as one JSON object, sorted by key.
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string(&lock(&self.kept).values);
        debug_assert!(json.is_ok(), "text and JSON always serialize");
        json.unwrap_or_default()
    }
}

/// What one entry takes.
fn size(key: &str, value: &RawValue) -> usize {
    key.len() + value.get().len()
}

/// What is kept at this moment; the copy goes its own way.
impl Clone for Data {
    fn clone(&self) -> Self {
        Self { bytes_max: self.bytes_max, kept: Mutex::new(lock(&self.kept).clone()) }
    }
}

/// Shows the keys only: what is kept may be nobody's business in a log.
impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Data").field("keys", &self.keys()).finish_non_exhaustive()
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes_max } => {
                write!(f, "the data of the socket would take more than {bytes_max} bytes")
            }
            Self::Serialize(message) => write!(f, "cannot serialize the value: {message}"),
        }
    }
}

impl std::error::Error for DataError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_kept_by_key() {
        let data = Data::new(100);
        assert_eq!((data.is_empty(), data.to_json().as_str()), (true, "{}"));
        data.set("name", "Ada").unwrap();
        data.set("level", &3).unwrap();
        data.set("level", &[1, 2]).unwrap();
        assert_eq!(data.get::<String>("name").unwrap().as_deref(), Some("Ada"));
        assert_eq!(data.get::<Vec<u8>>("level"), Ok(Some(vec![1, 2])));
        assert_eq!(data.get::<u8>("missing"), Ok(None));
        assert_eq!(data.to_json(), r#"{"level":[1,2],"name":"Ada"}"#);
        assert_eq!(data.keys(), ["level", "name"]);
        assert!(data.remove("level"));
        assert!(!data.remove("level"));
        assert_eq!(data.to_json(), r#"{"name":"Ada"}"#);
    }

    #[test]
    fn value_of_another_shape_says_where() {
        let data = Data::new(100);
        data.set("point", &[("x", "1")]).unwrap();
        let error = data.get::<Vec<(String, u8)>>("point").unwrap_err();
        assert_eq!(error.to_string(), "[0][1]: invalid type: string \"1\", expected u8");
    }

    #[test]
    fn data_has_a_bound() {
        let data = Data::new(10);
        data.set("ab", "345").unwrap();
        data.set("a", "3").unwrap_err();
        data.set("ab", "345678").unwrap();
        let too_large = Err(DataError::TooLarge { bytes_max: 10 });
        assert_eq!(data.set("ab", "3456789"), too_large);
        assert_eq!(data.to_json(), r#"{"ab":"345678"}"#);
        data.remove("ab");
        data.set("ab", "345678").unwrap();
    }

    #[test]
    fn data_that_travelled_is_the_same() {
        let data = Data::from_json(r#"{"b":{"c":[1.50,null]},"a":"é"}"#).unwrap();
        assert_eq!(data.to_json(), r#"{"a":"é","b":{"c":[1.50,null]}}"#);
        let other = Data::new(1);
        other.replace(&data);
        assert_eq!(other.to_json(), data.to_json());
        Data::from_json("[]").unwrap_err();
    }

    #[test]
    fn copy_goes_its_own_way() {
        let data = Data::new(100);
        data.set("a", &1).unwrap();
        let copy = data.clone();
        data.set("a", &2).unwrap();
        assert_eq!(copy.to_json(), r#"{"a":1}"#);
    }
}

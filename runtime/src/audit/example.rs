//! One example value of a type.

use bytes::Bytes;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wigwag_schema::Validator;

use super::Dishonest;
use super::variations::variations;
use crate::binary::scope::{collecting_attachments, with_attachments};
use crate::json::{self, Numbers};

/// Checks a value that the server sends: that it can be written, and that the schema for clients describes what is written, all of it.
///
/// # Errors
/// When it cannot be written, such as a `NaN`, or when it is written as something else.
pub fn check_sent<T: Serialize + JsonSchema + ?Sized>(value: &T) -> Result<(), Dishonest> {
    written(value).map(drop)
}

/// Checks the JSON of a value that clients send, in which placeholders such as `{"_placeholder":true,"num":0}` stand for attachments.
///
/// The schema has to take it, and the type has to read it. So it has to do with what the schema allows a client to make of it: with each
/// optional property left out, and with `null` wherever that may stand.
///
/// # Errors
/// When the schema and the type do not agree about it, or when neither takes it.
pub fn check_received<T: DeserializeOwned + JsonSchema>(json: &Value) -> Result<(), Dishonest> {
    let validator = Validator::of_received::<T>();
    let reads = |json: &Value| read::<T>(json, &attachments_for(json)).map(drop);
    match (validator.check(json), reads(json)) {
        (Ok(()), Ok(())) => {}
        (Ok(()), Err(error)) => {
            return Err(Dishonest::new(
                "",
                format!("the schema takes what cannot be read: {error}"),
            ));
        }
        (Err(mismatch), Ok(())) => {
            return Err(Dishonest::mismatch("what can be read", &mismatch));
        }
        (Err(mismatch), Err(_)) => {
            return Err(Dishonest::mismatch("the example, and so does the type", &mismatch));
        }
    }
    for (path, change, json) in variations(json) {
        if validator.check(&json).is_ok()
            && let Err(error) = reads(&json)
        {
            let message = format!("the schema allows to {change}, which cannot be read: {error}");
            return Err(Dishonest::new(path, message));
        }
    }
    Ok(())
}

/// Checks a value of a type that goes both ways: [`check_sent`], then [`check_received`] with what was written, and that what is read is
/// written the same again.
///
/// A type that reads less than it writes, as with `serde(skip_deserializing)`, is for the other two functions.
///
/// # Errors
/// Those of both, and when a value becomes another one on its way.
pub fn check_both_ways<T: Serialize + DeserializeOwned + JsonSchema>(
    value: &T,
) -> Result<(), Dishonest> {
    let (json, attachments) = written(value)?;
    check_received::<T>(&json)?;
    let back: T = read(&json, &attachments).map_err(|error| Dishonest::new("", error))?;
    let (again, _) = written(&back)?;
    if unordered(&json) == unordered(&again) {
        Ok(())
    } else {
        Err(Dishonest::new(
            "",
            format!("what is written as {json} is read as another value: {again}"),
        ))
    }
}

/// As [`check_both_ways`], for tests.
///
/// # Panics
/// With what was found.
#[track_caller]
pub fn assert_honest<T: Serialize + DeserializeOwned + JsonSchema>(value: &T) {
    if let Err(dishonest) = check_both_ways(value) {
        panic!("`{}` is dishonest: {dishonest}", std::any::type_name::<T>());
    }
}

/// What is sent for a value, when it is what the schema says.
fn written<T: Serialize + JsonSchema + ?Sized>(
    value: &T,
) -> Result<(Value, Vec<Bytes>), Dishonest> {
    let mut text = Vec::new();
    let (result, attachments) =
        collecting_attachments(|| json::write(&mut text, value, Numbers::Exact));
    result.map_err(Dishonest::unwritable)?;
    let json = serde_json::from_slice(&text)
        .map_err(|error| Dishonest::new("", format!("what is written is no JSON: {error}")))?;
    Validator::of_sent::<T>()
        .check(&json)
        .map_err(|mismatch| Dishonest::mismatch("what is written", &mismatch))?;
    Ok((json, attachments))
}

fn read<T: DeserializeOwned>(json: &Value, attachments: &[Bytes]) -> Result<T, String> {
    let text = json.to_string();
    with_attachments(attachments, || serde_json::from_str(&text)).map_err(|error| error.to_string())
}

/// Empty attachments for all placeholders of an example.
fn attachments_for(json: &Value) -> Vec<Bytes> {
    let nums =
        json.pointer("/num").and_then(Value::as_u64).filter(|_| json.get("_placeholder").is_some());
    let inside = match json {
        Value::Array(values) => values.iter().map(|value| attachments_for(value).len()).max(),
        Value::Object(values) => values.values().map(|value| attachments_for(value).len()).max(),
        _ => None,
    };
    let own = nums.and_then(|num| usize::try_from(num).ok()).map_or(0, |num| num.saturating_add(1));
    vec![Bytes::new(); own.max(inside.unwrap_or(0)).min(ATTACHMENTS_MAX)]
}

/// No example has more attachments.
const ATTACHMENTS_MAX: usize = 100;

/// The same value, with the elements of arrays in an order that does not depend on that of a `HashSet`.
fn unordered(json: &Value) -> Value {
    match json {
        Value::Array(values) => {
            let mut values: Vec<_> = values.iter().map(unordered).collect();
            values.sort_by_cached_key(Value::to_string);
            values.into()
        }
        Value::Object(values) => {
            values.iter().map(|(name, value)| (name.clone(), unordered(value))).collect()
        }
        other => other.clone(),
    }
}

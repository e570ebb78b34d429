//! What is said about a value by itself: its type, which ones it may be, and the sizes of numbers and text.

use std::{cmp::Ordering, io};

use serde_json::{Number, Value};

use super::{Mismatch, Path, format, walk::Keywords};

/// How much of a value is shown.
const SHOWN_LEN_MAX: usize = 60;

pub(super) fn check(schema: &Keywords, value: &Value, path: &Path<'_>) -> Result<(), Mismatch> {
    check_type(schema, value, path)?;
    if let Some(expected) = schema.get("const")
        && !equal(expected, value)
    {
        return Err(path.other_value(format_args!("{} is not {}", shown(value), shown(expected))));
    }
    if let Some(Value::Array(expected)) = schema.get("enum")
        && !expected.iter().any(|expected| equal(expected, value))
    {
        let expected = Value::Array(expected.clone());
        return Err(path.other_value(format_args!(
            "{} is none of {}",
            shown(value),
            shown(&expected)
        )));
    }
    match value {
        Value::Number(number) => check_number(schema, number, path)?,
        Value::String(text) => check_text(schema, text, path)?,
        _ => {}
    }
    match schema.get("format").and_then(Value::as_str) {
        Some(format) if !format::fits(format, value) => {
            Err(path.mismatch(format_args!("{} is beyond {format}", shown(value))))
        }
        _ => Ok(()),
    }
}

pub(super) fn check_type(
    schema: &Keywords,
    value: &Value,
    path: &Path<'_>,
) -> Result<(), Mismatch> {
    let expected = match schema.get("type") {
        None => return Ok(()),
        Some(Value::Array(names)) => names.as_slice(),
        Some(name) => std::slice::from_ref(name),
    };
    let mut names = expected.iter().filter_map(Value::as_str);
    if names.clone().any(|name| is_of_type(value, name)) {
        return Ok(());
    }
    let first = names.next().unwrap_or_default().to_owned();
    let names = names.fold(first, |names, name| format!("{names} or {name}"));
    Err(path.mismatch(format_args!("{} is not of type {names}", shown(value))))
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => name == "number" || (name == "integer" && is_integer(number)),
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}

/// JSON has one kind of numbers: `1.0` is an integer.
fn is_integer(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn check_number(schema: &Keywords, number: &Number, path: &Path<'_>) -> Result<(), Mismatch> {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_number);
    let bounds = [
        ("minimum", Ordering::is_ge as fn(Ordering) -> bool, "less than"),
        ("exclusiveMinimum", Ordering::is_gt, "not more than"),
        ("maximum", Ordering::is_le, "more than"),
        ("exclusiveMaximum", Ordering::is_lt, "not less than"),
    ];
    for (keyword, holds, words) in bounds {
        if let Some(bound) = bound(keyword)
            && !compare(number, bound).is_some_and(holds)
        {
            return Err(path.mismatch(format_args!("{number} is {words} {bound}")));
        }
    }
    match bound("multipleOf") {
        Some(step) if !is_multiple(number, step) => {
            Err(path.mismatch(format_args!("{number} is no multiple of {step}")))
        }
        _ => Ok(()),
    }
}

fn check_text(schema: &Keywords, text: &str, path: &Path<'_>) -> Result<(), Mismatch> {
    let len = text.chars().count();
    check_size(schema, len, ["minLength", "maxLength"], "characters", path)
}

/// Checks how many there are of something.
pub(super) fn check_size(
    schema: &Keywords,
    count: usize,
    [min, max]: [&str; 2],
    what: &str,
    path: &Path<'_>,
) -> Result<(), Mismatch> {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_u64);
    let count = count as u64;
    match (bound(min), bound(max)) {
        (Some(min), _) if count < min => {
            Err(path.mismatch(format_args!("{count} {what} are less than {min}")))
        }
        (_, Some(max)) if count > max => {
            Err(path.mismatch(format_args!("{count} {what} are more than {max}")))
        }
        _ => Ok(()),
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// Integers are compared exactly: a `u64` has more digits than a float.
fn compare(number: &Number, other: &Number) -> Option<Ordering> {
    match (integer(number), integer(other)) {
        (Some(number), Some(other)) => Some(number.cmp(&other)),
        _ => number.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

fn is_multiple(number: &Number, step: &Number) -> bool {
    match (integer(number), integer(step)) {
        (Some(number), Some(step)) => step != 0 && number % step == 0,
        _ => match (number.as_f64(), step.as_f64()) {
            (Some(number), Some(step)) => (number / step).fract() == 0.0,
            _ => true,
        },
    }
}

/// Whether two values are the same one in JSON, where `1` and `1.0` are.
pub(super) fn equal(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Number(value), Value::Number(other)) => {
            compare(value, other) == Some(Ordering::Equal)
        }
        (Value::Array(values), Value::Array(others)) => {
            values.len() == others.len()
                && values.iter().zip(others).all(|(value, other)| equal(value, other))
        }
        (Value::Object(values), Value::Object(others)) => {
            let same = |(name, value)| others.get(name).is_some_and(|other| equal(value, other));
            values.len() == others.len() && values.iter().all(same)
        }
        _ => value == other,
    }
}

/// A value for people: as JSON when that is short, otherwise what it is.
pub(super) fn shown(value: &Value) -> String {
    let mut json = Short(Vec::new());
    let is_short = serde_json::to_writer(&mut json, value).is_ok();
    match value {
        Value::Array(elements) if !is_short => format!("an array of {}", elements.len()),
        Value::Object(_) if !is_short => "an object".to_owned(),
        _ => {
            let text = String::from_utf8_lossy(&json.0);
            format!("{}{}", text.trim_end_matches('\u{fffd}'), if is_short { "" } else { "…" })
        }
    }
}

/// Takes no more than is shown, so that nothing is written that nobody will see.
struct Short(Vec<u8>);

impl io::Write for Short {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = SHOWN_LEN_MAX - self.0.len();
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.0.extend_from_slice(taken);
        // Less than everything is written again, and none of it is taken then, which is an error.
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

//! Random values of types that have none of their own, and of those whose values may not all travel.

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Number, Value};
use wigwag::Binary;

/// The largest integer that JavaScript can tell from its neighbours.
const SAFE_MAX: u64 = (1 << 53) - 1;

pub(super) fn safe_u64(random: &mut Unstructured<'_>) -> Result<u64> {
    random.int_in_range(0..=SAFE_MAX)
}

pub(super) fn safe_i64(random: &mut Unstructured<'_>) -> Result<i64> {
    let max = SAFE_MAX.cast_signed();
    random.int_in_range(-max..=max)
}

pub(super) fn finite_f64(random: &mut Unstructured<'_>) -> Result<f64> {
    let number = f64::arbitrary(random)?;
    Ok(if number.is_finite() { number } else { 0.5 })
}

pub(super) fn finite_f32(random: &mut Unstructured<'_>) -> Result<f32> {
    let number = f32::arbitrary(random)?;
    Ok(if number.is_finite() { number } else { 0.5 })
}

pub(super) fn binary(random: &mut Unstructured<'_>) -> Result<Binary> {
    Ok(Binary::from(Vec::<u8>::arbitrary(random)?))
}

pub(super) fn some_binary(random: &mut Unstructured<'_>) -> Result<Option<Binary>> {
    Option::<Vec<u8>>::arbitrary(random).map(|bytes| bytes.map(Binary::from))
}

pub(super) fn binaries(random: &mut Unstructured<'_>) -> Result<Vec<Binary>> {
    Ok(Vec::<u8>::arbitrary(random)?.into_iter().take(3).map(|byte| vec![byte].into()).collect())
}

/// Any JSON, not deep.
pub(super) fn json(random: &mut Unstructured<'_>) -> Result<Value> {
    json_within(random, 3)
}

fn json_within(random: &mut Unstructured<'_>, depth: u32) -> Result<Value> {
    Ok(match random.int_in_range(0..=if depth == 0 { 3 } else { 5 })? {
        0 => Value::Null,
        1 => Value::Bool(bool::arbitrary(random)?),
        2 => Number::from_f64(finite_f64(random)?).into(),
        3 => Value::String(String::arbitrary(random)?),
        4 => (0..random.int_in_range(0..=3)?)
            .map(|_| json_within(random, depth - 1))
            .collect::<Result<_>>()?,
        _ => (0..random.int_in_range(0..=3)?)
            .map(|_| Ok((String::arbitrary(random)?, json_within(random, depth - 1)?)))
            .collect::<Result<_>>()?,
    })
}

/// A date and time as RFC 3339 has them.
pub(super) fn date_time(random: &mut Unstructured<'_>) -> Result<String> {
    let mut part = |range| random.int_in_range::<u32>(range);
    Ok(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        part(1..=9999)?,
        part(1..=12)?,
        part(1..=28)?,
        part(0..=23)?,
        part(0..=59)?,
        part(0..=59)?
    ))
}

/// A UUID in its usual form.
pub(super) fn uuid(random: &mut Unstructured<'_>) -> Result<String> {
    let number = format!("{:032x}", u128::arbitrary(random)?);
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| &number[range]);
    Ok(parts.join("-"))
}

//! Random schemas and values, about which the `jsonschema` crate has to think the same.

use arbitrary::{Arbitrary as _, Result, Unstructured};
use serde_json::{Map, Value, json};

use super::verdict;

/// How many pairs are compared.
const ROUNDS: u64 = 5_000;

/// Bytes that look random, and are the same every time: splitmix64.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let words = std::iter::repeat_with(|| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)).to_le_bytes()
    });
    words.take(64).flatten().collect()
}

fn value(u: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    Ok(match u.int_in_range(0..=if depth > 0 { 8 } else { 5 })? {
        0 => Value::Null,
        1 => json!(bool::arbitrary(u)?),
        2 => json!(u.int_in_range(-3..=5)?),
        3 => json!(f64::from(u.int_in_range(-6..=10)?) / 2.0),
        4 => json!(*u.choose(&[i64::MIN, -129, 127, 128, 255, 256, 1 << 40])?),
        5 => json!(*u.choose(&["", "a", "bb", "éé", "2024-02-29", "127.0.0.1", "::1"])?),
        6 => values(u, depth)?.into(),
        _ => {
            let mut object = Map::new();
            for value in values(u, depth)? {
                object.insert(name(u)?, value);
            }
            object.into()
        }
    })
}

fn values(u: &mut Unstructured<'_>, depth: usize) -> Result<Vec<Value>> {
    (0..u.int_in_range(0..=3)?).map(|_| value(u, depth - 1)).collect()
}

fn name(u: &mut Unstructured<'_>) -> Result<String> {
    Ok((*u.choose(&["a", "b", "c", "1", "-2"])?).to_owned())
}

fn schemas(u: &mut Unstructured<'_>, depth: usize) -> Result<Vec<Value>> {
    (0..u.int_in_range(1..=3)?).map(|_| schema(u, depth - 1)).collect()
}

fn named(u: &mut Unstructured<'_>, depth: usize) -> Result<Map<String, Value>> {
    schemas(u, depth)?.into_iter().map(|schema| Ok((name(u)?, schema))).collect()
}

/// A schema of draft-07, with one to four keywords.
fn schema(u: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    if depth == 0 {
        return Ok(match u.int_in_range(0..=6)? {
            0 => json!(true),
            1 => json!(false),
            _ => json!({ "type": type_name(u)? }),
        });
    }
    let mut keywords = Map::new();
    for _ in 0..u.int_in_range(1..=4)? {
        keyword(u, depth, &mut keywords)?;
    }
    Ok(keywords.into())
}

fn type_name(u: &mut Unstructured<'_>) -> Result<&'static str> {
    Ok(*u.choose(&["null", "boolean", "integer", "number", "string", "array", "object"])?)
}

/// Lists in schemas hold nothing twice.
fn two<T: PartialEq>(one: T, other: T) -> Vec<T> {
    if one == other { vec![one] } else { vec![one, other] }
}

fn keyword(
    u: &mut Unstructured<'_>,
    depth: usize,
    keywords: &mut Map<String, Value>,
) -> Result<()> {
    let inner = depth - 1;
    let size = u.int_in_range(0..=3)?;
    let (keyword, value) = match u.int_in_range(0..=29)? {
        0..=3 => ("type", json!(type_name(u)?)),
        4 => ("type", json!(two(type_name(u)?, type_name(u)?))),
        5 => ("const", value(u, 1)?),
        6 => ("enum", json!(two(value(u, 1)?, value(u, 1)?))),
        7 => ("minimum", json!(u.int_in_range(-3..=5)?)),
        8 => ("maximum", json!(f64::from(u.int_in_range(-6..=10)?) / 2.0)),
        9 => ("exclusiveMinimum", json!(u.int_in_range(-3..=5)?)),
        10 => ("exclusiveMaximum", json!(u.int_in_range(-3..=5)?)),
        11 => ("multipleOf", json!(u.int_in_range(1..=3)?)),
        12 => ("minLength", json!(size)),
        13 => ("maxLength", json!(size)),
        14 => ("items", schema(u, inner)?),
        15 => ("items", json!(schemas(u, depth)?)),
        16 => ("additionalItems", schema(u, inner)?),
        17 => (*u.choose(&["minItems", "minProperties"])?, json!(size)),
        18 => (*u.choose(&["maxItems", "maxProperties"])?, json!(size)),
        19 => ("uniqueItems", json!(true)),
        20 => ("contains", schema(u, inner)?),
        21 => ("properties", named(u, depth)?.into()),
        22 => ("required", json!([name(u)?])),
        23 => ("additionalProperties", schema(u, inner)?),
        24 => {
            let pattern = *u.choose(&[r"^\d+$", r"^-?\d+$"])?;
            ("patternProperties", json!({ pattern: schema(u, inner)? }))
        }
        25 => ("propertyNames", json!({ "enum": two(name(u)?, name(u)?) })),
        26 => (*u.choose(&["allOf", "anyOf", "oneOf"])?, json!(schemas(u, depth)?)),
        27 => ("not", schema(u, inner)?),
        28 => (*u.choose(&["if", "then", "else"])?, schema(u, inner)?),
        _ => ("format", json!(*u.choose(&["date", "ipv4", "ipv6"])?)),
    };
    keywords.insert(keyword.to_owned(), value);
    Ok(())
}

#[test]
fn another_validator_thinks_the_same() {
    let mut n_accepted = 0;
    for seed in 0..ROUNDS {
        let bytes = bytes(seed);
        let mut u = Unstructured::new(&bytes);
        let (schema, value) = (schema(&mut u, 3).unwrap(), value(&mut u, 2).unwrap());
        let validator = jsonschema::draft7::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap_or_else(|error| panic!("seed {seed}: {schema}: {error}"));
        let verdict = verdict(&schema, &value);
        let expected = validator.is_valid(&value);
        assert_eq!(verdict.is_ok(), expected, "seed {seed}: {verdict:?}\n{schema}\n{value}");
        n_accepted += u64::from(expected);
    }
    // Neither verdict is so rare that the other one says nothing.
    assert!((ROUNDS / 5..ROUNDS * 4 / 5).contains(&n_accepted), "{n_accepted} were accepted");
}

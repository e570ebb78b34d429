//! Values that are not quite right.

use serde_json::{Value, json};

use crate::random::{Random, Seed};

/// The value with one thing changed somewhere in it.
pub(crate) fn mutated(value: &Value, seed: Seed) -> Value {
    let mut random = seed.random();
    let mut copy = value.clone();
    let place = random.below(places(value));
    change(&mut copy, place, &mut random);
    copy
}

/// How many values there are in `value`, with itself.
fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum(),
        Value::Object(object) => object.values().map(places).sum(),
        _ => 0,
    }
}

/// Changes the value that is so many places further on. What is left of the way is returned.
fn change(value: &mut Value, place: usize, random: &mut Random) -> Option<usize> {
    let Some(place) = place.checked_sub(1) else {
        *value = changed(value.take(), random);
        return None;
    };
    match value {
        Value::Array(items) => {
            items.iter_mut().try_fold(place, |place, item| change(item, place, random))
        }
        Value::Object(object) => {
            object.values_mut().try_fold(place, |place, item| change(item, place, random))
        }
        _ => Some(place),
    }
}

fn changed(value: Value, random: &mut Random) -> Value {
    const OTHERS: usize = 8;
    let other = match random.below(OTHERS) {
        0 => Value::Null,
        1 => true.into(),
        2 => (-1).into(),
        3 => 0.5.into(),
        4 => "mutant".into(),
        5 => json!([]),
        6 => json!({}),
        _ => 1e300.into(),
    };
    match value {
        Value::Object(mut object) if !object.is_empty() && random.one_in(2) => {
            let key = object.keys().nth(random.below(object.len())).cloned().unwrap_or_default();
            if random.one_in(2) {
                object.remove(&key);
            } else {
                object.insert(key, other);
            }
            object.into()
        }
        Value::Array(mut items) if !items.is_empty() && random.one_in(2) => {
            if random.one_in(2) {
                items.remove(random.below(items.len()));
            } else {
                items.push(other);
            }
            items.into()
        }
        _ => other,
    }
}

//! Schemas that apply to the same value.

use serde_json::Value;

use super::{
    Mismatch, Path,
    scalar::shown,
    walk::{Keywords, Listed, Walk},
};

pub(super) fn check<'v>(
    walk: &Walk<'_>,
    schema: &Keywords,
    value: &'v Value,
    path: &Path<'_>,
) -> Result<Listed<'v>, Mismatch> {
    let mut listed = Listed::default();
    for part in list(schema, "allOf") {
        listed.add(walk.apply(part, value, path)?);
    }
    if let Some(Value::Array(alternatives)) = schema.get("anyOf") {
        let (fitting, mismatches) = try_all(walk, alternatives, value, path);
        if fitting.is_empty() {
            return Err(best(mismatches, value, path));
        }
        fitting.into_iter().for_each(|fitting| listed.add(fitting));
    }
    if let Some(Value::Array(alternatives)) = schema.get("oneOf") {
        let (mut fitting, mismatches) = try_all(walk, alternatives, value, path);
        match (fitting.pop(), fitting.len()) {
            (Some(only), 0) => listed.add(only),
            (Some(_), more) => {
                let count = more + 1;
                return Err(path.mismatch(format_args!("{count} alternatives fit, not one")));
            }
            (None, _) => return Err(best(mismatches, value, path)),
        }
    }
    if let Some(other) = schema.get("not")
        && walk.apply(other, value, path).is_ok()
    {
        return Err(path.mismatch(format_args!("{} is what it must not be", shown(value))));
    }
    if let Some(condition) = schema.get("if") {
        let (branch, holds) = match walk.apply(condition, value, path) {
            Ok(fitting) => ("then", Some(fitting)),
            Err(_) => ("else", None),
        };
        listed.add(holds.unwrap_or_default());
        if let Some(branch) = schema.get(branch) {
            listed.add(walk.apply(branch, value, path)?);
        }
    }
    Ok(listed)
}

fn list<'a>(schema: &'a Keywords, keyword: &str) -> &'a [Value] {
    schema.get(keyword).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn try_all<'v>(
    walk: &Walk<'_>,
    alternatives: &[Value],
    value: &'v Value,
    path: &Path<'_>,
) -> (Vec<Listed<'v>>, Vec<Mismatch>) {
    let mut fitting = Vec::new();
    let mut mismatches = Vec::new();
    for alternative in alternatives {
        match walk.apply(alternative, value, path) {
            Ok(listed) => fitting.push(listed),
            Err(mismatch) => mismatches.push(mismatch),
        }
    }
    (fitting, mismatches)
}

/// What to say when no alternative fits: what is wrong with the one that is meant, where that can be told.
fn best(mismatches: Vec<Mismatch>, value: &Value, path: &Path<'_>) -> Mismatch {
    let count = mismatches.len();
    let best = mismatches
        .into_iter()
        .reduce(|best, other| if other.fit > best.fit { other } else { best });
    match best {
        Some(only) if count == 1 => only,
        Some(best) if best.fit.is_meant && best.fit.depth > path.depth() => best,
        _ => {
            let none =
                format_args!("{} fits none of {count} alternatives", shown(value)).to_string();
            match best {
                Some(best) if best.fit.is_meant => path.mismatch(none),
                _ => path.other_value(none),
            }
        }
    }
}

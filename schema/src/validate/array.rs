//! What is said about the elements of an array.

use serde_json::Value;

use super::{
    Mismatch, Path,
    same::repeated,
    scalar::check_size,
    walk::{Keywords, Walk},
};

pub(super) fn check(
    walk: &Walk<'_>,
    schema: &Keywords,
    array: &[Value],
    path: &Path<'_>,
) -> Result<(), Mismatch> {
    check_size(schema, array.len(), ["minItems", "maxItems"], "elements", path)?;
    let (first, rest) = items(schema);
    for (index, element) in array.iter().enumerate() {
        if let Some(schema) = first.get(index).or(rest) {
            walk.value(schema, element, &path.index(index))?;
        }
    }
    if schema.get("uniqueItems") == Some(&Value::Bool(true))
        && let Some((index, earlier)) = repeated(array)
    {
        let path = path.index(index);
        return Err(path.mismatch(format_args!("the same as element {earlier}")));
    }
    match schema.get("contains") {
        Some(wanted) if !array.iter().any(|element| walk.apply(wanted, element, path).is_ok()) => {
            Err(path.mismatch("no element is what one has to be"))
        }
        _ => Ok(()),
    }
}

/// The schemas of the first elements, and that of all others. A tuple is `items` and `additionalItems` in draft-07, `prefixItems` and
/// `items` since 2020-12.
fn items(schema: &Keywords) -> (&[Value], Option<&Value>) {
    match (schema.get("prefixItems"), schema.get("items")) {
        (Some(Value::Array(first)), rest) => (first, rest),
        (_, Some(Value::Array(first))) => (first, schema.get("additionalItems")),
        (_, rest) => (&[], rest),
    }
}

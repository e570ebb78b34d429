//! Schemas: references between them, walks along them, order inside them.

use std::collections::BTreeSet;

use schemars::{
    Schema,
    transform::{RecursiveTransform, Transform as _},
};
use serde_json::Value;

use crate::mark;

/// Where a document keeps its named types: AsyncAPI fixes the place.
pub(crate) const TYPES_POINTER: &str = "/components/schemas";

/// Keywords that tell readers something but allow and forbid no value.
pub(crate) const ANNOTATIONS: &[&str] = &[
    "$comment",
    "default",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
    mark::BRAND,
    mark::NUMBERS,
    mark::OPEN,
];

/// A schema that stands for the named type.
pub(crate) fn reference_to(name: &str) -> Schema {
    Schema::new_ref(format!("#{TYPES_POINTER}/{name}"))
}

/// The named type that this very schema stands for.
pub(crate) fn referenced(schema: &Schema) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix('#')?.strip_prefix(TYPES_POINTER)?.strip_prefix('/')
}

/// Calls `f` for `schema` and every schema inside it, outermost first.
pub(crate) fn walk(schema: &Schema, f: impl FnMut(&mut Schema)) -> Schema {
    let mut copy = schema.clone();
    RecursiveTransform(f).transform(&mut copy);
    copy
}

/// The names of all types that `schema` refers to directly.
pub(crate) fn names_in(schema: &Schema) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    walk(schema, |part| names.extend(referenced(part).map(str::to_owned)));
    names
}

/// The names of all types that `schema` refers to, directly or through other types.
pub(crate) fn reachable<'a>(
    schema: &Schema,
    definition: impl Fn(&str) -> Option<&'a Schema>,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = names_in(schema);
    while let Some(name) = open.pop_first() {
        let inside = definition(&name).map(names_in).unwrap_or_default();
        found.insert(name);
        open.extend(inside.difference(&found).cloned());
    }
    found
}

/// The same schema with every referenced name replaced by what `rename` says.
pub(crate) fn renamed(schema: &Schema, rename: impl Fn(&str) -> String) -> Schema {
    walk(schema, |part| {
        if let Some(name) = referenced(part).map(&rename) {
            *part = reference_to(&name);
        }
    })
}

/// Sorts keys, which serde_json keeps in insertion order when a dependency switches on its
/// `preserve_order`; a document must not change by that.
pub(crate) fn sort_keys(schema: &mut Schema) {
    if let Some(object) = schema.as_object_mut() {
        object.sort_keys();
        object.values_mut().for_each(Value::sort_all_objects);
    }
}

//! One value along one schema.

use std::{cell::Cell, collections::BTreeSet};

use serde_json::{Map, Value};

use super::{Mismatch, Path, array, branches, object, scalar};
use crate::mark;

/// A schema that is no boolean.
pub(super) type Keywords = Map<String, Value>;

/// How deep schemas may be applied within each other. A value of 128 levels, which is what readers of JSON take, needs about three for
/// each of them.
const DEPTH_MAX: usize = 400;

/// How many schemas are applied to one value and its parts at most. Alternatives that contain themselves could take for ever.
const STEPS_MAX: u32 = 200_000;

/// What was said about the properties of one object.
#[derive(Clone, Debug, Default)]
pub(super) struct Listed<'v> {
    /// Those of the value that some schema describes.
    pub(super) names: BTreeSet<&'v str>,
    /// Whether all of them are described, or nobody has looked.
    pub(super) all: bool,
    /// Whether some schema lists properties.
    pub(super) has_list: bool,
}

impl<'v> Listed<'v> {
    pub(super) fn everything() -> Self {
        Self { all: true, ..Self::default() }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.names.extend(other.names);
        self.all |= other.all;
        self.has_list |= other.has_list;
    }
}

/// What a check needs to know everywhere.
pub(super) struct Walk<'a> {
    lookup: &'a dyn Fn(&str) -> Option<&'a Value>,
    is_closed: bool,
    depth: Cell<usize>,
    steps: Cell<u32>,
    has_given_up: Cell<bool>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<&'a Value>, is_closed: bool) -> Self {
        Self {
            lookup,
            is_closed,
            depth: Cell::new(0),
            steps: Cell::new(0),
            has_given_up: Cell::new(false),
        }
    }

    /// Checks the value that the walk is for.
    pub(super) fn root(&self, schema: &Value, value: &Value) -> Result<(), Mismatch> {
        let verdict = self.value(schema, value, &Path::Root);
        // A part that nobody looked at fits everything, also what it must not fit: `not`, and all alternatives of a `oneOf` but one.
        if self.has_given_up.get() { Ok(()) } else { verdict }
    }

    /// Checks a part with all that is said about it.
    pub(super) fn value(
        &self,
        schema: &Value,
        value: &Value,
        path: &Path<'_>,
    ) -> Result<(), Mismatch> {
        let listed = self.apply(schema, value, path)?;
        match value {
            Value::Object(object) if self.is_closed && listed.has_list && !listed.all => {
                object::nothing_beside(object, &listed.names, path)
            }
            _ => Ok(()),
        }
    }

    /// Applies one of the schemas of a value.
    pub(super) fn apply<'v>(
        &self,
        schema: &Value,
        value: &'v Value,
        path: &Path<'_>,
    ) -> Result<Listed<'v>, Mismatch> {
        if self.depth.get() == DEPTH_MAX || self.steps.get() == STEPS_MAX {
            self.has_given_up.set(true);
        }
        if self.has_given_up.get() {
            return Ok(Listed::everything());
        }
        self.steps.set(self.steps.get() + 1);
        match schema {
            Value::Object(keywords) => {
                self.depth.set(self.depth.get() + 1);
                let result = self.keywords(keywords, value, path);
                self.depth.set(self.depth.get() - 1);
                result
            }
            Value::Bool(false) => Err(path.mismatch("nothing may stand here")),
            // Nothing is said about it; so is it by what is no schema.
            _ => Ok(Listed::default()),
        }
    }

    fn keywords<'v>(
        &self,
        schema: &Keywords,
        value: &'v Value,
        path: &Path<'_>,
    ) -> Result<Listed<'v>, Mismatch> {
        if mark::is_set(schema.get(mark::BINARY)) {
            return object::placeholder(schema, value, path);
        }
        scalar::check(schema, value, path)?;
        let mut listed = Listed::default();
        if let Some(Value::String(reference)) = schema.get("$ref") {
            let target = (self.lookup)(reference).ok_or_else(|| {
                path.mismatch(format_args!("the schema refers to {reference}, which is not there"))
            })?;
            listed.add(self.apply(target, value, path)?);
        }
        listed.add(branches::check(self, schema, value, path)?);
        match value {
            Value::Object(object) => object::check(self, schema, object, listed, path),
            Value::Array(array) => array::check(self, schema, array, path).map(|()| listed),
            _ => Ok(listed),
        }
    }
}

//! From one Rust type to its schema, by schemars.

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use schemars::{
    JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema,
    transform::RecursiveTransform,
};
use serde_json::Value;

use crate::{
    direction::settle_openness,
    model::Direction,
    schema::{TYPES_POINTER, sort_keys},
};

#[cfg(test)]
mod tests;

pub(crate) type Definitions = BTreeMap<String, Schema>;

/// The schema of one use of a type, with the named types it refers to.
///
/// Each use has a generator of its own. schemars numbers the names that collide within one
/// generator in the order in which it meets them, so a shared one would make names depend on the
/// order of the events.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) schema: Schema,
    pub(crate) definitions: Definitions,
    /// The same types as seen by the other side. It tells one type with two shapes from two types
    /// with one name.
    pub(crate) opposite: Definitions,
    /// Names that two types inside this one use claim.
    pub(crate) clashes: BTreeSet<String>,
}

/// `SchemaGenerator::subschema_for::<T>`, which is all that is left of the type.
type Generate = fn(&mut SchemaGenerator) -> Schema;

impl Shape {
    pub(crate) fn of<T: JsonSchema + ?Sized>(direction: Direction) -> Self {
        Self::generate(direction, SchemaGenerator::subschema_for::<T>)
    }

    fn generate(direction: Direction, generate: Generate) -> Self {
        let (schema, definitions) = describe(direction, generate);
        let (_, opposite) = describe(direction.reversed(), generate);
        let numbered: BTreeSet<&str> = definitions
            .keys()
            .map(String::as_str)
            .filter(|name| base(name, &definitions).is_some())
            .filter(|name| is_numbered(direction, generate, name, &definitions))
            .collect();
        let clashes = numbered
            .iter()
            .filter_map(|name| base(name, &definitions))
            .filter(|base| !numbered.contains(base))
            .map(str::to_owned)
            .collect();
        Self { schema, definitions, opposite, clashes }
    }
}

/// The schema of a type in one direction, with the named types that it refers to.
pub(crate) fn describe_type<T: JsonSchema + ?Sized>(direction: Direction) -> (Schema, Definitions) {
    describe(direction, SchemaGenerator::subschema_for::<T>)
}

fn describe(direction: Direction, generate: Generate) -> (Schema, Definitions) {
    let mut generator = generator(direction);
    let mut schema = generate(&mut generator);
    for transform in generator.transforms_mut() {
        transform.transform(&mut schema);
    }
    settle_openness(direction, &mut schema);
    sort_keys(&mut schema);
    let mut definitions: Definitions = generator
        .take_definitions(true)
        .into_iter()
        .filter_map(|(name, schema)| Some((name, Schema::try_from(schema).ok()?)))
        .collect();
    for definition in definitions.values_mut() {
        settle_openness(direction, definition);
        sort_keys(definition);
    }
    (schema, definitions)
}

/// Schemas as AsyncAPI reads them: draft-07, tuples as `items: […]`, nothing beside a `$ref`.
fn generator(direction: Direction) -> SchemaGenerator {
    let settings = SchemaSettings::draft07()
        .with(|settings| settings.definitions_path = TYPES_POINTER.into())
        .with_transform(RecursiveTransform(bound_integer));
    // The server reads what clients send and writes what they receive.
    match direction {
        Direction::ClientToServer => settings.for_deserialize(),
        Direction::ServerToClient => settings.for_serialize(),
    }
    .into_generator()
}

/// Says how large an integer may be, where schemars leaves it at a `format` that only it knows.
///
/// Integers of 64 bits and more travel as far as JavaScript can tell them apart.
fn bound_integer(schema: &mut Schema) {
    const SAFE_MAX: i64 = (1 << 53) - 1;
    let (minimum, maximum) = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("int64" | "int128" | "int") => (-SAFE_MAX, SAFE_MAX),
        Some("uint64" | "uint128" | "uint") => (0, SAFE_MAX),
        _ => return,
    };
    for (keyword, bound) in [("minimum", minimum), ("maximum", maximum)] {
        if schema.get(keyword).is_none() {
            schema.insert(keyword.to_owned(), bound.into());
        }
    }
}

/// The defined name that `name` could have been made of, by a number at its end.
fn base<'a>(name: &'a str, definitions: &Definitions) -> Option<&'a str> {
    let digits = name.bytes().rev().take_while(u8::is_ascii_digit).count();
    (1..=digits)
        .filter_map(|count| name.get(..name.len() - count))
        .find(|base| definitions.contains_key(*base))
}

/// Whether schemars made `name` (`Msg2`) out of another one, or a type is called that.
///
/// schemars keeps this to itself, so the type is described once more with `name` already taken: a
/// second `Msg` then moves on to `Msg3`, while a type called `Msg2` turns into `Msg22`.
fn is_numbered(
    direction: Direction,
    generate: Generate,
    name: &str,
    definitions: &Definitions,
) -> bool {
    let mut generator = generator(direction);
    Taken::NAME.replace(name.to_owned());
    generator.subschema_for::<Taken>();
    generate(&mut generator);
    !generator.definitions().keys().any(|new| {
        let number = new.strip_prefix(name).unwrap_or_default();
        !definitions.contains_key(new) && number.parse::<u32>().is_ok()
    })
}

/// A type whose only purpose is to occupy a name.
struct Taken;

impl Taken {
    thread_local! {
        // `JsonSchema::schema_name` has no receiver that could carry the name.
        static NAME: RefCell<String> = const { RefCell::new(String::new()) };
    }
}

impl JsonSchema for Taken {
    fn schema_name() -> Cow<'static, str> {
        Self::NAME.with_borrow(Clone::clone).into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::Taken").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!(true)
    }
}

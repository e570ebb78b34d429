//! From one Rust type to its schema, by schemars.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap};

use schemars::{
    JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema, transform::Transform,
};
use serde_json::Value;

use crate::model::Direction;

/// Where a document keeps its named types. AsyncAPI fixes the place.
pub(crate) const TYPES_POINTER: &str = "/components/schemas";

/// The schema of one use of a type, with the named types it refers to.
///
/// Each use has a generator of its own. schemars numbers the names that collide within one
/// generator in the order it meets them, so a shared one would make names depend on the order of
/// the events.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) schema: Schema,
    pub(crate) definitions: BTreeMap<String, Schema>,
    /// Names that two different types inside this one use claim.
    pub(crate) clashes: Vec<String>,
}

/// `SchemaGenerator::subschema_for::<T>`: all that is left of the type.
type Generate = fn(&mut SchemaGenerator) -> Schema;

impl Shape {
    pub(crate) fn of<T: JsonSchema + ?Sized>(direction: Direction) -> Self {
        Self::generate(direction, SchemaGenerator::subschema_for::<T>)
    }

    fn generate(direction: Direction, generate: Generate) -> Self {
        let mut generator = generator(direction);
        let mut schema = generate(&mut generator);
        for transform in generator.transforms_mut() {
            transform.transform(&mut schema);
        }
        let mut definitions: BTreeMap<_, _> = generator
            .take_definitions(true)
            .into_iter()
            .filter_map(|(name, schema)| Some((name, Schema::try_from(schema).ok()?)))
            .collect();
        definitions.values_mut().for_each(sort_keys);
        sort_keys(&mut schema);
        let clashes = definitions
            .keys()
            .filter_map(|name| {
                let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
                (base != name && definitions.contains_key(base)).then_some((base, name))
            })
            .filter(|(_, name)| is_numbered(direction, generate, name, &definitions))
            .map(|(base, _)| base.to_owned())
            .collect();
        Self { schema, definitions, clashes }
    }
}

/// Schemas as AsyncAPI reads them: draft-07, tuples as `items: […]`, nothing beside a `$ref`.
fn generator(direction: Direction) -> SchemaGenerator {
    let settings = SchemaSettings::draft07().with(|settings| {
        settings.definitions_path = TYPES_POINTER.into();
    });
    // The server reads what clients send and writes what they receive.
    match direction {
        Direction::ClientToServer => settings.for_deserialize(),
        Direction::ServerToClient => settings.for_serialize(),
    }
    .into_generator()
}

/// Sorts keys, which serde_json leaves in insertion order when a dependency switches on its
/// `preserve_order`: documents must not change by that.
fn sort_keys(schema: &mut Schema) {
    if let Some(object) = schema.as_object_mut() {
        object.sort_keys();
        object.values_mut().for_each(Value::sort_all_objects);
    }
}

/// Whether schemars made `name` (`Msg2`) out of another one, or a type is called that.
///
/// schemars keeps this to itself, so the same type is described once more with `name` already
/// taken: a second `Msg` then moves on to `Msg3`, while a type called `Msg2` turns into `Msg22`.
fn is_numbered(
    direction: Direction,
    generate: Generate,
    name: &str,
    definitions: &BTreeMap<String, Schema>,
) -> bool {
    let mut generator = generator(direction);
    Taken::NAME.replace(name.to_owned());
    generator.subschema_for::<Taken>();
    generate(&mut generator);
    !generator.definitions().keys().any(|new| {
        !definitions.contains_key(new)
            && new.strip_prefix(name).is_some_and(|number| number.parse::<u32>().is_ok())
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

//! JSON Schema to TypeScript types.

use schemars::Schema;
use serde_json::Value;

use super::names::quoted;
use crate::{
    direction::{allows_null, is_binary, is_required, properties},
    mark,
    model::{NamedType, Used},
    schema::referenced,
};

#[cfg(test)]
mod tests;

/// Arrays of one fixed length up to this one become tuples; longer ones are not worth reading.
const TUPLE_LENGTH_MAX: u64 = 8;

/// The string formats that have a name of their own, with what it stands for.
pub(crate) const FORMAT_ALIASES: &[(&str, &str, &str)] = &[
    ("date-time", "IsoDateTime", "A date and time as in RFC 3339, such as `2024-05-01T12:30:00Z`."),
    (
        "int64-string",
        "Int64String",
        "An integer of 64 bits in decimal digits; a `number` is exact only up to 2^53.",
    ),
    (
        "uint128-string",
        "Uint128String",
        "An integer of 128 bits, 0 or more, in decimal digits; a `number` is exact only up to 2^53.",
    ),
    (
        "uint64-string",
        "Uint64String",
        "An integer of 64 bits, 0 or more, in decimal digits; a `number` is exact only up to 2^53.",
    ),
    ("uuid", "Uuid", "A UUID, such as `67e55044-10b1-426f-9247-bb680e5fe0c8`."),
];

/// A type, as far as TypeScript tells types apart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    /// A name, a keyword or a literal.
    Word(String),
    Array(Box<Self>),
    Tuple(Vec<Self>),
    /// An object with these fields.
    Object(Vec<Field>),
    /// An object with any keys and values of one type.
    Map(Box<Self>),
    Union(Vec<Variant>),
    Intersection(Vec<Self>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) optional: bool,
    pub(crate) value: Type,
}

/// One member of a union.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variant {
    pub(crate) docs: Docs,
    pub(crate) value: Type,
}

/// What a schema says to readers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Docs {
    pub(crate) text: Option<String>,
    /// What to put behind `@deprecated`.
    pub(crate) deprecated: Option<String>,
}

impl Docs {
    pub(crate) fn of(schema: &Schema) -> Self {
        let part = |keyword| schema.get(keyword).and_then(Value::as_str);
        let parts: Vec<_> = ["title", "description"].into_iter().filter_map(part).collect();
        let deprecated = schema.get("deprecated") == Some(&Value::Bool(true));
        Self {
            text: (!parts.is_empty()).then(|| parts.join("\n\n")),
            deprecated: deprecated.then(String::new),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_none() && self.deprecated.is_none()
    }
}

impl Type {
    pub(crate) fn word(word: impl Into<String>) -> Self {
        Self::Word(word.into())
    }

    fn unknown() -> Self {
        Self::word("unknown")
    }

    /// A union, flat and without repetition; of one member that member.
    fn union(variants: impl IntoIterator<Item = Variant>) -> Self {
        let mut flat: Vec<Variant> = Vec::new();
        let mut push = |variant: Variant| {
            if !flat.iter().any(|other| other.value == variant.value) {
                flat.push(variant);
            }
        };
        for variant in variants {
            match variant.value {
                Self::Union(inner) => inner.into_iter().for_each(&mut push),
                value => push(Variant { docs: variant.docs, value }),
            }
        }
        if flat.iter().any(|variant| variant.value == Self::unknown()) {
            return Self::unknown();
        }
        match flat.len() {
            0 => Self::word("never"),
            1 => flat.remove(0).value,
            _ => Self::Union(flat),
        }
    }

    fn union_of(types: impl IntoIterator<Item = Self>) -> Self {
        Self::union(types.into_iter().map(|value| Variant { docs: Docs::default(), value }))
    }

    /// An intersection; of one member that member, of none anything at all.
    fn intersection(mut members: Vec<Self>) -> Self {
        match members.len() {
            0 => Self::unknown(),
            1 => members.remove(0),
            _ => Self::Intersection(with_wide_maps(&members)),
        }
    }

    /// The types that the fields of an object may have.
    fn field_types(&self) -> Vec<Self> {
        match self {
            Self::Object(fields) => fields.iter().map(|field| field.value.clone()).collect(),
            Self::Map(value) => vec![(**value).clone()],
            Self::Intersection(members) => members.iter().flat_map(Self::field_types).collect(),
            Self::Union(variants) => {
                variants.iter().flat_map(|variant| variant.value.field_types()).collect()
            }
            Self::Word(_) | Self::Array(_) | Self::Tuple(_) => vec![Self::unknown()],
        }
    }

    fn without_null(self) -> Self {
        let null = Self::word("null");
        match self {
            Self::Union(variants) => {
                Self::union(variants.into_iter().filter(|variant| variant.value != null))
            }
            other => other,
        }
    }
}

/// Members of an intersection in which the values of maps are also those of the fields beside them.
///
/// TypeScript cannot say "all other keys": an index holds for the fields of its object as well, and
/// no object would be both `{ id: number }` and `{ [key: string]: boolean }`.
fn with_wide_maps(members: &[Type]) -> Vec<Type> {
    let wide = |(place, member): (usize, &Type)| match member {
        Type::Map(value) => {
            let others = members.iter().enumerate().filter(|(other, _)| *other != place);
            let beside = others.flat_map(|(_, member)| member.field_types());
            Type::Map(Box::new(Type::union_of(std::iter::once((**value).clone()).chain(beside))))
        }
        other => other.clone(),
    };
    members.iter().enumerate().map(wide).collect()
}

/// The type of the values that `schema` allows, for a client that uses them as `used` says.
pub(crate) fn type_of(schema: &Schema, used: Used) -> Type {
    Reader { used }.any(schema)
}

/// The type that is declared under `name`.
pub(crate) fn declared(name: &str, named: &NamedType) -> Type {
    let value = type_of(&named.schema, named.used);
    if mark::is_set(named.schema.get(mark::BRAND)) {
        let brand = Type::word(format!("{{ readonly __brand: {} }}", quoted(name)));
        return Type::intersection(vec![value, brand]);
    }
    value
}

/// Whether the values of an enum of names may be others than those that are known.
pub(crate) fn is_open(schema: &Schema) -> bool {
    mark::is_set(schema.get(mark::OPEN))
}

/// Reads schemas. Keywords that TypeScript cannot express, such as `minimum`, are passed over.
struct Reader {
    used: Used,
}

impl Reader {
    fn any(&self, schema: &Schema) -> Type {
        // Beside `string` itself an editor would no longer offer the names that are known.
        if is_open(schema) {
            return Type::union_of([self.closed(schema), Type::word("(string & {})")]);
        }
        self.closed(schema)
    }

    fn closed(&self, schema: &Schema) -> Type {
        if schema.as_bool() == Some(false) {
            Type::word("never")
        } else if let Some(name) = referenced(schema) {
            Type::word(name)
        } else if is_binary(schema) {
            self.binary(schema)
        } else if let Some(literal) = schema.get("const") {
            literal_type(literal)
        } else if let Some(literals) = schema.get("enum").and_then(Value::as_array) {
            Type::union_of(literals.iter().map(literal_type))
        } else {
            self.combined(schema)
        }
    }

    fn value(&self, schema: &Value) -> Type {
        <&Schema>::try_from(schema).map_or_else(|_| Type::unknown(), |schema| self.any(schema))
    }

    /// socket.io-client takes any view of a buffer. It delivers what its transport gives: an
    /// `ArrayBuffer` in browsers, a `Buffer`, which is a `Uint8Array`, in Node.js.
    fn binary(&self, schema: &Schema) -> Type {
        let view = match self.used {
            Used::ClientToServer => "ArrayBufferView",
            Used::ServerToClient | Used::Both | Used::Cluster => "Uint8Array",
        };
        let null = allows_null(schema.as_value()).then_some("null");
        Type::union_of(["ArrayBuffer", view].into_iter().chain(null).map(Type::word))
    }

    /// The schema's own type together with what `allOf`, `anyOf` and `oneOf` add to it.
    fn combined(&self, schema: &Schema) -> Type {
        let has = |keywords: &[&str]| keywords.iter().any(|&key| schema.get(key).is_some());
        let has_content =
            has(&["properties", "additionalProperties", "patternProperties", "items"]);
        let mut members = Vec::new();
        // Beside a combination, `type: object` alone repeats what its members say.
        if has_content || !has(&["allOf", "anyOf", "oneOf"]) {
            members.push(self.own(schema));
        }
        members.extend(subschemas(schema, "allOf").map(|member| self.any(member)));
        // A flattened `None`: the object has no further fields, or no field at all. As `unknown` it
        // would swallow the other members.
        let is_object = schema.get("type").is_some_and(|kind| kind == "object");
        let no_field = match members.is_empty() {
            true => Type::Map(Box::new(Type::word("never"))),
            false => Type::Object(Vec::new()),
        };
        for keyword in ["anyOf", "oneOf"] {
            if schema.get(keyword).is_some() {
                members.push(Type::union(subschemas(schema, keyword).map(|member| {
                    let value = match self.any(member) {
                        value if is_object && value == Type::unknown() => no_field.clone(),
                        value => value,
                    };
                    Variant { docs: Docs::of(member), value }
                })));
            }
        }
        Type::intersection(members)
    }

    /// What `type` and the keywords that go with it say.
    fn own(&self, schema: &Schema) -> Type {
        match schema.get("type") {
            Some(Value::String(kind)) => self.kind(schema, kind),
            Some(Value::Array(kinds)) => Type::union_of(
                kinds.iter().filter_map(Value::as_str).map(|kind| self.kind(schema, kind)),
            ),
            _ if schema.get("properties").is_some() => self.object(schema),
            _ if schema.get("items").is_some() => self.array(schema),
            _ => Type::unknown(),
        }
    }

    fn kind(&self, schema: &Schema, kind: &str) -> Type {
        match kind {
            "object" => self.object(schema),
            "array" => self.array(schema),
            "string" => {
                let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
                let alias = FORMAT_ALIASES.iter().find(|(name, ..)| *name == format);
                Type::word(alias.map_or("string", |(_, alias, _)| alias))
            }
            "integer" | "number" => Type::word("number"),
            "boolean" | "null" => Type::word(kind),
            _ => Type::unknown(),
        }
    }

    fn array(&self, schema: &Schema) -> Type {
        let length = |keyword| schema.get(keyword).and_then(Value::as_u64);
        let fixed = length("maxItems").filter(|max| length("minItems") == Some(*max));
        match (schema.get("items"), fixed) {
            (Some(Value::Array(items)), _) => {
                Type::Tuple(items.iter().map(|item| self.value(item)).collect())
            }
            (Some(item), Some(length)) if length <= TUPLE_LENGTH_MAX => {
                Type::Tuple((0..length).map(|_| self.value(item)).collect())
            }
            (Some(item), _) => Type::Array(Box::new(self.value(item))),
            (None, _) => Type::Array(Box::new(Type::unknown())),
        }
    }

    fn object(&self, schema: &Schema) -> Type {
        let fields = self.fields(schema);
        let mut values: Vec<_> = schema
            .get("patternProperties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|patterns| patterns.values())
            .map(|value| self.value(value))
            .collect();
        if let Some(value @ (Value::Object(_) | Value::Bool(true))) =
            schema.get("additionalProperties")
        {
            values.push(self.value(value));
        }
        if values.is_empty() && fields.is_empty() {
            values.push(Type::unknown());
        }
        // An intersection, since the fields of one object type must agree with its index.
        let mut members = Vec::new();
        if !fields.is_empty() {
            members.push(Type::Object(fields));
        }
        if !values.is_empty() {
            members.push(Type::Map(Box::new(Type::union_of(values))));
        }
        Type::intersection(members)
    }

    /// Required fields in the order of their declaration, then the others by name.
    fn fields(&self, schema: &Schema) -> Vec<Field> {
        let required = schema.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        let optional =
            properties(schema).map(|(name, _)| name).filter(|name| !is_required(schema, name));
        required
            .chain(optional)
            .filter_map(|name| {
                let value = schema.get("properties")?.get(name)?;
                Some(self.field(schema, name, <&Schema>::try_from(value).ok()?))
            })
            .collect()
    }

    fn field(&self, object: &Schema, name: &str, schema: &Schema) -> Field {
        let optional = !is_required(object, name);
        let mut value = self.any(schema);
        // What the server may leave out is a skipped `None`, which is then never written as null.
        // The exception is a map with an enum as its key, whose values may well be null.
        let is_map = object.get("required").is_none()
            && object.get("additionalProperties") == Some(&Value::Bool(false));
        if optional && !is_map && self.used == Used::ServerToClient {
            value = value.without_null();
        }
        Field { name: name.to_owned(), docs: Docs::of(schema), optional, value }
    }
}

fn literal_type(literal: &Value) -> Type {
    Type::word(literal.to_string())
}

fn subschemas<'a>(schema: &'a Schema, keyword: &str) -> impl Iterator<Item = &'a Schema> {
    let members = schema.get(keyword).and_then(Value::as_array);
    members.into_iter().flatten().filter_map(|member| member.try_into().ok())
}

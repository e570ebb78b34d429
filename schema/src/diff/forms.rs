//! What values a schema allows, in a form in which two of them can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::{
    mark,
    model::Contract,
    schema::{ANNOTATIONS, referenced},
};

mod meet;

use self::meet::{UNDECIDED, meet, meet_all};

/// How many alternatives a schema may have before it counts as one that cannot be compared. Schemas
/// that combine unions multiply them.
const ALTERNATIVES_MAX: usize = 256;

/// How many named types are looked up for one schema, before the rest counts as one that cannot be
/// compared.
const LOOKUPS_MAX: u32 = 1000;

/// Keywords that say what values there are, and are understood here.
const UNDERSTOOD: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "oneOf",
    "pattern",
    "patternProperties",
    "properties",
    "required",
    "type",
    "uniqueItems",
];

/// One alternative among the values of a schema, and the named type that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alternative {
    pub(crate) form: Form,
    pub(crate) origin: Option<Origin>,
}

/// An alternative of a named type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Origin {
    pub(crate) name: String,
    index: usize,
}

/// What values an alternative consists of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    Anything,
    Null,
    Boolean,
    Number(Number),
    Text(Text),
    /// A binary attachment.
    Binary,
    Array(Array),
    Object(Object),
    /// One scalar value.
    Literal(Value),
    /// Any text that has no name in an open enum. Who reads one puts up with it, and clients may
    /// write it; a server writes only what has a name.
    Open,
    /// Something that cannot be compared but with itself.
    Unknown(Value),
}

/// What sort of JSON value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Anything,
    Null,
    Boolean,
    Number,
    Text,
    Binary,
    Array,
    Object,
    Unknown,
}

/// Bounds are inclusive.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) is_integer: bool,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

/// Lengths are in characters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Text {
    /// The formats and patterns that all hold.
    pub(crate) forms: BTreeSet<String>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Array {
    /// The schemas of the first items.
    pub(crate) items: Vec<Value>,
    /// The schema of all further ones.
    pub(crate) rest: Value,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) is_unique: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object {
    pub(crate) fields: BTreeMap<String, Field>,
    /// Schemas of the fields whose names match.
    pub(crate) patterns: BTreeMap<String, Value>,
    pub(crate) rest: Rest,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) schema: Value,
    pub(crate) is_required: bool,
}

/// The fields of an object that have no name in its schema.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Rest {
    /// Nobody writes them, and who reads ignores them.
    Ignored,
    /// They are refused.
    Refused,
    /// They are the entries of a map.
    Entries(Value),
}

/// The alternatives of a schema that stands in `contract`.
pub(crate) fn alternatives(contract: &Contract, schema: &Value) -> Vec<Alternative> {
    Reader { contract, resolving: Vec::new(), lookups_left: LOOKUPS_MAX }.alternatives(schema)
}

struct Reader<'a> {
    contract: &'a Contract,
    /// The named types that are being looked up, to end with one that is nothing but itself.
    resolving: Vec<String>,
    lookups_left: u32,
}

impl Reader<'_> {
    fn alternatives(&mut self, schema: &Value) -> Vec<Alternative> {
        let unknown = || vec![Form::Unknown(schema.clone()).into()];
        let keywords = match schema {
            Value::Bool(false) => return Vec::new(),
            Value::Object(keywords) => keywords,
            _ => return vec![Form::Anything.into()],
        };
        if let Some(name) = target(schema) {
            return self.named(name).unwrap_or_else(unknown);
        }
        if !keywords.keys().all(|keyword| is_understood(keyword)) {
            return unknown();
        }
        let mut all = vec![own(keywords).into_iter().map(Alternative::from).collect()];
        for keyword in ["anyOf", "oneOf"] {
            if let Some(members) = keywords.get(keyword).and_then(Value::as_array) {
                all.push(members.iter().flat_map(|member| self.alternatives(member)).collect());
            }
        }
        if let Some(members) = keywords.get("allOf").and_then(Value::as_array) {
            all.extend(members.iter().map(|member| self.alternatives(member)));
        }
        let is_decided =
            |met: &Vec<Alternative>| met.iter().all(|alternative| alternative.form != UNDECIDED);
        meet_all(&all, ALTERNATIVES_MAX).filter(is_decided).unwrap_or_else(unknown)
    }

    fn named(&mut self, name: &str) -> Option<Vec<Alternative>> {
        if self.resolving.iter().any(|open| open == name) || self.lookups_left == 0 {
            return None;
        }
        self.lookups_left -= 1;
        let contract = self.contract;
        let schema = contract.definition(name)?;
        self.resolving.push(name.to_owned());
        let mut alternatives = self.alternatives(schema.as_value());
        self.resolving.pop();
        for (index, alternative) in alternatives.iter_mut().enumerate() {
            alternative.origin.get_or_insert_with(|| Origin { name: name.to_owned(), index });
        }
        Some(alternatives)
    }
}

/// A form that belongs to no named type.
impl From<Form> for Alternative {
    fn from(form: Form) -> Self {
        Self { form, origin: None }
    }
}

/// The named type that a schema stands for, whatever else is said about it.
pub(super) fn target(schema: &Value) -> Option<&str> {
    let keywords = schema.as_object()?;
    // Beside a reference draft-07 ignores everything, so schemars wraps it to describe it.
    match keywords.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => {
            let is_said = |keyword: &String| ANNOTATIONS.contains(&keyword.as_str());
            let says_no_more =
                keywords.keys().all(|keyword| keyword == "allOf" || is_said(keyword));
            says_no_more.then(|| target(only))?
        }
        _ => referenced(schema.try_into().ok()?),
    }
}

fn is_understood(keyword: &str) -> bool {
    // What starts with `x-` is said about values, but forbids none.
    keyword.starts_with("x-") || ANNOTATIONS.contains(&keyword) || UNDERSTOOD.contains(&keyword)
}

/// The alternatives that a schema names itself, without those of its combinations.
fn own(keywords: &Map<String, Value>) -> Vec<Form> {
    let by_kind: Vec<Form> = match keywords.get("type") {
        Some(Value::String(kind)) => vec![of_kind(keywords, kind)],
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).map(|kind| of_kind(keywords, kind)).collect()
        }
        _ if is_binary(keywords) => vec![Form::Binary],
        _ if keywords.contains_key("properties") => vec![of_kind(keywords, "object")],
        _ if keywords.contains_key("items") => vec![of_kind(keywords, "array")],
        _ => vec![Form::Anything],
    };
    let literals: Vec<_> =
        match (keywords.get("const"), keywords.get("enum").and_then(Value::as_array)) {
            (Some(literal), _) => vec![Form::literal(literal)],
            (None, Some(literals)) => literals.iter().map(Form::literal).collect(),
            (None, None) => return by_kind,
        };
    let is_open = mark::is_set(keywords.get(mark::OPEN));
    let allowed =
        literals.iter().flat_map(|literal| by_kind.iter().filter_map(|form| meet(form, literal)));
    allowed.chain(is_open.then_some(Form::Open)).collect()
}

fn is_binary(keywords: &Map<String, Value>) -> bool {
    mark::is_set(keywords.get(mark::BINARY))
}

fn of_kind(keywords: &Map<String, Value>, kind: &str) -> Form {
    match kind {
        "null" => Form::Null,
        "boolean" => Form::Boolean,
        "integer" | "number" => Form::Number(Number::of(keywords, kind == "integer")),
        "string" => Form::Text(Text::of(keywords)),
        // An attachment is a placeholder object in JSON.
        "object" if is_binary(keywords) => Form::Binary,
        "object" => Form::Object(Object::of(keywords)),
        "array" => Form::Array(Array::of(keywords)),
        _ => Form::Unknown(json!(kind)),
    }
}

impl Form {
    fn literal(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Array(_) | Value::Object(_) => Self::Unknown(json!({ "const": value })),
            scalar => Self::Literal(scalar.clone()),
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Anything => Kind::Anything,
            Self::Null => Kind::Null,
            Self::Boolean | Self::Literal(Value::Bool(_)) => Kind::Boolean,
            Self::Number(_) | Self::Literal(Value::Number(_)) => Kind::Number,
            Self::Text(_) | Self::Open | Self::Literal(_) => Kind::Text,
            Self::Binary => Kind::Binary,
            Self::Array(_) => Kind::Array,
            Self::Object(_) => Kind::Object,
            Self::Unknown(_) => Kind::Unknown,
        }
    }
}

impl Number {
    fn of(keywords: &Map<String, Value>, is_integer: bool) -> Self {
        let bound = |keyword| keywords.get(keyword).and_then(Value::as_f64);
        let format = keywords.get("format").and_then(Value::as_str).unwrap_or_default();
        let (lowest, highest) = range_of(format);
        let above = bound("exclusiveMinimum").map(|bound| match is_integer {
            true => bound.floor() + 1.0,
            false => bound.next_up(),
        });
        let below = bound("exclusiveMaximum").map(|bound| match is_integer {
            true => bound.ceil() - 1.0,
            false => bound.next_down(),
        });
        let min = [bound("minimum"), above].into_iter().flatten().fold(lowest, f64::max);
        let max = [bound("maximum"), below].into_iter().flatten().fold(highest, f64::min);
        Self { is_integer, min, max }
    }

    pub(crate) fn allows(&self, value: &serde_json::Number) -> bool {
        value.as_f64().is_some_and(|value| {
            self.min <= value && value <= self.max && (!self.is_integer || value.fract() == 0.0)
        })
    }
}

/// What the formats that schemars gives to numbers mean: it writes out the bounds of small types only.
fn range_of(format: &str) -> (f64, f64) {
    match format {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        // The bounds of 64 bits are rounded, on both sides of a comparison.
        "int64" | "int" => (i64::MIN as f64, i64::MAX as f64),
        "uint8" => (0.0, u8::MAX.into()),
        "uint16" => (0.0, u16::MAX.into()),
        "uint32" => (0.0, u32::MAX.into()),
        "uint64" | "uint" => (0.0, u64::MAX as f64),
        "float" => (f32::MIN.into(), f32::MAX.into()),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    }
}

impl Text {
    pub(crate) const ANY: Self = Self { forms: BTreeSet::new(), min: 0, max: None };

    fn of(keywords: &Map<String, Value>) -> Self {
        let format = keywords.get("format").and_then(Value::as_str).map(str::to_owned);
        let pattern = keywords.get("pattern").and_then(Value::as_str);
        Self {
            forms: format.into_iter().chain(pattern.map(|regex| format!("/{regex}/"))).collect(),
            min: length(keywords, "minLength").unwrap_or(0),
            max: length(keywords, "maxLength"),
        }
    }

    /// Whether `text` is among these values, if that can be told: forms are not understood.
    pub(crate) fn allows(&self, text: &str) -> Option<bool> {
        let length = text.chars().count() as u64;
        let fits = self.min <= length && self.max.is_none_or(|max| length <= max);
        (!fits || self.forms.is_empty()).then_some(fits)
    }
}

impl Array {
    fn of(keywords: &Map<String, Value>) -> Self {
        let (items, rest) = match keywords.get("items") {
            Some(Value::Array(items)) => {
                (items.clone(), keywords.get("additionalItems").cloned().unwrap_or(json!(true)))
            }
            items => (Vec::new(), items.cloned().unwrap_or(json!(true))),
        };
        let known = (rest == Value::Bool(false)).then_some(items.len() as u64);
        Self {
            items,
            rest,
            min: length(keywords, "minItems").unwrap_or(0),
            max: length(keywords, "maxItems").into_iter().chain(known).min(),
            is_unique: keywords.get("uniqueItems") == Some(&Value::Bool(true)),
        }
    }

    /// The schema of the item in this position.
    pub(crate) fn item(&self, position: usize) -> &Value {
        self.items.get(position).unwrap_or(&self.rest)
    }

    /// The length, when there is only one.
    pub(crate) fn fixed_length(&self) -> Option<u64> {
        self.max.filter(|max| *max == self.min)
    }
}

impl Object {
    fn of(keywords: &Map<String, Value>) -> Self {
        let map = |keyword| keywords.get(keyword).and_then(Value::as_object).into_iter().flatten();
        let mut fields: BTreeMap<_, _> = map("properties")
            .map(|(name, schema)| {
                (name.clone(), Field { schema: schema.clone(), is_required: false })
            })
            .collect();
        let required = keywords.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            let field = fields.entry(name.to_owned());
            field.or_insert(Field { schema: json!(true), is_required: true }).is_required = true;
        }
        Self {
            fields,
            patterns: map("patternProperties")
                .map(|(pattern, schema)| (pattern.clone(), schema.clone()))
                .collect(),
            rest: match keywords.get("additionalProperties") {
                None => Rest::Ignored,
                Some(Value::Bool(false)) => Rest::Refused,
                Some(entries) => Rest::Entries(entries.clone()),
            },
        }
    }

    /// The fields that tell the variants of an enum apart, each with the values that it may have.
    pub(crate) fn tags(&self) -> BTreeMap<&str, Vec<&Value>> {
        let required = self.fields.iter().filter(|(_, field)| field.is_required);
        required
            .filter_map(|(name, field)| Some((name.as_str(), literals(&field.schema)?)))
            .collect()
    }

    /// The only field, of an enum whose variants are told apart by their field.
    pub(crate) fn sole_field(&self) -> Option<&str> {
        let (name, field) = self.fields.first_key_value()?;
        let is_sole = self.fields.len() == 1 && field.is_required && self.rest == Rest::Refused;
        is_sole.then_some(name.as_str())
    }
}

/// The values of a schema that lists them.
fn literals(schema: &Value) -> Option<Vec<&Value>> {
    match schema.get("const") {
        Some(literal) => Some(vec![literal]),
        None => Some(schema.get("enum")?.as_array()?.iter().collect()),
    }
}

fn length(keywords: &Map<String, Value>, keyword: &str) -> Option<u64> {
    keywords.get(keyword)?.as_u64()
}

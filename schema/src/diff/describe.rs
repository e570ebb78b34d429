//! Types in a few words, for messages.

use serde_json::Value;

use super::forms::{Array, Form, Number, Text, target};
use crate::mark;

/// How many members of a union are named before "…".
const MEMBERS_MAX: usize = 4;

/// The type that `schema` is for.
pub(super) fn describe(schema: &Value) -> String {
    if let Some(name) = target(schema) {
        return name.to_owned();
    }
    let keyword = |name: &str| schema.get(name);
    if mark::is_set(keyword(mark::BINARY)) {
        return "binary".to_owned();
    }
    if let Some(literal) = keyword("const") {
        return literal.to_string();
    }
    for union in ["enum", "anyOf", "oneOf"] {
        if let Some(members) = keyword(union).and_then(Value::as_array) {
            let member = |member| match union {
                "enum" => Value::to_string(member),
                _ => describe(member),
            };
            let is_open = mark::is_set(schema.get(mark::OPEN));
            let open = is_open.then(|| describe_form(&Form::Open));
            return one_of(members.iter().map(member).chain(open));
        }
    }
    match keyword("type") {
        Some(Value::String(kind)) => of_kind(schema, kind),
        Some(Value::Array(kinds)) => {
            one_of(kinds.iter().filter_map(Value::as_str).map(|kind| of_kind(schema, kind)))
        }
        _ if keyword("allOf").is_some() => "object".to_owned(),
        _ => "anything".to_owned(),
    }
}

fn of_kind(schema: &Value, kind: &str) -> String {
    let keyword = |name: &str| schema.get(name);
    match (kind, keyword("format").and_then(Value::as_str), keyword("items")) {
        ("string" | "integer" | "number", Some(format), _) => format.to_owned(),
        ("array", _, Some(Value::Array(items))) => {
            format!("[{}]", items.iter().map(describe).collect::<Vec<_>>().join(", "))
        }
        ("array", _, Some(item)) => format!("array of {}", describe(item)),
        ("object", ..) => match keyword("additionalProperties") {
            Some(values @ Value::Object(_)) => format!("map of {}", describe(values)),
            _ => kind.to_owned(),
        },
        _ => kind.to_owned(),
    }
}

fn one_of(members: impl Iterator<Item = String>) -> String {
    let mut named: Vec<_> = members.take(MEMBERS_MAX + 1).collect();
    if let Some(last) = named.get_mut(MEMBERS_MAX) {
        *last = "…".to_owned();
    }
    named.join(" | ")
}

/// One alternative of a schema.
pub(super) fn describe_form(form: &Form) -> String {
    match form {
        Form::Anything => "anything".to_owned(),
        Form::Null => "null".to_owned(),
        Form::Boolean => "boolean".to_owned(),
        Form::Binary => "binary".to_owned(),
        Form::Literal(value) => value.to_string(),
        Form::Open => "any other text".to_owned(),
        Form::Unknown(_) => "something that is not understood".to_owned(),
        Form::Number(number) => numbers(number),
        Form::Text(text) => texts(text),
        Form::Array(array) => arrays(array),
        Form::Object(object) => {
            let tag = object.tags().into_values().flatten().next().map(Value::to_string);
            let fields = || object.fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            tag.unwrap_or_else(|| format!("{{ {} }}", fields()))
        }
    }
}

fn numbers(number: &Number) -> String {
    let kind = if number.is_integer { "integer" } else { "number" };
    match (number.min.is_finite(), number.max.is_finite()) {
        (false, false) => kind.to_owned(),
        (true, false) => format!("{kind} from {}", number.min),
        (false, true) => format!("{kind} to {}", number.max),
        (true, true) => format!("{kind} from {} to {}", number.min, number.max),
    }
}

fn texts(text: &Text) -> String {
    let forms: Vec<_> = text.forms.iter().map(String::as_str).collect();
    let kind = if forms.is_empty() { "string".to_owned() } else { forms.join(" and ") };
    kind + &lengths(text.min, text.max, "characters")
}

fn arrays(array: &Array) -> String {
    let kind = if array.is_unique { "set" } else { "array" };
    kind.to_owned() + &lengths(array.min, array.max, "items")
}

fn lengths(min: u64, max: Option<u64>, unit: &str) -> String {
    match (min, max) {
        (0, None) => String::new(),
        (min, None) => format!(" of at least {min} {unit}"),
        (0, Some(max)) => format!(" of at most {max} {unit}"),
        (min, Some(max)) if min == max => format!(" of {min} {unit}"),
        (min, Some(max)) => format!(" of {min} to {max} {unit}"),
    }
}

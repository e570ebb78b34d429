//! The values that two schemas both allow: what `allOf`, and keywords beside a union, come to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Alternative, Array, Field, Form, Number, Object, Rest, Text};

/// That it cannot be told what is among two forms. Of which schema, knows who asked.
pub(super) const UNDECIDED: Form = Form::Unknown(Value::Null);

/// The alternatives that are among all of these; nothing when there are too many.
pub(super) fn meet_all(unions: &[Vec<Alternative>], max: usize) -> Option<Vec<Alternative>> {
    let mut met = vec![Alternative::from(Form::Anything)];
    for union in unions {
        let pairs = met.iter().flat_map(|one| union.iter().map(move |other| (one, other)));
        met = pairs.filter_map(|(one, other)| alternatives(one, other)).take(max + 1).collect();
    }
    (met.len() <= max).then_some(met)
}

/// What is left of a named type as it was still comes from it.
fn alternatives(one: &Alternative, other: &Alternative) -> Option<Alternative> {
    match (&one.form, &other.form) {
        (Form::Anything, _) => Some(other.clone()),
        (_, Form::Anything) => Some(one.clone()),
        (one, other) => meet(one, other).map(Alternative::from),
    }
}

/// What is among both forms; nothing when no value is.
pub(super) fn meet(one: &Form, other: &Form) -> Option<Form> {
    Some(match (one, other) {
        (Form::Anything, form) | (form, Form::Anything) => form.clone(),
        (Form::Unknown(_), _) | (_, Form::Unknown(_)) => UNDECIDED,
        (Form::Open, Form::Text(_) | Form::Open) | (Form::Text(_), Form::Open) => Form::Open,
        (Form::Literal(one), Form::Literal(other)) => {
            (one == other).then(|| Form::Literal(one.clone()))?
        }
        (Form::Literal(value), form) | (form, Form::Literal(value)) => literal(value, form)?,
        (Form::Number(one), Form::Number(other)) => Form::Number(numbers(one, other)),
        (Form::Text(one), Form::Text(other)) => Form::Text(texts(one, other)),
        (Form::Array(one), Form::Array(other)) => Form::Array(arrays(one, other)),
        (Form::Object(one), Form::Object(other)) => Form::Object(objects(one, other)),
        (one, other) => (one.kind() == other.kind()).then(|| one.clone())?,
    })
}

/// The literal, if it is one of the values of the other form.
fn literal(value: &Value, form: &Form) -> Option<Form> {
    let literal = Form::Literal(value.clone());
    let is_allowed = match (value, form) {
        (Value::Number(value), Form::Number(number)) => number.allows(value),
        (Value::String(value), Form::Text(text)) => match text.allows(value) {
            Some(is_allowed) => is_allowed,
            None => return Some(UNDECIDED),
        },
        _ => literal.kind() == form.kind(),
    };
    is_allowed.then_some(literal)
}

fn numbers(one: &Number, other: &Number) -> Number {
    Number {
        is_integer: one.is_integer || other.is_integer,
        min: one.min.max(other.min),
        max: one.max.min(other.max),
    }
}

fn texts(one: &Text, other: &Text) -> Text {
    Text {
        forms: one.forms.union(&other.forms).cloned().collect(),
        min: one.min.max(other.min),
        max: one.max.into_iter().chain(other.max).min(),
    }
}

fn arrays(one: &Array, other: &Array) -> Array {
    let known = one.items.len().max(other.items.len());
    Array {
        items: (0..known).map(|i| both(one.item(i), other.item(i))).collect(),
        rest: both(&one.rest, &other.rest),
        min: one.min.max(other.min),
        max: one.max.into_iter().chain(other.max).min(),
        is_unique: one.is_unique || other.is_unique,
    }
}

fn objects(one: &Object, other: &Object) -> Object {
    let mut fields = BTreeMap::new();
    for (mine, theirs) in [(one, other), (other, one)] {
        for (name, field) in &mine.fields {
            let schema = match (theirs.fields.get(name), &theirs.rest) {
                (Some(same), _) => both(&field.schema, &same.schema),
                (None, Rest::Ignored) => field.schema.clone(),
                (None, Rest::Refused) => json!(false),
                (None, Rest::Entries(entries)) => both(&field.schema, entries),
            };
            let is_required = theirs.fields.get(name).is_some_and(|same| same.is_required);
            let field = Field { schema, is_required: field.is_required || is_required };
            fields.entry(name.clone()).or_insert(field);
        }
    }
    let mut patterns = one.patterns.clone();
    for (pattern, schema) in &other.patterns {
        let met = patterns.get(pattern).map_or_else(|| schema.clone(), |same| both(same, schema));
        patterns.insert(pattern.clone(), met);
    }
    let rest = match (&one.rest, &other.rest) {
        (Rest::Refused, _) | (_, Rest::Refused) => Rest::Refused,
        (Rest::Ignored, rest) | (rest, Rest::Ignored) => rest.clone(),
        (Rest::Entries(one), Rest::Entries(other)) => Rest::Entries(both(one, other)),
    };
    Object { fields, patterns, rest }
}

/// The schema of what both schemas allow. Members are a flat set, so that a recursive type, which is
/// met with itself again and again, comes back to the same text.
fn both(one: &Value, other: &Value) -> Value {
    let mut members: Vec<Value> = Vec::new();
    for schema in [one, other] {
        match schema.as_object().filter(|keywords| keywords.len() == 1) {
            Some(keywords) if keywords.contains_key("allOf") => {
                members.extend(keywords["allOf"].as_array().into_iter().flatten().cloned());
            }
            _ if *schema == Value::Bool(true) => {}
            _ => members.push(schema.clone()),
        }
    }
    members.sort_by_cached_key(Value::to_string);
    members.dedup();
    match members.len() {
        0 => json!(true),
        1 => members.remove(0),
        _ => json!({ "allOf": members }),
    }
}

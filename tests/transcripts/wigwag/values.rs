//! Arguments as JSON values, in which bytes are `{"$bytes":[1,2,3]}`.

use serde_json::{Value, json};
use wigwag::{Args, Binary};

/// The arguments of an event.
pub(super) fn values(args: &Args) -> Vec<Value> {
    let list = format!("[{}]", args.json_list());
    let mut values: Vec<Value> = serde_json::from_str(&list).unwrap_or_default();
    if !args.attachments().is_empty() {
        for value in &mut values {
            show_attachments(value, args);
        }
    }
    values
}

fn show_attachments(value: &mut Value, args: &Args) {
    match value {
        Value::Object(fields) if fields.contains_key("_placeholder") => {
            let number = fields.get("num").and_then(Value::as_u64).unwrap_or_default();
            let bytes = usize::try_from(number).ok().and_then(|it| args.attachments().get(it));
            *value = shown(bytes.map(|bytes| &**bytes).unwrap_or_default());
        }
        Value::Object(fields) => fields.values_mut().for_each(|it| show_attachments(it, args)),
        Value::Array(list) => list.iter_mut().for_each(|it| show_attachments(it, args)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Bytes as a journal shows them.
pub(super) fn shown(bytes: &[u8]) -> Value {
    json!({ "$bytes": bytes })
}

/// Arguments of these values; what is shown as bytes is bytes.
pub(super) fn args_of(values: &[Value]) -> Args {
    let mut attachments = Vec::new();
    let mut values = values.to_vec();
    values.iter_mut().for_each(|value| take_attachments(value, &mut attachments));
    let attachments = attachments.into_iter().map(Into::into).collect();
    let json = Value::from(values).to_string();
    Args::from_json(json, attachments).unwrap_or_else(|error| unreachable!("made here: {error}"))
}

fn take_attachments(value: &mut Value, attachments: &mut Vec<Vec<u8>>) {
    if let Some(bytes) = value.get("$bytes").and_then(Value::as_array) {
        let byte = |byte: &Value| byte.as_u64().and_then(|byte| u8::try_from(byte).ok());
        let bytes = bytes.iter().filter_map(byte).collect();
        *value = json!({ "_placeholder": true, "num": attachments.len() });
        attachments.push(bytes);
        return;
    }
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(|it| take_attachments(it, attachments));
        }
        Value::Array(list) => list.iter_mut().for_each(|it| take_attachments(it, attachments)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Bytes that are all the same.
pub(super) fn bytes(value: u8, length: usize) -> Binary {
    Binary::from(vec![value; length])
}

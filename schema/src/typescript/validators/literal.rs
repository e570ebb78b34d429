//! JSON as an expression of TypeScript.

use serde_json::Value;

use super::super::{names, print::WIDTH_MAX};

/// The value in the midst of a line that is indented by `indent`.
pub(crate) fn literal(value: &Value, indent: &str) -> String {
    let inner = format!("{indent}  ");
    let (open, members, close): (_, Vec<_>, _) = match value {
        Value::Array(items) => ("[", items.iter().map(|item| literal(item, &inner)).collect(), "]"),
        Value::Object(fields) => {
            let fields = fields.iter();
            let field =
                fields.map(|(name, value)| format!("{}: {}", key(name), literal(value, &inner)));
            ("{", field.collect(), "}")
        }
        plain => return plain.to_string(),
    };
    let space = if open == "{" && !members.is_empty() { " " } else { "" };
    let line = format!("{open}{space}{}{space}{close}", members.join(", "));
    if line.len() <= WIDTH_MAX && !line.contains('\n') {
        return line;
    }
    let lines: String = members.iter().map(|member| format!("{inner}{member},\n")).collect();
    format!("{open}\n{lines}{indent}{close}")
}

/// The key of a property. A plain `__proto__` would be no property.
pub(crate) fn key(name: &str) -> String {
    match name {
        "__proto__" => "[\"__proto__\"]".to_owned(),
        "$ref" => name.to_owned(),
        name => names::key(name),
    }
}

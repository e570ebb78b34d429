//! The text of types and comments. Nothing else formats the output, so it is final as it is.

use std::fmt::Write as _;

use super::{
    names::key,
    types::{Docs, Field, Type, Variant},
};

#[cfg(test)]
mod tests;

/// What would be longer than this on one line is spread over several.
pub(crate) const WIDTH_MAX: usize = 90;

/// `export interface …` or `export type …`, whichever reads better.
pub(crate) fn declaration(name: &str, docs: &Docs, value: &Type) -> String {
    let docs = comment(docs, "");
    match value {
        Type::Object(fields) => format!("{docs}export interface {name} {}\n", block(fields, "")),
        value => format!("{docs}export type {name} ={};\n", after_sign(value, "")),
    }
}

/// The type behind a `:` or `=`, in a line that is indented by `indent`.
pub(crate) fn after_sign(value: &Type, indent: &str) -> String {
    let text = inline(value, indent);
    if text.starts_with('\n') { text } else { format!(" {text}") }
}

/// The type in the midst of a line that is indented by `indent`. A union or an intersection of
/// several lines begins with a line break.
pub(crate) fn inline(value: &Type, indent: &str) -> String {
    match value {
        Type::Word(word) => word.clone(),
        Type::Array(item) => format!("{}[]", operand(item, indent)),
        Type::Tuple(items) => format!("[{}]", joined(items, ", ", |item| inline(item, indent))),
        Type::Map(value) => format!("{{ [key: string]:{} }}", after_sign(value, indent)),
        Type::Object(fields) => object(fields, indent),
        Type::Union(variants) => union(variants, indent),
        Type::Intersection(members) => intersection(members, indent),
    }
}

/// The type with parentheses around it where an operator next to it would tear it apart.
fn operand(value: &Type, indent: &str) -> String {
    match (value, inline(value, indent)) {
        (Type::Union(_) | Type::Intersection(_), text) if text.starts_with('\n') => {
            format!("({text}\n{indent})")
        }
        (Type::Union(_) | Type::Intersection(_), text) => format!("({text})"),
        (_, text) => text,
    }
}

fn union(variants: &[Variant], indent: &str) -> String {
    let line = joined(variants, " | ", |variant| inline(&variant.value, indent));
    let documented = variants.iter().any(|variant| !variant.docs.is_empty());
    if !documented && fits(&line) {
        return line;
    }
    let (outer, inner) = (format!("{indent}  "), format!("{indent}    "));
    joined(variants, "", |variant| {
        let docs = comment(&variant.docs, &outer);
        format!("\n{docs}{outer}| {}", inline(&variant.value, &inner))
    })
}

fn intersection(members: &[Type], indent: &str) -> String {
    let line = joined(members, " & ", |member| operand(member, indent));
    if fits(&line) {
        return line;
    }
    let (outer, inner) = (format!("{indent}  "), format!("{indent}    "));
    joined(members, "", |member| format!("\n{outer}& {}", operand(member, &inner)))
}

fn object(fields: &[Field], indent: &str) -> String {
    if fields.is_empty() {
        return "{}".to_owned();
    }
    let line = format!("{{ {} }}", joined(fields, "; ", |field| signature(field, indent)));
    let documented = fields.iter().any(|field| !field.docs.is_empty());
    if !documented && fits(&line) { line } else { block(fields, indent) }
}

/// The fields of an object, each on a line with its comment above it.
fn block(fields: &[Field], indent: &str) -> String {
    let inner = format!("{indent}  ");
    let lines = joined(fields, "", |field| {
        format!("{}{inner}{};\n", comment(&field.docs, &inner), signature(field, &inner))
    });
    format!("{{\n{lines}{indent}}}")
}

fn signature(field: &Field, indent: &str) -> String {
    let mark = if field.optional { "?" } else { "" };
    format!("{}{mark}:{}", key(&field.name), after_sign(&field.value, indent))
}

fn fits(line: &str) -> bool {
    line.len() <= WIDTH_MAX && !line.contains('\n')
}

fn joined<T>(parts: &[T], separator: &str, text: impl Fn(&T) -> String) -> String {
    parts.iter().map(text).collect::<Vec<_>>().join(separator)
}

/// A TSDoc comment with its line end, or nothing.
pub(crate) fn comment(docs: &Docs, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    if let Some(text) = &docs.text {
        lines.extend(text.replace("*/", "*\\/").lines().map(str::to_owned));
    }
    if let Some(reason) = &docs.deprecated {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let reason = reason.replace("*/", "*\\/");
        lines.push(format!("@deprecated {}", reason.lines().collect::<Vec<_>>().join(" ")));
    }
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{indent}/** {} */\n", line.trim()),
        lines => {
            let mut text = format!("{indent}/**\n");
            for line in lines {
                _ = writeln!(text, "{}", format!("{indent} * {line}").trim_end());
            }
            text + indent + " */\n"
        }
    }
}

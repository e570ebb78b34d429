//! The text of types and comments. Nothing else formats the output, so it is final as it is.

use std::fmt::Write as _;

use super::{
    names::key,
    types::{Docs, Field, Type, Variant},
};

#[cfg(test)]
mod tests;

/// An object or a union that would be longer than this on one line is spread over several.
const LINE_WIDTH_MAX: usize = 80;

/// `export interface …` or `export type …`, whichever reads better.
pub(crate) fn declaration(name: &str, docs: &Docs, value: &Type) -> String {
    let docs = comment(docs, "");
    match value {
        Type::Object(fields) => format!("{docs}export interface {name} {}\n", block(fields, "")),
        Type::Union(variants) if !fits(variants) => {
            let mut text = format!("{docs}export type {name} =\n");
            for variant in variants {
                text += &comment(&variant.docs, "  ");
                _ = writeln!(text, "  | {}", inline(&variant.value, "    "));
            }
            text.truncate(text.trim_end().len());
            text + ";\n"
        }
        value => format!("{docs}export type {name} = {};\n", inline(value, "")),
    }
}

/// The type as it stands in a line that is indented by `indent`.
pub(crate) fn inline(value: &Type, indent: &str) -> String {
    match value {
        Type::Word(word) => word.clone(),
        Type::Array(item) => format!("{}[]", operand(item, indent)),
        Type::Tuple(items) => format!("[{}]", joined(items, ", ", |item| inline(item, indent))),
        Type::Map(value) => format!("{{ [key: string]: {} }}", inline(value, indent)),
        Type::Object(fields) => object(fields, indent),
        Type::Union(variants) => joined(variants, " | ", |variant| inline(&variant.value, indent)),
        Type::Intersection(members) => joined(members, " & ", |member| operand(member, indent)),
    }
}

/// The type with parentheses around it where an operator next to it would tear it apart.
fn operand(value: &Type, indent: &str) -> String {
    match value {
        Type::Union(_) | Type::Intersection(_) => format!("({})", inline(value, indent)),
        _ => inline(value, indent),
    }
}

fn object(fields: &[Field], indent: &str) -> String {
    let line = format!("{{ {} }}", joined(fields, "; ", |field| signature(field, indent)));
    let documented = fields.iter().any(|field| !field.docs.is_empty());
    if documented || line.len() > LINE_WIDTH_MAX { block(fields, indent) } else { line }
}

/// The fields of an object, each on a line with its comment above it.
fn block(fields: &[Field], indent: &str) -> String {
    let inner = format!("{indent}  ");
    let mut text = "{\n".to_owned();
    for field in fields {
        text += &comment(&field.docs, &inner);
        _ = writeln!(text, "{inner}{};", signature(field, &inner));
    }
    text + indent + "}"
}

fn signature(field: &Field, indent: &str) -> String {
    let mark = if field.optional { "?" } else { "" };
    format!("{}{mark}: {}", key(&field.name), inline(&field.value, indent))
}

/// Whether a union is fine on one line.
fn fits(variants: &[Variant]) -> bool {
    let documented = variants.iter().any(|variant| !variant.docs.is_empty());
    let line = inline(&Type::Union(variants.to_vec()), "");
    !documented && line.len() <= LINE_WIDTH_MAX && !line.contains('\n')
}

fn joined<T>(parts: &[T], separator: &str, text: impl Fn(&T) -> String) -> String {
    parts.iter().map(text).collect::<Vec<_>>().join(separator)
}

/// A TSDoc comment with its line end, or nothing.
pub(crate) fn comment(docs: &Docs, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    if let Some(text) = &docs.text {
        lines.extend(links(text).replace("*/", "*\\/").lines().map(str::to_owned));
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

/// Turns rustdoc's links to types (``[`Message`]``) into TSDoc's (`{@link Message}`).
fn links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        out += before;
        match link.split_once("`]") {
            Some((name, after)) if is_type_name(name) && !after.starts_with(['(', '[', ':']) => {
                _ = write!(out, "{{@link {name}}}");
                rest = after;
            }
            _ => {
                out += "[`";
                rest = link;
            }
        }
    }
    out + rest
}

fn is_type_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

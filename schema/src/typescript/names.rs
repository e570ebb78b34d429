//! Names in TypeScript: which ones are allowed, which are taken, and how to write the others.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::{Contract, Namespace};

#[cfg(test)]
mod tests;

/// Words that modules cannot use as names.
#[rustfmt::skip]
const RESERVED_WORDS: &[&str] = &[
    "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger",
    "default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally",
    "for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new",
    "null", "package", "private", "protected", "public", "return", "static", "super", "switch",
    "this", "throw", "true", "try", "typeof", "var", "void", "while", "with", "yield",
];

/// Types that the language itself names.
#[rustfmt::skip]
const TYPE_WORDS: &[&str] = &[
    "any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "undefined",
    "unknown",
];

/// What every generated module imports, declares or uses from the language's library.
#[rustfmt::skip]
const MODULE_NAMES: &[&str] = &[
    "Ack", "AckError", "ArrayBuffer", "ArrayBufferView", "BoundaryError", "ConnectOptions",
    "Error", "Int64String", "IsoDateTime", "JSON", "ManagerOptions", "Omit", "Partial", "Promise",
    "Socket", "SocketOptions", "String", "Uint128String", "Uint64String", "Uint8Array", "Uuid",
    "contract", "encodeURIComponent", "io", "mustReload", "open", "refusal", "serverCode",
    "unwrap",
];

/// Whether `name` can name a type. Only ASCII, since AsyncAPI allows no more in its keys.
pub(crate) fn is_identifier(name: &str) -> bool {
    is_plain(name) && !RESERVED_WORDS.contains(&name) && !TYPE_WORDS.contains(&name)
}

/// The names that a type of `contract` must not have.
pub(crate) fn reserved(contract: &Contract) -> BTreeSet<String> {
    let of_namespaces = contract.namespaces.values().flat_map(|namespace| {
        [
            server_to_client(namespace),
            client_to_server(namespace),
            socket(namespace),
            params(namespace),
            connect(namespace),
            rejection(namespace),
        ]
    });
    MODULE_NAMES.iter().map(|&name| name.to_owned()).chain(of_namespaces).collect()
}

pub(crate) fn server_to_client<S>(namespace: &Namespace<S>) -> String {
    format!("{}ServerToClient", namespace.name)
}

pub(crate) fn client_to_server<S>(namespace: &Namespace<S>) -> String {
    format!("{}ClientToServer", namespace.name)
}

pub(crate) fn socket<S>(namespace: &Namespace<S>) -> String {
    format!("{}Socket", namespace.name)
}

pub(crate) fn params<S>(namespace: &Namespace<S>) -> String {
    format!("{}Params", namespace.name)
}

pub(crate) fn connect<S>(namespace: &Namespace<S>) -> String {
    format!("connect{}", namespace.name)
}

/// `chatRejection`.
pub(crate) fn rejection<S>(namespace: &Namespace<S>) -> String {
    format!("{}Rejection", lower(namespace))
}

/// `chatValidators`, in a module of its own.
pub(crate) fn validators<S>(namespace: &Namespace<S>) -> String {
    format!("{}Validators", lower(namespace))
}

/// Functions and values start in lower case.
fn lower<S>(namespace: &Namespace<S>) -> String {
    let mut letters = namespace.name.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// The name of an argument, which is for readers only: a reserved word gets an underscore.
pub(crate) fn argument(name: &str, taken: &[String]) -> String {
    let mut argument: String =
        name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
    if !argument.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        argument.insert(0, '_');
    }
    while RESERVED_WORDS.contains(&argument.as_str()) || taken.contains(&argument) {
        argument.push('_');
    }
    argument
}

/// Whether `name` can name a parameter of a namespace: it is a field of an object.
pub(crate) fn is_param(name: &str) -> bool {
    is_plain(name)
}

/// The key of a property or an event, in quotes only where it needs them.
pub(crate) fn key(name: &str) -> String {
    if is_plain(name) { name.to_owned() } else { quoted(name) }
}

/// A string literal.
pub(crate) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn is_plain(name: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_ascii_digit())
}

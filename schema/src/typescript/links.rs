//! rustdoc's links, as TSDoc has them.
//!
//! ``[`Message`]`` leads to the type in the generated module where there is one, and is plain code where
//! there is none: most of what Rust's documentation can refer to has no counterpart in TypeScript.

use std::collections::BTreeMap;

use schemars::Schema;
use serde_json::Value;

use crate::{
    model::{Contract, EventFacts, Namespace},
    schema::walk,
};

#[cfg(test)]
mod tests;

/// The same contract with every documentation as TSDoc reads it.
pub(crate) fn with_links(contract: &Contract) -> Contract {
    let names = |name: &str| contract.types.contains_key(name);
    let text = |text: &str| linked(text, &names);
    let mut linked = contract.clone();
    for named in linked.types.values_mut() {
        named.schema = schema(&named.schema, &text);
    }
    for namespace in linked.namespaces.values_mut() {
        *namespace = namespace.map(&mut |_, part| schema(part, &text));
        self::namespace(namespace, &text);
    }
    linked
}

fn schema(schema: &Schema, text: &impl Fn(&str) -> String) -> Schema {
    walk(schema, |part| {
        for keyword in ["title", "description"] {
            if let Some(Value::String(docs)) = part.get_mut(keyword) {
                *docs = text(docs);
            }
        }
    })
}

fn namespace(namespace: &mut Namespace<Schema>, text: &impl Fn(&str) -> String) {
    let Namespace { docs, params, client_events, server_events, .. } = namespace;
    let events = client_events.values_mut().chain(server_events.values_mut());
    let of_events = events.flat_map(|event| {
        let EventFacts { docs, deprecated, .. } = &mut event.facts;
        [docs.as_mut(), deprecated.as_mut().and_then(|deprecated| deprecated.note.as_mut())]
    });
    for docs in docs.iter_mut().chain(params.values_mut().flatten()).chain(of_events.flatten()) {
        *docs = text(docs);
    }
}

/// The text with its links to items of Rust replaced. What a browser can follow stays, and so does code.
fn linked(text: &str, is_type: &impl Fn(&str) -> bool) -> String {
    let definitions: BTreeMap<_, _> = text.lines().filter_map(definition).collect();
    let mut in_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        let link = Links { definitions: &definitions, is_type };
        match definition(line) {
            _ if in_code => lines.push(line.to_owned()),
            Some((_, target)) if !is_url(target) => {}
            Some(_) => lines.push(line.to_owned()),
            None => lines.push(link.line(line)),
        }
    }
    lines.join("\n").trim_end().to_owned()
}

struct Links<'a, F> {
    /// Where labels lead by lines of their own: `[label]: target`.
    definitions: &'a BTreeMap<&'a str, &'a str>,
    is_type: &'a F,
}

impl<F: Fn(&str) -> bool> Links<'_, F> {
    fn line(&self, line: &str) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some((before, link)) = rest.split_once('[') {
            out += before;
            let Some((label, after)) = link.split_once(']') else {
                rest = &rest[before.len()..];
                break;
            };
            let (target, end) = between(after, '(', ')')
                .or_else(|| between(after, '[', ']'))
                .map_or((None, after), |(target, end)| (Some(target), end));
            match self.link(label, target) {
                Some(text) => out += &text,
                None => out += &rest[before.len()..rest.len() - end.len()],
            }
            rest = end;
        }
        out + rest
    }

    /// What to write for `[label]`, `[label](target)` or `[label][target]`; nothing when it stays.
    fn link(&self, label: &str, target: Option<&str>) -> Option<String> {
        let target = target.filter(|target| !target.is_empty()).unwrap_or(label);
        let target = *self.definitions.get(target).unwrap_or(&target);
        if is_url(target) {
            return None;
        }
        let shown = label.trim_matches('`');
        match item(target).filter(|item| (self.is_type)(item)) {
            Some(item) if item == shown => Some(format!("{{@link {item}}}")),
            Some(item) => Some(format!("{{@link {item} | {shown}}}")),
            // Brackets alone are no link.
            None => (target != label || shown != label).then(|| label.to_owned()),
        }
    }
}

/// `[label]: target`.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (label, target) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    Some((label, target.trim()))
}

/// What is between the two brackets that `text` starts with, and what comes after.
fn between(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    text.strip_prefix(open)?.split_once(close)
}

fn is_url(target: &str) -> bool {
    target.contains("://") || target.contains(".html") || target.starts_with(['#', '/', '.'])
}

/// The type that a path of Rust names: `Message` of `crate::Message` and of `struct@Message`, but
/// nothing of `Message::new`, which is no type.
fn item(path: &str) -> Option<&str> {
    let path = path.trim_matches('`');
    let path = path.split_once('@').map_or(path, |(_, path)| path);
    let mut segments = path.rsplit("::");
    let name = segments.next()?;
    let within_type = segments.next().is_some_and(|outer| outer.starts_with(char::is_uppercase));
    (!within_type).then_some(name)
}

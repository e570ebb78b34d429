//! The part of a module that belongs to one namespace.

use std::collections::BTreeMap;

use schemars::Schema;

use super::{
    names::{self, argument, key, quoted},
    print::{WIDTH_MAX, after_sign, comment, inline},
    types::{Docs, type_of},
};
use crate::model::{Ack, Deprecation, Direction, Event, Limits, Namespace};

/// The indentation of a parameter that has a line of its own.
const PARAMETER_INDENT: &str = "    ";

/// The event maps, the socket type and the functions, each a declaration of its own.
pub(crate) fn sections(namespace: &Namespace<Schema>) -> Vec<String> {
    let mut sections = vec![
        event_map(namespace, Direction::ServerToClient),
        event_map(namespace, Direction::ClientToServer),
        socket(namespace),
    ];
    if !namespace.params.is_empty() {
        sections.push(params(namespace));
    }
    sections.push(connect(namespace));
    sections.extend(namespace.reject.as_ref().map(|reject| rejection(namespace, reject)));
    sections
}

fn event_map(namespace: &Namespace<Schema>, sent: Direction) -> String {
    let path = &namespace.path;
    let (name, text) = match sent {
        Direction::ServerToClient => (
            names::server_to_client(namespace),
            format!("Events that the server sends on `{path}`."),
        ),
        Direction::ClientToServer => {
            (names::client_to_server(namespace), format!("Events that clients send on `{path}`."))
        }
    };
    let entries: Vec<_> = entries(namespace, sent)
        .into_iter()
        .map(|(event, (docs, signature))| {
            format!("{}  {}: {signature};\n", comment(&docs, "  "), key(event))
        })
        .collect();
    let start = if entries.is_empty() { "" } else { "\n" };
    let head = comment(&docs(text), "");
    format!("{head}export interface {name} {{{start}{}}}\n", entries.concat())
}

/// The events under all their names: a front end that uses an old one keeps compiling.
fn entries(namespace: &Namespace<Schema>, sent: Direction) -> BTreeMap<&str, (Docs, String)> {
    let mut entries = BTreeMap::new();
    for (name, event) in namespace.events(sent) {
        let signature = signature(event, sent);
        for alias in &event.facts.aliases {
            let deprecated = Some(format!("use {}", quoted(name)));
            entries.insert(alias.as_str(), (Docs { text: None, deprecated }, signature.clone()));
        }
        entries.insert(name, (event_docs(event, sent), signature));
    }
    entries
}

/// The event as a function. The acknowledgement is never optional: with `ack?:` socket.io-client
/// infers the wrong arguments for `emitWithAck`.
fn signature(event: &Event<Schema>, sent: Direction) -> String {
    let ack = ack(&event.ack, sent);
    let mut taken = Vec::new();
    if ack.is_some() {
        taken.push("ack".to_owned());
    }
    let mut parameters = Vec::new();
    for arg in &event.args {
        let name = argument(&arg.name, &taken);
        let value = after_sign(&type_of(&arg.schema, sent.into()), PARAMETER_INDENT);
        parameters.push(format!("{name}:{value}"));
        taken.push(name);
    }
    parameters.extend(ack);
    let line = parameters.join(", ");
    if line.len() <= WIDTH_MAX && !line.contains('\n') {
        return format!("({line}) => void");
    }
    let lines = parameters.iter().map(|line| format!("{PARAMETER_INDENT}{line},\n"));
    format!("(\n{}  ) => void", lines.collect::<String>())
}

fn ack(ack: &Ack<Schema>, sent: Direction) -> Option<String> {
    let text = |schema| text(schema, sent.reversed());
    let reply = match (ack, sent) {
        (Ack::None, _) => return None,
        (Ack::Raw(value), _) => text(value),
        (Ack::Envelope { data, error }, Direction::ClientToServer) => {
            format!("Ack<{}, {}>", text(data), text(error))
        }
        // Boundary errors are the server's; a client has none to give.
        (Ack::Envelope { data, error }, Direction::ServerToClient) => {
            format!(
                "{{ ok: true; data: {} }} | {{ ok: false; error: {} }}",
                text(data),
                text(error)
            )
        }
        (Ack::Node { data, error }, _) => {
            let boundary = match sent {
                Direction::ClientToServer => " | BoundaryError",
                Direction::ServerToClient => "",
            };
            return Some(format!(
                "ack: (error: {}{boundary} | null, value?: {}) => void",
                text(error),
                text(data)
            ));
        }
    };
    Some(format!("ack: (reply: {reply}) => void"))
}

fn text(schema: &Schema, direction: Direction) -> String {
    inline(&type_of(schema, direction.into()), PARAMETER_INDENT)
}

fn socket(namespace: &Namespace<Schema>) -> String {
    let text = namespace.docs.clone();
    format!(
        "{}export type {} = Socket<{}, {}>;\n",
        comment(&docs(text.unwrap_or_else(|| format!("A socket on `{}`.", namespace.path))), ""),
        names::socket(namespace),
        names::server_to_client(namespace),
        names::client_to_server(namespace),
    )
}

/// The parameters of the namespace: texts, and numbers, which are written as texts.
fn params(namespace: &Namespace<Schema>) -> String {
    let fields = namespace.params.iter().map(|(name, text)| {
        let docs = Docs { text: text.clone(), deprecated: None };
        format!("{}  {}: string | number;\n", comment(&docs, "  "), key(name))
    });
    format!(
        "{}export interface {} {{\n{}}}\n",
        comment(&docs(format!("The parameters of `{}`.", namespace.path)), ""),
        names::params(namespace),
        fields.collect::<String>(),
    )
}

fn connect(namespace: &Namespace<Schema>) -> String {
    let (options, argument) = match &namespace.auth {
        Some(auth) => (
            format!("options: ConnectOptions<{}>", text(auth, Direction::ClientToServer)),
            "options as Partial<ManagerOptions & SocketOptions>",
        ),
        None => ("options?: Partial<ManagerOptions & SocketOptions>".to_owned(), "options"),
    };
    let docs = docs(format!(
        "Opens a socket on `{}`. The `url` is that of the server, without the namespace.",
        namespace.path
    ));
    let head = comment(&docs, "");
    let (function, socket) = (names::connect(namespace), names::socket(namespace));
    let path = path(namespace);
    if namespace.params.is_empty() {
        return format!(
            "{head}export function {function}(url: string, {options}): {socket} {{\n  \
               return open(url, {path}, {argument});\n}}\n",
        );
    }
    let params = names::params(namespace);
    format!(
        "{head}export function {function}(\n  url: string,\n  params: {params},\n  {options},\n): {socket} {{\n  \
           const namespace = {path};\n  \
           return open(url, namespace, {argument});\n}}\n",
    )
}

/// The namespace as an expression: `"/chat/" + encodeURIComponent(params.room)`.
fn path(namespace: &Namespace<Schema>) -> String {
    let mut parts = Vec::new();
    let mut rest = namespace.path.as_str();
    while let Some((fixed, after)) = rest.split_once('{') {
        let (param, after) = after.split_once('}').unwrap_or((after, ""));
        parts.push(quoted(fixed));
        parts.push(format!("encodeURIComponent(params.{param})"));
        rest = after;
    }
    if parts.is_empty() || !rest.is_empty() {
        parts.push(quoted(rest));
    }
    parts.join(" + ")
}

fn rejection(namespace: &Namespace<Schema>, reject: &Schema) -> String {
    let reject = text(reject, Direction::ServerToClient);
    let docs = docs(format!(
        "Why the server refused the socket on `{}`, from the error of `connect_error`.\n\n\
         It is `undefined` when the connection failed for another reason; `error.message` tells.",
        namespace.path
    ));
    format!(
        "{}export function {}(error: Error): {reject} | undefined {{\n  \
           return (serverCode(error) ? undefined : refusal(error)) as {reject} | undefined;\n}}\n",
        comment(&docs, ""),
        names::rejection(namespace),
    )
}

fn docs(text: String) -> Docs {
    Docs { text: Some(text), deprecated: None }
}

fn event_docs(event: &Event<Schema>, sent: Direction) -> Docs {
    let facts = &event.facts;
    let volatile = facts.volatile.then_some("Volatile: lost when the receiver cannot keep up.");
    let is_node = sent == Direction::ClientToServer && matches!(event.ack, Ack::Node { .. });
    let node = is_node.then_some("Use `emit` with a callback: `emitWithAck` gives only the error.");
    let parts: Vec<_> = facts
        .docs
        .iter()
        .cloned()
        .chain([volatile, node].into_iter().flatten().map(str::to_owned))
        .chain(limits(&facts.limits))
        .collect();
    Docs {
        text: (!parts.is_empty()).then(|| parts.join("\n\n")),
        deprecated: facts.deprecated.as_ref().map(deprecation),
    }
}

/// `Limits: 20/s, 65536 bytes. Guards: CanPost.`
fn limits(limits: &Limits) -> Option<String> {
    let bytes = limits.max_bytes.map(|bytes| format!("{bytes} bytes"));
    let bounds: Vec<_> = limits.rate.iter().cloned().chain(bytes).collect();
    let sentences = [("Limits", bounds), ("Guards", limits.guards.clone())];
    let parts: Vec<_> = sentences
        .into_iter()
        .filter(|(_, items)| !items.is_empty())
        .map(|(title, items)| format!("{title}: {}.", items.join(", ")))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// `since 1.2.0: use …`
fn deprecation(deprecation: &Deprecation) -> String {
    let since = deprecation.since.as_ref().map(|since| format!("since {since}"));
    let parts: Vec<_> = since.into_iter().chain(deprecation.note.clone()).collect();
    parts.join(": ")
}

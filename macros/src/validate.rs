//! Every rule about a contract that can be told from its model, one function per rule.

use std::{
    collections::{HashMap, HashSet},
    iter,
};

use quote::quote;
use syn::{Attribute, LitStr, TraitItem, Type};

use crate::{
    contract::{Arg, ClientEvent, ClusterEvent, Contract, Event, Reply, ServerEvent},
    diagnostics::Faults,
    names,
    parse::signature,
    wire_type,
};

pub(crate) fn contract(contract: &Contract, faults: &mut Faults) {
    faults.about(format_args!("contract `{}`", contract.ident), |faults| {
        namespace(contract, faults);
        version(contract.version.as_ref(), faults);
    });
    refused_parts(contract, faults);
    conditional_compilation(contract, faults);
    for ClientEvent { event, aliases, reply, .. } in &contract.client_events {
        if !is_lifecycle_method(event, faults) {
            wire_name(event, "event", &names::RESERVED_EVENTS, faults);
        }
        for alias in aliases {
            alias_name(event, alias, faults);
        }
        payloads(event, wire_type::received, faults);
        answer(event, Some(reply), faults);
        optional_argument(event, Some(reply), faults);
        node_error(event, Some(reply), faults);
    }
    for server in &contract.server_events {
        wire_name(&server.event, "to_client", &names::RESERVED_EVENTS, faults);
        emitter_name(&server.event, faults);
        payloads(&server.event, wire_type::emitted, faults);
        answer(&server.event, server.ack.as_ref(), faults);
        optional_argument(&server.event, server.ack.as_ref(), faults);
        node_error(&server.event, server.ack.as_ref(), faults);
        volatile_ack(server, faults);
    }
    for ClusterEvent { event, reply } in &contract.cluster_events {
        if !is_lifecycle_method(event, faults) {
            wire_name(event, "cluster", &names::RESERVED_CLUSTER_EVENTS, faults);
        }
        payloads(event, wire_type::received, faults);
        answer(event, Some(reply), faults);
    }
    let clients = contract.client_events.iter().map(|client| (&client.event, &*client.aliases));
    unique_names(clients, "clients send", faults);
    let server = contract.server_events.iter().map(|server| (&server.event, &[][..]));
    unique_names(server, "the server sends", faults);
    let cluster = contract.cluster_events.iter().map(|cluster| (&cluster.event, &[][..]));
    unique_names(cluster, "servers send each other", faults);
    unique_functions(contract, faults);
}

fn namespace(contract: &Contract, faults: &mut Faults) {
    let namespace = &contract.namespace;
    let path = namespace.value();
    if !path.starts_with('/') {
        let help = format!("write `namespace = \"/{path}\"`");
        faults.add(namespace, "a namespace starts with `/`", help);
    } else if path.contains([',', '?', '#']) || path.contains(char::is_control) {
        let help =
            "Socket.IO ends the namespace at a comma and cuts it at `?` and `#`: use other letters";
        faults.add(namespace, "a namespace has no `,`, `?`, `#` and control characters", help);
    } else {
        params(contract, &path, faults);
    }
}

/// A parameter is a whole part of the name between slashes, and its type says what it may be.
fn params(contract: &Contract, path: &str, faults: &mut Faults) {
    let namespace = &contract.namespace;
    let mut seen = HashSet::new();
    for segment in path.split('/').filter(|segment| segment.contains(['{', '}'])) {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let Some(name) = name.filter(|name| is_param(name)) else {
            let fault = format!("`{segment}` is no parameter");
            let help = "a parameter is all that stands between two slashes, `/chat/{room}`";
            return faults.add(namespace, fault, help);
        };
        if !seen.insert(name) {
            let fault = format!("two parameters are named `{name}`");
            return faults.add(namespace, fault, "give one of them another name");
        }
    }
    match (&contract.types.params, seen.is_empty()) {
        (None, false) => {
            let help = "declare `type Params = …;`, a struct with `#[derive(Clone, wigwag::Params)]` and a \
                        field for each parameter";
            faults.add(namespace, "the parameters of the namespace have no type", help);
        }
        (Some(params), true) => {
            let help =
                "name them in the namespace, `#[socket_events(namespace = \"/chat/{room}\")]`";
            faults.add(params, "the namespace has no parameters", help);
        }
        (None, true) | (Some(_), false) => {}
    }
}

/// Letters, digits and `_`, as the name of a field.
fn is_param(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.bytes().all(is_part) && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

/// Semantic Versioning 2.0.0, as far as telling a version from other text goes.
fn version(version: Option<&LitStr>, faults: &mut Faults) {
    let Some(version) = version else { return };
    let text = version.value();
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() != 3 || !parts.iter().all(is_number) {
        let help = "write three numbers, `version = \"1.0.0\"`";
        faults.add(version, format!("`{text}` is not a semantic version"), help);
    }
}

fn refused_parts(contract: &Contract, faults: &mut Faults) {
    let (name, refused) = (&contract.ident, &contract.refused);
    if let Some(unsafety) = &refused.unsafety {
        faults.add(unsafety, format!("contract `{name}` cannot be `unsafe`"), "remove this");
    }
    if !refused.generics.params.is_empty() {
        let help = "name the types, or write one contract for each of them";
        faults.add(
            &refused.generics,
            format!("contract `{name}` is generic, and the wire has one form"),
            help,
        );
    }
    if let Some(clause) = &refused.generics.where_clause {
        faults.add(clause, format!("contract `{name}` has a `where` clause"), "remove it");
    }
    if !refused.supertraits.is_empty() {
        let help =
            "remove them: `Send + Sync + 'static` is added, other bounds belong to the implementor";
        faults.add(&refused.supertraits, format!("contract `{name}` has supertraits"), help);
    }
    for item in &refused.items {
        let what = match item {
            TraitItem::Const(_) => "constants",
            TraitItem::Macro(_) => "macro calls",
            // A type or a function that could not be used has its own fault.
            TraitItem::Type(_) | TraitItem::Fn(_) => continue,
            _ => "such items",
        };
        faults.add(item, format!("contract `{name}` has no {what}"), "declare functions and types");
    }
}

fn conditional_compilation(contract: &Contract, faults: &mut Faults) {
    let is_conditional =
        |attr: &&Attribute| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
    let of_events = contract.events().flat_map(|event| &event.attrs);
    for attr in contract.attrs.iter().chain(of_events).filter(is_conditional) {
        let help = "remove this; a part that comes and goes is a contract of its own";
        faults.add(attr, format!("contract `{}` is the same in every build", contract.ident), help);
    }
}

fn wire_name(event: &Event, attr: &str, reserved: &[&str], faults: &mut Faults) {
    if let Some(fault) = name_fault(&event.name.value(), reserved) {
        let help = format!("give another name on the wire, `#[{attr}(\"other:name\")]`");
        faults.add(&event.name, format!("event `{}` {fault}", event.ident()), help);
    }
}

/// No client has ever sent an event of these names.
fn alias_name(event: &Event, alias: &LitStr, faults: &mut Faults) {
    if let Some(fault) = name_fault(&alias.value(), &names::RESERVED_EVENTS) {
        let fault = format!("the alias of event `{}` {fault}", event.ident());
        faults.add(alias, fault, "remove it, or write the old name on the wire");
    }
}

fn name_fault(name: &str, reserved: &[&str]) -> Option<String> {
    if name.is_empty() {
        Some("has an empty name on the wire".to_owned())
    } else if reserved.contains(&name) {
        Some(format!("is named `{name}`, which Socket.IO keeps for itself"))
    } else if name.starts_with(names::RESERVED_PREFIX) {
        let prefix = names::RESERVED_PREFIX;
        Some(format!("has the prefix `{prefix}`, which wigwag keeps for itself"))
    } else {
        None
    }
}

/// The handlers share the trait with the methods that every contract has.
fn is_lifecycle_method(event: &Event, faults: &mut Faults) -> bool {
    let ident = event.ident();
    let is_lifecycle = names::LIFECYCLE_METHODS.iter().any(|method| ident == method);
    if is_lifecycle {
        let help = "remove it here and implement it, or rename the function and give the name on \
                    the wire in the attribute";
        faults.add(ident, format!("`{ident}` is a method of every contract"), help);
    }
    is_lifecycle
}

/// An emitter is a trait's method, and an inherent method of the target would be called instead.
fn emitter_name(event: &Event, faults: &mut Faults) {
    let ident = event.ident();
    if names::TARGET_METHODS.iter().any(|method| ident == method) {
        let help = format!(
            "rename the function and give the name on the wire in the attribute, `#[to_client(\"{}\")]`",
            event.name.value()
        );
        faults.add(
            ident,
            format!("event `{ident}` would be hidden by the method `{ident}` of sockets"),
            help,
        );
    }
}

/// More arguments than this are a struct that has no name yet.
const ARGS_MAX: usize = 8;

fn payloads(event: &Event, fault: fn(&Type) -> Option<wire_type::Fault>, faults: &mut Faults) {
    let name = event.ident();
    if let Some(Arg { ident, ty }) = event.args.get(ARGS_MAX) {
        let fault = format!("event `{name}` has more than {ARGS_MAX} arguments");
        faults.add(quote!(#ident: #ty), fault, "put them into one struct");
    }
    for Arg { ident, ty } in &event.args {
        if let Some(fault) = fault(ty) {
            let what = format!("event `{name}`: argument `{ident}` {}", fault.what);
            faults.add(&fault.at, what, fault.help);
        }
    }
}

/// In TypeScript the callback of an acknowledgement is the last argument, and nothing before it can be left out.
fn optional_argument(event: &Event, reply: Option<&Reply>, faults: &mut Faults) {
    let is_answered = reply.is_some_and(|reply| !matches!(reply, Reply::Empty));
    let Some(Arg { ident, ty }) = event.args.last().filter(|_| is_answered) else { return };
    if signature::is_option(ty) {
        let name = event.ident();
        let fault =
            format!("event `{name}` is acknowledged, and its last argument can be left out");
        let help = format!(
            "clients could not tell `{ident}` from the acknowledgement: make it a field of a struct\n\
             expected form: struct Options {{ {ident}: {} }}",
            names::source(ty)
        );
        faults.add(ty, fault, help);
    }
}

/// An answer is owned on both sides: its handler is gone when it is sent.
fn answer(event: &Event, reply: Option<&Reply>, faults: &mut Faults) {
    for fault in reply.into_iter().flat_map(Reply::types).filter_map(wire_type::received) {
        let what = format!("event `{}`: the answer {}", event.ident(), fault.what);
        faults.add(&fault.at, what, fault.help);
    }
}

/// The callback of Node is called with `null` where there is no error.
fn node_error(event: &Event, reply: Option<&Reply>, faults: &mut Faults) {
    let Some(Reply::Node(_, error)) = reply else { return };
    let is_null = matches!(&**error, Type::Tuple(tuple) if tuple.elems.is_empty());
    if is_null || signature::is_option(error) {
        let fault = format!("event `{}`: an error that is `null` is none", event.ident());
        faults.add(error, fault, "write an error that says something, such as an enum");
    }
}

fn volatile_ack(server: &ServerEvent, faults: &mut Faults) {
    if let (Some(volatile), Some(_)) = (&server.volatile, &server.ack) {
        let name = server.event.ident();
        let fault = format!("event `{name}` may be dropped, and waits for an answer");
        faults.add(volatile, fault, "remove `volatile`, or `async` and the return type");
    }
}

/// Events of clients and of servers share the trait.
fn unique_functions(contract: &Contract, faults: &mut Faults) {
    for cluster in &contract.cluster_events {
        let function = cluster.event.ident();
        let clients = contract.client_events.iter().map(|client| client.event.ident());
        if let Some(first) = clients.into_iter().find(|other| *other == function) {
            let fault =
                format!("an event of clients and one of servers have the function `{function}`");
            for at in [first, function] {
                let help = "rename one function, and give the name on the wire in the attribute";
                faults.add(at, &fault, help);
            }
        }
    }
}

/// One direction has one namespace of names, on the wire and in Rust.
fn unique_names<'a>(
    events: impl Iterator<Item = (&'a Event, &'a [LitStr])>,
    senders: &str,
    faults: &mut Faults,
) {
    let (mut functions, mut names) = (HashMap::new(), HashMap::new());
    for (event, aliases) in events {
        let function = event.ident();
        if let Some(first) = functions.insert(function, function) {
            let fault = format!("two events that {senders} have the function `{function}`");
            let help = "rename one function, and give the name on the wire in the attribute";
            faults.add(first, &fault, help);
            faults.add(function, &fault, help);
            continue;
        }
        for name in iter::once(&event.name).chain(aliases) {
            let text = name.value();
            let (owner, first) = *names.entry(text.clone()).or_insert((function, name));
            if owner != function {
                let fault = format!("two events that {senders} are named `{text}`");
                faults.add(first, &fault, "give one of them another name");
                faults.add(name, &fault, "give one of them another name");
            } else if !std::ptr::eq(first, name) {
                let fault = format!("event `{function}` has the name `{text}` twice");
                faults.add(name, fault, "remove the alias");
            }
        }
    }
}

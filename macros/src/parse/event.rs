//! One function of the trait to an event. Shape shows direction: `&self` handles what a client
//! sends, `#[to_client]` without `self` is sent.

use syn::{
    Ident, LitStr, Pat, PatType, ReceiverKind, Safety, Signature, TraitItem, TraitItemFn, Type,
    ext::IdentExt as _, parse_quote,
};

use super::{form, signature};
use crate::{
    attr::{self, EventAttr, EventKind},
    contract::{ClientEvent, ClusterEvent, Contract, Event, Reply, ServerEvent},
    diagnostics::{Faults, SignatureFaults},
};

/// An `async fn` of a contract needs no help.
pub(super) const NO_ASYNC_TRAIT: &str =
    "remove `#[async_trait]`, here and where the trait is implemented";

pub(super) fn read(function: TraitItemFn, contract: &mut Contract, faults: &mut Faults) {
    let mut lifetimes = function.sig.generics.lifetimes();
    if lifetimes.any(|param| param.lifetime.ident == "async_trait") {
        let name = &function.sig.ident;
        faults.add(
            name,
            format!("event `{name}` was rewritten by `#[async_trait]`"),
            NO_ASYNC_TRAIT,
        );
        return contract.refused.items.push(TraitItem::Fn(function));
    }
    let TraitItemFn { mut attrs, sig, default: body, .. } = function;
    let (own, guards) = faults.about(format_args!("event `{}`", sig.ident), |faults| {
        let own = attr::take_event_attrs(&mut attrs, faults);
        (own, attr::take_guards(&mut attrs, faults))
    });
    let name = own.iter().find_map(|attr| attr.name.clone());
    let event = Event {
        docs: attr::docs(&attrs),
        deprecation: attr::deprecation(&attrs),
        name: name.unwrap_or_else(|| LitStr::new(&sig.ident.unraw().to_string(), sig.ident.span())),
        args: Vec::new(),
        attrs,
        sig,
        body,
    };
    match direction(&own, &event.sig) {
        EventKind::Event => {
            let form = form::client_event(&event.sig, &contract.module);
            let mut faults = SignatureFaults::new(faults, form);
            check_common(&event, &own, &mut faults);
            let (event, reply) = handled(event, &contract.module, "Cx", &mut faults);
            let reply = reply_in_form(reply, &event, &own, &mut faults);
            let said = own.into_iter().next().map(|attr| (attr.aliases, attr.limits));
            let (aliases, limits) = said.unwrap_or_default();
            contract.client_events.push(ClientEvent { event, aliases, reply, limits, guards });
        }
        EventKind::Cluster => {
            let form = form::cluster_event(&event.sig, &contract.module);
            let mut faults = SignatureFaults::new(faults, form);
            check_common(&event, &own, &mut faults);
            check_unguarded(&event, &guards, "another server", &mut faults);
            let (event, reply) = handled(event, &contract.module, "ClusterCx", &mut faults);
            contract.cluster_events.push(ClusterEvent { event, reply });
        }
        EventKind::ToClient => {
            let mut faults = SignatureFaults::new(faults, form::server_event(&event.sig));
            check_common(&event, &own, &mut faults);
            check_unguarded(&event, &guards, "the server", &mut faults);
            contract.server_events.push(server_event(event, &own, &mut faults));
        }
    }
}

fn direction(own: &[EventAttr], sig: &Signature) -> EventKind {
    let takes_context = || signature::typed_params(sig).any(|arg| signature::is_context(&arg.ty));
    match own.first() {
        Some(attr) => attr.kind,
        None if sig.receiver().is_some() || takes_context() => EventKind::Event,
        None => EventKind::ToClient,
    }
}

/// What neither direction may have.
fn check_common(event: &Event, own: &[EventAttr], faults: &mut SignatureFaults<'_>) {
    let Event { sig, .. } = event;
    let name = &sig.ident;
    for extra in own.iter().skip(1) {
        let fault = format!(
            "event `{name}` has more than one of `#[event]`, `#[to_client]` and `#[cluster]`"
        );
        faults.add(&extra.attr, fault, "keep one of them");
    }
    if let Some(body) = &event.body {
        let help = "end the declaration with `;`, the body belongs where the trait is implemented";
        faults.add(body, format!("event `{name}` has a body, and a contract only declares"), help);
    }
    if !sig.generics.params.is_empty() {
        let fault = format!("event `{name}` is generic, and the wire has one form");
        faults.add(&sig.generics, fault, "name the types");
    }
    if let Some(clause) = &sig.generics.where_clause {
        faults.add(clause, format!("event `{name}` has a `where` clause"), "remove it");
    }
    if let Some(constness) = &sig.constness {
        faults.add(constness, format!("event `{name}` cannot be `const`"), "remove this");
    }
    if let Safety::Unsafe(unsafety) = &sig.safety {
        faults.add(unsafety, format!("event `{name}` cannot be `unsafe`"), "remove this");
    }
    if let Some(abi) = &sig.abi {
        faults.add(abi, format!("event `{name}` cannot be `extern`"), "remove this");
    }
}

/// Guards decide over clients.
fn check_unguarded(event: &Event, guards: &[Type], sender: &str, faults: &mut SignatureFaults<'_>) {
    if let Some(guard) = guards.first() {
        let fault = format!("event `{}` is sent by {sender}, nobody guards it", event.ident());
        faults.add(guard, fault, "remove this");
    }
}

/// An event with a handler, whose context is the module's `context`.
fn handled(
    mut event: Event,
    module: &Ident,
    context: &str,
    faults: &mut SignatureFaults<'_>,
) -> (Event, Reply) {
    let name = event.ident().clone();
    check_receiver(&event.sig, faults);
    if event.sig.asyncness.is_none() {
        let help = "write `async fn`, or if the server sends it, mark the event with \
                    `#[to_client]` and remove `&self`";
        faults.add(event.sig.fn_token, format!("event `{name}` must be `async`"), help);
    }
    let mut params: Vec<&PatType> = signature::typed_params(&event.sig).collect();
    let expected = format!("{module}::{context}<Self>");
    let position = params.iter().position(|param| signature::is_context(&param.ty));
    match position.map(|index| (index, params.remove(index))) {
        Some((0, taken)) if signature::is_context_of(&taken.ty, context) => {
            check_context(taken, &name, &expected, faults);
        }
        Some((0, taken)) => {
            let fault = format!("event `{name}` takes the context of other events");
            faults.add(&taken.ty, fault, format!("write `{expected}`"));
        }
        Some((_, taken)) => {
            let fault = format!("event `{name}` takes its context after an argument");
            faults.add(taken, fault, "put it first, after `&self`");
        }
        None => {
            let fault = format!("event `{name}` does not take its context");
            faults.add(&name, fault, format!("take `cx: {expected}` after `&self`"));
        }
    }
    let args = signature::args(params, &name, faults);
    let reply = signature::reply(&event.sig, &name, faults);
    event.args = args;
    (event, reply)
}

/// The reply in the form that `ack = "node"` gives to a `Result`.
fn reply_in_form(
    reply: Reply,
    event: &Event,
    own: &[EventAttr],
    faults: &mut SignatureFaults<'_>,
) -> Reply {
    let Some(node) = own.iter().find_map(|attr| attr.node.as_ref()) else { return reply };
    if let Reply::Outcome(data, error) = reply {
        return Reply::Node(data, error);
    }
    if !signature::is_result(&event.sig) {
        let name = event.ident();
        let fault = format!("event `{name}` is acknowledged as Node does, and returns no `Result`");
        let help = "return `Result<Data, Error>`, or remove `ack = \"node\"`";
        faults.add_beside(node, fault, help);
    }
    reply
}

fn check_receiver(sig: &Signature, faults: &mut SignatureFaults<'_>) {
    let name = &sig.ident;
    let Some(receiver) = sig.receiver() else {
        let help = "take `&self`, or mark the event with `#[to_client]` if the server sends it";
        return faults.add(name, format!("event `{name}` has no `&self` that handles it"), help);
    };
    if !matches!(receiver.kind, ReceiverKind::Reference(_, None, None)) {
        let help = "all sockets share one handler: take `&self`";
        faults.add(receiver, format!("event `{name}` must take `&self`"), help);
    }
}

fn check_context(
    context: &PatType,
    name: &Ident,
    expected: &str,
    faults: &mut SignatureFaults<'_>,
) {
    let is_ignored = matches!(&*context.pat, Pat::Wild(_));
    if !is_ignored && signature::plain_ident(&context.pat).is_none() {
        let help = format!("write `cx: {expected}`");
        faults.add(&context.pat, format!("event `{name}`: the context is a plain name"), help);
    }
    if matches!(&*context.ty, Type::Reference(_)) {
        let fault = format!("event `{name}` borrows its context, which is its own");
        faults.add(&context.ty, fault, format!("write `{expected}`"));
    } else if signature::is_bare(&context.ty) {
        let fault = format!("event `{name}`: the context belongs to an implementor");
        faults.add(&context.ty, fault, format!("write `{expected}`"));
    }
}

fn server_event(
    mut event: Event,
    own: &[EventAttr],
    faults: &mut SignatureFaults<'_>,
) -> ServerEvent {
    const NOT_HANDLED: &str = "remove this, or use `#[event]` if the server handles the event";
    let name = event.ident().clone();
    if own.is_empty() {
        let help =
            "mark it with `#[to_client]` if the server sends it, or take `&self` if clients do";
        faults.add(&name, format!("event `{name}` does not say who sends it"), help);
    }
    if let Some(receiver) = event.sig.receiver() {
        let fault = format!("event `{name}` is sent to clients, no `self` handles it");
        faults.add(receiver, fault, NOT_HANDLED);
    }
    let (contexts, params): (Vec<_>, Vec<_>) =
        signature::typed_params(&event.sig).partition(|param| signature::is_context(&param.ty));
    for context in contexts {
        let fault = format!("event `{name}` is sent to clients, it has no context");
        faults.add(context, fault, NOT_HANDLED);
    }
    let args = signature::args(params, &name, faults);
    let reply = signature::reply(&event.sig, &name, faults);
    let reply = reply_in_form(reply, &event, own, faults);
    let ack = match (event.sig.asyncness, reply) {
        (Some(_), Reply::Empty) => Some(Reply::Value(Box::new(parse_quote!(())))),
        (Some(_), reply) => Some(reply),
        (None, Reply::Empty) => None,
        (None, reply) => {
            let fault = format!("event `{name}` waits for an answer and is not `async`");
            let help = "write `async fn`, or remove the return type if nothing is to be answered";
            faults.add(&event.sig.output, fault, help);
            Some(reply)
        }
    };
    event.args = args;
    let volatile = own.iter().find_map(|attr| attr.volatile.clone());
    ServerEvent { event, ack, volatile }
}

//! One function of the trait to an event. Shape shows direction: `&self` handles what a client
//! sends, `#[to_client]` without `self` is sent.

use quote::format_ident;
use syn::{
    FnArg, GenericArgument, Ident, LitStr, Pat, PatIdent, PatType, Path, PathArguments,
    ReceiverKind, ReturnType, Safety, Signature, TraitItemFn, Type, TypePath, ext::IdentExt as _,
    parse_quote,
};

use crate::{
    attr::{self, EventAttr, EventKind},
    contract::{Arg, ClientEvent, Contract, Event, Reply, ServerEvent},
    diagnostics::{Faults, SignatureFaults},
};

pub(super) fn read(function: TraitItemFn, contract: &mut Contract, faults: &mut Faults) {
    let TraitItemFn { mut attrs, sig, default: body, .. } = function;
    let own = attr::take_event_attrs(&mut attrs, &sig.ident, faults);
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
            let form = format!(
                "async fn {}(&self, cx: {}::Cx<Self>, argument: Type) -> Answer;",
                event.sig.ident, contract.module
            );
            let mut faults = SignatureFaults::new(faults, form);
            check_common(&event, &own, &mut faults);
            contract.client_events.push(client_event(event, &contract.module, &mut faults));
        }
        EventKind::ToClient => {
            let asks =
                if event.sig.asyncness.is_some() { ("async ", " -> Answer") } else { ("", "") };
            let form = format!(
                "#[to_client] {}fn {}(argument: &Type){};",
                asks.0, event.sig.ident, asks.1
            );
            let mut faults = SignatureFaults::new(faults, form);
            check_common(&event, &own, &mut faults);
            contract.server_events.push(server_event(event, &own, &mut faults));
        }
    }
}

fn direction(own: &[EventAttr], sig: &Signature) -> EventKind {
    let takes_context =
        || sig.inputs.iter().any(|input| matches!(input, FnArg::Typed(arg) if is_context(&arg.ty)));
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
        faults.add(
            &extra.attr,
            format!("event `{name}` has two attributes of ours"),
            "keep one of them",
        );
    }
    if let Some(body) = &event.body {
        let help = "end the declaration with `;`, the body belongs where the trait is implemented";
        faults.add(body, format!("event `{name}` has a body, and a contract only declares"), help);
    }
    if !sig.generics.params.is_empty() {
        faults.add(
            &sig.generics,
            format!("event `{name}` is generic, and the wire has one form"),
            "name the types",
        );
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

fn client_event(mut event: Event, module: &Ident, faults: &mut SignatureFaults<'_>) -> ClientEvent {
    let name = event.ident().clone();
    match event.sig.receiver() {
        None => {
            let help = "take `&self`, or mark the event with `#[to_client]` if the server sends it";
            faults.add(&name, format!("event `{name}` has no `&self` that handles it"), help);
        }
        Some(receiver) => {
            let shared = matches!(receiver.kind, ReceiverKind::Reference(_, None, None));
            if !shared {
                let help = "all sockets share one handler: take `&self`";
                faults.add(receiver, format!("event `{name}` must take `&self`"), help);
            }
        }
    }
    if event.sig.asyncness.is_none() {
        let help = "write `async fn`, or mark the event with `#[to_client]` and remove `&self` if the server sends it";
        faults.add(event.sig.fn_token, format!("event `{name}` must be `async`"), help);
    }
    let mut params = typed_params(&event.sig).peekable();
    match params.next_if(|first| is_context(&first.ty)) {
        Some(context) => check_context(context, &name, module, faults),
        None => {
            let fault = format!("event `{name}` does not take its context first");
            let help = format!("take `cx: {module}::Cx<Self>` after `&self`");
            match params.peek() {
                Some(first) => faults.add(first, fault, help),
                None => faults.add(&name, fault, help),
            }
        }
    }
    let args = params.enumerate().map(|(index, param)| arg(index, param, &name, faults)).collect();
    let reply = reply(&event.sig, &name, faults);
    event.args = args;
    ClientEvent { event, reply }
}

fn check_context(
    context: &PatType,
    name: &Ident,
    module: &Ident,
    faults: &mut SignatureFaults<'_>,
) {
    if !matches!(&*context.pat, Pat::Wild(_)) && plain_ident(&context.pat).is_none() {
        let help = format!("write `cx: {module}::Cx<Self>`");
        faults.add(&context.pat, format!("event `{name}`: the context is a plain name"), help);
    }
    let is_bare = last_segment(&context.ty).is_some_and(|(_, arguments)| arguments.is_empty());
    if is_bare {
        let help = format!("write `{module}::Cx<Self>`");
        faults.add(
            &context.ty,
            format!("event `{name}`: the context belongs to an implementor"),
            help,
        );
    }
}

fn server_event(
    mut event: Event,
    own: &[EventAttr],
    faults: &mut SignatureFaults<'_>,
) -> ServerEvent {
    let name = event.ident().clone();
    if own.is_empty() {
        let help =
            "mark it with `#[to_client]` if the server sends it, or take `&self` if clients do";
        faults.add(&name, format!("event `{name}` does not say who sends it"), help);
    }
    if let Some(receiver) = event.sig.receiver() {
        let help = "remove this, or use `#[event]` if the server handles the event";
        faults.add(
            receiver,
            format!("event `{name}` is sent to clients, no `self` handles it"),
            help,
        );
    }
    let mut args = Vec::new();
    for (index, param) in typed_params(&event.sig).enumerate() {
        if is_context(&param.ty) {
            let help = "remove this, or use `#[event]` if the server handles the event";
            faults.add(
                param,
                format!("event `{name}` is sent to clients, it has no context"),
                help,
            );
        } else {
            args.push(arg(index, param, &name, faults));
        }
    }
    let answer = reply(&event.sig, &name, faults);
    let ack = match (event.sig.asyncness, answer) {
        (Some(_), Reply::Empty) => Some(Reply::Value(parse_quote!(()))),
        (Some(_), answer) => Some(answer),
        (None, Reply::Empty) => None,
        (None, answer) => {
            let help =
                "write `async fn`, or remove the return type if no acknowledgement is wanted";
            faults.add(
                &event.sig.output,
                format!("event `{name}` waits for an answer and is not `async`"),
                help,
            );
            Some(answer)
        }
    };
    event.args = args;
    let volatile = own.iter().find_map(|attr| attr.volatile.clone());
    ServerEvent { event, ack, volatile }
}

fn typed_params(sig: &Signature) -> impl Iterator<Item = &PatType> {
    sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(param) => Some(param),
        FnArg::Receiver(_) => None,
    })
}

fn arg(index: usize, param: &PatType, event: &Ident, faults: &mut SignatureFaults<'_>) -> Arg {
    if let Some(attr) = param.attrs.first() {
        faults.add(attr, format!("event `{event}`: arguments have no attributes"), "remove this");
    }
    let ident = plain_ident(&param.pat).cloned().unwrap_or_else(|| {
        let help = "write `name: Type`, the name appears in the documentation";
        faults.add(&param.pat, format!("event `{event}`: each argument needs a plain name"), help);
        format_ident!("unnamed_{index}")
    });
    Arg { ident, ty: (*param.ty).clone() }
}

fn reply(sig: &Signature, event: &Ident, faults: &mut SignatureFaults<'_>) -> Reply {
    let ReturnType::Type(_, ty) = &sig.output else { return Reply::Empty };
    match &**ty {
        Type::Tuple(tuple) if tuple.elems.is_empty() => Reply::Empty,
        // Its cure is `async fn`, which is asked for elsewhere.
        Type::ImplTrait(_) if sig.asyncness.is_none() => Reply::Empty,
        _ => match last_segment(ty) {
            Some((ident, arguments)) if ident == "Result" => match type_arguments(arguments)
                .as_slice()
            {
                [data, error] => Reply::Outcome((*data).clone(), (*error).clone()),
                _ => {
                    let help = "write both types, `Result<Data, Error>`: clients are told both";
                    faults.add(ty, format!("event `{event}` hides a type of its `Result`"), help);
                    Reply::Empty
                }
            },
            _ => Reply::Value((**ty).clone()),
        },
    }
}

/// The context is known by the last part of its path, `chat::Cx<Self>` or `Cx<Self>`.
fn is_context(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|(ident, _)| ident == "Cx")
}

fn last_segment(ty: &Type) -> Option<(&Ident, &PathArguments)> {
    let Type::Path(TypePath { path: Path { segments, .. }, .. }) = ty else { return None };
    segments.last().map(|segment| (&segment.ident, &segment.arguments))
}

fn type_arguments(arguments: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(list) = arguments else { return Vec::new() };
    let types = list.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

fn plain_ident(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(PatIdent { attrs, by_ref: None, mutability: None, ident, subpat: None })
            if attrs.is_empty() =>
        {
            Some(ident)
        }
        _ => None,
    }
}

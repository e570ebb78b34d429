//! Parts of a function's signature: its parameters, its context, its answer.

use quote::format_ident;
use syn::{
    FnArg, GenericArgument, Ident, Pat, PatIdent, PatType, Path, PathArguments, ReturnType,
    Signature, Type, TypePath,
};

use crate::{
    contract::{Arg, Reply},
    diagnostics::SignatureFaults,
};

/// The parameters but `self`.
pub(super) fn typed_params(sig: &Signature) -> impl Iterator<Item = &PatType> {
    sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(param) => Some(param),
        FnArg::Receiver(_) => None,
    })
}

/// The context is known by the last part of its path, `chat::Cx<Self>` or `Cx<Self>`; for events of other servers `ClusterCx`. One that
/// is borrowed is meant to be one.
pub(super) fn is_context(ty: &Type) -> bool {
    is_context_of(ty, "Cx") || is_context_of(ty, "ClusterCx")
}

pub(super) fn is_context_of(ty: &Type, context: &str) -> bool {
    match ty {
        Type::Reference(reference) => is_named(&reference.elem, context),
        _ => is_named(ty, context),
    }
}

/// Whether the last part of a type's path is `name`.
fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|(ident, _)| ident == name)
}

/// Whether a context lacks what it belongs to, `chat::Cx` for `chat::Cx<Self>`.
pub(super) fn is_bare(context: &Type) -> bool {
    last_segment(context).is_some_and(|(_, arguments)| arguments.is_empty())
}

/// The arguments that travel with an event.
pub(super) fn args<'a>(
    params: impl IntoIterator<Item = &'a PatType>,
    event: &Ident,
    faults: &mut SignatureFaults<'_>,
) -> Vec<Arg> {
    let mut args: Vec<Arg> = Vec::new();
    for (index, param) in params.into_iter().enumerate() {
        let mut arg = arg(index, param, event, faults);
        if args.iter().any(|other| other.ident == arg.ident) {
            let fault = format!("event `{event}` has two arguments named `{}`", arg.ident);
            faults.add_beside(&arg.ident, fault, "give one of them another name");
            arg.ident = unnamed(index);
        }
        args.push(arg);
    }
    args
}

fn arg(index: usize, param: &PatType, event: &Ident, faults: &mut SignatureFaults<'_>) -> Arg {
    if let Some(attr) = param.attrs.first() {
        faults.add(attr, format!("event `{event}`: arguments have no attributes"), "remove this");
    }
    let ident = plain_ident(&param.pat).cloned().unwrap_or_else(|| {
        let help = "write `name: Type`, the name appears in the documentation";
        faults.add(&param.pat, format!("event `{event}`: each argument needs a plain name"), help);
        unnamed(index)
    });
    Arg { ident, ty: (*param.ty).clone() }
}

/// What stands in for the name of an argument.
pub(super) fn unnamed(index: usize) -> Ident {
    format_ident!("unnamed_{index}")
}

pub(super) fn plain_ident(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(PatIdent { attrs, by_ref: None, mutability: None, ident, subpat: None })
            if attrs.is_empty() =>
        {
            Some(ident)
        }
        _ => None,
    }
}

pub(super) fn reply(sig: &Signature, event: &Ident, faults: &mut SignatureFaults<'_>) -> Reply {
    let ReturnType::Type(_, ty) = &sig.output else { return Reply::Empty };
    match &**ty {
        Type::Tuple(tuple) if tuple.elems.is_empty() => Reply::Empty,
        // Its cure is `async fn`, which is asked for elsewhere.
        Type::ImplTrait(_) if sig.asyncness.is_none() => Reply::Empty,
        _ => match result_types(ty).as_deref() {
            Some([data, error]) => {
                Reply::Outcome(Box::new((*data).clone()), Box::new((*error).clone()))
            }
            Some(_) => {
                let help = "write both types, `Result<Data, Error>`: clients are told both";
                faults.add(ty, format!("event `{event}` hides a type of its `Result`"), help);
                Reply::Empty
            }
            None => Reply::Value(ty.clone()),
        },
    }
}

/// Whether the function returns a `Result`.
pub(super) fn is_result(sig: &Signature) -> bool {
    match &sig.output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => result_types(ty).is_some(),
    }
}

/// Whether `ty` is an alias of `Result` that has not both types as arguments.
pub(super) fn hides_a_type(ty: &Type) -> bool {
    result_types(ty).is_some_and(|types| types.len() != 2)
}

/// The arguments of a `Result`, which is known by its name.
fn result_types(ty: &Type) -> Option<Vec<&Type>> {
    let (ident, arguments) = last_segment(ty)?;
    (ident == "Result").then(|| type_arguments(arguments))
}

/// Whether the type is an `Option`, which is known by its name.
pub(crate) fn is_option(ty: &Type) -> bool {
    is_named(ty, "Option")
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

//! What the contract says about its types and each event: names and payload types.
//!
//! Each payload type meets its bounds here, at the user's own tokens, and nowhere else.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Type, ext::IdentExt as _, spanned::Spanned as _};

use super::scope;
use crate::{
    contract::{Arg, ClientEvent, Contract, Event, Reply},
    limits::{Limits, Rate},
    names,
    template::Template,
    wigwag::Wigwag,
};

/// What the contract says besides its events. The defaults ask for nothing, refuse nobody, and name one namespace.
pub(super) fn declared(contract: &Contract) -> TokenStream {
    let (types, wigwag) = (&contract.types, contract.wigwag.inner());
    let nothing = || quote!(());
    let (auth, auth_form) = declared_type(types.auth.as_ref(), nothing, &wigwag);
    let nobody = || quote!(::core::convert::Infallible);
    let (reject, reject_form) = declared_type(types.reject.as_ref(), nobody, &wigwag);
    let (params, params_form) = declared_type(types.params.as_ref(), nothing, &wigwag);
    let rooms = rooms(types.room.as_ref(), &wigwag);
    contract_impl([auth, auth_form, reject, reject_form, params, params_form, rooms], &wigwag)
}

/// What stands in for a contract with faults: it can be named, and none of it is looked at. Of its types, the rest of the program has to do
/// with the parameters.
pub(super) fn faulty(contract: &Contract) -> TokenStream {
    let wigwag = contract.wigwag.inner();
    let (nothing, nobody) = (quote!(()), quote!(::core::convert::Infallible));
    let params = contract.types.params.as_ref().map_or_else(|| nothing.clone(), received);
    let (empty, faulty) = (quote!(#wigwag::__private::Empty), quote!(#wigwag::__private::Faulty));
    let types = [nothing, empty.clone(), nobody, empty, params, faulty.clone(), faulty];
    contract_impl(types, &wigwag)
}

fn contract_impl(types: [TokenStream; 7], wigwag: &Wigwag) -> TokenStream {
    let [auth, auth_form, reject, reject_form, params, params_form, rooms] = types;
    quote! {
        #[automatically_derived]
        impl #wigwag::Contract for Ns {
            type Auth = #auth;
            type Reject = #reject;
            type Params = #params;
            type AuthForm = #auth_form;
            type RejectForm = #reject_form;
            type ParamsForm = #params_form;
            type Rooms = #rooms;
        }
    }
}

fn declared_type(
    ty: Option<&Type>,
    default: fn() -> TokenStream,
    wigwag: &Wigwag,
) -> (TokenStream, TokenStream) {
    match ty {
        Some(ty) => (scope::inner_type(ty).into_token_stream(), form("Value", ty, wigwag)),
        None => (default(), quote!(#wigwag::__private::Empty)),
    }
}

/// Compares the parameters in the namespace with the fields of their type, which only the compiler knows.
fn params_check(contract: &Contract) -> Option<TokenStream> {
    let params = contract.types.params.as_ref()?;
    let path = contract.namespace.value();
    let names = Template::parse(&path).map(|template| template.placeholders).unwrap_or_default();
    let fault = format!(
        "the fields of `{}` are not the parameters of `{path}`, which are: {}",
        names::source(params),
        names.join(", "),
    );
    let (span, params) = (params.span(), scope::inner_type(params));
    let wigwag = contract.wigwag.inner().at(span);
    Some(quote_spanned! {span=>
        const _: () = ::core::assert!(
            #wigwag::__private::has_params::<#params>(&[#(#names),*]),
            "{}",
            #fault,
        );
    })
}

/// What names rooms; any text where the contract does not say.
fn rooms(room: Option<&Type>, wigwag: &Wigwag) -> TokenStream {
    let Some(room) = room else { return quote!(#wigwag::__private::AnyRooms) };
    let typed = form("TypedRooms", room, wigwag);
    let close = quote_spanned!(last_span(room)=> >);
    let (start, room) = (room.span(), scope::inner_type(room));
    quote_spanned!(start=> #typed<#room #close)
}

/// Events with the numbers by which the runtime tells them apart.
pub(super) fn indexed<T>(events: &[T]) -> impl Iterator<Item = (Literal, &T)> {
    events.iter().enumerate().map(|(index, event)| (Literal::usize_unsuffixed(index), event))
}

pub(super) fn expand(contract: &Contract) -> TokenStream {
    let wigwag = &contract.wigwag.inner();
    let params_check = params_check(contract);
    let client_events = indexed(&contract.client_events).map(|(index, client)| {
        let (names, answer) = (event_names(&client.event), answer(&client.reply, wigwag));
        let args = args(&client.event.args, received, wigwag);
        let outdated = outdated(client);
        let limits = limits(&client.limits, wigwag);
        quote! {
            #[automatically_derived]
            impl #wigwag::__private::ClientEvent<#index> for Ns {
                #names
                #outdated
                #limits
                type Args = #args;
                #answer
            }
        }
    });
    let server_events = indexed(&contract.server_events).map(|(index, server)| {
        let names = event_names(&server.event);
        let answer = answer(server.ack.as_ref().unwrap_or(&Reply::Empty), wigwag);
        let args = args(&server.event.args, lent, wigwag);
        quote! {
            #[automatically_derived]
            impl #wigwag::__private::ServerEvent<#index> for Ns {
                #names
                type Args<'a> = #args;
                #answer
            }
        }
    });
    let cluster_events = indexed(&contract.cluster_events).map(|(index, cluster)| {
        let (names, answer) = (event_names(&cluster.event), answer(&cluster.reply, wigwag));
        let received = args(&cluster.event.args, received, wigwag);
        let lent = args(&cluster.event.args, lent, wigwag);
        quote! {
            #[automatically_derived]
            impl #wigwag::__private::ClusterEvent<#index> for Ns {
                #names
                type Args = #received;
                type Lent<'a> = #lent;
                #answer
            }
        }
    });
    quote! {
        #params_check
        #(#client_events)*
        #(#server_events)*
        #(#cluster_events)*
    }
}

fn event_names(event: &Event) -> TokenStream {
    let name = &event.name;
    let args = event.args.iter().map(|arg| arg.ident.unraw().to_string());
    quote! {
        const EVENT: &'static str = #name;
        const ARGS: &'static [&'static str] = &[#(#args),*];
    }
}

/// What clients should not use any more, for those who count whether they do.
fn outdated(client: &ClientEvent) -> TokenStream {
    let aliases = &client.aliases;
    let aliases = (!aliases.is_empty())
        .then(|| quote!(const ALIASES: &'static [&'static str] = &[#(#aliases),*];));
    let deprecated = client.event.deprecation.as_ref().map(|_| {
        quote!(
            const DEPRECATED: bool = true;
        )
    });
    quote!(#aliases #deprecated)
}

fn limits(limits: &Limits, wigwag: &Wigwag) -> Option<TokenStream> {
    let rate = limits.rate.map(|Rate { events, seconds }| quote!(.rate(#events, #seconds)));
    let max_bytes = limits.max_bytes.map(|bytes| quote!(.max_bytes(#bytes)));
    (!limits.is_empty()).then(|| {
        quote! {
            const LIMITS: #wigwag::__private::Limits =
                #wigwag::__private::Limits::NONE #rate #max_bytes;
        }
    })
}

/// The type of the arguments: pairs of one and the rest, `Arg<String, Arg<u32, ()>>`.
fn args(args: &[Arg], written: fn(&Type) -> TokenStream, wigwag: &Wigwag) -> TokenStream {
    let end = args.last().map_or_else(Span::call_site, |last| last_span(&last.ty));
    args.iter().rev().fold(quote!(()), |rest, Arg { ty, .. }| {
        let (start, ty) = (ty.span(), written(ty));
        let (wigwag, close) = (wigwag.at(start), quote_spanned!(end=> >));
        quote_spanned!(start=> #wigwag::__private::Arg<#ty, #rest #close)
    })
}

fn received(ty: &Type) -> TokenStream {
    scope::inner_type(ty).into_token_stream()
}

/// An emitter is lent its arguments, also those that the user passes by value.
fn lent(ty: &Type) -> TokenStream {
    let target = match ty {
        Type::Reference(reference) => &reference.elem,
        _ => ty,
    };
    let target_span = target.span();
    let target = scope::inner_type(target);
    quote_spanned!(target_span=> &'a #target)
}

fn answer(reply: &Reply, wigwag: &Wigwag) -> TokenStream {
    let (answer, form) = match reply {
        Reply::Empty => (quote!(()), quote!(#wigwag::__private::Empty)),
        Reply::Value(value) => (received(value), form("Value", value, wigwag)),
        Reply::Outcome(data, error) => (result(data, error), form("Outcome", error, wigwag)),
        Reply::Node(data, error) => (result(data, error), form("Node", error, wigwag)),
    };
    quote! {
        type Answer = #answer;
        type Form = #form;
    }
}

fn result(data: &Type, error: &Type) -> TokenStream {
    let (data, error) = (scope::inner_type(data), scope::inner_type(error));
    quote!(::core::result::Result<#data, #error>)
}

/// How a payload travels, at the span of the payload: there its bounds are checked.
fn form(name: &str, payload: &Type, wigwag: &Wigwag) -> TokenStream {
    let name = Ident::new(name, last_span(payload));
    let span = payload.span();
    let wigwag = wigwag.at(span);
    quote_spanned!(span=> #wigwag::__private::#name)
}

/// The compiler shows a type from its first token to its last: those around the user's types must
/// not reach beyond them.
fn last_span(ty: &Type) -> Span {
    let last = ty.to_token_stream().into_iter().last();
    last.map_or_else(|| ty.span(), |token| token.span())
}

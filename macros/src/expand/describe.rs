//! What the contract tells the generators of documents and clients, and checks about its types.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{LitStr, Type, spanned::Spanned as _};

use super::scope;
use crate::contract::{Arg, Contract, Event, Reply};

/// Statements that describe the contract to `ns`.
pub(super) fn body(contract: &Contract) -> TokenStream {
    let docs = contract.docs.as_ref().map(|docs| quote!(ns.docs(#docs);));
    let auth = contract.types.auth.as_ref().map(|auth| {
        let auth = scope::inner_type(auth);
        quote!(ns.auth::<#auth>();)
    });
    let reject = contract.types.reject.as_ref().map(|reject| {
        let reject = scope::inner_type(reject);
        quote!(ns.reject::<#reject>();)
    });
    let client_events = contract.client_events.iter().map(|client| {
        let (name, parts) = (&client.event.name, event(&client.event));
        let answer = answer(&client.reply);
        quote!(ns.client_event(#name) #parts #answer;)
    });
    let server_events = contract.server_events.iter().map(|server| {
        let (name, parts) = (&server.event.name, event(&server.event));
        let volatile = server.volatile.as_ref().map(|_| quote!(.volatile()));
        let answer = server.ack.as_ref().map(answer);
        quote!(ns.server_event(#name) #volatile #parts #answer;)
    });
    quote!(#docs #auth #reject #(#client_events)* #(#server_events)*)
}

fn event(event: &Event) -> TokenStream {
    let docs = event.docs.as_ref().map(|docs| quote!(.docs(#docs)));
    let deprecation = event.deprecation.as_ref().map(|deprecation| {
        let (since, note) = (option(&deprecation.since), option(&deprecation.note));
        quote!(.deprecated(#since, #note))
    });
    let args = event.args.iter().map(|Arg { ident, ty }| {
        let name = syn::ext::IdentExt::unraw(ident).to_string();
        let ty = described(ty);
        quote!(.arg::<#ty>(#name))
    });
    quote!(#docs #deprecation #(#args)*)
}

fn answer(reply: &Reply) -> Option<TokenStream> {
    match reply {
        Reply::Empty => None,
        Reply::Value(value) => {
            let value = scope::inner_type(value);
            Some(quote!(.reply::<#value>()))
        }
        Reply::Outcome(data, error) => {
            let (data, error) = (scope::inner_type(data), scope::inner_type(error));
            Some(quote!(.outcome::<#data, #error>()))
        }
    }
}

/// What is lent to an emitter travels like what it points to.
fn described(ty: &Type) -> Type {
    match ty {
        Type::Reference(reference) => scope::inner_type(&reference.elem),
        _ => scope::inner_type(ty),
    }
}

fn option(text: &Option<LitStr>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}

/// Asks the compiler, at the user's own tokens, whether each payload can travel in its direction.
pub(super) fn checks(contract: &Contract) -> TokenStream {
    let mut checks: Vec<TokenStream> = Vec::new();
    checks.extend(contract.types.auth.iter().map(received));
    checks.extend(contract.types.reject.iter().map(emitted));
    for client in &contract.client_events {
        checks.extend(client.event.args.iter().map(|arg| received(&arg.ty)));
        checks.extend(client.reply.types().map(emitted));
    }
    for server in &contract.server_events {
        checks.extend(server.event.args.iter().map(|arg| emitted(&arg.ty)));
        checks.extend(server.ack.iter().flat_map(Reply::types).map(received));
    }
    quote!(const _: fn() = || { #(#checks)* };)
}

fn received(ty: &Type) -> TokenStream {
    let (span, ty) = (ty.span(), described(ty));
    quote_spanned!(span=> ::wigwag::__private::assert_received::<#ty>();)
}

fn emitted(ty: &Type) -> TokenStream {
    let (span, ty) = (ty.span(), described(ty));
    quote_spanned!(span=> ::wigwag::__private::assert_emitted::<#ty>();)
}

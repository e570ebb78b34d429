//! What stands in for a contract with faults, so that they are all that the user is told.
//!
//! The trait keeps the methods as they were written, since the user's program implements them. The
//! module has all its names; nothing in it works, and nothing needs to.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::{emit, event, handler_trait, module, scope};
use crate::contract::{Contract, Event};

pub(crate) fn fallback(contract: &Contract) -> TokenStream {
    let handler_trait = handler_trait(contract);
    let module = module::expand(
        contract,
        module::Parts {
            describe: quote!(let _ = ns;),
            declared: event::faulty(contract),
            serve: serve(contract),
            emit: emit(contract),
            events: TokenStream::new(),
        },
    );
    quote!(#handler_trait #module)
}

fn handler_trait(contract: &Contract) -> TokenStream {
    let Contract { attrs, wigwag, vis, ident, refused, .. } = contract;
    let (unsafety, generics, where_clause) =
        (&refused.unsafety, &refused.generics, &refused.generics.where_clause);
    let supertraits = refused.supertraits.iter();
    let (refused_items, handlers) = (&refused.items, &refused.handlers);
    let events: Vec<&Event> = distinct(contract.handled(), |event| event).collect();
    let is_declared = |method: &str| events.iter().any(|event| event.ident() == method);
    let session = handler_trait::session(contract);
    let lifecycle = handler_trait::lifecycle(contract);
    let lifecycle = lifecycle.iter().filter(|(method, _)| !is_declared(method));
    let lifecycle = lifecycle.map(|(_, declaration)| declaration);
    let events = events.iter().map(|event| method(event));
    quote! {
        #wigwag::__server! {
            #(#attrs)*
            #[allow(async_fn_in_trait, unused_variables)]
            #vis #unsafety trait #ident #generics:
                #(#supertraits +)*
                ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static
            #where_clause
            {
                #session
                #(#refused_items)*
                #(#lifecycle)*
                #(#events)*
                #(#handlers)*
            }
        }
    }
}

fn method(event: &Event) -> TokenStream {
    let Event { attrs, sig, body, .. } = event;
    match body {
        Some(body) => quote!(#(#attrs)* #sig #body),
        None => quote!(#(#attrs)* #sig;),
    }
}

fn serve(contract: &Contract) -> TokenStream {
    let (inner, wigwag) = (scope::inner_visibility(&contract.vis), contract.wigwag.inner());
    quote! {
        /// Serves the contract with `handler`.
        #inner fn serve<H>(handler: H) -> #wigwag::Mount {
            let _ = handler;
            ::core::unreachable!("this contract has faults")
        }
    }
}

fn emit(contract: &Contract) -> TokenStream {
    let wigwag = contract.wigwag.inner();
    let events = contract.server_events.iter().chain(&contract.refused.emitters);
    let events = distinct(events, |server| &server.event);
    let methods = events.map(|server| emitter(&emit::head(server), &server.event));
    let clients = emit::emit_trait(contract, methods);
    let events = distinct(contract.cluster_events.iter(), |cluster| &cluster.event);
    let methods =
        events.map(|cluster| emitter(&emit::cluster_head(cluster, &wigwag), &cluster.event));
    let servers = emit::cluster_trait(contract, methods);
    quote!(#clients #servers)
}

fn emitter(head: &TokenStream, event: &Event) -> TokenStream {
    let args = event.args.iter().map(|arg| &arg.ident);
    quote! {
        #head {
            let _ = (#(#args,)*);
            ::core::unreachable!("this contract has faults")
        }
    }
}

/// The events whose functions have names of their own.
fn distinct<'a, T: 'a>(
    events: impl Iterator<Item = &'a T>,
    event: fn(&'a T) -> &'a Event,
) -> impl Iterator<Item = &'a T> {
    let mut functions: HashSet<&Ident> = HashSet::new();
    events.filter(move |item| functions.insert(event(item).ident()))
}

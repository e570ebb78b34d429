//! The support module: everything that is generated for a contract, besides the trait.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope;
use crate::contract::Contract;

/// What differs between a contract that is in order and the fallback.
pub(super) struct Parts {
    /// Statements that describe the contract to `ns`.
    pub(super) describe: TokenStream,
    /// The implementation of `Contract`.
    pub(super) declared: TokenStream,
    /// The function `serve` and what it needs.
    pub(super) serve: TokenStream,
    /// The trait `Emit` and its implementation.
    pub(super) emit: TokenStream,
    /// What is said about each event.
    pub(super) events: TokenStream,
}

pub(super) fn expand(contract: &Contract, parts: Parts) -> TokenStream {
    let Contract { vis, ident, module, namespace, .. } = contract;
    let Parts { describe, declared, serve, emit, events } = parts;
    let (inner, wigwag) = (scope::inner_visibility(vis), contract.wigwag.inner());
    let name = ident.to_string();
    let version = match &contract.version {
        Some(version) => quote!(::core::option::Option::Some(#version)),
        None => quote!(::core::option::Option::None),
    };
    let module_docs = format!(
        " Generated from the contract `{ident}`: what its handlers are given, and what sends its events."
    );
    let namespace_docs = format!(" The namespace `{}`, as a type.", namespace.value());
    let session = session(contract);
    quote! {
        #[doc = #module_docs]
        #[allow(deprecated, unused_qualifications)]
        #vis mod #module {
            #[allow(unused_imports)]
            use super::*;

            #[doc = #namespace_docs]
            #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
            #inner enum Ns {}

            #[automatically_derived]
            impl #wigwag::__private::Describe for Ns {
                const NAME: &'static str = #name;
                const NAMESPACE: &'static str = #namespace;
                const VERSION: ::core::option::Option<&'static str> = #version;

                fn describe(ns: &mut #wigwag::__private::NamespaceBuilder) {
                    #describe
                }
            }

            #declared

            #events

            #wigwag::__server! {
                /// What handlers are given besides the event: the socket that sent it, what the server
                /// keeps for that socket, and whom to send to.
                #inner type Cx<H> = #wigwag::Cx<Ns, #session>;

                /// What `connect` is given: a client that has not been admitted yet.
                #inner type ConnectCx = #wigwag::ConnectCx<Ns>;

                /// What handlers of events that other servers send are given: which server it was, and the namespace.
                #inner type ClusterCx<H> = #wigwag::ClusterCx<Ns, #session>;

                /// One connected client.
                #inner type Socket = #wigwag::Socket<Ns>;

                /// One client, on this server or on another one.
                #inner type RemoteSocket = #wigwag::RemoteSocket<Ns>;

                #serve

                #emit
            }
        }
    }
}

fn session(contract: &Contract) -> TokenStream {
    let (ident, wigwag) = (&contract.ident, contract.wigwag.inner());
    if contract.types.has_session() {
        quote!(<H as super::#ident>::Session)
    } else {
        quote!(<H as #wigwag::__private::NoSession>::Session)
    }
}

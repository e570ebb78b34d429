//! What the contract tells the generators of documents and clients.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use super::event;
use crate::{
    contract::{Contract, Event},
    names,
};

/// Statements that describe the contract to `ns`.
pub(super) fn body(contract: &Contract) -> TokenStream {
    let wigwag = contract.wigwag.inner();
    let docs = contract.docs.as_ref().map(|docs| quote!(ns.docs(#docs);));
    let client_events = event::indexed(&contract.client_events).map(|(index, client)| {
        let about = about(&client.event);
        let guards = client.guards.iter().map(|guard| {
            let name = names::source(guard);
            quote!(.guard(#name))
        });
        quote!(#wigwag::__private::client_event::<Ns, #index>(ns) #about #(#guards)*;)
    });
    let server_events = event::indexed(&contract.server_events).map(|(index, server)| {
        let about = about(&server.event);
        let volatile = server.volatile.as_ref().map(|_| quote!(.volatile()));
        quote!(#wigwag::__private::server_event::<Ns, #index>(ns) #about #volatile;)
    });
    let cluster_events = event::indexed(&contract.cluster_events).map(|(index, cluster)| {
        let about = about(&cluster.event);
        quote!(#wigwag::__private::cluster_event::<Ns, #index>(ns) #about;)
    });
    quote! {
        #docs
        #wigwag::__private::declared::<Ns>(ns);
        #(#client_events)*
        #(#server_events)*
        #(#cluster_events)*
    }
}

fn about(event: &Event) -> TokenStream {
    let docs = event.docs.as_ref().map(|docs| quote!(.docs(#docs)));
    let deprecation = event.deprecation.as_ref().map(|deprecation| {
        let (since, note) = (option(&deprecation.since), option(&deprecation.note));
        quote!(.deprecated(#since, #note))
    });
    quote!(#docs #deprecation)
}

fn option(text: &Option<LitStr>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}

//! The function `serve`: from an event's name to the handler's method, by one `match`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Type, spanned::Spanned as _};

use super::{event, scope};
use crate::contract::{ClientEvent, Contract, Event};

pub(super) fn expand(contract: &Contract) -> TokenStream {
    let (ident, wigwag) = (&contract.ident, contract.wigwag.inner());
    let inner = scope::inner_visibility(&contract.vis);
    let session = if contract.types.has_session() {
        quote!(<H as super::#ident>::Session)
    } else {
        quote!(())
    };
    let connect = connect(contract);
    let client_events = event::indexed(&contract.client_events);
    let arms = client_events.map(|(index, client)| arm(ident, &index, client));
    let bounds = guard_bounds(contract, &session);
    let cluster_names = contract.cluster_events.iter().map(|cluster| &cluster.event.name);
    let cluster_arms = event::indexed(&contract.cluster_events)
        .map(|(index, cluster)| cluster_arm(ident, &index, &cluster.event));
    quote! {
        /// Serves the contract with `handler`: pass the result to `Io::builder().mount(…)`.
        #inner fn serve<H: super::#ident>(handler: H) -> #wigwag::Mount #bounds {
            #wigwag::__private::mount(Server(handler))
        }

        struct Server<H>(H);

        #[automatically_derived]
        impl<H: super::#ident> #wigwag::__private::Dispatch for Server<H> #bounds {
            type Ns = Ns;
            type Session = #session;

            #connect

            async fn connected(
                self: ::std::sync::Arc<Self>,
                cx: #wigwag::Cx<Ns, Self::Session>,
            ) {
                super::#ident::connected(&self.0, cx).await;
            }

            fn dispatch(
                self: ::std::sync::Arc<Self>,
                call: #wigwag::__private::Call<Ns, Self::Session>,
            ) -> #wigwag::__private::Dispatched {
                match call.event() {
                    #(#arms)*
                    _ => call.unknown(move |cx, event| async move {
                        super::#ident::unknown_event(&self.0, cx, event).await
                    }),
                }
            }

            const CLUSTER_EVENTS: &'static [&'static str] = &[#(#cluster_names),*];

            fn dispatch_cluster(
                self: ::std::sync::Arc<Self>,
                call: #wigwag::__private::ClusterCall<Ns, Self::Session>,
            ) -> #wigwag::__private::Answered {
                match call.event() {
                    #(#cluster_arms)*
                    _ => call.unknown(),
                }
            }

            async fn disconnecting(
                self: ::std::sync::Arc<Self>,
                cx: #wigwag::Cx<Ns, Self::Session>,
                reason: #wigwag::DisconnectReason,
            ) {
                super::#ident::disconnecting(&self.0, cx, reason).await;
            }

            async fn disconnect(
                self: ::std::sync::Arc<Self>,
                cx: #wigwag::Cx<Ns, Self::Session>,
                reason: #wigwag::DisconnectReason,
            ) {
                super::#ident::disconnect(&self.0, cx, reason).await;
            }

            fn error(
                &self,
                cx: ::core::option::Option<#wigwag::Cx<Ns, Self::Session>>,
                error: &#wigwag::socket::SocketError,
            ) {
                super::#ident::error(&self.0, cx, error);
            }
        }
    }
}

/// The runtime always passes what the client presents and always asks for a `Result`; the user's
/// `connect` has what the contract declares.
fn connect(contract: &Contract) -> TokenStream {
    let (ident, wigwag) = (&contract.ident, contract.wigwag.inner());
    let (param, argument) = match &contract.types.auth {
        Some(_) => (quote!(auth), Some(quote!(, auth))),
        None => (quote!(_), None),
    };
    let admit = quote!(super::#ident::connect(&self.0, cx #argument).await);
    let body = match &contract.types.reject {
        Some(_) => admit,
        None => quote!(::core::result::Result::Ok(#admit)),
    };
    quote! {
        async fn connect(
            self: ::std::sync::Arc<Self>,
            cx: #wigwag::ConnectCx<Ns>,
            #param: <Ns as #wigwag::Contract>::Auth,
        ) -> ::core::result::Result<Self::Session, <Ns as #wigwag::Contract>::Reject> {
            #body
        }
    }
}

/// What the handler's session must be for the guards of the contract.
fn guard_bounds(contract: &Contract, session: &TokenStream) -> Option<TokenStream> {
    let guards: Vec<&Type> =
        contract.client_events.iter().flat_map(|client| &client.guards).collect();
    let bounds = guards.iter().map(|guard| {
        let (span, guard) = (guard.span(), scope::inner_type(guard));
        let wigwag = contract.wigwag.inner().at(span);
        quote_spanned!(span=> #guard: #wigwag::Guard<Ns, #session>)
    });
    (!guards.is_empty()).then(|| quote!(where #(#bounds),*))
}

fn arm(contract: &Ident, index: &Literal, client: &ClientEvent) -> TokenStream {
    let ClientEvent { event, aliases, guards, .. } = client;
    let guards = guards.iter().rev().fold(quote!(()), |rest, guard| {
        let guard = scope::inner_type(guard);
        quote!((#guard, #rest))
    });
    let (name, handler) = (&event.name, handler(contract, event));
    quote!(#name #(| #aliases)* => call.handle::<#index, #guards, _, _>(#handler),)
}

fn cluster_arm(contract: &Ident, index: &Literal, event: &Event) -> TokenStream {
    let (name, handler) = (&event.name, handler(contract, event));
    quote!(#name => call.handle::<#index, _, _>(#handler),)
}

/// The trait's method, called with the arguments as the runtime reads them: pairs of one and the rest.
fn handler(contract: &Ident, event: &Event) -> TokenStream {
    let method = event.ident();
    let args: Vec<&Ident> = event.args.iter().map(|arg| &arg.ident).collect();
    let pairs = args.iter().rev().fold(quote!(()), |rest, arg| quote!((#arg, #rest)));
    // An argument of the event may be called `cx` as well.
    let cx = Ident::new("cx", Span::mixed_site());
    quote! {
        move |#cx, #pairs| async move {
            super::#contract::#method(&self.0, #cx, #(#args),*).await
        }
    }
}

//! The trait that the user implements.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ReturnType, Signature};

use crate::contract::{Contract, Event};

pub(super) fn expand(contract: &Contract) -> TokenStream {
    let Contract { attrs, wigwag, vis, ident, .. } = contract;
    let session = session(contract);
    let lifecycle = lifecycle(contract);
    let lifecycle = lifecycle.iter().map(|(_, declaration)| declaration);
    let events = contract.handled().map(method);
    quote! {
        #wigwag::__server! {
            #(#attrs)*
            #vis trait #ident:
                ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static
            {
                #session
                #(#lifecycle)*
                #(#events)*
            }
        }
    }
}

/// What the implementor keeps for each socket.
pub(super) fn session(contract: &Contract) -> Option<TokenStream> {
    contract.types.has_session().then(|| {
        quote! {
            /// What the server keeps for each socket of this namespace: what [`connect`](Self::connect)
            /// returns.
            type Session: ::core::marker::Send + ::core::marker::Sync + 'static;
        }
    })
}

/// The methods that every contract has, by name.
pub(super) fn lifecycle(contract: &Contract) -> [(&'static str, TokenStream); 6] {
    [
        ("connect", connect(contract)),
        ("connected", connected(contract)),
        ("unknown_event", unknown_event(contract)),
        ("disconnecting", disconnecting(contract)),
        ("disconnect", disconnect(contract)),
        ("error", error(contract)),
    ]
}

fn connect(contract: &Contract) -> TokenStream {
    let module = &contract.module;
    let auth = contract.types.auth.as_ref().map(|auth| quote!(, auth: #auth));
    if !contract.types.has_session() {
        return quote! {
            /// Called when a client connects, before it is told so.
            fn connect(&self, cx: #module::ConnectCx)
                -> impl ::core::future::Future<Output = ()> + ::core::marker::Send
            {
                let _ = cx;
                async {}
            }
        };
    }
    let (docs, output) = match &contract.types.reject {
        Some(reject) => (
            " Admits a client, by returning what the server keeps for its socket, or refuses it.",
            quote!(::core::result::Result<Self::Session, #reject>),
        ),
        None => (
            " Admits a client, by returning what the server keeps for its socket.",
            quote!(Self::Session),
        ),
    };
    quote! {
        #[doc = #docs]
        fn connect(&self, cx: #module::ConnectCx #auth)
            -> impl ::core::future::Future<Output = #output> + ::core::marker::Send;
    }
}

fn connected(contract: &Contract) -> TokenStream {
    let module = &contract.module;
    quote! {
        /// Called once when a client has been told that it is connected, before its first event.
        fn connected(&self, cx: #module::Cx<Self>)
            -> impl ::core::future::Future<Output = ()> + ::core::marker::Send
        {
            let _ = cx;
            async {}
        }
    }
}

fn unknown_event(contract: &Contract) -> TokenStream {
    let Contract { module, wigwag, .. } = contract;
    quote! {
        /// Called for an event that the contract does not name, in its turn. Unless you implement it, such events have no effect.
        fn unknown_event(&self, cx: #module::Cx<Self>, event: #wigwag::socket::Event)
            -> impl ::core::future::Future<Output = ()> + ::core::marker::Send
        {
            let _ = (cx, event);
            async {}
        }
    }
}

fn disconnecting(contract: &Contract) -> TokenStream {
    let Contract { module, wigwag, .. } = contract;
    quote! {
        /// Called once when a socket has left the namespace, while it is still known in which rooms it was, and before
        /// [`disconnect`](Self::disconnect).
        fn disconnecting(&self, cx: #module::Cx<Self>, reason: #wigwag::DisconnectReason)
            -> impl ::core::future::Future<Output = ()> + ::core::marker::Send
        {
            let _ = (cx, reason);
            async {}
        }
    }
}

fn error(contract: &Contract) -> TokenStream {
    let Contract { module, wigwag, .. } = contract;
    quote! {
        /// Called at once when something went wrong in the namespace: a handler panicked, an event was refused, something could not
        /// be encoded. It is in the log already. `cx` is that of the socket that it is about, if it is about one that was admitted.
        fn error(
            &self,
            cx: ::core::option::Option<#module::Cx<Self>>,
            error: &#wigwag::socket::SocketError,
        ) {
            let _ = (cx, error);
        }
    }
}

fn disconnect(contract: &Contract) -> TokenStream {
    let Contract { module, wigwag, .. } = contract;
    quote! {
        /// Called once when a socket has left the namespace.
        fn disconnect(&self, cx: #module::Cx<Self>, reason: #wigwag::DisconnectReason)
            -> impl ::core::future::Future<Output = ()> + ::core::marker::Send
        {
            let _ = (cx, reason);
            async {}
        }
    }
}

/// A handled event. Its future is `Send`, which `async fn` in a trait cannot say.
fn method(event: &Event) -> TokenStream {
    let Event { attrs, sig, .. } = event;
    let sig = without_async(sig);
    quote!(#(#attrs)* #sig;)
}

fn without_async(sig: &Signature) -> TokenStream {
    if sig.asyncness.is_none() {
        return quote!(#sig);
    }
    let output = match &sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => quote!(#ty),
    };
    let head = Signature { asyncness: None, output: ReturnType::Default, ..sig.clone() };
    quote!(#head -> impl ::core::future::Future<Output = #output> + ::core::marker::Send)
}

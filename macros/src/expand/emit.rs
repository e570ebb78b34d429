//! The trait `Emit`: one method for each event that the server sends.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use super::{event, scope};
use crate::{
    contract::{Arg, ClusterEvent, Contract, Reply, ServerEvent},
    wigwag::Wigwag,
};

pub(super) fn expand(contract: &Contract) -> TokenStream {
    let wigwag = contract.wigwag.inner();
    let methods = event::indexed(&contract.server_events).map(|(index, server)| {
        let head = head(server);
        let pairs = server.event.args.iter().rev().fold(quote!(()), |rest, Arg { ident, ty }| {
            let lend = (!matches!(ty, Type::Reference(_))).then(|| quote!(&));
            quote!((#lend #ident, #rest))
        });
        let emit = match (&server.ack, &server.volatile) {
            (Some(_), _) => quote!(emit_with_ack),
            (None, Some(_)) => quote!(emit_volatile),
            (None, None) => quote!(emit),
        };
        let generics = match &server.ack {
            Some(_) => quote!(<Ns, #index, Self>),
            None => quote!(<Ns, #index>),
        };
        quote!(#head { #wigwag::__private::#emit::#generics(self, #pairs) })
    });
    emit_trait(contract, methods)
}

/// The trait `EmitToServers`, where there are events for it: one method for each event that servers send each other.
pub(super) fn cluster(contract: &Contract) -> Option<TokenStream> {
    let wigwag = contract.wigwag.inner();
    let methods = event::indexed(&contract.cluster_events).map(|(index, cluster)| {
        let head = cluster_head(cluster, &wigwag);
        let pairs = pairs(&cluster.event.args);
        let emit = match cluster.reply {
            Reply::Empty => quote!(emit_to_servers),
            Reply::Value(_) | Reply::Outcome(..) | Reply::Node(..) => quote!(ask_servers),
        };
        quote!(#head { #wigwag::__private::#emit::<Ns, #index>(self.as_ref(), #pairs) })
    });
    cluster_trait(contract, methods)
}

/// The trait around its methods.
pub(super) fn cluster_trait(
    contract: &Contract,
    methods: impl Iterator<Item = TokenStream>,
) -> Option<TokenStream> {
    let (inner, wigwag) = (scope::inner_visibility(&contract.vis), contract.wigwag.inner());
    (!contract.cluster_events.is_empty()).then(|| {
        quote! {
            /// Emits the events of this namespace that are for the programs of other servers.
            #inner trait EmitToServers: ::core::convert::AsRef<#wigwag::Servers<Ns>> {
                #(#methods)*
            }

            #[automatically_derived]
            impl EmitToServers for #wigwag::Servers<Ns> {}
        }
    })
}

/// An emitter up to its body. Its arguments are lent.
pub(super) fn cluster_head(cluster: &ClusterEvent, wigwag: &Wigwag) -> TokenStream {
    let ClusterEvent { event, reply } = cluster;
    let (attrs, ident) = (&event.attrs, event.ident());
    let docs = event.docs.is_none().then(|| {
        let docs = format!(" Emits the event `{}`.", event.name.value());
        quote!(#[doc = #docs])
    });
    let args = event.args.iter().map(|Arg { ident, ty }| {
        let ty = scope::inner_type(ty);
        quote!(#ident: &#ty)
    });
    let output = match reply {
        Reply::Empty => quote!(#wigwag::adapter::Receipt),
        Reply::Value(_) | Reply::Outcome(..) | Reply::Node(..) => {
            let answer = answer_type(reply);
            quote!(#wigwag::socket::NodeAnswers<#answer>)
        }
    };
    quote! {
        #docs
        #(#attrs)*
        fn #ident(&self, #(#args),*) -> ::core::result::Result<#output, #wigwag::EncodeError>
    }
}

fn pairs(args: &[Arg]) -> TokenStream {
    args.iter().rev().fold(quote!(()), |rest, Arg { ident, .. }| quote!((#ident, #rest)))
}

/// The trait around its methods.
pub(super) fn emit_trait(
    contract: &Contract,
    methods: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let (inner, wigwag) = (scope::inner_visibility(&contract.vis), contract.wigwag.inner());
    quote! {
        /// Emits the events of this namespace to a socket, to rooms, to all but one, to everybody.
        #inner trait Emit: #wigwag::Target<Ns> {
            #(#methods)*
        }

        #[automatically_derived]
        impl<T: #wigwag::Target<Ns> + ?::core::marker::Sized> Emit for T {}
    }
}

/// An emitter up to its body.
pub(super) fn head(server: &ServerEvent) -> TokenStream {
    let event = &server.event;
    let (attrs, ident) = (&event.attrs, event.ident());
    let docs = event.docs.is_none().then(|| {
        let docs = format!(" Emits the event `{}`.", event.name.value());
        quote!(#[doc = #docs])
    });
    let args = event.args.iter().map(|Arg { ident, ty }| {
        let ty = scope::inner_type(ty);
        quote!(#ident: #ty)
    });
    let output = server.ack.as_ref().map(|reply| {
        let answer = answer_type(reply);
        quote!(-> Self::Ack<#answer>)
    });
    quote!(#docs #(#attrs)* fn #ident(&self, #(#args),*) #output)
}

fn answer_type(reply: &Reply) -> TokenStream {
    match reply {
        Reply::Empty => quote!(()),
        Reply::Value(value) => {
            let value = scope::inner_type(value);
            quote!(#value)
        }
        Reply::Outcome(data, error) | Reply::Node(data, error) => {
            let (data, error) = (scope::inner_type(data), scope::inner_type(error));
            quote!(::core::result::Result<#data, #error>)
        }
    }
}

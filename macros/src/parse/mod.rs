//! The user's trait to the model of a [`Contract`].
//!
//! Reading never stops at a fault: what can be understood is kept, since the fallback needs it.

mod event;
mod form;
pub(crate) mod signature;
mod types;

use proc_macro2::TokenStream;
use syn::{
    Attribute, Ident, ItemTrait, LitStr, Token, TraitItem, Visibility,
    parse::{Parse, ParseStream, Parser as _},
};

use crate::{
    attr,
    contract::{Contract, DeclaredTypes, Refused},
    diagnostics::Faults,
    names,
};

/// What the attribute stands on: a trait.
pub(crate) struct Declaration(pub(crate) ItemTrait);

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let head = input.fork();
        head.call(Attribute::parse_outer)?;
        head.parse::<Visibility>()?;
        head.parse::<Option<Token![unsafe]>>()?;
        if !head.peek(Token![trait]) {
            let fault = "`#[socket_events]` describes a contract, which is a trait\n\
                         help: put the attribute on `pub trait Chat { … }`";
            return Err(head.error(fault));
        }
        input.parse().map(Self)
    }
}

pub(crate) fn contract(options: TokenStream, item: ItemTrait, faults: &mut Faults) -> Contract {
    let options = attr::contract_options(options, faults);
    let module = support_module(&item.ident, faults);
    let mut contract = Contract {
        docs: attr::docs(&item.attrs),
        attrs: item.attrs,
        wigwag: options.wigwag.unwrap_or_default(),
        vis: item.vis,
        namespace: options.namespace.unwrap_or_else(|| LitStr::new("/", item.ident.span())),
        version: options.version,
        module,
        types: DeclaredTypes::default(),
        client_events: Vec::new(),
        server_events: Vec::new(),
        cluster_events: Vec::new(),
        refused: Refused {
            unsafety: item.unsafety,
            generics: item.generics,
            supertraits: item.supertraits,
            items: Vec::new(),
        },
        ident: item.ident,
    };
    for item in item.items {
        match without_visibility(item, faults) {
            TraitItem::Fn(function) => event::read(function, &mut contract, faults),
            TraitItem::Type(declared) => types::read(declared, &mut contract, faults),
            other => contract.refused.items.push(other),
        }
    }
    contract
}

fn support_module(contract: &Ident, faults: &mut Faults) -> Ident {
    let name = names::module_name(contract);
    if names::is_keyword(&name) {
        let fault =
            format!("the module of contract `{contract}` would be named by the keyword `{name}`");
        faults.add(contract, fault, "give the trait another name");
    } else if *contract == name {
        let fault = format!("contract `{contract}` and its module would have the same name");
        faults.add(contract, fault, "name the trait in camel case, such as `ChatRoom`");
    } else {
        return Ident::new(&name, contract.span());
    }
    quote::format_ident!("{name}_contract", span = contract.span())
}

/// The parser keeps `pub fn …` in a trait as mere tokens: reads them again without the `pub`.
fn without_visibility(item: TraitItem, faults: &mut Faults) -> TraitItem {
    let TraitItem::Verbatim(tokens) = &item else { return item };
    let reread = |input: ParseStream<'_>| {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis: Visibility = input.parse()?;
        Ok((attrs, vis, input.parse::<TraitItem>()?))
    };
    match reread.parse2(tokens.clone()) {
        Ok((attrs, vis @ (Visibility::Public(_) | Visibility::Restricted(_)), mut plain)) => {
            if let TraitItem::Fn(syn::TraitItemFn { attrs: own, .. })
            | TraitItem::Type(syn::TraitItemType { attrs: own, .. }) = &mut plain
            {
                own.splice(0..0, attrs);
            }
            faults.add(vis, "the items of a trait have its visibility", "remove this");
            plain
        }
        _ => item,
    }
}

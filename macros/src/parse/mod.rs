//! The user's trait to the model of a [`Contract`].
//!
//! Reading never stops at a fault: what can be understood is kept, since the fallback needs it.

mod broken;
mod declaration;
mod event;
mod form;
pub(crate) mod signature;
mod types;

pub(crate) use self::declaration::Declaration;

use proc_macro2::TokenStream;
use syn::{
    Attribute, Ident, LitStr, TraitItem, Visibility,
    parse::{ParseStream, Parser as _},
};

use crate::{
    attr,
    contract::{Contract, DeclaredTypes, Refused},
    diagnostics::Faults,
    names,
};

pub(crate) fn contract(
    options: TokenStream,
    declaration: Declaration,
    faults: &mut Faults,
) -> Contract {
    let Declaration { mut item, broken } = declaration;
    check_attrs(&mut item.attrs, &item.ident, faults);
    let subject = format!("contract `{}`", item.ident);
    let options = faults.about(subject, |faults| attr::contract_options(options, faults));
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
            handlers: Vec::new(),
            emitters: Vec::new(),
        },
        ident: item.ident,
    };
    for item in item.items {
        let subject = format!("contract `{}`", contract.ident);
        match faults.about(subject, |faults| without_visibility(item, faults)) {
            TraitItem::Fn(function) => event::read(function, &mut contract, faults),
            TraitItem::Type(declared) => types::read(declared, &mut contract, faults),
            other => contract.refused.items.push(other),
        }
    }
    for broken in broken {
        broken::read(broken, &mut contract, faults);
    }
    contract
}

/// Takes attributes out that belong elsewhere.
fn check_attrs(attrs: &mut Vec<Attribute>, contract: &Ident, faults: &mut Faults) {
    let of_events = |attr: &mut Attribute| attr.path().get_ident().is_some_and(attr::is_own);
    for attr in attrs.extract_if(.., of_events) {
        let fault = format!("contract `{contract}` has an attribute of its events");
        faults.add(attr, fault, "put it on the functions that it is for");
    }
    let async_trait = |attr: &mut Attribute| {
        attr.path().segments.last().is_some_and(|last| last.ident == "async_trait")
    };
    for attr in attrs.extract_if(.., async_trait) {
        faults.add(
            attr,
            format!("contract `{contract}` is asynchronous as it is"),
            event::NO_ASYNC_TRAIT,
        );
    }
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

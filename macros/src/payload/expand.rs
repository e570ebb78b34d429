//! The model to Rust: the derives of serde and schemars, with their options.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Fields, GenericParam, LitStr, Type, ext::IdentExt as _, parse_quote};

use super::{Payload, options::Options, written};
use crate::{names, wire_type};

pub(super) fn payload(payload: &Payload) -> TokenStream {
    let Payload { item, options } = payload;
    let wigwag = &options.wigwag;
    let (serialize, deserialize) = directions(options);
    let derives = [
        serialize.then(|| quote!(#wigwag::__private::serde::Serialize)),
        deserialize.then(|| quote!(#wigwag::__private::serde::Deserialize)),
        Some(quote!(#wigwag::__private::schemars::JsonSchema)),
    ];
    let derives = derives.into_iter().flatten();
    let (serde, schemars) = (serde_options(payload), schemars_options(payload));
    let item = with_checked_keys(item, options);
    quote! {
        #[derive(#(#derives),*)]
        #[serde(#(#serde),*)]
        #[schemars(#(#schemars),*)]
        #item
    }
}

/// Whether the type is to be written, and whether it is to be read.
fn directions(options: &Options) -> (bool, bool) {
    (options.receive.is_none(), options.send.is_none())
}

fn serde_options(Payload { item, options }: &Payload) -> Vec<TokenStream> {
    let is_free = |option| !written::names(&item.attrs, "serde", option);
    let mut serde = Vec::new();
    if is_free("crate") {
        let path = path_text(options, "serde");
        serde.push(quote!(crate = #path));
    }
    let default = || LitStr::new("camelCase", item.ident.span());
    let rule = options.rename_all.clone().unwrap_or_else(default);
    let has_names = match &item.data {
        Data::Struct(data) => matches!(data.fields, Fields::Named(_)),
        Data::Enum(_) | Data::Union(_) => true,
    };
    if has_names && is_free("rename_all") {
        serde.push(quote!(rename_all = #rule));
    }
    let has_named_fields = matches!(
        &item.data,
        Data::Enum(data) if data.variants.iter().any(|variant| matches!(variant.fields, Fields::Named(_)))
    );
    if has_named_fields && is_free("rename_all_fields") {
        serde.push(quote!(rename_all_fields = #rule));
    }
    let Options { tag, content, untagged, .. } = options;
    serde.extend(tag.as_ref().map(|tag| quote!(tag = #tag)));
    serde.extend(content.as_ref().map(|content| quote!(content = #content)));
    serde.extend(untagged.as_ref().map(ToTokens::to_token_stream));
    serde
}

fn schemars_options(Payload { item, options }: &Payload) -> Vec<TokenStream> {
    let is_free = |option| !written::names(&item.attrs, "schemars", option);
    let mut schemars = Vec::new();
    if is_free("crate") {
        let path = path_text(options, "schemars");
        schemars.push(quote!(crate = #path));
    }
    let is_named = !is_free("rename") || written::names(&item.attrs, "serde", "rename");
    if let Some(template) = name_template(item).filter(|_| !is_named) {
        schemars.push(quote!(rename = #template));
    }
    if options.brand.is_some() {
        schemars.push(quote!(extend("x-wigwag-brand" = true)));
    }
    schemars.extend(openness(item, options).map(|open| quote!(extend("x-wigwag-open" = #open))));
    schemars
}

fn path_text(options: &Options, package: &str) -> String {
    format!("{}::__private::{package}", names::source(&options.wigwag))
}

/// What a generic type is called: `PageOf{T}`, `PairOf{A}And{B}`. Without its parameters, all its forms would share one name.
fn name_template(item: &DeriveInput) -> Option<String> {
    let params = item.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(&param.ident),
        GenericParam::Const(param) => Some(&param.ident),
        _ => None,
    });
    let params: Vec<String> = params.map(|param| format!("{{{param}}}")).collect();
    (!params.is_empty()).then(|| format!("{}Of{}", item.ident.unraw(), params.join("And")))
}

/// Whether names that are not known yet may come, and which way: a `#[non_exhaustive]` enum may be sent with a name that a client does
/// not know. The server knows all of its names, unless it has one for the others, `#[serde(other)]`.
fn openness(item: &DeriveInput, options: &Options) -> Option<TokenStream> {
    let is_of_names =
        options.tag.is_none() && options.untagged.is_none() && written::is_enum_of_names(item);
    let is_open =
        is_of_names && item.attrs.iter().any(|attr| attr.path().is_ident("non_exhaustive"));
    let Data::Enum(data) = &item.data else { return None };
    let has_other =
        data.variants.iter().any(|variant| written::names(&variant.attrs, "serde", "other"));
    is_open.then(|| if has_other { quote!(true) } else { quote!("emitted") })
}

/// Has the keys of maps looked at when the contract is described: only then it is known how they are written.
fn with_checked_keys(item: &DeriveInput, options: &Options) -> DeriveInput {
    let mut item = item.clone();
    let fields: Vec<_> = match &mut item.data {
        Data::Struct(data) => data.fields.iter_mut().collect(),
        Data::Enum(data) => {
            data.variants.iter_mut().flat_map(|variant| &mut variant.fields).collect()
        }
        Data::Union(_) => Vec::new(),
    };
    let wigwag = &options.wigwag;
    for field in fields.into_iter().filter(|field| !written::otherwise(field)) {
        let is_text = |key: &Type| matches!(key, Type::Path(key) if key.path.is_ident("String"));
        for key in wire_type::map_keys(&field.ty).into_iter().filter(|key| !is_text(key)) {
            field.attrs.push(
                parse_quote!(#[schemars(transform = #wigwag::__private::check_map_key::<#key>)]),
            );
        }
    }
    item
}

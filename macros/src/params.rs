//! `#[derive(Params)]`: a struct to the parameters of a namespace and back.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Fields, Type, ext::IdentExt as _, spanned::Spanned as _};

use crate::{attr, diagnostics::Faults, wigwag::Wigwag};

const FORM: &str = "write a struct with a field for each parameter, \
                    `pub struct ChatParams { room: String }` for `/chat/{room}`";

/// One field.
struct Param {
    ident: Ident,
    ty: Type,
    docs: Option<String>,
}

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut faults = Faults::default();
    let wigwag = Wigwag::of_derive(&input.attrs, &mut faults);
    let params = params(&input, &mut faults);
    if faults.is_empty() {
        return expand(&input.ident, &params, &wigwag);
    }
    let fallback = input.generics.params.is_empty().then(|| fallback(&input.ident, &wigwag));
    quote!(#faults #fallback)
}

fn params(input: &DeriveInput, faults: &mut Faults) -> Vec<Param> {
    let ident = &input.ident;
    if !input.generics.params.is_empty() {
        let fault = format!("`{ident}` is generic, and a namespace has one form");
        faults.add(&input.generics, fault, "name the types");
    }
    let Data::Struct(data) = &input.data else {
        faults.add(ident, format!("`{ident}` does not name its parameters"), FORM);
        return Vec::new();
    };
    let Fields::Named(fields) = &data.fields else {
        faults.add(ident, format!("`{ident}` does not name its parameters"), FORM);
        return Vec::new();
    };
    if fields.named.is_empty() {
        faults.add(ident, format!("`{ident}` has no parameters"), FORM);
    }
    let params = fields.named.iter().filter_map(|field| {
        let ident = field.ident.clone()?;
        Some(Param { ident, ty: field.ty.clone(), docs: attr::docs(&field.attrs) })
    });
    params.collect()
}

fn expand(ident: &Ident, params: &[Param], wigwag: &Wigwag) -> TokenStream {
    let names: Vec<String> = params.iter().map(|param| param.ident.unraw().to_string()).collect();
    let described = names.iter().zip(params).map(|(name, param)| {
        let docs = param.docs.as_ref().map(|docs| quote!(.docs(#docs)));
        quote!(#wigwag::__private::Param::new(#name) #docs)
    });
    let texts = names.iter().zip(params).map(|(name, param)| {
        let (field, part) = (&param.ident, part(param, wigwag));
        quote!(#name => ::core::option::Option::Some(#part::to_text(&self.#field)),)
    });
    let values = names.iter().zip(params).map(|(name, param)| {
        let (field, part) = (&param.ident, part(param, wigwag));
        quote!(#field: #part::from_text(text(#name)?)?,)
    });
    quote! {
        #[automatically_derived]
        impl #wigwag::Params for #ident {
            const PARAMS: &'static [#wigwag::__private::Param] = &[#(#described),*];

            fn text(&self, name: &str) -> ::core::option::Option<::std::string::String> {
                match name {
                    #(#texts)*
                    _ => ::core::option::Option::None,
                }
            }

            fn from_texts<'a>(
                text: impl ::core::ops::Fn(&str) -> ::core::option::Option<&'a str>,
            ) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self { #(#values)* })
            }
        }
    }
}

/// How the field's type is written and read, at the span of the type: there its bounds are checked.
fn part(param: &Param, wigwag: &Wigwag) -> TokenStream {
    let ty = &param.ty;
    let wigwag = wigwag.at(ty.span());
    quote_spanned!(ty.span()=> <#ty as #wigwag::__private::NamePart>)
}

/// What stands in for a type with faults, so that they are all that the user is told. One that is generic may not be `Clone`, and stays
/// without.
fn fallback(ident: &Ident, wigwag: &Wigwag) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #wigwag::Params for #ident {
            const PARAMS: &'static [#wigwag::__private::Param] = &[];

            fn text(&self, _: &str) -> ::core::option::Option<::std::string::String> {
                ::core::unreachable!("this type has faults")
            }

            fn from_texts<'a>(
                _: impl ::core::ops::Fn(&str) -> ::core::option::Option<&'a str>,
            ) -> ::core::option::Option<Self> {
                ::core::unreachable!("this type has faults")
            }
        }
    }
}

//! What stands in for a payload with faults, so that they are all that the user is told.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, GenericParam, parse_quote, visit_mut::VisitMut};

use super::{Payload, TRAITS, written};

/// The type, which can be received and sent as far as the compiler is concerned.
pub(super) fn payload(Payload { item, options }: &Payload) -> TokenStream {
    let derived = written::derives(item);
    let is_derived = |name| derived.iter().any(|derived| derived == name);
    let mut bare = item.clone();
    if !TRAITS.iter().any(is_derived) {
        WithoutHelpers.visit_derive_input_mut(&mut bare);
    }

    let ident = &item.ident;
    let wigwag = &options.wigwag;
    let (params, arguments, where_clause) = item.generics.split_for_impl();
    let mut read = item.generics.clone();
    read.params.insert(0, GenericParam::Lifetime(parse_quote!('de)));
    let (read_params, ..) = read.split_for_impl();

    let serialize = (!is_derived(&"Serialize")).then(|| {
        quote! {
            #[automatically_derived]
            impl #params #wigwag::__private::serde::Serialize for #ident #arguments #where_clause {
                fn serialize<S: #wigwag::__private::serde::Serializer>(
                    &self,
                    _: S,
                ) -> ::core::result::Result<S::Ok, S::Error> {
                    ::core::unreachable!("this type has faults")
                }
            }
        }
    });
    let deserialize = (!is_derived(&"Deserialize")).then(|| {
        quote! {
            #[automatically_derived]
            impl #read_params #wigwag::__private::serde::Deserialize<'de> for #ident #arguments #where_clause {
                fn deserialize<D: #wigwag::__private::serde::Deserializer<'de>>(
                    _: D,
                ) -> ::core::result::Result<Self, D::Error> {
                    ::core::unreachable!("this type has faults")
                }
            }
        }
    });
    let schema = (!is_derived(&"JsonSchema")).then(|| {
        quote! {
            #[automatically_derived]
            impl #params #wigwag::__private::schemars::JsonSchema for #ident #arguments #where_clause {
                fn schema_name() -> ::std::borrow::Cow<'static, str> {
                    ::core::unreachable!("this type has faults")
                }

                fn json_schema(
                    _: &mut #wigwag::__private::schemars::SchemaGenerator,
                ) -> #wigwag::__private::schemars::Schema {
                    ::core::unreachable!("this type has faults")
                }
            }
        }
    });
    quote!(#bare #serialize #deserialize #schema)
}

/// Takes out the attributes of derives that are not there.
struct WithoutHelpers;

impl VisitMut for WithoutHelpers {
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        attrs.retain(|attr| {
            !["serde", "schemars"].iter().any(|helper| attr.path().is_ident(helper))
        });
    }
}

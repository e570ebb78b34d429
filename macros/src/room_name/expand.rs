//! The model to Rust: the implementation of `RoomName`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Generics, spanned::Spanned as _};

use super::{Field, Form, Rooms};
use crate::wigwag::Wigwag;

pub(super) fn rooms(rooms: &Rooms) -> TokenStream {
    let Rooms { wigwag, ident, forms } = rooms;
    let writes = forms.iter().map(|form| write(form, wigwag));
    let reads = forms.iter().map(|form| read(form, wigwag));
    quote! {
        #[automatically_derived]
        impl #wigwag::RoomName for #ident {
            fn room_name(&self) -> ::std::string::String {
                match self {
                    #(#writes)*
                }
            }

            fn from_room_name(name: &str) -> ::core::option::Option<Self> {
                #(#reads)*
                ::core::option::Option::None
            }
        }
    }
}

/// What stands in for a type with faults, so that they are all that the user is told.
pub(super) fn fallback(rooms: &Rooms, generics: &Generics) -> TokenStream {
    let Rooms { wigwag, ident, .. } = rooms;
    let (params, arguments, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #params #wigwag::RoomName for #ident #arguments #where_clause {
            fn room_name(&self) -> ::std::string::String {
                ::core::unreachable!("this type has faults")
            }

            fn from_room_name(_: &str) -> ::core::option::Option<Self> {
                ::core::unreachable!("this type has faults")
            }
        }
    }
}

fn write(form: &Form, wigwag: &Wigwag) -> TokenStream {
    let Form { path, .. } = form;
    let fixed = fixed(form);
    let bindings = form.fields.iter().enumerate().map(|(index, Field { member, .. })| {
        let binding = binding(index);
        quote!(#member: #binding)
    });
    let values = in_order(form).map(|(binding, field)| {
        let part = part(field, wigwag);
        quote!(#part::to_text(#binding))
    });
    quote! {
        #path { #(#bindings),* } =>
            #wigwag::__private::write_room(&[#(#fixed),*], &[#(#values),*]),
    }
}

/// Whether the name is one of this form: at most one form fits.
fn read(form: &Form, wigwag: &Wigwag) -> TokenStream {
    let Form { path, .. } = form;
    let fixed = fixed(form);
    let bindings: Vec<Ident> = in_order(form).map(|(binding, _)| binding).collect();
    let values = in_order(form).map(|(binding, field)| {
        let part = part(field, wigwag);
        quote!(#part::from_text(&#binding)?)
    });
    let members = in_order(form).map(|(_, Field { member, .. })| member);
    quote! {
        if let ::core::option::Option::Some([#(#bindings),*]) =
            #wigwag::__private::read_room(&[#(#fixed),*], name)
        {
            let room = #path { #(#members: #values),* };
            return #wigwag::__private::exact_room(room, name);
        }
    }
}

/// How the field's type is written and read, at the span of the type: there its bounds are checked.
fn part(field: &Field, wigwag: &Wigwag) -> TokenStream {
    let ty = &field.ty;
    let wigwag = wigwag.at(ty.span());
    quote_spanned!(ty.span()=> <#ty as #wigwag::__private::NamePart>)
}

fn fixed(form: &Form) -> impl Iterator<Item = &String> {
    form.template.iter().flat_map(|template| &template.fixed)
}

/// The fields in the order of the template.
fn in_order(form: &Form) -> impl Iterator<Item = (Ident, &Field)> {
    let placeholders = form.template.iter().flat_map(|template| &template.placeholders);
    placeholders.filter_map(|placeholder| {
        let mut fields = form.fields.iter().enumerate();
        fields
            .find(|(_, field)| field.name() == *placeholder)
            .map(|(index, field)| (binding(index), field))
    })
}

fn binding(index: usize) -> Ident {
    format_ident!("field_{index}")
}

//! `#[derive(RoomName)]`: values to names of rooms and back, with the stages of `#[socket_events]`.

mod expand;
mod parse;
mod validate;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{DeriveInput, LitStr, Member, Type};

use crate::{diagnostics::Faults, template::Template, wigwag::Wigwag};

/// The enum or struct.
pub(crate) struct Rooms {
    wigwag: Wigwag,
    ident: Ident,
    forms: Vec<Form>,
}

/// One variant, or the struct.
struct Form {
    /// What the user calls it.
    ident: Ident,
    /// How its values are written in Rust, `Self::Topic`.
    path: TokenStream,
    fields: Vec<Field>,
    /// The template as it was written, or as it is without an attribute.
    spelling: LitStr,
    /// `None` when the spelling is none.
    template: Option<Template>,
}

struct Field {
    member: Member,
    ty: Type,
}

impl Field {
    /// What stands for it in a template.
    fn name(&self) -> String {
        match &self.member {
            Member::Named(ident) => syn::ext::IdentExt::unraw(ident).to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }
}

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut faults = Faults::default();
    let rooms = parse::rooms(&input, &mut faults);
    validate::rooms(&rooms, &mut faults);
    if faults.is_empty() {
        return expand::rooms(&rooms);
    }
    let fallback = expand::fallback(&rooms, &input.generics);
    quote!(#faults #fallback)
}

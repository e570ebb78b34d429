//! The attributes `#[socket_events]` and `#[payload]` and the derives of wigwag, which users name as `wigwag::socket_events` and find
//! documented there.
//!
//! A declaration passes four stages. `attr` and `parse` read the user's tokens into the model of
//! `contract`; `validate` holds every rule about a model; `expand` writes the trait and its
//! support module. Faults of all stages are collected in `diagnostics`, and a declaration with
//! faults still gives a usable trait.

mod attr;
mod contract;
mod diagnostics;
mod expand;
mod limits;
mod names;
mod params;
mod parse;
mod payload;
mod room_name;
mod template;
mod validate;
mod wigwag;
mod wire_type;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::Faults;

#[expect(missing_docs, reason = "documented where wigwag re-exports it")]
#[proc_macro_attribute]
pub fn socket_events(
    options: proc_macro::TokenStream,
    declaration: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    compile(options.into(), declaration.into()).into()
}

#[expect(missing_docs, reason = "documented where wigwag re-exports it")]
#[proc_macro_attribute]
pub fn payload(
    options: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    payload::attribute(options.into(), item.into()).into()
}

#[expect(missing_docs, reason = "documented where wigwag re-exports it")]
#[proc_macro_derive(RoomName, attributes(room, wigwag))]
pub fn derive_room_name(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    room_name::derive(item.into()).into()
}

#[expect(missing_docs, reason = "documented where wigwag re-exports it")]
#[proc_macro_derive(Params, attributes(wigwag))]
pub fn derive_params(item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    params::derive(item.into()).into()
}

fn compile(options: TokenStream, declaration: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let declaration = match parse::Declaration::read(declaration.clone(), &mut faults) {
        Ok(read) => read,
        Err(error) => {
            let mut tokens = error.to_compile_error();
            tokens.extend(declaration);
            return tokens;
        }
    };
    let contract = parse::contract(options, declaration, &mut faults);
    validate::contract(&contract, &mut faults);
    if faults.is_empty() {
        return expand::contract(&contract);
    }
    let fallback = expand::fallback(&contract);
    quote!(#faults #fallback)
}

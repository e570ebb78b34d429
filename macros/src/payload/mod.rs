//! `#[payload]`: all that a type needs to travel, with the stages of `#[socket_events]`.

mod expand;
mod fallback;
mod options;
mod validate;
mod written;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::DeriveInput;

use self::options::Options;
use crate::diagnostics::Faults;

/// The struct or enum, whose own attributes stay on it.
struct Payload {
    item: DeriveInput,
    options: Options,
}

/// What is derived, by name.
const TRAITS: [&str; 3] = ["Serialize", "Deserialize", "JsonSchema"];

pub(crate) fn attribute(options: TokenStream, declaration: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let item: DeriveInput = match syn::parse2(declaration.clone()) {
        Ok(item) => item,
        Err(error) => {
            let fault = "`#[payload]` describes a value that travels, which is a struct or an enum";
            faults.add_at(error.span(), fault, "remove the attribute");
            let mut tokens = faults.into_token_stream();
            tokens.extend(declaration);
            return tokens;
        }
    };
    let subject = format!("payload `{}`", item.ident);
    let payload = faults.about(subject, |faults| payload(options, item, faults));
    if faults.is_empty() {
        return expand::payload(&payload);
    }
    let fallback = fallback::payload(&payload);
    quote!(#faults #fallback)
}

fn payload(options: TokenStream, mut item: DeriveInput, faults: &mut Faults) -> Payload {
    let options = options::read(options, faults);
    options::take_field_options(&mut item, faults);
    let payload = Payload { item, options };
    validate::payload(&payload, faults);
    payload
}

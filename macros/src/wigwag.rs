//! Where generated code finds wigwag: at `::wigwag`, or where `crate = "my_api::wigwag"` says.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, LitStr, Meta, Path};

use crate::{
    attr::{set, settings},
    diagnostics::Faults,
    expand,
};

const FORM: &str = "write the path by which this crate finds wigwag, `crate = \"my_api::wigwag\"`";

/// The path of wigwag.
#[derive(Clone)]
pub(crate) struct Wigwag(Path);

impl Default for Wigwag {
    fn default() -> Self {
        Self(syn::parse_quote!(::wigwag))
    }
}

impl Wigwag {
    /// The value of `crate = "…"`.
    pub(crate) fn read(path: &LitStr, faults: &mut Faults) -> Option<Self> {
        match path.parse_with(Path::parse_mod_style) {
            Ok(path) => Some(Self(path)),
            Err(_) => {
                faults.add(path, format!("`{}` is no path", path.value()), FORM);
                None
            }
        }
    }

    /// What `#[wigwag(crate = "…")]` on a type with one of the derives says.
    pub(crate) fn of_derive(attrs: &[Attribute], faults: &mut Faults) -> Self {
        let mut wigwag = None;
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("wigwag")) {
            let Meta::List(list) = &attr.meta else {
                faults.add(attr, "`#[wigwag]` says nothing", FORM);
                continue;
            };
            for setting in settings(list.tokens.clone(), FORM, faults) {
                match setting.name().filter(|name| *name == "crate") {
                    Some(name) => {
                        let path = setting.text(FORM, faults);
                        let path = path.and_then(|path| Self::read(path, faults));
                        set(&mut wigwag, path, name, faults);
                    }
                    None => faults.add(&setting, "`#[wigwag]` does not know this option", FORM),
                }
            }
        }
        wigwag.unwrap_or_default()
    }

    /// The path as it is written inside a support module.
    pub(crate) fn inner(&self) -> Self {
        Self(expand::inner_path(&self.0))
    }

    /// The path at another place of the user's, where the compiler is to show its errors.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        let respan = |mut token: TokenTree| {
            token.set_span(span);
            token
        };
        self.to_token_stream().into_iter().map(respan).collect()
    }
}

impl ToTokens for Wigwag {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let path = &self.0;
        tokens.extend(quote!(#path));
    }
}

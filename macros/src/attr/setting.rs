//! What stands between the commas of an attribute: `"text"`, `name`, `name = value`.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Expr, ExprLit, Ident, Lit, LitStr, Token,
    ext::IdentExt as _,
    parse::{Parse, ParseStream},
};

use crate::diagnostics::Faults;

/// One setting of an attribute.
pub(crate) enum Setting {
    /// `"text"`
    Text(LitStr),
    /// `name`
    Flag(Ident),
    /// `name = value`
    Assigned(Ident, Expr),
}

impl Setting {
    /// What it is called, unless it is a text alone.
    pub(crate) fn name(&self) -> Option<&Ident> {
        match self {
            Self::Text(_) => None,
            Self::Flag(name) | Self::Assigned(name, _) => Some(name),
        }
    }

    /// The string literal that is assigned, which is a fault where there is none.
    pub(crate) fn text(&self, help: &str, faults: &mut Faults) -> Option<&LitStr> {
        let (name, value) = match self {
            Self::Assigned(name, value) => (name, value),
            Self::Text(text) => return Some(text),
            Self::Flag(name) => {
                faults.add(name, format!("`{name}` has no value"), help);
                return None;
            }
        };
        let text = string(value);
        if text.is_none() {
            faults.add(value, format!("`{name}` must be a string literal"), help);
        }
        text
    }
}

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        // A setting may be called by a keyword, `crate`.
        let name = input.call(Ident::parse_any)?;
        if input.parse::<Option<Token![=]>>()?.is_none() {
            return Ok(Self::Flag(name));
        }
        Ok(Self::Assigned(name, input.parse()?))
    }
}

impl ToTokens for Setting {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Text(text) => text.to_tokens(tokens),
            Self::Flag(name) => name.to_tokens(tokens),
            Self::Assigned(name, value) => {
                name.to_tokens(tokens);
                <Token![=]>::default().to_tokens(tokens);
                value.to_tokens(tokens);
            }
        }
    }
}

/// Reads the settings of an attribute. One that is none does not hide the others.
pub(crate) fn settings(tokens: TokenStream, help: &str, faults: &mut Faults) -> Vec<Setting> {
    let is_comma =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let parts = tokens.split(is_comma).filter(|part| !part.is_empty());
    let read = parts.filter_map(|part| {
        let part: TokenStream = part.iter().cloned().collect();
        let read = syn::parse2(part.clone());
        read.map_err(|error| faults.add(part, error, help)).ok()
    });
    read.collect()
}

/// Fills the slot of a setting, which is given once. A value that could not be read leaves it as it is.
pub(crate) fn set<T>(slot: &mut Option<T>, value: Option<T>, name: &Ident, faults: &mut Faults) {
    if slot.is_some() {
        faults.add(name, format!("`{name}` is given twice"), "remove one of them");
    }
    if value.is_some() {
        *slot = value;
    }
}

pub(super) fn string(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

//! What the attribute stands on: a trait. Where it cannot be read as a whole it is read item by item, so that while somebody is
//! writing one of them the others are still there.

use std::mem;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{
    Attribute, ItemTrait, Token, TraitItem, Visibility,
    parse::{ParseStream, Parser as _},
};

use crate::diagnostics::Faults;

/// A trait.
pub(crate) struct Declaration {
    pub(crate) item: ItemTrait,
    /// What stands between its items and cannot be read.
    pub(crate) broken: Vec<Broken>,
}

/// An item of the trait that cannot be read.
pub(crate) struct Broken {
    pub(crate) tokens: Vec<TokenTree>,
    pub(crate) error: syn::Error,
}

impl Declaration {
    /// Reads a trait.
    ///
    /// # Errors
    /// When this is something else, or not even its head can be read.
    pub(crate) fn read(tokens: TokenStream, faults: &mut Faults) -> syn::Result<Self> {
        is_trait.parse2(tokens.clone())?;
        match syn::parse2(tokens.clone()) {
            Ok(item) => Ok(Self { item, broken: Vec::new() }),
            Err(error) => Self::read_items(tokens, error, faults),
        }
    }

    fn read_items(
        tokens: TokenStream,
        error: syn::Error,
        faults: &mut Faults,
    ) -> syn::Result<Self> {
        let mut head: Vec<TokenTree> = tokens.into_iter().collect();
        let Some(TokenTree::Group(body)) = head.pop() else { return Err(error) };
        let mut item: ItemTrait = syn::parse2(quote!(#(#head)* {}))?;
        let mut broken = Vec::new();
        for tokens in cut(body.stream()) {
            match read_item(&tokens, faults) {
                Ok(read) => item.items.push(read),
                Err(error) => broken.push(Broken { tokens, error }),
            }
        }
        Ok(Self { item, broken })
    }
}

fn is_trait(input: ParseStream<'_>) -> syn::Result<()> {
    let head = input.fork();
    head.call(Attribute::parse_outer)?;
    head.parse::<Visibility>()?;
    head.parse::<Option<Token![unsafe]>>()?;
    if !head.peek(Token![trait]) {
        let fault = "`#[socket_events]` describes a contract, which is a trait\n\
                     help: put the attribute on `pub trait Chat { … }`";
        return Err(head.error(fault));
    }
    input.parse::<TokenStream>().map(|_| ())
}

fn read_item(tokens: &[TokenTree], faults: &mut Faults) -> syn::Result<TraitItem> {
    let Some(last) = tokens.last().filter(|last| !ends_item(last)) else {
        return syn::parse2(quote!(#(#tokens)*));
    };
    let item = syn::parse2(quote_spanned!(last.span()=> #(#tokens)*;))?;
    let what = match &item {
        TraitItem::Fn(function) => format!("event `{}`", function.sig.ident),
        _ => "the declaration".to_owned(),
    };
    faults.add(last, format!("{what} does not end"), "write `;` behind it");
    Ok(item)
}

/// The items of a trait. Each ends with a semicolon or a body, or where the next one begins.
fn cut(body: TokenStream) -> Vec<Vec<TokenTree>> {
    let (mut items, mut item) = (Vec::new(), Vec::new());
    for token in body {
        if begins_item(&token) && !item.iter().all(is_before_name) {
            items.push(mem::take(&mut item));
        }
        let is_last = ends_item(&token);
        item.push(token);
        if is_last {
            items.push(mem::take(&mut item));
        }
    }
    if !item.is_empty() {
        items.push(item);
    }
    items
}

fn ends_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    }
}

fn begins_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Ident(ident) => {
            ["pub", "async", "unsafe", "const", "fn", "type"].iter().any(|word| ident == word)
        }
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}

/// Attributes, `pub(crate)`, `async`.
fn is_before_name(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(ident) => ident != "fn" && ident != "type" && begins_item(token),
        TokenTree::Group(_) | TokenTree::Punct(_) => !ends_item(token),
        TokenTree::Literal(_) => false,
    }
}

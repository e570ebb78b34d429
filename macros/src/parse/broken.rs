//! An item that cannot be read: what is wrong with it, and enough of it for the rest of the user's program.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::{FnArg, Ident, LitStr, Type, parse_quote};

use super::{declaration::Broken, signature};
use crate::{
    attr,
    contract::{Arg, Contract, Event, Reply, ServerEvent},
    diagnostics::Faults,
    names,
};

pub(super) fn read(broken: Broken, contract: &mut Contract, faults: &mut Faults) {
    let Broken { tokens, error } = broken;
    let (own, tokens) = without_own_attrs(tokens);
    let function = tokens.iter().skip_while(|token| !is_word(token, "fn")).nth(1);
    let Some(TokenTree::Ident(function)) = function else {
        let fault = format!("contract `{}`: {error}", contract.ident);
        return faults.add_at(error.span(), fault, "declare functions and types");
    };
    let is_sent = own.iter().any(|attr| attr == "to_client");
    let form = if is_sent {
        format!("#[to_client] fn {function}(name: &Type);")
    } else {
        let module = &contract.module;
        format!("async fn {function}(&self, cx: {module}::Cx<Self>, name: Type) -> Answer;")
    };
    let help = format!("an event has the form `{form}`");
    faults.add_at(error.span(), format!("event `{function}`: {error}"), help);
    if names::is_keyword(&function.to_string()) {
        return;
    }
    if is_sent {
        contract.refused.emitters.push(emitter(function, &tokens));
    } else {
        contract.refused.handlers.push(handler(&tokens));
    }
}

/// Separates the names of our own attributes from the other tokens of an item.
fn without_own_attrs(tokens: Vec<TokenTree>) -> (Vec<Ident>, Vec<TokenTree>) {
    let (mut own, mut rest) = (Vec::new(), Vec::new());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let attr = tokens.peek().filter(|_| is_sign(&token, '#')).and_then(own_attr);
        match attr {
            Some(attr) => {
                own.push(attr);
                tokens.next();
            }
            None => rest.push(token),
        }
    }
    (own, rest)
}

/// What stands in the brackets of an attribute, if it is one of ours.
fn own_attr(brackets: &TokenTree) -> Option<Ident> {
    let TokenTree::Group(group) = brackets else { return None };
    match group.stream().into_iter().next() {
        Some(TokenTree::Ident(name)) if attr::is_own(&name) => Some(name),
        _ => None,
    }
}

/// An event with a handler, as it was written: the compiler has met it before, and puts up with it. Whether it is implemented already is
/// not known, so it need not be.
fn handler(tokens: &[TokenTree]) -> TokenStream {
    let tokens = match tokens {
        [tokens @ .., TokenTree::Group(body)] if body.delimiter() == Delimiter::Brace => tokens,
        [tokens @ .., end] if is_sign(end, ';') => tokens,
        tokens => tokens,
    };
    quote!(#(#tokens)* { ::core::unreachable!("this contract has faults") })
}

/// An event of the server, whose arguments can be anything where they cannot be read.
fn emitter(function: &Ident, tokens: &[TokenTree]) -> ServerEvent {
    let signature = || tokens.iter().skip_while(|token| !is_word(token, "fn"));
    let params = signature().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group),
        _ => None,
    });
    let params = params.map(Group::stream).unwrap_or_default();
    let args = parts(params).into_iter().enumerate().map(|(index, part)| arg(index, part));
    let is_answered = tokens.iter().any(|token| is_word(token, "async"));
    let answer: TokenStream = signature()
        .skip_while(|token| !is_sign(token, '>'))
        .skip(1)
        .take_while(|token| !is_sign(token, ';'))
        .cloned()
        .collect();
    let answer: Type = syn::parse2(answer).unwrap_or_else(|_| parse_quote!(()));
    ServerEvent {
        event: Event {
            attrs: Vec::new(),
            docs: None,
            deprecation: None,
            sig: parse_quote!(fn #function()),
            body: None,
            name: LitStr::new(&function.to_string(), function.span()),
            args: args.collect(),
        },
        ack: is_answered.then(|| Reply::Value(Box::new(answer))),
        volatile: None,
    }
}

fn arg(index: usize, part: TokenStream) -> Arg {
    if let Ok(FnArg::Typed(param)) = syn::parse2(part)
        && let Some(ident) = signature::plain_ident(&param.pat)
    {
        return Arg { ident: ident.clone(), ty: *param.ty };
    }
    Arg { ident: signature::unnamed(index), ty: parse_quote!(impl ::core::marker::Sized) }
}

/// What stands between the commas of a list, leaving those in angle brackets alone.
fn parts(list: TokenStream) -> Vec<TokenStream> {
    let (mut parts, mut part, mut depth) = (Vec::new(), Vec::new(), 0_u32);
    for token in list {
        if is_sign(&token, ',') && depth == 0 {
            parts.push(std::mem::take(&mut part));
            continue;
        }
        if is_sign(&token, '<') {
            depth += 1;
        } else if is_sign(&token, '>') && !part.last().is_some_and(|last| is_sign(last, '-')) {
            depth = depth.saturating_sub(1);
        }
        part.push(token);
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts.into_iter().map(|part| quote!(#(#part)*)).collect()
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

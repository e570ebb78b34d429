//! The contracts in one source file, by its tokens: comments, texts and documentation are none.

use std::mem;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A trait with `#[socket_events]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Contract {
    /// Where the attribute is, from 1.
    pub(super) line: usize,
    pub(super) name: String,
    /// `None` when it is not written as text in the attribute.
    pub(super) namespace: Option<String>,
}

const ATTRIBUTE: &str = "socket_events";

/// What keeps a contract out on purpose, in a comment on the line above its attribute.
const MARK: &str = "wigwag: unlisted";

/// The contracts in `text`, in their order. Those of tests, and those that are marked, are left out. What is
/// not even tokens has none: the compiler says more about it.
pub(super) fn contracts(text: &str) -> Vec<Contract> {
    if !text.contains(ATTRIBUTE) {
        return Vec::new();
    }
    let Ok(tokens) = text.parse::<TokenStream>() else { return Vec::new() };
    let mut found = Vec::new();
    let mut streams = vec![tokens];
    while let Some(tokens) = streams.pop() {
        read(tokens, &mut found, &mut streams);
    }
    let lines: Vec<_> = text.lines().collect();
    found.retain(|contract| !is_marked(&lines, contract.line));
    found.sort_by_key(|contract| contract.line);
    found
}

fn is_marked(lines: &[&str], line: usize) -> bool {
    let above = line.checked_sub(2).and_then(|above| lines.get(above));
    above.is_some_and(|above| above.trim_start().starts_with("//") && above.contains(MARK))
}

/// What the attributes of an item say, until it ends.
#[derive(Default)]
struct Attributes {
    /// Where the contract's is, and the namespace in it.
    contract: Option<(usize, Option<String>)>,
    is_test: bool,
}

/// Reads the items of one stream; what is in their braces is left for later.
fn read(tokens: TokenStream, found: &mut Vec<Contract>, inner: &mut Vec<TokenStream>) {
    let mut attributes = Attributes::default();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let line = punct.span().start().line;
                if let Some(TokenTree::Group(group)) =
                    tokens.next_if(|next| is_group(next, Delimiter::Bracket))
                {
                    attributes.read(line, &group);
                }
            }
            TokenTree::Ident(word) if word == "trait" => {
                if let (Some(TokenTree::Ident(name)), Some((line, namespace)), false) =
                    (tokens.peek(), attributes.contract.take(), attributes.is_test)
                {
                    found.push(Contract { line, name: name.to_string(), namespace });
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => attributes = Attributes::default(),
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Brace && !mem::take(&mut attributes).is_test =>
            {
                inner.push(group.stream());
            }
            _ => {}
        }
    }
}

impl Attributes {
    fn read(&mut self, line: usize, attribute: &Group) {
        let mut path = None;
        let mut arguments = TokenStream::new();
        for token in attribute.stream() {
            match token {
                // The last word of `wigwag::socket_events`.
                TokenTree::Ident(word) => path = Some(word.to_string()),
                TokenTree::Group(group) => arguments = group.stream(),
                _ => {}
            }
        }
        match path.as_deref() {
            Some(ATTRIBUTE) => self.contract = Some((line, namespace(arguments))),
            Some("cfg") => self.is_test |= is_test(arguments),
            _ => {}
        }
    }
}

/// The namespace in the arguments of the attribute; the main one where they do not say.
fn namespace(arguments: TokenStream) -> Option<String> {
    let mut tokens = arguments.into_iter();
    if !tokens.any(|token| is_word(&token, "namespace")) {
        return Some("/".to_owned());
    }
    match tokens.nth(1)? {
        TokenTree::Literal(literal) => {
            let text = literal.to_string();
            let text = text.strip_prefix('"')?.strip_suffix('"')?;
            (!text.contains('\\')).then(|| text.to_owned())
        }
        _ => None,
    }
}

/// Whether `#[cfg(…)]` wants tests: `test` alone or in an `all`.
fn is_test(condition: TokenStream) -> bool {
    let mut tokens = condition.into_iter();
    match tokens.next() {
        Some(token) if is_word(&token, "test") => true,
        Some(token) if is_word(&token, "all") => match tokens.next() {
            Some(TokenTree::Group(all)) => {
                all.stream().into_iter().any(|token| is_word(&token, "test"))
            }
            _ => false,
        },
        _ => false,
    }
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

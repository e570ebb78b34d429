//! Attributes to values, which keep their spans.

use proc_macro2::TokenStream;
use syn::{
    Attribute, Expr, ExprAssign, ExprLit, ExprPath, Ident, Lit, LitStr, Meta, Token,
    parse::Parser as _, punctuated::Punctuated,
};

use crate::{contract::Deprecation, diagnostics::Faults};

/// The options of `#[socket_events(…)]`.
#[derive(Default)]
pub(crate) struct ContractOptions {
    pub(crate) namespace: Option<LitStr>,
    pub(crate) version: Option<LitStr>,
}

const CONTRACT_OPTIONS: &str =
    "the options are `namespace = \"/chat\"` and `version = \"1.0.0\"`, both can be left out";

pub(crate) fn contract_options(tokens: TokenStream, faults: &mut Faults) -> ContractOptions {
    let mut options = ContractOptions::default();
    for option in comma_separated(tokens, CONTRACT_OPTIONS, faults) {
        let Some((name, value)) = assignment(&option) else {
            faults.add(&option, "`#[socket_events]` does not know this option", CONTRACT_OPTIONS);
            continue;
        };
        let slot = match name.to_string().as_str() {
            "namespace" => &mut options.namespace,
            "version" => &mut options.version,
            unknown => {
                let fault = format!("`#[socket_events]` does not know the option `{unknown}`");
                faults.add(name, fault, CONTRACT_OPTIONS);
                continue;
            }
        };
        let Some(value) = string(value) else {
            faults.add(value, format!("`{name}` must be a string literal"), CONTRACT_OPTIONS);
            continue;
        };
        if slot.is_some() {
            faults.add(name, format!("`{name}` is given twice"), "remove one of them");
        }
        *slot = Some(value.clone());
    }
    options
}

/// One `#[event]` or `#[to_client]`.
pub(crate) struct EventAttr {
    pub(crate) attr: Attribute,
    pub(crate) kind: EventKind,
    pub(crate) name: Option<LitStr>,
    pub(crate) volatile: Option<Ident>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum EventKind {
    Event,
    ToClient,
}

impl EventKind {
    fn of(attr: &Attribute) -> Option<Self> {
        if attr.path().is_ident("event") {
            Some(Self::Event)
        } else if attr.path().is_ident("to_client") {
            Some(Self::ToClient)
        } else {
            None
        }
    }

    fn form(self) -> &'static str {
        match self {
            Self::Event => "#[event]` or `#[event(\"wire:name\")]",
            Self::ToClient => {
                "#[to_client]`, `#[to_client(\"wire:name\")]` or `#[to_client(volatile)]"
            }
        }
    }
}

/// Takes our own attributes out of `attrs`: what remains is for the compiler.
pub(crate) fn take_event_attrs(
    attrs: &mut Vec<Attribute>,
    function: &Ident,
    faults: &mut Faults,
) -> Vec<EventAttr> {
    attrs
        .extract_if(.., |attr| EventKind::of(attr).is_some())
        .filter_map(|attr| {
            EventKind::of(&attr).map(|kind| event_attr(attr, kind, function, faults))
        })
        .collect()
}

fn event_attr(
    attr: Attribute,
    kind: EventKind,
    function: &Ident,
    faults: &mut Faults,
) -> EventAttr {
    let help = format!("write `{}`", kind.form());
    let options = match &attr.meta {
        Meta::Path(_) => Punctuated::new(),
        Meta::List(list) => comma_separated(list.tokens.clone(), &help, faults),
        Meta::NameValue(_) => {
            faults.add(&attr, format!("event `{function}`: the name goes in parentheses"), &help);
            Punctuated::new()
        }
    };
    let (mut name, mut volatile) = (None, None);
    for option in options {
        if let Some(text) = string(&option) {
            if name.replace(text.clone()).is_some() {
                faults.add(text, format!("event `{function}` is given two names"), &help);
            }
        } else if kind == EventKind::ToClient
            && flag(&option).is_some_and(|flag| flag == "volatile")
        {
            volatile = flag(&option).cloned();
        } else {
            faults.add(&option, format!("event `{function}`: unknown option"), &help);
        }
    }
    EventAttr { attr, kind, name, volatile }
}

/// The text of the `///` comments, without the space that follows the slashes.
pub(crate) fn docs(attrs: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attrs.iter().filter_map(doc_line).collect();
    let text = lines.join("\n");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn doc_line(attr: &Attribute) -> Option<String> {
    let Meta::NameValue(doc) = &attr.meta else { return None };
    let text = doc.path.is_ident("doc").then(|| string(&doc.value)).flatten()?.value();
    Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
}

/// The values of `#[deprecated]`. Mistakes in it are left to the compiler, which sees it too.
pub(crate) fn deprecation(attrs: &[Attribute]) -> Option<Deprecation> {
    let attr = attrs.iter().find(|attr| attr.path().is_ident("deprecated"))?;
    let mut deprecation = Deprecation::default();
    match &attr.meta {
        Meta::Path(_) => {}
        Meta::NameValue(note) => deprecation.note = string(&note.value).cloned(),
        Meta::List(list) => {
            let values = Punctuated::<Expr, Token![,]>::parse_terminated;
            for value in values.parse2(list.tokens.clone()).into_iter().flatten() {
                match assignment(&value) {
                    Some((name, text)) if name == "since" => {
                        deprecation.since = string(text).cloned()
                    }
                    Some((name, text)) if name == "note" => {
                        deprecation.note = string(text).cloned()
                    }
                    _ => {}
                }
            }
        }
    }
    Some(deprecation)
}

fn comma_separated(
    tokens: TokenStream,
    help: &str,
    faults: &mut Faults,
) -> Punctuated<Expr, Token![,]> {
    Punctuated::parse_terminated.parse2(tokens).unwrap_or_else(|error| {
        faults.add_syntax(&error, help);
        Punctuated::new()
    })
}

/// `name = value`
fn assignment(option: &Expr) -> Option<(&Ident, &Expr)> {
    let Expr::Assign(ExprAssign { left, right, .. }) = option else { return None };
    Some((flag(left)?, right))
}

/// A lone identifier.
fn flag(option: &Expr) -> Option<&Ident> {
    let Expr::Path(ExprPath { path, .. }) = option else { return None };
    path.get_ident()
}

fn string(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

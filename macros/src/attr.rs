//! Attributes to values, which keep their spans.

use proc_macro2::TokenStream;
use syn::{
    Attribute, Expr, ExprAssign, ExprLit, ExprPath, Ident, Lit, LitStr, Meta, Token, Type,
    parse::Parser as _, punctuated::Punctuated,
};

use crate::{
    contract::Deprecation,
    diagnostics::Faults,
    limits::{self, Limits},
};

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

/// One `#[event]`, `#[to_client]` or `#[cluster]`.
pub(crate) struct EventAttr {
    pub(crate) attr: Attribute,
    pub(crate) kind: EventKind,
    pub(crate) name: Option<LitStr>,
    pub(crate) volatile: Option<Ident>,
    pub(crate) limits: Limits,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum EventKind {
    Event,
    ToClient,
    Cluster,
}

impl EventKind {
    fn of(attr: &Attribute) -> Option<Self> {
        if attr.path().is_ident("event") {
            Some(Self::Event)
        } else if attr.path().is_ident("to_client") {
            Some(Self::ToClient)
        } else if attr.path().is_ident("cluster") {
            Some(Self::Cluster)
        } else {
            None
        }
    }

    fn form(self) -> &'static str {
        match self {
            Self::Event => {
                "#[event(\"wire:name\", rate = \"20/s\", max_bytes = \"64 KiB\")]`, where everything \
                 can be left out: `#[event]"
            }
            Self::ToClient => {
                "#[to_client]`, `#[to_client(\"wire:name\")]` or `#[to_client(volatile)]"
            }
            Self::Cluster => "#[cluster]` or `#[cluster(\"wire:name\")]",
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
    let mut event = EventAttr { kind, name: None, volatile: None, limits: Limits::default(), attr };
    for option in options {
        event_option(&option, &mut event, function, &help, faults);
    }
    event
}

fn event_option(
    option: &Expr,
    event: &mut EventAttr,
    function: &Ident,
    help: &str,
    faults: &mut Faults,
) {
    let EventAttr { kind, name, volatile, limits, .. } = event;
    let (is_event, is_sent) = (*kind == EventKind::Event, *kind == EventKind::ToClient);
    if let Some(text) = string(option) {
        if name.replace(text.clone()).is_some() {
            faults.add(text, format!("event `{function}` is given two names"), help);
        }
        return;
    }
    match (flag(option), assignment(option)) {
        (Some(flag), _) if is_sent && flag == "volatile" => *volatile = Some(flag.clone()),
        (_, Some((option, value))) if is_event && option == "rate" => {
            let rate = limit(option, value, faults).and_then(|text| limits::rate(text, faults));
            set_limit(&mut limits.rate, rate, option, faults);
        }
        (_, Some((option, value))) if is_event && option == "max_bytes" => {
            let bytes =
                limit(option, value, faults).and_then(|text| limits::max_bytes(text, faults));
            set_limit(&mut limits.max_bytes, bytes, option, faults);
        }
        _ => faults.add(option, format!("event `{function}`: unknown option"), help),
    }
}

fn limit<'a>(option: &Ident, value: &'a Expr, faults: &mut Faults) -> Option<&'a LitStr> {
    let text = string(value);
    if text.is_none() {
        let help = "put it into quotes: `rate = \"20/s\"`, `max_bytes = \"64 KiB\"`";
        faults.add(value, format!("`{option}` must be a string literal"), help);
    }
    text
}

fn set_limit<T>(slot: &mut Option<T>, value: Option<T>, option: &Ident, faults: &mut Faults) {
    if slot.is_some() {
        faults.add(option, format!("`{option}` is given twice"), "remove one of them");
    }
    *slot = value;
}

/// Takes the `#[guard(…)]` out of `attrs`: the types that are named there, in order.
pub(crate) fn take_guards(
    attrs: &mut Vec<Attribute>,
    function: &Ident,
    faults: &mut Faults,
) -> Vec<Type> {
    const HELP: &str = "write `#[guard(CanPost)]`, with a type that implements `wigwag::Guard`";
    let mut guards = Vec::new();
    for attr in attrs.extract_if(.., |attr| attr.path().is_ident("guard")) {
        let named = match &attr.meta {
            Meta::List(list) => {
                let types = Punctuated::<Type, Token![,]>::parse_terminated;
                types.parse2(list.tokens.clone()).unwrap_or_else(|_| {
                    faults.add(list, format!("event `{function}`: a guard is a type"), HELP);
                    Punctuated::new()
                })
            }
            Meta::Path(_) | Meta::NameValue(_) => {
                faults.add(&attr, format!("event `{function}`: the guard is not named"), HELP);
                continue;
            }
        };
        guards.extend(named);
    }
    guards
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

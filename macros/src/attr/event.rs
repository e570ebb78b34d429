//! `#[event]`, `#[to_client]`, `#[cluster]` and `#[guard]`.

use syn::{
    Attribute, Ident, LitStr, Meta, Token, Type, parse::Parser as _, punctuated::Punctuated,
};

use super::setting::{Setting, set, settings};
use crate::{
    diagnostics::Faults,
    limits::{self, Limits},
};

/// One `#[event]`, `#[to_client]` or `#[cluster]`.
pub(crate) struct EventAttr {
    pub(crate) attr: Attribute,
    pub(crate) kind: EventKind,
    pub(crate) name: Option<LitStr>,
    /// The option `alias`, which may be repeated.
    pub(crate) aliases: Vec<LitStr>,
    /// The option `ack = "node"`.
    pub(crate) node: Option<LitStr>,
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

    /// What the attribute is called.
    fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::ToClient => "to_client",
            Self::Cluster => "cluster",
        }
    }

    fn form(self) -> &'static str {
        match self {
            Self::Event => {
                "#[event(\"wire:name\", alias = \"old:name\", ack = \"node\", rate = \"20/s\", \
                 max_bytes = \"64 KiB\")]`, where everything can be left out: `#[event]"
            }
            Self::ToClient => {
                "#[to_client(\"wire:name\", volatile)]` or `#[to_client(\"wire:name\", ack = \"node\")]`, \
                 where everything can be left out: `#[to_client]"
            }
            Self::Cluster => "#[cluster]` or `#[cluster(\"wire:name\")]",
        }
    }

    /// The attributes that have this option.
    fn with(option: &str) -> &'static [Self] {
        match option {
            "alias" | "rate" | "max_bytes" => &[Self::Event],
            "volatile" => &[Self::ToClient],
            "ack" => &[Self::Event, Self::ToClient],
            _ => &[],
        }
    }
}

/// Whether an attribute of this name is one that events have of wigwag.
pub(crate) fn is_own(name: &Ident) -> bool {
    ["event", "to_client", "cluster", "guard"].iter().any(|own| name == own)
}

/// Takes our own attributes out of `attrs`: what remains is for the compiler.
pub(crate) fn take_event_attrs(attrs: &mut Vec<Attribute>, faults: &mut Faults) -> Vec<EventAttr> {
    attrs
        .extract_if(.., |attr| EventKind::of(attr).is_some())
        .filter_map(|attr| EventKind::of(&attr).map(|kind| event_attr(attr, kind, faults)))
        .collect()
}

fn event_attr(attr: Attribute, kind: EventKind, faults: &mut Faults) -> EventAttr {
    let help = format!("write `{}`", kind.form());
    let settings = match &attr.meta {
        Meta::Path(_) => Vec::new(),
        Meta::List(list) => settings(list.tokens.clone(), &help, faults),
        Meta::NameValue(_) => {
            faults.add(&attr, "the name goes in parentheses", &help);
            Vec::new()
        }
    };
    let mut event = EventAttr {
        kind,
        name: None,
        aliases: Vec::new(),
        node: None,
        volatile: None,
        limits: Limits::default(),
        attr,
    };
    for setting in settings {
        event_setting(&setting, &mut event, &help, faults);
    }
    event
}

fn event_setting(setting: &Setting, event: &mut EventAttr, help: &str, faults: &mut Faults) {
    const LIMIT: &str = "put it into quotes: `rate = \"20/s\"`, `max_bytes = \"64 KiB\"`";
    let option = match setting {
        Setting::Text(text) => {
            if event.name.replace(text.clone()).is_some() {
                let help = "write an old name as `alias = \"old:name\"`";
                faults.add(text, "a second name is given", help);
            }
            return;
        }
        Setting::Flag(option) | Setting::Assigned(option, _) => option,
    };
    let name = option.to_string();
    if !EventKind::with(&name).contains(&event.kind) {
        return misplaced(setting, &name, event.kind, help, faults);
    }
    match (name.as_str(), setting) {
        ("volatile", Setting::Flag(_)) => {
            set(&mut event.volatile, Some(option.clone()), option, faults);
        }
        ("volatile", _) => {
            faults.add(setting, "`volatile` has no value", help);
        }
        ("alias", _) => event.aliases.extend(setting.text(help, faults).cloned()),
        ("ack", _) => {
            let node = setting.text(help, faults).and_then(|text| node(text, faults));
            set(&mut event.node, node, option, faults);
        }
        ("rate", _) => {
            let rate = setting.text(LIMIT, faults).and_then(|text| limits::rate(text, faults));
            set(&mut event.limits.rate, rate, option, faults);
        }
        _ => {
            let bytes =
                setting.text(LIMIT, faults).and_then(|text| limits::max_bytes(text, faults));
            set(&mut event.limits.max_bytes, bytes, option, faults);
        }
    }
}

/// The one form of an acknowledgement that is not told by the return type.
fn node(form: &LitStr, faults: &mut Faults) -> Option<LitStr> {
    let is_node = form.value() == "node";
    if !is_node {
        let help = "write `ack = \"node\"` for `callback(error, value)`; without it, `Result<T, E>` is sent as \
                    `{ok, data}` or `{ok, error}`, and any other type as it is";
        faults.add(form, format!("`{}` is no form of an acknowledgement", form.value()), help);
    }
    is_node.then(|| form.clone())
}

/// An option that this attribute does not have.
fn misplaced(setting: &Setting, option: &str, kind: EventKind, help: &str, faults: &mut Faults) {
    let attr = kind.name();
    let (fault, help) = match (EventKind::with(option), option, setting) {
        ([], "name" | "rename", Setting::Assigned(_, name)) => {
            let name = quote::quote!(#name);
            let fault = "the name on the wire stands alone".to_owned();
            (fault, format!("write `#[{attr}({name})]`"))
        }
        ([], ..) => (format!("unknown option `{option}`"), help.to_owned()),
        (kinds, ..) => {
            let owners: Vec<String> =
                kinds.iter().map(|kind| format!("`#[{}]`", kind.name())).collect();
            let owners = owners.join(" and ");
            (format!("`{option}` is an option of {owners}"), format!("remove it, or {help}"))
        }
    };
    faults.add(setting, fault, help);
}

/// Takes the `#[guard(…)]` out of `attrs`: the types that are named there, in order.
pub(crate) fn take_guards(attrs: &mut Vec<Attribute>, faults: &mut Faults) -> Vec<Type> {
    const HELP: &str = "write `#[guard(CanPost)]`, with a type that implements `wigwag::Guard`";
    let mut guards = Vec::new();
    for attr in attrs.extract_if(.., |attr| attr.path().is_ident("guard")) {
        let named = match &attr.meta {
            Meta::List(list) => {
                let types = Punctuated::<Type, Token![,]>::parse_terminated;
                types.parse2(list.tokens.clone()).unwrap_or_else(|_| {
                    faults.add(list, "a guard is a type", HELP);
                    Punctuated::new()
                })
            }
            Meta::Path(_) | Meta::NameValue(_) => {
                faults.add(&attr, "the guard is not named", HELP);
                continue;
            }
        };
        guards.extend(named);
    }
    guards
}

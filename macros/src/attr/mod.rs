//! Attributes to values, which keep their spans.

mod contract;
mod event;
mod setting;

pub(crate) use self::contract::contract_options;
pub(crate) use self::event::{EventAttr, EventKind, is_own, take_event_attrs, take_guards};
pub(crate) use self::setting::{Setting, set, settings};

use syn::{Attribute, Meta, Token, parse::Parser as _, punctuated::Punctuated};

use crate::contract::Deprecation;

/// The text of the `///` comments, without the space that follows the slashes.
pub(crate) fn docs(attrs: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attrs.iter().filter_map(doc_line).collect();
    let text = lines.join("\n");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn doc_line(attr: &Attribute) -> Option<String> {
    let Meta::NameValue(doc) = &attr.meta else { return None };
    let text = doc.path.is_ident("doc").then(|| setting::string(&doc.value)).flatten()?.value();
    Some(text.strip_prefix(' ').unwrap_or(&text).to_owned())
}

/// The values of `#[deprecated]`. Mistakes in it are left to the compiler, which sees it too.
pub(crate) fn deprecation(attrs: &[Attribute]) -> Option<Deprecation> {
    let attr = attrs.iter().find(|attr| attr.path().is_ident("deprecated"))?;
    let mut deprecation = Deprecation::default();
    match &attr.meta {
        Meta::Path(_) => {}
        Meta::NameValue(note) => deprecation.note = setting::string(&note.value).cloned(),
        Meta::List(list) => {
            let values = Punctuated::<Setting, Token![,]>::parse_terminated;
            for value in values.parse2(list.tokens.clone()).into_iter().flatten() {
                match value {
                    Setting::Assigned(name, text) if name == "since" => {
                        deprecation.since = setting::string(&text).cloned();
                    }
                    Setting::Assigned(name, text) if name == "note" => {
                        deprecation.note = setting::string(&text).cloned();
                    }
                    _ => {}
                }
            }
        }
    }
    Some(deprecation)
}

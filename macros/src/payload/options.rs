//! The options of `#[payload(…)]`, on a type and on its fields.

use proc_macro2::TokenStream;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitStr, Meta, parse_quote};

use crate::{
    attr::{Setting, set, settings},
    diagnostics::Faults,
    wigwag::Wigwag,
};

/// What the attribute says.
#[derive(Default)]
pub(super) struct Options {
    pub(super) wigwag: Wigwag,
    pub(super) rename_all: Option<LitStr>,
    pub(super) tag: Option<LitStr>,
    pub(super) content: Option<LitStr>,
    pub(super) untagged: Option<Ident>,
    pub(super) brand: Option<Ident>,
    /// Only received: not `Serialize`.
    pub(super) receive: Option<Ident>,
    /// Only sent: not `Deserialize`.
    pub(super) send: Option<Ident>,
}

const OPTIONS: &str = "the options are `tag = \"code\"`, `content = \"data\"`, `untagged`, `brand`, `receive`, `send`, \
                       `rename_all = \"camelCase\"` and `crate = \"my_api::wigwag\"`; other attributes of serde are \
                       written below, as `#[serde(…)]`";

pub(super) fn read(tokens: TokenStream, faults: &mut Faults) -> Options {
    let mut options = Options::default();
    let mut wigwag = None;
    for setting in settings(tokens, OPTIONS, faults) {
        let Some(name) = setting.name() else {
            faults.add(setting, "`#[payload]` does not know what this text is", OPTIONS);
            continue;
        };
        let mut flag = |slot: &mut Option<Ident>| match &setting {
            Setting::Assigned(..) => {
                faults.add(&setting, format!("`{name}` has no value"), OPTIONS)
            }
            _ => set(slot, Some(name.clone()), name, faults),
        };
        match name.to_string().as_str() {
            "untagged" => flag(&mut options.untagged),
            "brand" => flag(&mut options.brand),
            "receive" => flag(&mut options.receive),
            "send" => flag(&mut options.send),
            "rename_all" => text(&setting, name, &mut options.rename_all, faults),
            "tag" => text(&setting, name, &mut options.tag, faults),
            "content" => text(&setting, name, &mut options.content, faults),
            "crate" => {
                let path = setting.text(OPTIONS, faults);
                let path = path.and_then(|path| Wigwag::read(path, faults));
                set(&mut wigwag, path, name, faults);
            }
            unknown => {
                let fault = format!("`#[payload]` does not know the option `{unknown}`");
                faults.add(name, fault, OPTIONS);
            }
        }
    }
    Options { wigwag: wigwag.unwrap_or_default(), ..options }
}

fn text(setting: &Setting, name: &Ident, slot: &mut Option<LitStr>, faults: &mut Faults) {
    let text = setting.text(OPTIONS, faults).cloned();
    set(slot, text, name, faults);
}

/// Puts what `#[payload(…)]` on fields means in its place.
pub(super) fn take_field_options(item: &mut DeriveInput, faults: &mut Faults) {
    match &mut item.data {
        Data::Struct(data) => of_fields(&mut data.fields, faults),
        Data::Enum(data) => {
            for variant in &mut data.variants {
                if let Some(attr) = take(&mut variant.attrs) {
                    let help = "put it on the enum, or write `#[serde(…)]`";
                    faults.add(attr, "`#[payload]` has no options for a variant", help);
                }
                of_fields(&mut variant.fields, faults);
            }
        }
        Data::Union(_) => {}
    }
}

fn of_fields(fields: &mut Fields, faults: &mut Faults) {
    for field in fields {
        let Some(attr) = take(&mut field.attrs) else { continue };
        match &attr.meta {
            Meta::List(list)
                if list.parse_args::<Ident>().is_ok_and(|option| option == "numbers") =>
            {
                field.attrs.push(parse_quote!(#[schemars(extend("x-wigwag-numbers" = true))]));
            }
            _ => {
                let help =
                    "write `#[payload(numbers)]`: the bytes are meant to be an array of numbers";
                faults.add(&attr, "a field of a payload has one option", help);
            }
        }
    }
}

fn take(attrs: &mut Vec<Attribute>) -> Option<Attribute> {
    attrs.extract_if(.., |attr| attr.path().is_ident("payload")).last()
}

//! The user's type to the model of [`Rooms`].

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Member};

use super::{Field, Form, Rooms};
use crate::{diagnostics::Faults, names, template::Template, wigwag::Wigwag};

pub(super) fn rooms(input: &DeriveInput, faults: &mut Faults) -> Rooms {
    let ident = &input.ident;
    if !input.generics.params.is_empty() {
        let fault = format!("`{ident}` is generic, and its rooms would share their names");
        faults.add(&input.generics, fault, "name the types");
    }
    let forms = match &input.data {
        Data::Struct(data) => {
            vec![form(ident, quote!(Self), &input.attrs, &data.fields, faults)]
        }
        Data::Enum(data) => {
            if let Some(attr) = input.attrs.iter().find(|attr| attr.path().is_ident("room")) {
                let help = "put it on the variants";
                let fault = format!("each variant of `{ident}` has a name of its own");
                faults.add(attr, fault, help);
            }
            let variants = data.variants.iter().map(|variant| {
                let name = &variant.ident;
                form(name, quote!(Self::#name), &variant.attrs, &variant.fields, faults)
            });
            variants.collect()
        }
        Data::Union(data) => {
            let help = "use an enum, with a variant for each kind of room";
            let fault = format!("`{ident}` is a union, and does not say which room it names");
            faults.add(data.union_token, fault, help);
            Vec::new()
        }
    };
    let wigwag = Wigwag::of_derive(&input.attrs, faults);
    Rooms { wigwag, ident: ident.clone(), forms }
}

fn form(
    ident: &Ident,
    path: impl ToTokens,
    attrs: &[Attribute],
    fields: &Fields,
    faults: &mut Faults,
) -> Form {
    let fields: Vec<Field> = fields
        .iter()
        .zip(fields.members())
        .map(|(field, member): (_, Member)| Field { member, ty: field.ty.clone() })
        .collect();
    let spelling = spelling(ident, attrs, &fields, faults);
    let template = Template::parse(&spelling.value());
    Form { ident: ident.clone(), path: path.into_token_stream(), fields, spelling, template }
}

/// What the attribute says; without one, the name in snake case and all fields.
fn spelling(ident: &Ident, attrs: &[Attribute], fields: &[Field], faults: &mut Faults) -> LitStr {
    let mut attrs = attrs.iter().filter(|attr| attr.path().is_ident("room"));
    let written = attrs.next().and_then(|attr| match attr.parse_args::<LitStr>() {
        Ok(spelling) => Some(spelling),
        Err(_) => {
            let help = "write `#[room(\"topic:{0}\")]`";
            faults.add(attr, format!("the rooms of `{ident}` have no name"), help);
            None
        }
    });
    if let Some(second) = attrs.next() {
        let fault = format!("the rooms of `{ident}` are given two names");
        faults.add(second, fault, "remove one of them");
    }
    written.unwrap_or_else(|| {
        let mut spelling = names::module_name(ident);
        for field in fields {
            spelling += &format!(":{{{}}}", field.name());
        }
        LitStr::new(&spelling, ident.span())
    })
}

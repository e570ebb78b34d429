//! Every rule about a payload that can be told from its declaration, one function per rule.

use quote::ToTokens;
use syn::{
    Data, Field, Fields, TypeReference,
    visit::{self, Visit},
};

use super::{Payload, TRAITS, options::Options, written};
use crate::{diagnostics::Faults, wire_type};

pub(super) fn payload(payload: &Payload, faults: &mut Faults) {
    if let Data::Union(data) = &payload.item.data {
        let fault = "a union does not say which of its values it has";
        return faults.add(data.union_token, fault, "use an enum, with a variant for each value");
    }
    directions(&payload.options, faults);
    representation(payload, faults);
    rename_rule(&payload.options, faults);
    brand(payload, faults);
    derived_already(payload, faults);
    borrowed(payload, faults);
    map_keys(payload, faults);
}

fn directions(options: &Options, faults: &mut Faults) {
    if let (Some(_), Some(send)) = (&options.receive, &options.send) {
        let help = "remove both: without either, a payload is received and sent";
        faults.add(send, "`receive` and `send` each leave out the other", help);
    }
}

/// The representations of serde, by its names.
fn representation(payload: &Payload, faults: &mut Faults) {
    let Options { tag, content, untagged, .. } = &payload.options;
    if let (Some(untagged), Some(_)) = (untagged, tag) {
        faults.add(untagged, "`untagged` and `tag` are two representations", "remove one of them");
    } else if let (Some(content), None) = (content, tag) {
        let help = "write `tag = \"kind\"` too: the field that says which variant it is";
        faults.add(content, "`content` without `tag` does not say which variant it is", help);
    }
    let Data::Struct(data) = &payload.item.data else { return };
    let of_variants = [
        content.as_ref().map(ToTokens::to_token_stream),
        untagged.as_ref().map(ToTokens::to_token_stream),
    ];
    for option in of_variants.into_iter().flatten() {
        let help = "remove it: a struct has one form";
        faults.add(option, "only an enum has variants to tell apart", help);
    }
    if let (Some(tag), Fields::Unnamed(_) | Fields::Unit) = (tag, &data.fields) {
        faults.add(tag, "only a struct with named fields has room for a tag", "remove it");
    }
}

/// serde and schemars would each say this, the one more than once.
fn rename_rule(options: &Options, faults: &mut Faults) {
    const RULES: [&str; 8] = [
        "lowercase",
        "UPPERCASE",
        "PascalCase",
        "camelCase",
        "snake_case",
        "SCREAMING_SNAKE_CASE",
        "kebab-case",
        "SCREAMING-KEBAB-CASE",
    ];
    if let Some(rule) =
        options.rename_all.as_ref().filter(|rule| !RULES.contains(&rule.value().as_str()))
    {
        let help = format!("write one of: {}", RULES.join(", "));
        faults.add(rule, format!("`{}` is not a way to write names", rule.value()), help);
    }
}

/// A brand marks a text or a number. Whether it is one is known when the contract is described.
fn brand(payload: &Payload, faults: &mut Faults) {
    let Some(brand) = &payload.options.brand else { return };
    let item = &payload.item;
    let is_newtype = matches!(
        &item.data,
        Data::Struct(data) if matches!(&data.fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1)
    );
    if !is_newtype {
        let help = "write a struct around one value, `pub struct UserId(String);`";
        faults.add(brand, "a brand is a text or a number with a name of its own", help);
    } else if written::names(&item.attrs, "serde", "transparent") {
        let help =
            "remove `transparent`: a struct around one value is written as that value anyway";
        faults.add(brand, "`transparent` gives up the name that a brand keeps", help);
    }
}

fn derived_already(payload: &Payload, faults: &mut Faults) {
    for derived in written::derives(&payload.item) {
        if TRAITS.iter().any(|name| derived == name) {
            let fault = format!("`#[payload]` derives `{derived}`, or leaves it out on purpose");
            faults.add(&derived, fault, "remove it from `#[derive(…)]`");
        }
    }
}

/// What comes from the wire is owned.
fn borrowed(payload: &Payload, faults: &mut Faults) {
    if payload.options.send.is_some() {
        return;
    }
    let fault = "it borrows, and what comes from the wire is owned";
    let help =
        "own it, such as `String` for `&str`, or write `#[payload(send)]` for what is only sent";
    if let Some(lifetime) = payload.item.generics.lifetimes().next() {
        return faults.add(lifetime, fault, help);
    }
    for field in checked_fields(payload) {
        let mut borrows = Borrows(None);
        borrows.visit_type(&field.ty);
        if let Some(borrow) = borrows.0 {
            faults.add(borrow, fault, help);
        }
    }
}

/// The first reference in a type.
struct Borrows<'ast>(Option<&'ast TypeReference>);

impl<'ast> Visit<'ast> for Borrows<'ast> {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.0.get_or_insert(reference);
        visit::visit_type_reference(self, reference);
    }
}

/// The keys whose names tell that they cannot be written; the others are looked at when the contract is described.
fn map_keys(payload: &Payload, faults: &mut Faults) {
    for field in checked_fields(payload) {
        let keys = wire_type::map_keys(&field.ty);
        for fault in keys.into_iter().filter_map(wire_type::key_fault) {
            faults.add(fault.at, format!("this {}", fault.what), fault.help);
        }
    }
}

/// The fields whose types say how they are written and read.
fn checked_fields(payload: &Payload) -> impl Iterator<Item = &Field> {
    written::fields(&payload.item).into_iter().filter(|field| !written::otherwise(field))
}

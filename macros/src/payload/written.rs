//! What the user has written in attributes of others: it wins over what `#[payload]` would add.

use syn::{
    Attribute, Data, DeriveInput, Field, Fields, Ident, Meta, Path, Token, punctuated::Punctuated,
};

/// Whether one of the attributes `#[attribute(…)]` names `option`.
pub(super) fn names(attrs: &[Attribute], attribute: &str, option: &str) -> bool {
    metas(attrs, attribute).any(|meta| meta.path().is_ident(option))
}

/// The options in all `#[attribute(…)]`. Those that cannot be read are reported by the derive that they are for.
fn metas(attrs: &[Attribute], attribute: &str) -> impl Iterator<Item = Meta> {
    attrs
        .iter()
        .filter(move |attr| attr.path().is_ident(attribute))
        .filter_map(|attr| {
            attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()
        })
        .flatten()
}

/// The last names of the traits in `#[derive(…)]` below the attribute.
pub(super) fn derives(item: &DeriveInput) -> Vec<Ident> {
    let derives = item.attrs.iter().filter(|attr| attr.path().is_ident("derive"));
    let paths = derives.filter_map(|attr| {
        attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok()
    });
    paths.flatten().filter_map(|path| Some(path.segments.last()?.ident.clone())).collect()
}

/// Whether the field's own type does not say how its value is written and read.
pub(super) fn otherwise(field: &Field) -> bool {
    let serde = [
        "with",
        "serialize_with",
        "deserialize_with",
        "skip",
        "skip_serializing",
        "skip_deserializing",
    ];
    serde.iter().any(|option| names(&field.attrs, "serde", option))
        || ["with", "schema_with"].iter().any(|option| names(&field.attrs, "schemars", option))
}

/// All fields, those of an enum's variants too.
pub(super) fn fields(item: &DeriveInput) -> Vec<&Field> {
    match &item.data {
        Data::Struct(data) => data.fields.iter().collect(),
        Data::Enum(data) => data.variants.iter().flat_map(|variant| &variant.fields).collect(),
        Data::Union(_) => Vec::new(),
    }
}

/// Whether the type is an enum whose values are written as their names.
pub(super) fn is_enum_of_names(item: &DeriveInput) -> bool {
    let Data::Enum(data) = &item.data else { return false };
    let is_represented =
        ["tag", "content", "untagged"].iter().any(|option| names(&item.attrs, "serde", option));
    !is_represented && data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit))
}

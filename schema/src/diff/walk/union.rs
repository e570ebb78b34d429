//! The alternatives of two schemas, and which of them belong together.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diff::forms::{Alternative, Form, Kind, Object};

/// The alternatives of both schemas of one place.
pub(super) struct Union<'a> {
    pub(super) writer: &'a Value,
    pub(super) reader: &'a Value,
    pub(super) from: &'a [Alternative],
    pub(super) to: &'a [Alternative],
}

impl Union<'_> {
    /// Whether there is no sort of JSON value that both have.
    pub(super) fn has_nothing_in_common(&self) -> bool {
        let kinds = |union: &[Alternative]| -> BTreeSet<Kind> {
            union.iter().map(|one| one.form.kind()).collect()
        };
        let (from, to) = (kinds(self.from), kinds(self.to));
        let is_certain = |kinds: &BTreeSet<Kind>| {
            !kinds.contains(&Kind::Anything) && !kinds.contains(&Kind::Unknown)
        };
        // That both may be absent is nothing in common, unless one of them is nothing but absent.
        let null = BTreeSet::from([Kind::Null]);
        let shared: BTreeSet<Kind> = from.intersection(&to).copied().collect();
        let share_only_null = shared == null && from != null && to != null;
        let is_disjoint = shared.is_empty() || share_only_null;
        !from.is_empty() && is_certain(&from) && is_certain(&to) && is_disjoint
    }

    /// Whether an attachment is on one side only.
    pub(super) fn is_binary_on_one_side(&self) -> bool {
        let has_binary = |union: &[Alternative]| union.iter().any(|one| one.form == Form::Binary);
        has_binary(self.from) != has_binary(self.to)
    }

    /// Whether `form` has few enough values that the reader may list them all, and does.
    pub(super) fn lists_all_of(&self, form: &Form) -> bool {
        let lists = |value: bool| {
            let literal = Form::Literal(Value::Bool(value));
            self.to.iter().any(|to| to.form == literal)
        };
        *form == Form::Boolean && lists(true) && lists(false)
    }

    /// Whether `form` is no variant among others, so that it is not one that came or went.
    pub(super) fn is_no_variant(&self, form: &Form) -> bool {
        let is_literal = |form: &Form| matches!(form, Form::Literal(_) | Form::Open);
        let is_alone = self.from.iter().filter(|other| other.form != Form::Null).count() == 1;
        let mut same_kind = self.to.iter().filter(|to| to.form.kind() == form.kind()).peekable();
        let is_listed = same_kind.peek().is_some() && same_kind.all(|to| is_literal(&to.form));
        match form {
            Form::Literal(_) => false,
            Form::Anything => true,
            _ => is_alone || is_listed,
        }
    }

    /// What to add to a path to say which variant it leads into; nothing when there is only one.
    pub(super) fn variant_of(&self, form: &Form) -> String {
        let objects = self.from.iter().filter(|one| one.form.kind() == Kind::Object).count();
        let Form::Object(object) = form else { return String::new() };
        let tag = object.tags().into_values().flatten().next();
        match tag {
            Some(Value::String(tag)) if objects > 1 => format!("({tag})"),
            _ => String::new(),
        }
    }
}

/// Whether `reader` is what should take `writer`, so that the two are worth comparing.
pub(super) fn is_counterpart(writer: &Form, reader: &Form) -> bool {
    match (writer, reader) {
        _ if writer == reader => true,
        (_, Form::Anything | Form::Unknown(_)) | (Form::Unknown(_), _) => true,
        (Form::Literal(one), Form::Literal(other)) => one == other,
        (_, Form::Literal(_)) => false,
        (Form::Object(one), Form::Object(other)) => !are_other_variants(one, other),
        (one, other) => one.kind() == other.kind(),
    }
}

/// Whether a tag, or the only field of each, says that no value is of both.
fn are_other_variants(one: &Object, other: &Object) -> bool {
    let theirs = other.tags();
    let is_other_tag = one.tags().iter().any(|(name, mine)| {
        theirs.get(name).is_some_and(|theirs| !mine.iter().any(|value| theirs.contains(value)))
    });
    let sole_fields = one.sole_field().zip(other.sole_field());
    is_other_tag || sole_fields.is_some_and(|(mine, theirs)| mine != theirs)
}

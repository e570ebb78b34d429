//! One form of values, as it is written and as it is read.

use super::{At, Walk};
use crate::diff::{
    describe::describe,
    forms::{Array, Form, Number, Object, Rest, Text},
    rules::{self, Side},
};

impl Walk<'_> {
    pub(super) fn literal(&mut self, at: &At, text: &str, to: &Text) {
        match to.allows(text) {
            Some(true) => {}
            Some(false) => {
                let rule = self.rule(&rules::RANGE_NARROWED, &rules::RANGE_WIDENED);
                self.refuse(rule, at, format!("the length of {text:?}"));
            }
            None => {
                let detail = format!("whether {text:?} is a text of the form");
                self.refuse(&rules::NOT_COMPARABLE, at, detail);
            }
        }
    }

    pub(super) fn numbers(&mut self, at: &At, from: &Number, to: &Number) {
        let forms = || (Form::Number(from.clone()), Form::Number(to.clone()));
        let (one, other) = forms();
        if to.is_integer && !from.is_integer {
            let rule = self.rule(&rules::TYPE_NARROWED, &rules::TYPE_WIDENED);
            self.refuse(rule, at, self.forms_difference(&one, &other));
        } else if from.min < to.min || to.max < from.max {
            let rule = self.rule(&rules::RANGE_NARROWED, &rules::RANGE_WIDENED);
            self.refuse(rule, at, self.forms_difference(&one, &other));
        }
    }

    pub(super) fn texts(&mut self, at: &At, from: &Text, to: &Text) {
        let difference = self.forms_difference(&Form::Text(from.clone()), &Form::Text(to.clone()));
        if !to.forms.is_subset(&from.forms) {
            let rule = match from.forms.is_empty() {
                true => self.rule(&rules::FORMAT_ADDED, &rules::FORMAT_REMOVED),
                false => &rules::FORMAT_CHANGED,
            };
            self.refuse(rule, at, difference.clone());
        }
        if from.min < to.min || exceeds(from.max, to.max) {
            let rule = self.rule(&rules::RANGE_NARROWED, &rules::RANGE_WIDENED);
            self.refuse(rule, at, difference);
        }
    }

    pub(super) fn arrays(&mut self, at: &At, from: &Array, to: &Array) {
        let lengths = (from.fixed_length(), to.fixed_length());
        let detail = |walk: &Self| {
            walk.forms_difference(&Form::Array(from.clone()), &Form::Array(to.clone()))
        };
        if let (Some(one), Some(other)) = lengths
            && one != other
        {
            return self.refuse(&rules::TUPLE_LENGTH_CHANGED, at, detail(self));
        }
        if from.min < to.min || exceeds(from.max, to.max) || (to.is_unique && !from.is_unique) {
            let rule = self.rule(&rules::RANGE_NARROWED, &rules::RANGE_WIDENED);
            self.refuse(rule, at, detail(self));
        }
        let known = from.items.len().max(to.items.len());
        let is_longer = from.max.is_none_or(|max| max > known as u64);
        for position in 0..known {
            let at = at.inside(&format!("[{position}]"));
            self.schemas(&at, from.item(position), to.item(position));
        }
        if is_longer {
            self.schemas(&at.inside("[]"), &from.rest, &to.rest);
        }
    }

    pub(super) fn objects(&mut self, at: &At, from: &Object, to: &Object) {
        // No pattern is matched here. Where the names are divided in the same way, none has to be.
        let is_keyed = !from.patterns.is_empty() || !to.patterns.is_empty();
        let are_divided_alike =
            from.fields.keys().eq(to.fields.keys()) && from.patterns.keys().eq(to.patterns.keys());
        if is_keyed && !are_divided_alike {
            return self.maps_of_other_keys(at, from, to);
        }
        for (written, read) in from.patterns.values().zip(to.patterns.values()) {
            self.schemas(&at.inside("[*]"), written, read);
        }
        for (name, field) in &to.fields {
            let inside = at.inside(&format!(".{name}"));
            match (from.fields.get(name), &from.rest) {
                (Some(written), _) => {
                    if field.is_required && !written.is_required {
                        let rule =
                            self.rule(&rules::FIELD_MADE_REQUIRED, &rules::FIELD_MADE_OPTIONAL);
                        self.refuse(rule, &inside, String::new());
                    }
                    self.schemas(&inside, &written.schema, &field.schema);
                }
                (None, entries) => {
                    if field.is_required {
                        let rule = self.rule(&rules::REQUIRED_FIELD_ADDED, &rules::FIELD_REMOVED);
                        self.refuse(rule, &inside, describe(&field.schema));
                    } else {
                        let rule =
                            self.rule(&rules::OPTIONAL_FIELD_ADDED, &rules::OPTIONAL_FIELD_REMOVED);
                        self.note(rule, &inside, describe(&field.schema));
                    }
                    if let Rest::Entries(entries) = entries {
                        self.schemas(&inside, entries, &field.schema);
                    }
                }
            }
        }
        for (name, field) in from.fields.iter().filter(|(name, _)| !to.fields.contains_key(*name)) {
            let inside = at.inside(&format!(".{name}"));
            match &to.rest {
                // A client never looks at fields that it does not know.
                Rest::Refused if self.side != Side::Writes => {
                    let rule = self.rule(&rules::CLOSED_FIELD_REMOVED, &rules::CLOSED_FIELD_ADDED);
                    self.refuse(rule, &inside, describe(&field.schema));
                }
                Rest::Entries(entries) => self.schemas(&inside, &field.schema, entries),
                Rest::Refused | Rest::Ignored => {}
            }
        }
        match (&from.rest, &to.rest) {
            (Rest::Entries(from), Rest::Entries(to)) => self.schemas(&at.inside("[*]"), from, to),
            (Rest::Entries(_), Rest::Refused) => {
                let rule = self.rule(&rules::TYPE_NARROWED, &rules::TYPE_WIDENED);
                self.refuse(rule, at, "a map, fields of known names only".to_owned());
            }
            _ => {}
        }
    }

    /// Maps whose keys have a form, each another one.
    fn maps_of_other_keys(&mut self, at: &At, from: &Object, to: &Object) {
        let is_map = |object: &Object| object.fields.is_empty();
        match &to.rest {
            Rest::Entries(entries)
                if is_map(from)
                    && is_map(to)
                    && to.patterns.is_empty()
                    && from.rest == Rest::Refused =>
            {
                for written in from.patterns.values() {
                    self.schemas(&at.inside("[*]"), written, entries);
                }
            }
            _ => {
                let detail = "the names of the fields have another form".to_owned();
                self.refuse(&rules::NOT_COMPARABLE, at, detail);
            }
        }
    }
}

fn exceeds(from: Option<u64>, to: Option<u64>) -> bool {
    to.is_some_and(|to| from.is_none_or(|from| from > to))
}

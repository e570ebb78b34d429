//! Whether everything that is written by one schema can be read by another one, and where not.
//!
//! The walk asks one question at each place: is every value of the writer's schema a value of the
//! reader's? What the reader refuses is a change for the worse. It never has to guess which change
//! was meant, so that nothing it has not thought of can pass for compatible.

use std::collections::BTreeSet;

use serde_json::Value;

use self::union::{Union, is_counterpart};
use super::{
    describe::{describe, describe_form},
    forms::{Alternative, Form, Origin, Text, alternatives, target},
    rules::{self, Rule, Side},
    unchanged::refers_only_to,
};
use crate::{mark, model::Contract};

mod union;
mod values;

/// How deep types may nest, and how many places of one value are looked at, before the rest counts
/// as one that cannot be compared.
const DEPTH_MAX: usize = 100;
const STEPS_MAX: u32 = 100_000;

/// Which contract the writer goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// Written by the old contract, read by the new one.
    Forward,
    /// Written by the new contract, read by the old one.
    Backward,
}

/// The two contracts that are compared.
#[derive(Clone, Copy)]
pub(super) struct Contracts<'a> {
    pub(super) old: &'a Contract,
    pub(super) new: &'a Contract,
    /// The types that are the same in both, down to all that they refer to.
    pub(super) unchanged: &'a BTreeSet<String>,
}

/// One change in the types behind one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) rule: &'static Rule,
    /// From the closest named type: `User.name`.
    pub(super) subject: String,
    /// From the outermost one: `Message.author.name`.
    pub(super) path: String,
    /// What was there and what is there instead, in words.
    pub(super) detail: String,
}

/// Where in a value the walk is.
#[derive(Clone, Debug)]
pub(super) struct At {
    subject: String,
    path: String,
}

impl At {
    /// The place itself, by two names: one that tells it from all others, and a short one.
    pub(super) fn new(subject: String, path: String) -> Self {
        Self { subject, path }
    }

    fn inside(&self, segment: &str) -> Self {
        Self {
            subject: format!("{}{segment}", self.subject),
            path: format!("{}{segment}", self.path),
        }
    }

    fn of_type(&self, name: &str) -> Self {
        Self { subject: name.to_owned(), ..self.clone() }
    }
}

/// Walks along two schemas at once.
pub(super) struct Walk<'a> {
    contracts: Contracts<'a>,
    sense: Sense,
    side: Side,
    found: Vec<Change>,
    /// How many of the changes mean that the reader refuses something.
    refusals: usize,
    /// Pairs of schemas around the place. To meet one again means to go round in circles.
    around: Vec<(Value, Value)>,
    /// Alternatives of named types that were compared.
    compared: BTreeSet<(Origin, Origin)>,
    steps_left: u32,
}

impl<'a> Walk<'a> {
    pub(super) fn new(contracts: Contracts<'a>, sense: Sense, side: Side) -> Self {
        Self {
            contracts,
            sense,
            side,
            found: Vec::new(),
            refusals: 0,
            around: Vec::new(),
            compared: BTreeSet::new(),
            steps_left: STEPS_MAX,
        }
    }

    /// Compares the old and the new schema of one place.
    pub(super) fn changes(mut self, at: &At, old: &Value, new: &Value) -> Vec<Change> {
        match self.sense {
            Sense::Forward => self.schemas(at, old, new),
            Sense::Backward => self.schemas(at, new, old),
        }
        self.found
    }

    fn schemas(&mut self, at: &At, writer: &Value, reader: &Value) {
        // Nearly all of a contract stays as it is.
        if writer == reader && refers_only_to(writer, self.contracts.unchanged) {
            return;
        }
        let names = (target(writer), target(reader));
        let at = match self.old_and_new(names.0, names.1) {
            (_, Some(name)) | (Some(name), None) => &at.of_type(name),
            (None, None) => at,
        };
        let pair = (writer.clone(), reader.clone());
        if self.around.contains(&pair) {
            return;
        }
        if self.around.len() >= DEPTH_MAX || self.steps_left == 0 {
            return self.refuse(&rules::NOT_COMPARABLE, at, "too much of it".to_owned());
        }
        self.steps_left -= 1;
        self.around.push(pair);
        let (from, to) = match self.sense {
            Sense::Forward => (self.contracts.old, self.contracts.new),
            Sense::Backward => (self.contracts.new, self.contracts.old),
        };
        let union = Union {
            writer: written_out(from, writer, names),
            reader: written_out(to, reader, names),
            from: &alternatives(from, writer),
            to: &alternatives(to, reader),
        };
        self.union(at, &union);
        self.around.pop();
    }

    /// What only TypeScript tells apart: the names of types, and strings that have one. One sense is
    /// enough to see it.
    fn names(&mut self, at: &At, was: Option<&Origin>, is: Option<&Origin>) {
        let Contracts { old, new, .. } = self.contracts;
        if let (Some(was), Some(is)) = (was, is)
            && was.name != is.name
            && !new.types.contains_key(&was.name)
        {
            self.note(&rules::TYPE_RENAMED, at, format!("{} → {}", was.name, is.name));
        }
        let is_branded = |contract: &Contract, origin: Option<&Origin>| {
            let definition = origin.and_then(|origin| contract.definition(&origin.name));
            definition.is_some_and(|ty| mark::is_set(ty.get(mark::BRAND)))
        };
        match (is_branded(old, was), is_branded(new, is)) {
            (false, true) => self.note(&rules::BRAND_CHANGED, at, "branded".to_owned()),
            (true, false) => self.note(&rules::BRAND_CHANGED, at, "no longer branded".to_owned()),
            _ => {}
        }
    }

    fn union(&mut self, at: &At, union: &Union<'_>) {
        if union.has_nothing_in_common() {
            let rule = match union.is_binary_on_one_side() {
                true => &rules::BINARY_CHANGED,
                false => &rules::TYPE_CHANGED,
            };
            return self.refuse(rule, at, self.difference(union));
        }
        for from in union.from {
            let is_written = from.form != Form::Open || self.side == Side::Reads;
            if !is_written || union.lists_all_of(&from.form) {
                continue;
            }
            let counterparts = union.to.iter().filter(|to| is_counterpart(&from.form, &to.form));
            let mut counterparts: Vec<_> = counterparts.collect();
            // What stayed as it is, is compared with itself.
            counterparts.sort_by_key(|to| to.form != from.form);
            match counterparts[..] {
                [] => self.unread(at, from, union),
                [only] => self.alternative(at, union, from, only),
                _ => self.closest(at, union, from, &counterparts),
            }
        }
    }

    /// Compares with that counterpart of which the least is refused.
    fn closest(
        &mut self,
        at: &At,
        union: &Union<'_>,
        from: &Alternative,
        counterparts: &[&Alternative],
    ) {
        let before = (self.compared.clone(), self.found.len(), self.refusals);
        let mut closest: Option<(usize, Vec<Change>)> = None;
        for to in counterparts {
            self.alternative(at, union, from, to);
            let refused = self.refusals - before.2;
            if refused == 0 {
                return;
            }
            // What was found on the way holds only if this is the one.
            let found = self.found.split_off(before.1);
            self.compared.clone_from(&before.0);
            self.refusals = before.2;
            if closest.as_ref().is_none_or(|(least, _)| refused < *least) {
                closest = Some((refused, found));
            }
        }
        let (refused, found) = closest.unwrap_or_default();
        self.refusals += refused;
        self.found.extend(found);
    }

    /// Nothing that the reader knows is like `from`.
    fn unread(&mut self, at: &At, from: &Alternative, union: &Union<'_>) {
        if from.form == Form::Null {
            let rule = self.rule(&rules::NULL_REMOVED, &rules::NULL_ADDED);
            self.refuse(rule, at, self.difference(union));
        } else if union.is_no_variant(&from.form) {
            let rule = self.rule(&rules::TYPE_NARROWED, &rules::TYPE_WIDENED);
            self.refuse(rule, at, self.difference(union));
        } else {
            let rule = self.rule(&rules::VARIANT_REMOVED, &rules::VARIANT_ADDED);
            let at = from.origin.as_ref().map_or_else(|| at.clone(), |ty| at.of_type(&ty.name));
            self.refuse(rule, &at, describe_form(&from.form));
        }
    }

    /// Compares one alternative of the writer with one of the reader.
    fn alternative(&mut self, at: &At, union: &Union<'_>, from: &Alternative, to: &Alternative) {
        let (written, read) = (from.origin.as_ref(), to.origin.as_ref());
        let (old, new) = self.old_and_new(written, read);
        let at = new.or(old).map_or_else(|| at.clone(), |origin| at.of_type(&origin.name));
        let at = &at.inside(&union.variant_of(&from.form));
        if self.sense == Sense::Forward {
            self.names(at, old, new);
        }
        if let (Some(written), Some(read)) = (written, read) {
            // A place further up has said already what is to be said.
            if !self.compared.insert((written.clone(), read.clone())) {
                return;
            }
        }
        self.forms(at, &from.form, &to.form);
    }

    fn forms(&mut self, at: &At, from: &Form, to: &Form) {
        match (from, to) {
            (Form::Unknown(from), Form::Unknown(to))
                if from == to && refers_only_to(from, self.contracts.unchanged) => {}
            (Form::Unknown(_), _) | (_, Form::Unknown(_)) => {
                self.refuse(&rules::NOT_COMPARABLE, at, "a keyword is not understood".to_owned());
            }
            (Form::Binary, Form::Binary) => {}
            (Form::Binary, _) | (_, Form::Binary) => {
                self.refuse(&rules::BINARY_CHANGED, at, self.forms_difference(from, to));
            }
            (_, Form::Anything) => {}
            (Form::Open, Form::Text(to)) => self.texts(at, &Text::ANY, to),
            (Form::Literal(_) | Form::Text(_), Form::Open) if self.sense == Sense::Backward => {
                self.note(&rules::OPEN_VARIANT_ADDED, at, describe_form(from));
            }
            (_, Form::Open) => {}
            (Form::Literal(from), Form::Literal(to)) if from == to => {}
            (Form::Literal(Value::Number(value)), Form::Number(to)) if to.allows(value) => {}
            (Form::Literal(Value::String(text)), Form::Text(to)) => self.literal(at, text, to),
            (Form::Number(from), Form::Number(to)) => self.numbers(at, from, to),
            (Form::Text(from), Form::Text(to)) => self.texts(at, from, to),
            (Form::Array(from), Form::Array(to)) => self.arrays(at, from, to),
            (Form::Object(from), Form::Object(to)) => self.objects(at, from, to),
            (Form::Null, Form::Null)
            | (Form::Boolean, Form::Boolean)
            | (Form::Literal(Value::Bool(_)), Form::Boolean) => {}
            _ => {
                let rule = self.rule(&rules::TYPE_NARROWED, &rules::TYPE_WIDENED);
                self.refuse(rule, at, self.forms_difference(from, to));
            }
        }
    }

    /// The rule for what was narrowed, or widened: the writer going by the old contract, or the reader.
    fn rule(&self, narrowed: &'static Rule, widened: &'static Rule) -> &'static Rule {
        match self.sense {
            Sense::Forward => narrowed,
            Sense::Backward => widened,
        }
    }

    fn refuse(&mut self, rule: &'static Rule, at: &At, detail: String) {
        self.refusals += 1;
        self.note(rule, at, detail);
    }

    fn note(&mut self, rule: &'static Rule, at: &At, detail: String) {
        let At { subject, path } = at.clone();
        let change = Change { rule, subject, path, detail };
        if !self.found.contains(&change) {
            self.found.push(change);
        }
    }

    fn difference(&self, union: &Union<'_>) -> String {
        self.arrow(&describe(union.writer), &describe(union.reader))
    }

    fn forms_difference(&self, writer: &Form, reader: &Form) -> String {
        self.arrow(&describe_form(writer), &describe_form(reader))
    }

    fn arrow(&self, writer: &str, reader: &str) -> String {
        let (old, new) = self.old_and_new(writer, reader);
        format!("{old} → {new}")
    }

    fn old_and_new<T>(&self, writer: T, reader: T) -> (T, T) {
        match self.sense {
            Sense::Forward => (writer, reader),
            Sense::Backward => (reader, writer),
        }
    }
}

/// What to call a schema in messages: that both are called the same says nothing.
fn written_out<'s>(
    contract: &'s Contract,
    schema: &'s Value,
    names: (Option<&str>, Option<&str>),
) -> &'s Value {
    match names {
        (Some(one), Some(other)) if one == other => {
            contract.definition(one).map_or(schema, |definition| definition.as_value())
        }
        _ => schema,
    }
}

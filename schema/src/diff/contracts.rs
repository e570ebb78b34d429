//! Namespaces and events, before and after.

use std::collections::{BTreeMap, BTreeSet};

use schemars::Schema;
use serde_json::{Value, json};

use super::{
    EventName, Finding, Place,
    forms::target,
    limits,
    rules::{self, Level, Rule, Side},
    unchanged::{refers_only_to, unchanged, undescribed},
    walk::{At, Change, Contracts, Sense, Walk},
};
use crate::{
    boundary::BOUNDARY_ERROR,
    model::{Ack, BothWays, Contract, Event, EventKind, Namespace, Place as Part},
    schema::reference_to,
};

/// Everything that is different in `new`, the worst first.
pub(crate) fn compare(old: &Contract, new: &Contract, level: Level) -> Vec<Finding> {
    let (old, new) = (&undescribed(old), &undescribed(new));
    let contracts = Contracts { old, new, unchanged: &unchanged(old, new) };
    let mut comparison = Comparison { contracts, level, findings: BTreeMap::new() };
    comparison.namespaces();
    comparison.boundary_errors();
    let mut findings: Vec<_> = comparison.findings.into_values().collect();
    findings.iter_mut().for_each(|finding| {
        finding.places.sort();
        finding.places.dedup();
    });
    findings.sort_by(|one, other| {
        let key = |finding: &Finding| (finding.places.clone(), finding.subject.clone());
        other.severity.cmp(&one.severity).then_with(|| key(one).cmp(&key(other)))
    });
    findings
}

struct Comparison<'a> {
    contracts: Contracts<'a>,
    level: Level,
    /// By rule, subject, detail and severity: what is found in several places is one finding.
    findings: BTreeMap<(&'static str, String, String, rules::Severity), Finding>,
}

/// A place of a contract, and what the changed server does there.
struct Site<'a> {
    side: Side,
    place: &'a Place,
}

/// A type as a contract uses it.
trait Use {
    fn compare(&self, new: &Self, site: &Site<'_>, comparison: &mut Comparison<'_>);
}

/// One side writes it, the other one reads it. What the reader of the other contract would make of
/// it tells what became better.
impl Use for Schema {
    fn compare(&self, new: &Self, site: &Site<'_>, comparison: &mut Comparison<'_>) {
        for sense in [Sense::Forward, Sense::Backward] {
            comparison.walk(sense, self, new, site);
        }
    }
}

/// Servers of both contracts write it and read it. Where they read, or write, as they did before,
/// they understand each other as before, whatever is wrong with that.
impl Use for BothWays<Schema> {
    fn compare(&self, new: &Self, site: &Site<'_>, comparison: &mut Comparison<'_>) {
        if !comparison.is_unchanged(&self.read, &new.read) {
            comparison.walk(Sense::Forward, &self.written, &new.read, site);
        }
        if !comparison.is_unchanged(&self.written, &new.written) {
            comparison.walk(Sense::Backward, &self.read, &new.written, site);
        }
    }
}

impl Comparison<'_> {
    fn namespaces(&mut self) {
        let Contracts { old, new, .. } = self.contracts;
        let mut kept = BTreeSet::new();
        for was in old.namespaces.values() {
            match successor(was, new) {
                Some(is) => {
                    kept.insert(&is.path);
                    self.namespace(was, is);
                }
                None => {
                    self.found(&rules::NAMESPACE_REMOVED, Side::Reads, &whole(was), String::new());
                }
            }
        }
        for added in new.namespaces.values().filter(|ns| !kept.contains(&ns.path)) {
            self.found(&rules::NAMESPACE_ADDED, Side::Reads, &whole(added), String::new());
        }
    }

    fn namespace(&mut self, old: &Namespace<Schema>, new: &Namespace<Schema>) {
        let place = &whole(new);
        let arrow = |old: &str, new: &str| format!("{old} → {new}");
        if old.name != new.name {
            let detail = arrow(&old.name, &new.name);
            self.found(&rules::CONTRACT_RENAMED, Side::Reads, place, detail);
        }
        if old.path != new.path {
            let rule = match (takes_all(&new.path, &old.path), takes_all(&old.path, &new.path)) {
                (true, true) => &rules::PARAM_RENAMED,
                (true, false) => &rules::NAMESPACE_WIDENED,
                (false, _) => &rules::NAMESPACE_NARROWED,
            };
            self.found(rule, Side::Reads, place, arrow(&old.path, &new.path));
        }
        self.auth(old, new);
        self.reject(old, new);
        let paths = (old.path.as_str(), new.path.as_str());
        self.events(EventKind::Client, paths, &old.client_events, &new.client_events);
        self.events(EventKind::Server, paths, &old.server_events, &new.server_events);
        self.events(EventKind::Cluster, paths, &old.cluster_events, &new.cluster_events);
    }

    fn auth(&mut self, old: &Namespace<Schema>, new: &Namespace<Schema>) {
        let place = &Place { part: Some("auth".to_owned()), ..whole(new) };
        match (&old.auth, &new.auth) {
            (Some(was), Some(is)) => was.compare(is, &Site { side: Side::Reads, place }, self),
            (Some(_), None) => {
                self.found(&rules::AUTH_REMOVED, Side::Reads, place, String::new());
            }
            (None, Some(is)) => {
                // A client that presents nothing sends an empty object.
                let nothing = json!({ "type": "object" });
                let walk = Walk::new(self.contracts, Sense::Forward, Side::Reads);
                let at = At::new(place.to_string(), "auth".to_owned());
                let changes = walk.changes(&at, &nothing, is.as_value());
                let is_refused = |change: &Change| {
                    change.rule.severity(Side::Reads, Level::Wire) > rules::Severity::Ok
                };
                let rule = match changes.iter().any(is_refused) {
                    true => &rules::AUTH_REQUIRED,
                    false => &rules::AUTH_ADDED,
                };
                self.found(rule, Side::Reads, place, String::new());
            }
            (None, None) => {}
        }
    }

    fn reject(&mut self, old: &Namespace<Schema>, new: &Namespace<Schema>) {
        let place = &Place { part: Some("reject".to_owned()), ..whole(new) };
        match (&old.reject, &new.reject) {
            (Some(was), Some(is)) => was.compare(is, &Site { side: Side::Writes, place }, self),
            (Some(_), None) => {
                self.found(&rules::REJECT_REMOVED, Side::Writes, place, String::new());
            }
            (None, Some(_)) => self.found(&rules::REJECT_ADDED, Side::Writes, place, String::new()),
            (None, None) => {}
        }
    }

    /// All events of one kind. An event that has another name is found by its old one.
    fn events<S: Use>(
        &mut self,
        kind: EventKind,
        (old_path, new_path): (&str, &str),
        old: &BTreeMap<String, Event<S>>,
        new: &BTreeMap<String, Event<S>>,
    ) {
        let (side, [removed, added]) = verdicts(kind);
        let mut kept = BTreeSet::new();
        for (name, was) in old {
            match taker(new, name) {
                Some((new_name, is)) => {
                    kept.insert(new_name);
                    let place = &of_event(new_path, kind, new_name);
                    if name != new_name {
                        let detail = format!("{name} → {new_name}");
                        self.found(&rules::CLIENT_EVENT_RENAMED, side, place, detail);
                    }
                    for alias in &was.facts.aliases {
                        match taker(new, alias) {
                            // Clients that send the old name reach another event with it.
                            Some((other_name, other)) if other_name != new_name => {
                                kept.insert(other_name);
                                let place = &of_event(new_path, kind, other_name);
                                self.event(side, place, was, other);
                            }
                            Some(_) => {}
                            None => self.found(&rules::ALIAS_REMOVED, side, place, alias.clone()),
                        }
                    }
                    self.event(side, place, was, is);
                }
                None => {
                    self.found(removed, side, &of_event(old_path, kind, name), deprecation(was));
                }
            }
        }
        for name in new.keys().filter(|name| !kept.contains(name)) {
            self.found(added, side, &of_event(new_path, kind, name), String::new());
        }
    }

    fn event<S: Use>(&mut self, side: Side, place: &Place, old: &Event<S>, new: &Event<S>) {
        for (rule, detail) in limits::changes(&old.facts.limits, &new.facts.limits) {
            self.found(rule, side, place, detail);
        }
        match (old.facts.volatile, new.facts.volatile) {
            (false, true) => self.found(&rules::MADE_VOLATILE, side, place, String::new()),
            (true, false) => self.found(&rules::MADE_RELIABLE, side, place, String::new()),
            _ => {}
        }
        if old.facts.deprecated.is_none() && new.facts.deprecated.is_some() {
            self.found(&rules::EVENT_DEPRECATED, side, place, deprecation(new));
        }
        self.arguments(side, place, old, new);
        self.acknowledgement(side, place, old, new);
    }

    fn arguments<S: Use>(&mut self, side: Side, place: &Place, old: &Event<S>, new: &Event<S>) {
        let names = |event: &Event<S>| -> Vec<String> {
            event.args.iter().map(|arg| arg.name.clone()).collect()
        };
        let (before, after) = (names(old), names(new));
        let detail = format!("({}) → ({})", before.join(", "), after.join(", "));
        if before.len() != after.len() {
            return self.found(&rules::ARGUMENT_COUNT_CHANGED, side, place, detail);
        }
        let sorted = |names: &[String]| BTreeSet::from_iter(names.to_owned());
        if before != after && sorted(&before) == sorted(&after) {
            return self.found(&rules::ARGUMENTS_REORDERED, side, place, detail);
        }
        for (was, is) in old.args.iter().zip(&new.args) {
            let part = Some(format!("argument {}", is.name));
            let place = &Place { part, ..place.clone() };
            was.schema.compare(&is.schema, &Site { side, place }, self);
        }
    }

    fn acknowledgement<S: Use>(
        &mut self,
        side: Side,
        place: &Place,
        old: &Event<S>,
        new: &Event<S>,
    ) {
        let mut compare = |part: Part<'_>, old: &S, new: &S| {
            let place = &Place { part: Some(part.to_string()), ..place.clone() };
            old.compare(new, &Site { side: answered(side), place }, self);
        };
        match (&old.ack, &new.ack) {
            (Ack::None, Ack::None) => {}
            (Ack::Raw(was), Ack::Raw(is)) => compare(Part::Reply, was, is),
            (Ack::Envelope { data, error }, Ack::Envelope { data: new_data, error: new_error })
            | (Ack::Node { data, error }, Ack::Node { data: new_data, error: new_error }) => {
                compare(Part::Reply, data, new_data);
                compare(Part::ReplyError, error, new_error);
            }
            (Ack::None, added) => {
                self.found(&rules::ACK_ADDED, side, place, form_of(added).to_owned());
            }
            (removed, Ack::None) => {
                self.found(&rules::ACK_REMOVED, side, place, form_of(removed).to_owned());
            }
            (was, is) => {
                let detail = format!("{} → {}", form_of(was), form_of(is));
                self.found(&rules::ACK_KIND_CHANGED, side, place, detail);
            }
        }
    }

    /// The errors of the server itself belong to no contract, and come with every release of wigwag.
    fn boundary_errors(&mut self) {
        let Contracts { old, new, .. } = self.contracts;
        if [old, new].iter().any(|contract| contract.definition(BOUNDARY_ERROR).is_none()) {
            return;
        }
        let error = reference_to(BOUNDARY_ERROR);
        let part = Some("errors of the server itself".to_owned());
        let place =
            &Place { namespace: "every namespace".to_owned(), event: None, part, path: None };
        error.compare(&error, &Site { side: Side::Writes, place }, self);
    }

    fn is_unchanged(&self, old: &Schema, new: &Schema) -> bool {
        old == new && refers_only_to(old.as_value(), self.contracts.unchanged)
    }

    fn walk(&mut self, sense: Sense, old: &Schema, new: &Schema, site: &Site<'_>) {
        let Site { side, place } = site;
        let (old, new): (&Value, &Value) = (old.as_value(), new.as_value());
        let root = target(new).or_else(|| target(old)).map(str::to_owned);
        let root = root.or_else(|| place.part.clone()).unwrap_or_default();
        let walk = Walk::new(self.contracts, sense, *side);
        for change in walk.changes(&At::new(place.to_string(), root), old, new) {
            let place = Place { path: Some(change.path), ..(*place).clone() };
            self.add(change.rule, *side, change.subject, change.detail, place);
        }
    }

    fn found(&mut self, rule: &'static Rule, side: Side, place: &Place, detail: String) {
        self.add(rule, side, place.to_string(), detail, place.clone());
    }

    fn add(
        &mut self,
        rule: &'static Rule,
        side: Side,
        subject: String,
        detail: String,
        place: Place,
    ) {
        let severity = rule.severity(side, self.level);
        let key = (rule.id, subject.clone(), detail.clone(), severity);
        let finding = self.findings.entry(key).or_insert_with(|| Finding {
            rule,
            severity,
            subject,
            detail,
            places: Vec::new(),
        });
        finding.places.push(place);
    }
}

/// What the changed server does with events of this kind, and the rules for one that goes or comes.
fn verdicts(kind: EventKind) -> (Side, [&'static Rule; 2]) {
    match kind {
        EventKind::Client => {
            (Side::Reads, [&rules::CLIENT_EVENT_REMOVED, &rules::CLIENT_EVENT_ADDED])
        }
        EventKind::Server => {
            (Side::Writes, [&rules::SERVER_EVENT_REMOVED, &rules::SERVER_EVENT_ADDED])
        }
        EventKind::Cluster => {
            (Side::Cluster, [&rules::CLUSTER_EVENT_REMOVED, &rules::CLUSTER_EVENT_ADDED])
        }
    }
}

/// The event that takes what is sent under `name`.
fn taker<'a, S>(
    events: &'a BTreeMap<String, Event<S>>,
    name: &str,
) -> Option<(&'a String, &'a Event<S>)> {
    let by_alias = || events.iter().find(|(_, event)| event.facts.aliases.contains(name));
    events.get_key_value(name).or_else(by_alias)
}

/// What the changed server does with the answer to an event.
fn answered(side: Side) -> Side {
    match side {
        Side::Reads => Side::Writes,
        Side::Writes => Side::Reads,
        Side::Cluster => Side::Cluster,
    }
}

/// The namespace that clients of `old` reach: that of the same names, or else one that shares some.
fn successor<'a>(old: &Namespace<Schema>, new: &'a Contract) -> Option<&'a Namespace<Schema>> {
    let find = |takes: &dyn Fn(&str) -> bool| new.namespaces.values().find(|ns| takes(&ns.path));
    find(&|path| path == old.path)
        .or_else(|| find(&|path| takes_all(path, &old.path) && takes_all(&old.path, path)))
        .or_else(|| find(&|path| takes_all(path, &old.path)))
        .or_else(|| find(&|path| takes_all(&old.path, path)))
}

/// Whether every name that fits to `pattern` also fits to `wider`.
fn takes_all(wider: &str, pattern: &str) -> bool {
    let is_param = |part: &str| part.starts_with('{');
    let (mut wide, mut narrow) = (wider.split('/'), pattern.split('/'));
    loop {
        match (wide.next(), narrow.next()) {
            (None, None) => return true,
            (Some(wide), Some(narrow)) if is_param(wide) || wide == narrow => {}
            _ => return false,
        }
    }
}

fn whole(namespace: &Namespace<Schema>) -> Place {
    Place { namespace: namespace.path.clone(), event: None, part: None, path: None }
}

fn of_event(path: &str, kind: EventKind, name: &str) -> Place {
    Place {
        namespace: path.to_owned(),
        event: Some(EventName { kind, name: name.to_owned() }),
        part: None,
        path: None,
    }
}

fn form_of<S>(ack: &Ack<S>) -> &'static str {
    match ack {
        Ack::None => "no value",
        Ack::Raw(_) => "one value",
        Ack::Envelope { .. } => "an envelope",
        Ack::Node { .. } => "as Node does",
    }
}

fn deprecation<S>(event: &Event<S>) -> String {
    match &event.facts.deprecated {
        Some(deprecation) => match &deprecation.since {
            Some(since) => format!("deprecated since {since}"),
            None => "deprecated".to_owned(),
        },
        None => String::new(),
    }
}

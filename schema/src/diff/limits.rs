//! How the limits of an event changed.

use std::collections::BTreeSet;

use super::rules::{self, Rule};
use crate::model::Limits;

/// The rules for what is different, each with words about it.
pub(super) fn changes(old: &Limits, new: &Limits) -> Vec<(&'static Rule, String)> {
    let mut changes = Vec::new();
    if old.rate != new.rate {
        let rule = match is_rate_lowered(old.rate.as_deref(), new.rate.as_deref()) {
            true => &rules::RATE_LOWERED,
            false => &rules::LIMIT_LIFTED,
        };
        changes.push((rule, arrow(old.rate.as_ref(), new.rate.as_ref(), "")));
    }
    if old.max_bytes != new.max_bytes {
        let rule = match new.max_bytes.is_some_and(|new| old.max_bytes.is_none_or(|old| new < old))
        {
            true => &rules::SIZE_LOWERED,
            false => &rules::LIMIT_LIFTED,
        };
        changes.push((rule, arrow(old.max_bytes, new.max_bytes, " bytes")));
    }
    let guards = |limits: &Limits| -> BTreeSet<String> { limits.guards.iter().cloned().collect() };
    let (before, after) = (guards(old), guards(new));
    changes.extend(after.difference(&before).map(|name| (&rules::GUARD_ADDED, name.clone())));
    let removed = before.difference(&after);
    changes.extend(removed.map(|name| (&rules::LIMIT_LIFTED, format!("guard {name} removed"))));
    changes
}

/// A rate is lower when less may come at once, or in the long run. One that cannot be read is.
fn is_rate_lowered(old: Option<&str>, new: Option<&str>) -> bool {
    match (old.map(rate), new.map(rate)) {
        (_, None) => false,
        (Some(Some(old)), Some(Some(new))) => {
            new.events < old.events || new.per_second() < old.per_second()
        }
        (_, Some(_)) => true,
    }
}

struct Rate {
    events: f64,
    seconds: f64,
}

impl Rate {
    fn per_second(&self) -> f64 {
        self.events / self.seconds
    }
}

/// Reads a rate as contracts write it, `20/s`.
fn rate(text: &str) -> Option<Rate> {
    let (events, unit) = text.split_once('/')?;
    let seconds = match unit.trim() {
        "s" => 1.0,
        "min" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    Some(Rate { events: events.trim().parse().ok()?, seconds })
}

fn arrow<T: std::fmt::Display>(old: Option<T>, new: Option<T>, unit: &str) -> String {
    let words = |limit| match limit {
        Some(limit) => format!("{limit}{unit}"),
        None => "no limit".to_owned(),
    };
    format!("{} → {}", words(old), words(new))
}

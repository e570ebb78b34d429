//! What changed between two contracts, and for whom it is for the worse.
//!
//! ```text
//!  old, new ──► contracts ──► walk ──► forms     one place, as the writer and the reader see it
//!                   │           │
//!                   ▼           ▼
//!               Finding ◄──── rules              what it means, as data
//! ```
//!
//! Clients go by the old contract until they are released again, so what counts is whether the new
//! server understands what they write, and they what it writes. Servers of one cluster go by both
//! during a deploy.

mod contracts;
mod describe;
mod forms;
mod limits;
mod rules;
mod unchanged;
mod walk;

#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use self::{
    contracts::compare,
    rules::{Level, RULES, Rule, Severity},
};
use crate::model::EventKind;

/// A change, with every event that it reaches.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) rule: &'static Rule,
    pub(crate) severity: Severity,
    /// What changed: `Message.author`, `/chat client event say`.
    pub(crate) subject: String,
    /// What was there and what is there instead, in words; may be empty.
    pub(crate) detail: String,
    /// Sorted, without repetition.
    pub(crate) places: Vec<Place>,
}

/// Where a change reaches the wire.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub(crate) struct Place {
    /// What clients connect to, `/chat`.
    pub(crate) namespace: String,
    /// The event, unless it is about the namespace itself.
    pub(crate) event: Option<EventName>,
    /// Which value: `argument "msg"`, `acknowledgement`, `auth`.
    pub(crate) part: Option<String>,
    /// The way from that value to what changed, `Message.author.name`.
    pub(crate) path: Option<String>,
}

/// An event among those of its namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub(crate) struct EventName {
    /// Who sends it.
    #[serde(serialize_with = "serialize_kind")]
    pub(crate) kind: EventKind,
    pub(crate) name: String,
}

fn serialize_kind<S: serde::Serializer>(kind: &EventKind, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(kind)
}

/// Reads as the start of a subject: `/chat client event say`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.namespace)?;
        if let Some(EventName { kind, name }) = &self.event {
            write!(f, " {kind} event {name}")?;
        }
        match &self.part {
            Some(part) => write!(f, ", {part}"),
            None => Ok(()),
        }
    }
}

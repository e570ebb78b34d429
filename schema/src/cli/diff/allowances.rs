//! Findings that the people of the project have allowed, with a reason and for a time.

use toml::value::Date;

use super::BaseError;
use crate::{
    config::{Allowance, FILE},
    diff::{Finding, RULES, Severity},
};

/// A finding, and who allows it.
pub(super) struct Judged {
    pub(super) finding: Finding,
    pub(super) allowed: Option<Allowance>,
}

/// What `[[diff.allow]]` says, and which of it was of use.
pub(super) struct Allowances {
    entries: Vec<Entry>,
    today: Date,
}

struct Entry {
    allowance: Allowance,
    has_matched: bool,
}

impl Allowances {
    /// Fails when a rule is named that there is not.
    pub(super) fn new(allowances: Vec<Allowance>, today: Date) -> Result<Self, BaseError> {
        for Allowance { rule, .. } in &allowances {
            if !RULES.iter().any(|known| known.id == rule) {
                let known: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
                return Err(BaseError::new(format!(
                    "{FILE}: [[diff.allow]] names the rule `{rule}`, which is none of {}",
                    known.join(", ")
                )));
            }
        }
        let entry = |allowance| Entry { allowance, has_matched: false };
        Ok(Self { entries: allowances.into_iter().map(entry).collect(), today })
    }

    /// Whether somebody allows the finding. What is ok needs nobody's leave.
    pub(super) fn judge(&mut self, finding: Finding) -> Judged {
        let mut allowed = None;
        if finding.severity > Severity::Ok {
            for entry in self.entries.iter_mut().filter(|entry| entry.allowance.matches(&finding)) {
                entry.has_matched = true;
                if entry.allowance.expires >= self.today {
                    allowed.get_or_insert_with(|| entry.allowance.clone());
                }
            }
        }
        Judged { finding, allowed }
    }

    /// What should be mended in the configuration.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        self.entries.iter().filter_map(|Entry { allowance, has_matched }| {
            let Allowance { rule, subject, expires, .. } = allowance;
            let what = format!("{FILE}: the allowance of {rule} at {subject}");
            if *expires < self.today {
                Some(format!("{what} ended on {expires}"))
            } else if !has_matched {
                Some(format!("{what} allows nothing; remove it"))
            } else {
                None
            }
        })
    }
}

impl Allowance {
    fn matches(&self, finding: &Finding) -> bool {
        let is_there = match self.subject.strip_suffix('*') {
            Some(start) => finding.subject.starts_with(start),
            None => finding.subject == self.subject,
        };
        self.rule == finding.rule.id && is_there
    }
}

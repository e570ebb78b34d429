//! What programs read. The form is part of what users rely on: [`cli`](crate::cli) describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::{Comparison, Judged, Outcome};
use crate::diff::{Level, Place, Severity};

/// Raised when something is taken away from the form, or means something else.
const FORMAT: u32 = 1;

pub(super) fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Report::of(outcome))?;
    writeln!(out)
}

#[derive(Serialize)]
struct Report<'a> {
    format: u32,
    base: &'a str,
    level: Level,
    breaking: usize,
    dangerous: usize,
    ok: usize,
    allowed: usize,
    apis: Vec<Api<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Api<'a> {
    title: &'a str,
    document: String,
    is_new: bool,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: Severity,
    #[serde(rename = "where")]
    subject: &'a str,
    detail: &'a str,
    explanation: &'a str,
    repair: &'a str,
    places: &'a [Place],
    allowed: Option<Allowed<'a>>,
}

#[derive(Serialize)]
struct Allowed<'a> {
    reason: &'a str,
    expires: String,
}

impl<'a> Report<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        Self {
            format: FORMAT,
            base: &outcome.base,
            level: outcome.level,
            breaking: outcome.count(Severity::Breaking),
            dangerous: outcome.count(Severity::Dangerous),
            ok: outcome.count(Severity::Ok),
            allowed: outcome.count_allowed(),
            apis: outcome.apis.iter().map(Api::of).collect(),
            notes: &outcome.notes,
        }
    }
}

impl<'a> Api<'a> {
    fn of(api: &'a Comparison) -> Self {
        Self {
            title: &api.title,
            document: api.document.to_string_lossy().replace('\\', "/"),
            is_new: api.is_new,
            findings: api.findings.iter().map(Finding::of).collect(),
        }
    }
}

impl<'a> Finding<'a> {
    fn of(judged: &'a Judged) -> Self {
        let Judged { finding, allowed } = judged;
        let allowed = allowed.as_ref().map(|allowance| Allowed {
            reason: &allowance.reason,
            expires: allowance.expires.to_string(),
        });
        Self {
            rule: finding.rule.id,
            severity: finding.severity,
            subject: &finding.subject,
            detail: &finding.detail,
            explanation: finding.rule.explanation,
            repair: finding.rule.repair,
            places: &finding.places,
            allowed,
        }
    }
}

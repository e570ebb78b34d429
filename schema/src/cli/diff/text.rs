//! What people read: by event, the worst first, each finding with what to do about it.

use std::io::{self, Write};

use super::{Comparison, Judged, Outcome};
use crate::diff::{Finding, Place, Severity};

pub(super) fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    for api in &outcome.apis {
        let document = api.document.display();
        if api.is_new {
            writeln!(
                out,
                "{document}: a new contract, nothing to compare it with in {}",
                outcome.base
            )?;
            continue;
        }
        writeln!(out, "{document}, compared with {}", outcome.base)?;
        for (places, findings) in by_places(api) {
            writeln!(out)?;
            for place in &places {
                writeln!(out, "{place}")?;
            }
            for judged in findings {
                finding(judged, &places, out)?;
            }
        }
        writeln!(out)?;
    }
    for note in &outcome.notes {
        writeln!(out, "note: {note}")?;
    }
    totals(outcome, out)?;
    how_to_allow(outcome, out)
}

/// The findings of an API, together where they reach the same events.
fn by_places(api: &Comparison) -> Vec<(Vec<String>, Vec<&Judged>)> {
    let mut groups: Vec<(Vec<String>, Vec<&Judged>)> = Vec::new();
    for judged in &api.findings {
        let mut places: Vec<_> = judged.finding.places.iter().map(Place::to_string).collect();
        places.dedup();
        match groups.iter_mut().find(|(others, _)| *others == places) {
            Some((_, group)) => group.push(judged),
            None => groups.push((places, vec![judged])),
        }
    }
    groups
}

fn finding(judged: &Judged, places: &[String], out: &mut impl Write) -> io::Result<()> {
    let Judged { finding, allowed } = judged;
    let Finding { rule, severity, subject, detail, .. } = finding;
    let severity = match allowed {
        Some(_) => "allowed".to_owned(),
        None => severity.to_string(),
    };
    // Under its own heading there is no need to say it again.
    let subject =
        Some(subject.as_str()).filter(|subject| !places.iter().any(|place| place == subject));
    let subject = subject.map_or_else(String::new, |subject| format!("  {subject}"));
    let detail = match detail.as_str() {
        "" => String::new(),
        detail => format!(" ({detail})"),
    };
    writeln!(out, "  {severity:<9}  {}{subject}{detail}", rule.id)?;
    let paths = paths(finding);
    if !paths.is_empty() {
        writeln!(out, "             at {}", paths.join(", "))?;
    }
    match allowed {
        Some(allowance) => {
            writeln!(out, "             until {}: {}", allowance.expires, allowance.reason)
        }
        None if finding.severity > Severity::Ok => {
            writeln!(out, "             {}", rule.explanation)?;
            writeln!(out, "             {}", rule.repair)
        }
        None => Ok(()),
    }
}

/// The ways to what changed, where they say more than its own name.
fn paths(finding: &Finding) -> Vec<&str> {
    let ways = finding.places.iter().filter_map(|place| place.path.as_deref());
    let mut ways: Vec<_> = ways.filter(|way| !finding.subject.ends_with(way)).collect();
    ways.sort_unstable();
    ways.dedup();
    ways
}

fn totals(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    let counts = [Severity::Breaking, Severity::Dangerous, Severity::Ok]
        .map(|severity| format!("{} {severity}", outcome.count(severity)));
    let allowed = match outcome.count_allowed() {
        0 => String::new(),
        count => format!(", {count} allowed"),
    };
    writeln!(out, "{}{allowed}", counts.join(", "))
}

fn how_to_allow(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    let mut findings = outcome.apis.iter().flat_map(|api| &api.findings);
    let is_breaking = |judged: &&Judged| {
        judged.allowed.is_none() && judged.finding.severity == Severity::Breaking
    };
    let Some(Judged { finding, .. }) = findings.find(is_breaking) else { return Ok(()) };
    writeln!(
        out,
        "
If a break is meant, say so in wigwag.toml:

[[diff.allow]]
rule = {:?}
where = {:?}
reason = \"…\"
expires = YYYY-MM-DD",
        finding.rule.id, finding.subject
    )
}

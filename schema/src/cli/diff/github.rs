//! Findings beside the generated document, in GitHub's view of a change.

use std::io::{self, Write};

use super::{
    super::github::{Annotation, Weight},
    Judged, Outcome,
};
use crate::{
    config,
    diff::{Place, Severity},
};

pub(super) fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    for api in &outcome.apis {
        let document = api.document.to_string_lossy().replace('\\', "/");
        for judged in api.findings.iter().filter(|judged| judged.finding.severity > Severity::Ok) {
            let Judged { finding, allowed } = judged;
            let weight = match (finding.severity, allowed) {
                (_, Some(_)) => Weight::Notice,
                (Severity::Breaking, None) => Weight::Error,
                _ => Weight::Warning,
            };
            let annotation = Annotation {
                weight,
                file: &document,
                line: 1,
                title: &format!("{}: {}", finding.severity, finding.rule.id),
                message: &message(judged),
            };
            writeln!(out, "{annotation}")?;
        }
    }
    for note in &outcome.notes {
        let annotation = Annotation {
            weight: Weight::Notice,
            file: config::FILE,
            line: 1,
            title: "schema diff",
            message: note,
        };
        writeln!(out, "{annotation}")?;
    }
    Ok(())
}

/// What, why, and where it is noticed.
fn message(Judged { finding, allowed }: &Judged) -> String {
    let detail = match finding.detail.as_str() {
        "" => String::new(),
        detail => format!(" ({detail})"),
    };
    let said = match allowed {
        Some(allowance) => format!("Allowed until {}: {}", allowance.expires, allowance.reason),
        None => format!("{}\n{}", finding.rule.explanation, finding.rule.repair),
    };
    let mut places: Vec<_> = finding.places.iter().map(Place::to_string).collect();
    places.dedup();
    format!("{}{detail}\n{said}\n{}", finding.subject, places.join("\n"))
}

//! Workflow commands of GitHub, which show findings beside the generated document.

use std::io::{self, Write};

use super::{Judged, Outcome};
use crate::diff::{Place, Severity};

pub(super) fn write(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    for api in &outcome.apis {
        let file = property(&api.document.to_string_lossy().replace('\\', "/"));
        for Judged { finding, allowed } in &api.findings {
            let command = match (finding.severity, allowed) {
                (Severity::Ok, _) => continue,
                (_, Some(_)) => "notice",
                (Severity::Dangerous, None) => "warning",
                (Severity::Breaking, None) => "error",
            };
            let title = property(&format!("{}: {}", finding.severity, finding.rule.id));
            let mut places: Vec<_> = finding.places.iter().map(Place::to_string).collect();
            places.dedup();
            let detail = match finding.detail.as_str() {
                "" => String::new(),
                detail => format!(": {detail}"),
            };
            let said = match allowed {
                Some(allowance) => {
                    format!("Allowed until {}: {}", allowance.expires, allowance.reason)
                }
                None => format!("{}\n{}", finding.rule.explanation, finding.rule.repair),
            };
            let text = format!("{}{detail}\n{said}\n{}", finding.subject, places.join("\n"));
            writeln!(out, "::{command} file={file},title={title}::{}", message(&text))?;
        }
    }
    for note in &outcome.notes {
        writeln!(out, "::notice::{}", message(note))?;
    }
    Ok(())
}

/// What would end a message has to be escaped.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same for what stands before it.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

//! The differences that are meant, a file `differences.txt`: each has its reason, and each still occurs.

use super::compare::Hunk;

/// One deliberate difference.
#[derive(Debug)]
pub struct Difference {
    /// What it is, in a line.
    pub title: String,
    /// The names of the scripts that show it; `*` stands for anything.
    scripts: Vec<Listed>,
    hunks: Vec<Listed<Pattern>>,
}

/// Something that the list says occurs.
#[derive(Debug)]
struct Listed<T = String> {
    what: T,
    occurs: bool,
}

/// The lines of each side. `*` in a line stands for anything, a line `…` for any lines.
#[derive(Debug, Default)]
struct Pattern {
    reference: Vec<String>,
    wigwag: Vec<String>,
}

/// Reads the list.
///
/// # Errors
/// When a difference has no title, no reason, no script, or a line of a hunk that is none.
pub fn parse(text: &str) -> Result<Vec<Difference>, String> {
    let mut differences: Vec<Difference> = Vec::new();
    let mut has_reason = true;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if let Some(title) = line.strip_prefix("=== ") {
            if !has_reason {
                return Err(format!("the difference above `{title}` has no reason"));
            }
            has_reason = false;
            let title = title.to_owned();
            differences.push(Difference { title, scripts: Vec::new(), hunks: Vec::new() });
            continue;
        }
        let Some(difference) = differences.last_mut() else {
            return Err(format!("no title above `{line}`"));
        };
        if let Some(script) = line.strip_prefix("in ") {
            difference.scripts.push(Listed { what: script.to_owned(), occurs: false });
        } else if line.starts_with("because ") || line.starts_with("    ") {
            has_reason = true;
        } else {
            difference.take_line(line)?;
        }
    }
    match differences.iter().find(|it| it.scripts.is_empty() || it.hunks.is_empty()) {
        Some(difference) => Err(format!("`{}` names no script or no lines", difference.title)),
        None if has_reason => Ok(differences),
        None => Err("the last difference has no reason".to_owned()),
    }
}

impl Difference {
    fn take_line(&mut self, line: &str) -> Result<(), String> {
        if line == "@@" || self.hunks.is_empty() {
            self.hunks.push(Listed { what: Pattern::default(), occurs: false });
        }
        let Some(hunk) = self.hunks.last_mut() else { return Ok(()) };
        match line.split_at_checked(2) {
            Some(("- ", text)) => hunk.what.reference.push(text.to_owned()),
            Some(("+ ", text)) => hunk.what.wigwag.push(text.to_owned()),
            _ if line == "@@" => {}
            _ => return Err(format!("`{line}` in `{}` is no line of a hunk", self.title)),
        }
        Ok(())
    }

    /// Whether a hunk of a script is this difference; notes that it occurs.
    fn explains(&mut self, script: &str, hunk: &Hunk) -> bool {
        let shows_it: Vec<_> =
            self.scripts.iter_mut().filter(|listed| matches(&listed.what, script)).collect();
        if shows_it.is_empty() {
            return false;
        }
        let pattern = self.hunks.iter_mut().find(|listed| listed.what.is(hunk));
        let Some(pattern) = pattern else { return false };
        pattern.occurs = true;
        for listed in shows_it {
            listed.occurs = true;
        }
        true
    }

    /// What the list says of this difference and no script has shown.
    pub fn gone(&self) -> Vec<String> {
        let scripts = self.scripts.iter().filter(|listed| !listed.occurs);
        let scripts = scripts.map(|listed| format!("not in {}", listed.what));
        let hunks = self.hunks.iter().enumerate().filter(|(_, listed)| !listed.occurs);
        let hunks = hunks.map(|(index, _)| format!("its hunk {} is nowhere", index + 1));
        scripts.chain(hunks).collect()
    }
}

/// Whether listed differences explain all hunks of a script.
pub fn explain(differences: &mut [Difference], script: &str, hunks: &[Hunk]) -> bool {
    let mut is_explained = true;
    for hunk in hunks {
        let mut explanations = 0;
        for difference in &mut *differences {
            explanations += usize::from(difference.explains(script, hunk));
        }
        is_explained &= explanations > 0;
    }
    is_explained
}

impl Pattern {
    fn is(&self, hunk: &Hunk) -> bool {
        lines_match(&self.reference, &hunk.reference) && lines_match(&self.wigwag, &hunk.wigwag)
    }
}

fn lines_match(patterns: &[String], lines: &[String]) -> bool {
    match patterns.split_first() {
        None => lines.is_empty(),
        Some((any, rest)) if any == "…" => {
            (0..=lines.len()).any(|skipped| lines_match(rest, &lines[skipped..]))
        }
        Some((pattern, rest)) => {
            let Some((line, lines)) = lines.split_first() else { return false };
            matches(pattern, line) && lines_match(rest, lines)
        }
    }
}

/// Whether a text is as the pattern says, in which `*` stands for anything.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(text) = text.strip_prefix(start) else { return false };
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.any(|at| matches(rest, &text[at..]))
}

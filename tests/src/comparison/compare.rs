//! Two transcripts side by side.

use std::fmt::Write as _;

/// Neighbouring lines that are not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// The lines that only the reference's transcript has.
    pub reference: Vec<String>,
    /// The lines that only wigwag's transcript has.
    pub wigwag: Vec<String>,
    /// How many lines of the reference's transcript are above.
    at: usize,
}

/// Where the transcripts differ: the smallest set of lines that are in one of them only.
pub fn hunks(reference: &[String], wigwag: &[String]) -> Vec<Hunk> {
    let common = common(reference, wigwag);
    let mut hunks: Vec<Hunk> = Vec::new();
    let (mut left, mut right) = (0, 0);
    for (l, r) in common.into_iter().chain([(reference.len(), wigwag.len())]) {
        if l > left || r > right {
            hunks.push(Hunk {
                reference: reference[left..l].to_vec(),
                wigwag: wigwag[right..r].to_vec(),
                at: left,
            });
        }
        (left, right) = (l + 1, r + 1);
    }
    hunks
}

/// The longest common subsequence, as pairs of indices.
fn common(left: &[String], right: &[String]) -> Vec<(usize, usize)> {
    let mut lengths = vec![vec![0_usize; right.len() + 1]; left.len() + 1];
    for l in (0..left.len()).rev() {
        for r in (0..right.len()).rev() {
            lengths[l][r] = if left[l] == right[r] {
                lengths[l + 1][r + 1] + 1
            } else {
                lengths[l + 1][r].max(lengths[l][r + 1])
            };
        }
    }
    let (mut l, mut r) = (0, 0);
    let mut pairs = Vec::new();
    while l < left.len() && r < right.len() {
        if left[l] == right[r] {
            pairs.push((l, r));
            (l, r) = (l + 1, r + 1);
        } else if lengths[l + 1][r] >= lengths[l][r + 1] {
            l += 1;
        } else {
            r += 1;
        }
    }
    pairs
}

/// The transcripts as one text, as in a unified diff: `-` is what the reference does, `+` what wigwag does.
pub fn unified(reference: &[String], hunks: &[Hunk]) -> String {
    let mut text = String::new();
    let mut line = 0;
    for hunk in hunks {
        for common in &reference[line..hunk.at] {
            let _ = writeln!(text, "  {common}");
        }
        text += &hunk.to_string();
        line = hunk.at + hunk.reference.len();
    }
    for common in &reference[line..] {
        let _ = writeln!(text, "  {common}");
    }
    text
}

impl std::fmt::Display for Hunk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in &self.reference {
            writeln!(f, "- {line}")?;
        }
        for line in &self.wigwag {
            writeln!(f, "+ {line}")?;
        }
        Ok(())
    }
}

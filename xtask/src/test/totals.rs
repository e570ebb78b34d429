//! How many tests passed, as each runner says it.

use std::{fmt, ops::AddAssign};

#[cfg(test)]
mod tests;

/// How many tests passed, failed and were left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Totals {
    /// One check that passed.
    pub(crate) const PASSED: Self = Self { passed: 1, failed: 0, skipped: 0 };
    /// One check that failed.
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };
    /// One check that was left out.
    pub(crate) const SKIPPED: Self = Self { passed: 0, failed: 0, skipped: 1 };

    /// Reads a line of `cargo test`: `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    pub(crate) fn of_cargo_test(line: &str) -> Option<Self> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let mut totals = Self::default();
        for count in counts.split("; ") {
            match count.split_once(' ')? {
                (number, "passed") => totals.passed = number.parse().ok()?,
                (number, "failed") => totals.failed = number.parse().ok()?,
                (number, "ignored") => totals.skipped = number.parse().ok()?,
                _ => {}
            }
        }
        Some(totals)
    }

    /// Reads a line of `node --test` with the reporter `spec`: `ℹ pass 3`.
    pub(crate) fn of_node_test(line: &str) -> Option<Self> {
        let (kind, number) = line.strip_prefix("ℹ ")?.split_once(' ')?;
        let number = number.parse().ok()?;
        match kind {
            "pass" => Some(Self { passed: number, ..Self::default() }),
            "fail" | "cancelled" => Some(Self { failed: number, ..Self::default() }),
            "skipped" => Some(Self { skipped: number, ..Self::default() }),
            _ => None,
        }
    }

    /// Reads a line of Python's `unittest`, which names each test that passed, and counts the others at the end:
    /// `test_x (module.Case.test_x) ... ok`, `FAILED (failures=1, errors=2, skipped=3)`.
    pub(crate) fn of_unittest(line: &str) -> Option<Self> {
        if line.ends_with(" ... ok") {
            return Some(Self::PASSED);
        }
        let line = line.strip_prefix("OK").or_else(|| line.strip_prefix("FAILED"))?;
        let mut totals = Self::default();
        for count in line.strip_prefix(" (")?.strip_suffix(')')?.split(", ") {
            let (kind, number) = count.split_once('=')?;
            let number: u64 = number.parse().ok()?;
            match kind {
                "skipped" => totals.skipped += number,
                "failures" | "errors" => totals.failed += number,
                _ => {}
            }
        }
        Some(totals)
    }

    /// Reads what a step comes to, as it is displayed.
    pub(crate) fn of_step(line: &str) -> Option<Self> {
        let mut totals = Self::default();
        for count in line.split(", ") {
            let (number, kind) = count.split_once(' ')?;
            let number = number.parse().ok()?;
            match kind {
                "passed" => totals.passed = number,
                "failed" => totals.failed = number,
                "skipped" => totals.skipped = number,
                _ => return None,
            }
        }
        Some(totals)
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

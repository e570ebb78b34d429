//! The cost of an operation at each size, and the exponent with which it grows from one to the next.

use std::fmt::Write as _;

/// What a measurement of less than a second may be off, as an exponent over a factor of ten.
const NOISE: f64 = 0.15;

/// One server in one series.
#[derive(Debug)]
pub(crate) struct Course {
    pub(super) series: &'static str,
    pub(super) about: &'static str,
    pub(super) unit: &'static str,
    /// The exponent up to which an operation may grow.
    pub(super) allowed: f64,
    pub(super) server: String,
    pub(super) points: Vec<Point>,
}

/// The processor time of one operation at one size, or why there is none.
#[derive(Debug)]
pub(crate) struct Point {
    pub(super) size: usize,
    pub(super) micros: Result<f64, String>,
}

impl Course {
    /// The exponent from one point to the next: 0 is no growth, 1 is linear.
    pub(super) fn exponents(&self) -> Vec<Option<f64>> {
        let pairs = self.points.iter().zip(self.points.iter().skip(1));
        pairs.map(|(from, to)| exponent(from, to)).collect()
    }

    /// Whether a step is steeper than it may be.
    pub(super) fn is_steep(&self, exponent: f64) -> bool {
        exponent > self.allowed + NOISE
    }

    /// A line for each point, with the steps that are steeper than they may be marked.
    pub(super) fn table(&self) -> String {
        let mut table = format!("{}: {}, {}\n", self.series, self.about, self.server);
        let steps = std::iter::once(None).chain(self.exponents());
        for (point, step) in self.points.iter().zip(steps) {
            // Text is written without fail.
            let _ = match &point.micros {
                Ok(micros) => write!(table, "  {:>9} {} {micros:12.3} µs", point.size, self.unit),
                Err(why) => write!(table, "  {:>9} {} no result: {why}", point.size, self.unit),
            };
            if let Some(step) = step {
                let mark = if self.is_steep(step) { "  steep" } else { "" };
                let _ = write!(table, "  exponent {step:5.2}{mark}");
            }
            table.push('\n');
        }
        table
    }
}

fn exponent(from: &Point, to: &Point) -> Option<f64> {
    let (before, after) = (from.micros.as_ref().ok()?, to.micros.as_ref().ok()?);
    Some((after / before).ln() / (to.size as f64 / from.size as f64).ln())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::growth) fn course(points: &[(usize, f64)]) -> Course {
        let point = |&(size, micros): &(usize, f64)| Point { size, micros: Ok(micros) };
        Course {
            series: "text",
            about: "an echo",
            unit: "bytes",
            allowed: 1.0,
            server: "wigwag".into(),
            points: points.iter().map(point).collect(),
        }
    }

    #[track_caller]
    fn check(points: &[(usize, f64)], expected: &[&str]) {
        let exponents = course(points).exponents();
        let shown: Vec<String> = exponents
            .iter()
            .map(|step| step.map_or("none".into(), |step| format!("{step:.2}")))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_exponent_is_the_slope_of_the_logarithms() {
        check(&[(10, 5.0), (100, 5.0), (1_000, 50.0)], &["0.00", "1.00"]);
        check(&[(10, 1.0), (100, 100.0), (400, 50.0)], &["2.00", "-0.50"]);
        check(&[(10, 5.0)], &[]);
    }

    #[test]
    fn a_step_without_a_result_has_no_exponent() {
        let mut course = course(&[(10, 5.0), (100, 5.0), (1_000, 5.0)]);
        course.points[1].micros = Err("lost".into());
        assert_eq!(course.exponents(), [None, None]);
    }

    #[test]
    fn steps_that_are_steeper_than_allowed_are_marked() {
        let table = course(&[(10, 5.0), (100, 5.0), (1_000, 500.0)]).table();
        assert_eq!(
            table,
            "text: an echo, wigwag
         10 bytes        5.000 µs
        100 bytes        5.000 µs  exponent  0.00
       1000 bytes      500.000 µs  exponent  2.00  steep
"
        );
    }
}

//! Numbers as people read them.

/// Three digits that mean something: `0.0821`, `5.42`, `73.2`, `1,564`.
pub(super) fn short(value: f64) -> String {
    match value {
        ..0.1 => format!("{value:.4}"),
        ..1.0 => format!("{value:.3}"),
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => whole(value),
    }
}

/// A whole number with its thousands apart: `171,289`.
pub(super) fn whole(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::from(if value <= -0.5 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many times as much: `1.04×`.
pub(super) fn times(value: f64) -> String {
    format!("{value:.2}×")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_are_enough() {
        let shown = [0.0764, 0.773, 5.424, 33.21, 270.4, 1_564.2].map(short);
        assert_eq!(shown, ["0.0764", "0.773", "5.42", "33.2", "270", "1,564"]);
    }

    #[test]
    fn thousands_are_apart() {
        let shown = [0.0, 999.0, 1_000.0, 171_289.4, -1_234_567.0, -0.2].map(whole);
        assert_eq!(shown, ["0", "999", "1,000", "171,289", "-1,234,567", "0"]);
    }
}

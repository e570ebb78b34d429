//! Changes that are meant, and for how long.

#[cfg(feature = "cli")]
use std::time::SystemTime;

use serde::{Deserialize, Deserializer, de};
use toml::value::Date;

#[cfg(test)]
#[cfg(feature = "cli")]
mod tests;

/// A change for the worse that is meant.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the command line compares"))]
pub(crate) struct Allowance {
    /// The id of the rule.
    pub(crate) rule: String,
    /// What changed, as output has it; with a `*` at its end, all that starts so.
    #[serde(rename = "where")]
    pub(crate) subject: String,
    /// Why the change is meant, for those who read the output.
    #[serde(deserialize_with = "some_words")]
    pub(crate) reason: String,
    /// The last day on which the change is allowed.
    pub(crate) expires: Date,
}

fn some_words<'de, D: Deserializer<'de>>(reason: D) -> Result<String, D::Error> {
    let reason = String::deserialize(reason)?;
    match reason.trim() {
        "" => Err(de::Error::custom("say why the change is meant")),
        _ => Ok(reason),
    }
}

/// The day that it is, by universal time.
#[cfg(feature = "cli")]
pub(crate) fn today() -> Date {
    let seconds =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    day(seconds / 86_400)
}

/// A day by its number since 1970-01-01. The years start in March here, so that the day which not
/// every year has is the last one: <https://howardhinnant.github.io/date_algorithms.html>.
#[cfg(feature = "cli")]
fn day(number: u64) -> Date {
    const DAYS_IN_400_YEARS: u64 = 146_097;
    let number = number + 719_468;
    let in_era = number % DAYS_IN_400_YEARS;
    let year_in_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year_in_era + year_in_era / 4 - year_in_era / 100);
    let months = (5 * in_year + 2) / 153;
    let day = in_year - (153 * months + 2) / 5 + 1;
    let month = if months < 10 { months + 3 } else { months - 9 };
    let year = 400 * (number / DAYS_IN_400_YEARS) + year_in_era + u64::from(month < 3);
    // A year of five digits is far enough away.
    Date { year: year as u16, month: month as u8, day: day as u8 }
}

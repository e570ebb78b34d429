//! Dates as JavaScript's `Date.toJSON` writes them.

/// The last millisecond that JavaScript has a date for; the first one is as far before 1970.
const MS_MAX: i64 = 8_640_000_000_000_000;

const MS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

/// `2026-11-21T13:45:00.123Z`; `None` where JavaScript has no date.
pub(super) fn iso_8601(ms_since_1970: i64) -> Option<String> {
    if ms_since_1970.unsigned_abs() > MS_MAX as u64 {
        return None;
    }
    let (year, month, day) = civil(ms_since_1970.div_euclid(MS_PER_DAY));
    let ms = ms_since_1970.rem_euclid(MS_PER_DAY);
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{year:+07}"),
    };
    let ms = ms % 1000;
    Some(format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z"))
}

/// The year, month and day of a day since 1970, in the Gregorian calendar without a beginning.
///
/// Years begin in March here, so that the day of a leap year is its last; 400 of them have 146,097 days. The method is Howard Hinnant's
/// `civil_from_days`.
fn civil(days_since_1970: i64) -> (i64, i64, i64) {
    /// From 1 March of the year 0 to 1970.
    const DAYS_TO_1970: i64 = 719_468;
    const DAYS_IN_ERA: i64 = 146_097;
    let days = days_since_1970 + DAYS_TO_1970;
    let era = days.div_euclid(DAYS_IN_ERA);
    let day_of_era = days.rem_euclid(DAYS_IN_ERA);
    let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

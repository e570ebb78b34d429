//! The limits of an event, from the texts of its attribute: `rate = "20/s"`, `max_bytes = "64 KiB"`.

use syn::LitStr;

use crate::diagnostics::Faults;

/// What bounds the events of one name.
#[derive(Default)]
pub(crate) struct Limits {
    pub(crate) rate: Option<Rate>,
    pub(crate) max_bytes: Option<u64>,
}

impl Limits {
    pub(crate) fn is_empty(&self) -> bool {
        self.rate.is_none() && self.max_bytes.is_none()
    }
}

/// So many events in so much time.
#[derive(Clone, Copy)]
pub(crate) struct Rate {
    pub(crate) events: u32,
    pub(crate) seconds: u32,
}

const PERIODS: [(&str, u32); 3] = [("s", 1), ("min", 60), ("h", 60 * 60)];

const UNITS: [(&str, u64); 4] = [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];

pub(crate) fn rate(text: &LitStr, faults: &mut Faults) -> Option<Rate> {
    let value = text.value();
    let rate = value.split_once('/').and_then(|(events, period)| {
        let (_, seconds) = PERIODS.iter().find(|(name, _)| *name == period)?;
        Some(Rate { events: positive(events)?, seconds: *seconds })
    });
    if rate.is_none() {
        let help = "write a number of events in a second, a minute or an hour: `\"20/s\"`, \
                    `\"100/min\"`, `\"1000/h\"`";
        faults.add(text, format!("`{value}` is no rate"), help);
    }
    rate
}

pub(crate) fn max_bytes(text: &LitStr, faults: &mut Faults) -> Option<u64> {
    let value = text.value();
    let bytes = UNITS.iter().find_map(|(unit, size)| {
        let number = value.strip_suffix(unit)?;
        positive::<u64>(number.strip_suffix(' ').unwrap_or(number))?.checked_mul(*size)
    });
    if bytes.is_none() {
        let help = "write a number and its unit, one of B, KiB, MiB and GiB: `\"64 KiB\"`";
        faults.add(text, format!("`{value}` is no number of bytes"), help);
    }
    bytes
}

/// A number above zero, without a sign.
fn positive<N: std::str::FromStr + Default + PartialEq>(text: &str) -> Option<N> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && *number != N::default())
}

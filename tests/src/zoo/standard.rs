//! Types of the standard library that have a form of their own.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    num::{NonZeroI16, NonZeroU8, NonZeroU32},
    ops::{Bound, Range, RangeInclusive},
    time::{Duration, SystemTime},
};

use arbitrary::{Arbitrary, Result, Unstructured};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Specimen, values::safe_u64};

pub(super) fn specimens() -> Vec<Specimen> {
    specimens![
        IpAddr,
        Ipv4Addr,
        Ipv6Addr,
        SocketAddr,
        NonZeroU8,
        NonZeroI16,
        NonZeroU32,
        std::result::Result<u8, String>,
        Bound<u8>,
        Range<u8>,
        RangeInclusive<u32>,
        Option<NonZeroU8>,
        Times,
    ]
}

#[derive(Arbitrary, Debug, Deserialize, JsonSchema, Serialize)]
struct Times {
    #[arbitrary(with = duration)]
    lasted: Duration,
    #[arbitrary(with = |random: &mut _| Ok(SystemTime::UNIX_EPOCH + duration(random)?))]
    at: SystemTime,
}

fn duration(random: &mut Unstructured<'_>) -> Result<Duration> {
    Ok(Duration::from_millis(safe_u64(random)?))
}

//! Whether an event is within the limits of its contract.

use std::sync::Arc;

use tokio::time::Instant;

use super::Cx;
use super::outcome::BoundaryError;
use super::rate::Buckets;
use crate::Contract;
use crate::codec::Args;
use crate::limits::Limits;

/// Checks the event with this index. Without limits this is nothing.
///
/// # Errors
/// What the client is told.
pub(super) fn check<N: Contract, S>(
    event: usize,
    limits: Limits,
    cx: &Cx<N, S>,
    args: &Args,
) -> Result<(), BoundaryError> {
    if let Some(max_bytes) = limits.max_bytes
        && bytes(args) > max_bytes
    {
        return Err(BoundaryError::too_large(max_bytes));
    }
    if let Some(rate) = limits.rate {
        buckets(cx)
            .take(event, rate, Instant::now())
            .map_err(|retry_after| BoundaryError::rate_limited(rate, retry_after))?;
    }
    Ok(())
}

/// The arguments as JSON, without the brackets around them, and their attachments.
fn bytes(args: &Args) -> u64 {
    let attachments: usize = args.attachments().iter().map(|bytes| bytes.len()).sum();
    u64::try_from(args.json_list().len() + attachments).unwrap_or(u64::MAX)
}

/// The events of one socket are checked one after the other, so nobody else makes them meanwhile.
fn buckets<N: Contract, S>(cx: &Cx<N, S>) -> Arc<Buckets> {
    let extensions = cx.socket().untyped().extensions();
    extensions.get().unwrap_or_else(|| {
        extensions.insert(Buckets::default());
        extensions.get().unwrap_or_default()
    })
}

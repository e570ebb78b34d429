//! Waiting for what must happen.

use std::future::Future;
use std::time::Duration;

/// Only a fault ever takes this long, on the slowest machine.
const DEADLINE: Duration = Duration::from_secs(20);

/// What the future gives.
///
/// # Panics
/// When it gives nothing in time.
pub async fn within<F: Future>(what: &str, future: F) -> F::Output {
    match tokio::time::timeout(DEADLINE, future).await {
        Ok(output) => output,
        Err(_) => panic!("still waiting for {what} after {DEADLINE:?}"),
    }
}

/// Returns when the condition holds. For states that nobody announces.
///
/// # Panics
/// When it does not hold in time.
pub async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let holds = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    within(what, holds).await;
}

//! A handler that runs for as long as the test wants.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::within;

/// Holds handlers up until the test lets them go on, one by one. Clones are one gate.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    /// A closed gate.
    #[expect(clippy::new_without_default, reason = "a gate that nobody names is of no use")]
    pub fn new() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Lets one handler through, now or when it comes.
    pub fn open(&self) {
        self.0.add_permits(1);
    }

    /// Waits until the gate is opened.
    ///
    /// # Panics
    /// When it is not opened in time.
    pub async fn pass(&self) {
        let permit = within("a gate to be opened", self.0.acquire()).await;
        permit.expect("a gate is never taken away").forget();
    }
}

//! What handlers saw, in order.

use tokio::sync::mpsc;

use super::within;

/// Where handlers write.
#[derive(Debug, Clone)]
pub struct Journal(mpsc::UnboundedSender<String>);

/// What they wrote.
#[derive(Debug)]
pub struct Entries(mpsc::UnboundedReceiver<String>);

/// An empty journal.
pub fn journal() -> (Journal, Entries) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Journal(sender), Entries(receiver))
}

impl Journal {
    /// Writes one entry. A test that is over does not mind.
    pub fn write(&self, entry: impl Into<String>) {
        let _ = self.0.send(entry.into());
    }
}

impl Entries {
    /// The next entry.
    ///
    /// # Panics
    /// When none comes in time, or when no handler is left that could write one.
    pub async fn next(&mut self) -> String {
        within("an entry in the journal", self.0.recv()).await.expect("nobody writes any more")
    }

    /// What has been written so far and not been read.
    pub fn so_far(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.0.try_recv().ok()).collect()
    }
}

//! A client that waits for the namespace that it has named.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll};

use super::admission::Credentials;
use crate::socket::Namespaces;
use crate::socket::handler::BoxFuture;
use crate::socket::namespaces::{NoPlace, Residence};

/// Asks the families of a server, one after the other, whether a name is one of theirs.
pub(super) struct Search {
    pub(super) name: String,
    pub(super) credentials: Credentials,
    /// `None` when it is over.
    running: Option<BoxFuture<Result<Residence, NoPlace>>>,
}

impl Search {
    pub(super) fn new(namespaces: Arc<Namespaces>, name: String, credentials: Credentials) -> Self {
        let running = namespaces.search(name.clone(), credentials.auth.clone());
        Self { name, credentials, running: Some(Box::pin(running)) }
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Residence, NoPlace>> {
        let Some(running) = &mut self.running else { return Poll::Pending };
        match catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(cx))) {
            Ok(polled) => polled,
            Err(_) => {
                self.report_panic();
                Poll::Ready(Err(NoPlace::Failed))
            }
        }
    }

    fn report_panic(&self) {
        tracing::error!(namespace = self.name, "looking for the namespace panicked");
    }
}

/// The application's future may panic when it is dropped.
impl Drop for Search {
    fn drop(&mut self) {
        let running = self.running.take();
        if catch_unwind(AssertUnwindSafe(|| drop(running))).is_err() {
            self.report_panic();
        }
    }
}

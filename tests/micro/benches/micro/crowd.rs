//! Clients without a network.

use tokio::runtime::{Builder, EnterGuard, Runtime};
use wigwag::__bench::Client;
use wigwag::Io;

use crate::contract::server;

/// A server and the clients that have joined it.
pub(crate) struct Crowd {
    pub(crate) io: Io,
    pub(crate) clients: Vec<Client>,
    /// Lends the clients its clock: some wait for something to come in time.
    _entered: EnterGuard<'static>,
}

impl Crowd {
    pub(crate) fn of(count: usize) -> Self {
        let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
        let runtime: &'static Runtime = Box::leak(Box::new(runtime));
        let _entered = runtime.enter();
        let io = server();
        let clients = (0..count).map(|_| Client::join(&io)).collect();
        Self { io, clients, _entered }
    }
}

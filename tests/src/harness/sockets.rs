//! The server's ends of the clients that join.

use tokio::sync::mpsc;
use wigwag::socket::Socket;

use super::{Handlers, within};

/// The sockets that have joined, in order.
#[derive(Debug)]
pub struct Sockets(mpsc::UnboundedReceiver<Socket>);

impl Sockets {
    /// The next socket that joins.
    ///
    /// # Panics
    /// When none joins in time, or when the server is gone.
    pub async fn next(&mut self) -> Socket {
        within("a socket to join", self.0.recv()).await.expect("the server runs")
    }
}

impl Handlers {
    /// Hands the sockets that join over to the test.
    #[must_use]
    pub fn hand_over_sockets(self) -> (Self, Sockets) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let handlers = self.connected(move |socket| {
            // A test that is over does not mind.
            let _ = sender.send(socket);
            std::future::ready(())
        });
        (handlers, Sockets(receiver))
    }
}

//! The answer that a client asked for.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::codec::{EncodeError, ToArgs};
use crate::socket::Socket;

/// The means to acknowledge one event of a client, once. Clones share it: the first answer counts.
///
/// Dropped without an answer, the client waits until its own timeout.
#[derive(Clone)]
pub struct Ack {
    socket: Socket,
    id: u64,
    is_sent: Arc<AtomicBool>,
}

impl Ack {
    pub(in crate::socket) fn new(socket: Socket, id: u64) -> Self {
        Self { socket, id, is_sent: Arc::default() }
    }

    /// Answers with any number of arguments: a tuple, such as `&(value,)`, or the arguments of another event.
    ///
    /// Does nothing when it has been called with success before, on whichever clone, or when the socket has left.
    ///
    /// # Wire
    /// `43<id>[…]`, or `46<n>-<id>[…]` with attachments: Socket.IO v5, "Acknowledgement".
    ///
    /// # Errors
    /// When the arguments cannot be encoded. The client is still without an answer then.
    pub fn send<A: ToArgs + ?Sized>(&self, args: &A) -> Result<(), EncodeError> {
        let format = self.socket.of_namespace().format();
        let encoded = format.encode_ack(self.socket.namespace_name(), self.id, args)?;
        if !self.is_sent.swap(true, Ordering::AcqRel) {
            self.socket.push(encoded);
        }
        Ok(())
    }

    /// Whether the event has been answered.
    pub fn is_sent(&self) -> bool {
        self.is_sent.load(Ordering::Acquire)
    }
}

impl fmt::Debug for Ack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ack").field("id", &self.id).finish_non_exhaustive()
    }
}

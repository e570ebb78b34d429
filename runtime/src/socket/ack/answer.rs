//! The answer that a client asked for.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::codec::{EncodeError, ToArgs};
use crate::socket::Socket;
use crate::sync::lock;

/// The means to acknowledge one event of a client, once. Clones share it: the first answer counts.
///
/// Dropped without an answer, the client waits until its own timeout.
#[derive(Clone)]
pub struct Ack {
    socket: Socket,
    id: u64,
    sent: Sent,
}

impl Ack {
    pub(in crate::socket) fn new(socket: Socket, id: u64) -> Self {
        Self { socket, id, sent: Sent::default() }
    }

    /// Whose event it is.
    pub(crate) fn socket(&self) -> &Socket {
        &self.socket
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
        if self.sent.set() {
            self.socket.push(encoded);
        }
        Ok(())
    }

    /// Whether the event has been answered.
    pub fn is_sent(&self) -> bool {
        self.sent.is_set()
    }
}

/// Whether the answer has been sent, for all clones. Most are never cloned, and allocate nothing.
#[derive(Default)]
struct Sent(Mutex<Flag>);

enum Flag {
    Alone(bool),
    Shared(Arc<AtomicBool>),
}

impl Sent {
    /// False when it was set before, on whichever clone.
    fn set(&self) -> bool {
        let was_set = match &mut *lock(&self.0) {
            Flag::Alone(is_set) => std::mem::replace(is_set, true),
            Flag::Shared(is_set) => is_set.swap(true, Ordering::AcqRel),
        };
        !was_set
    }

    fn is_set(&self) -> bool {
        match &*lock(&self.0) {
            Flag::Alone(is_set) => *is_set,
            Flag::Shared(is_set) => is_set.load(Ordering::Acquire),
        }
    }
}

impl Clone for Sent {
    fn clone(&self) -> Self {
        let mut flag = lock(&self.0);
        let shared = match &*flag {
            Flag::Alone(is_set) => Arc::new(AtomicBool::new(*is_set)),
            Flag::Shared(is_set) => Arc::clone(is_set),
        };
        *flag = Flag::Shared(Arc::clone(&shared));
        Self(Mutex::new(Flag::Shared(shared)))
    }
}

impl Default for Flag {
    fn default() -> Self {
        Self::Alone(false)
    }
}

impl fmt::Debug for Ack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ack").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_answer_counts_on_whichever_clone() {
        let sent = Sent::default();
        let clones = [sent.clone(), sent.clone().clone()];
        assert!(clones[1].set());
        assert!(!sent.set() && !clones[0].set());
        assert!(sent.is_set() && clones[0].is_set());
    }

    #[test]
    fn what_was_answered_stays_so_when_it_is_cloned() {
        let sent = Sent::default();
        assert!(sent.set());
        assert!(sent.clone().is_set() && !sent.clone().set());
    }

    #[test]
    fn answer_that_is_not_cloned_allocates_nothing() {
        let sent = Sent::default();
        assert!(sent.set());
        assert!(matches!(*lock(&sent.0), Flag::Alone(true)));
    }
}
